import { matchesGlob } from "../../base/glob.ts";
import { familyOf, tagsOf } from "../../checks/catalog.ts";
import type { RuleText } from "../../checks/rule_text.ts";
import type { Listing } from "./list_table.ts";
import { oneOf, type Tests } from "./filters.ts";

/** How `rules` lists. */
export const RULE_LISTING: Listing<RuleText> = {
  type: "*rules.Rule",
  fields: {
    Code: { header: "CODE", value: ({ code }) => code },
    Name: { header: "NAME", value: ({ name }) => name },
    Level: { header: "LEVEL", value: ({ level }) => level },
    Confidence: { header: "CONFIDENCE", value: ({ confidence }) => confidence },
    Scope: { header: "SCOPE", value: ({ scope }) => scope.join(",") },
    CIS: { header: "CIS", value: ({ cis }) => cis ?? "" },
    Family: { header: "FAMILY", value: ({ code }) => familyOf(code) },
    Reads: { header: "READS", value: ({ reads }) => reads.join(",") },
    Since: { header: "SINCE", value: ({ since }) => since },
    Tags: { header: "TAGS", value: (rule) => tagsOf(rule).join(",") },
    What: { header: "WHAT", value: ({ what }) => what },
  },
  table: ["Code", "Name", "Level", "Confidence", "Scope", "CIS"],
  quiet: "{{.Code}}",
};

/** What `rules --filter` understands. */
export const RULE_FILTERS: Tests<RuleText> = {
  code: { kind: "any", matches: ({ code }, value) => matchesGlob(code, value.toUpperCase()) },
  name: { kind: "any", matches: ({ name }, value) => matchesGlob(name, value) },
  level: {
    kind: "any",
    matches: ({ level }, value) => level === value,
    ...oneOf(["error", "warning", "info"]),
  },
  confidence: {
    kind: "any",
    matches: ({ confidence }, value) => confidence === value,
    ...oneOf(["high", "medium", "low"]),
  },
  scope: {
    kind: "any",
    matches: ({ scope }, value) => scope.some((one) => one === value),
    ...oneOf(["live", "stack", "nodes", "change"]),
  },
  family: {
    kind: "any",
    matches: ({ code }, value) => familyOf(code) === value || code.startsWith(value.toUpperCase()),
  },
  tag: { kind: "any", matches: (rule, value) => tagsOf(rule).includes(value) },
  cis: { kind: "any", matches: ({ cis }, value) => cis === value },
};
