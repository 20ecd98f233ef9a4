import { declare } from "../stack/as_swarm.ts";
import type { LoadResult, Position, Stack } from "../stack/index.ts";
import { listOf } from "../swarm/attached.ts";
import { indexOf } from "../swarm/index.ts";
import type { Service, Swarm } from "../swarm/model.ts";
import { ignoresIn } from "./conclude.ts";
import type { Finding } from "./finding.ts";
import { type ChangeSettings, findNews, type News } from "./judge_change.ts";
import { RULES } from "./registry.ts";
import { judge } from "./run.ts";
import { stackView } from "./view.ts";

/** Rules about stack files that `lint` runs and that concern a change of the swarm. */
const FILE_RULES = RULES.filter(({ scope }) =>
  scope.includes("stack") && (scope.includes("change") || !scope.includes("live"))
);
const LIVE = new Set(RULES.filter(({ scope }) => scope.includes("live")).map(({ code }) => code));
/** Networks that exist with other settings than in the files: the subject of every plan. */
const DRIFT = "SN0701";

/** Stack files that are to be deployed. */
export interface Deployment {
  loaded: LoadResult & { stack: { name: string } };
  before: Swarm;
  /** `before` with the successors of the networks that are replaced first. */
  base: Swarm;
  /** Names of the networks whose driver in the files is another one, which no plan changes. */
  otherDriver: ReadonlySet<string>;
}

/**
 * What `lint --against` says of the files, as far as the swarm does not have it already, with what checks of changes say of the deploy.
 * Notes about the files alone are left to `lint`.
 */
export function findDeployNews(
  { loaded, before, base, otherDriver }: Deployment,
  settings: Pick<ChangeSettings, "policy" | "levels">,
): News {
  const declared = declare(loaded, base);
  const view = stackView(loaded, declared, { against: before, policy: settings.policy });
  const updated = [...declared.services.keys()].filter((one) =>
    isUpdated(one, indexOf(before).serviceById.get(one.id))
  );
  const [old, now] = [new Set(before.networks), new Set(declared.swarm.networks)];
  const index = indexOf(declared.swarm);
  const change = findNews(before, {
    kind: "deploy",
    stack: loaded.stack.name,
    after: declared.swarm,
    networks: [
      ...[...declared.networks.keys()].filter((one) => !old.has(one)).map(({ id }) => id),
      ...before.networks.filter((one) => !now.has(one)).map(({ id }) => id),
      ...updated.flatMap((one) => listOf(one).map(({ target }) => index.network(target)?.id ?? target)),
    ],
    services: updated.map(({ id }) => id),
  }, settings);
  const news = new Set(change.findings.map(subjectOf));
  const file = judge(view, FILE_RULES, { levels: settings.levels, binding: true });
  const told = file.findings.filter((one) => {
    if (one.code === DRIFT) return otherDriver.has(one.object.name);
    return LIVE.has(one.code) ? news.has(subjectOf(one)) : one.level !== "info";
  });
  return {
    findings: withoutTwins([...told, ...change.findings.map(generalFix)]),
    skipped: file.skipped,
    ignores: [...ignoresIn(view), ...change.ignores],
  };
}

/** Of a network that does not exist yet a check of changes tells how flags of a command avoid the finding; a file gets the rule's advice. */
function generalFix(one: Finding): Finding {
  const { kind, id, name } = one.object;
  const rule = RULES.find(({ code }) => code === one.code);
  return kind === "network" && id === name && rule !== undefined ? { ...one, fix: { text: rule.fix } } : one;
}

/** Each finding once. What is found in a file has a place and a fix in the words of files, so it takes precedence. */
export function withoutTwins(findings: readonly Finding[]): Finding[] {
  const placed = new Set(findings.filter(({ at }) => at !== null).map(subjectOf));
  const told = new Set<string>();
  return findings.filter((one) => {
    if (told.has(one.fingerprint) || one.at === null && placed.has(subjectOf(one))) return false;
    told.add(one.fingerprint);
    return true;
  });
}

/** The findings with the place where the files declare what they are about, for comments that suppress them. */
export function placed(findings: readonly Finding[], stack: Stack): Finding[] {
  const places = new Map<string, Position>([
    ...stack.networks.map(({ name, at }) => [`network ${name}`, at] as const),
    ...stack.services.map(({ name, at }) => [`service ${name}`, at] as const),
  ]);
  return findings.map((one) => ({
    ...one,
    at: one.at ?? places.get(`${one.object.kind} ${one.object.name}`) ?? null,
  }));
}

function subjectOf({ code, object: { kind, name } }: Finding): string {
  return `${code} ${kind} ${name}`;
}

/** Whether deploy replaces tasks of the service, as far as checks read services. */
function isUpdated(declared: Service, live: Service | undefined): boolean {
  return live === undefined || partsOf(declared) !== partsOf(live);
}

function partsOf(one: Service): string {
  return JSON.stringify([
    // The engine adds the digest.
    one.image.split("@")[0],
    listOf(one),
    one.constraints,
    one.endpointMode,
    one.maxReplicasPerNode,
    one.portsSpec.map(({ protocol, target, published, mode }) => [protocol, target, published, mode]).sort(),
  ]);
}
