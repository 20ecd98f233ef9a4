import { isGlob, matchesGlob } from "../base/glob.ts";
import { nearest } from "../base/suggest.ts";
import { KNOWN_RULES } from "./known_rules.gen.ts";
import type { KnownRule } from "./rule_text.ts";

/** The families by their first two digits. */
export const FAMILIES: Readonly<Record<string, string>> = {
  SN01: "encryption",
  SN02: "addresses",
  SN03: "services",
  SN04: "names",
  SN05: "nodes",
  SN06: "stack-files",
  SN07: "drift",
  SN08: "data-plane",
  SN09: "suppressions",
};

/** "encryption" and so on. */
export function familyOf(code: string): string {
  return FAMILIES[code.slice(0, 4)] ?? "";
}

const BY_WORD = new Map(KNOWN_RULES.flatMap((rule) => [[rule.code, rule], [rule.name, rule]]));

/** The rule of this code (in any letter case) or name. */
export function ruleNamed(word: string): KnownRule | undefined {
  return BY_WORD.get(word) ?? BY_WORD.get(word.toUpperCase());
}

/** The known code or name that was probably meant. */
export function nearestRule(word: string): string | undefined {
  return nearest(/^sn\d/i.test(word) ? word.toUpperCase() : word, BY_WORD.keys());
}

/** "unknown rule X (did you mean Y?)", for the middle of a sentence. */
export function unknownRule(word: string): string {
  const near = nearestRule(word) ?? nearest(word.toLowerCase(), Object.values(FAMILIES));
  return `unknown rule ${JSON.stringify(word)}${near === undefined ? "" : ` (did you mean ${near}?)`}`;
}

/** The rules that judge a swarm or stack files: without the checks of probe and those about suppressions. */
export const JUDGING_RULES: readonly KnownRule[] = KNOWN_RULES.filter(({ code }) => code < "SN08");

/** Rules that tell of risks somebody took, by the item of the CIS benchmark that is not met by that: SN0113 is a plain network. */
export const CIS_WAIVERS: Readonly<Record<string, readonly string[]>> = { "7.3": ["SN0113"] };

/** What a rule answers to besides code, name and family. */
export function tagsOf(rule: KnownRule): string[] {
  return [
    ...(rule.cis === undefined && !Object.values(CIS_WAIVERS).flat().includes(rule.code) ? [] : ["cis"]),
    ...(rule.reads.includes("gossip") ? ["deep"] : []),
    ...(rule.reads.includes("policy") ? ["policy"] : []),
    ...(rule.reads.includes("against") ? ["against"] : []),
    ...rule.scope,
  ];
}

/** Codes of the rules that a word stands for: code, name, family (SN01, encryption), tag, or a glob over codes and names. */
export function codesFor(word: string): string[] {
  const one = ruleNamed(word);
  if (one !== undefined) return [one.code];
  const fits = (rule: KnownRule) =>
    rule.code.slice(0, 4) === word.toUpperCase() || familyOf(rule.code) === word.toLowerCase() ||
    tagsOf(rule).includes(word.toLowerCase()) ||
    (isGlob(word) && (matchesGlob(rule.code, word.toUpperCase()) || matchesGlob(rule.name, word)));
  return KNOWN_RULES.filter(fits).map((rule) => rule.code);
}

/** Codes that are kept for checks from the nodes themselves that are not made yet, so that no rule takes them. */
export const RESERVED: readonly { code: string; name: string }[] = [
  { code: "SN0830", name: "default-options-drift" },
  { code: "SN0831", name: "management-port-all-interfaces" },
  { code: "SN0832", name: "local-listener-shadowed" },
];
