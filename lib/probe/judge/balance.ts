import { count } from "../../base/listing.ts";
import type { NetworkFacts } from "./facts.ts";
import { type Check, nodeName, type ProbedNode, type ProbeInput, type Target } from "./model.ts";
import { type Expected, expectedOn, nodesWith } from "./tasks.ts";

const BACK_ENDS = "SN0819";
const TIMEOUTS = "SN0820";
const LATENCY = "SN0827";
const NAMES = "SN0828";
/** docker's own default, seconds (moby libnetwork/osl: net.ipv4.vs.*; reproduced on 28.5.2). */
const TCP_TIMEOUT = 900;
const SLOW_MS = 1000;

/** Whether each node's load balancers and names agree with the tasks that the managers know. */
export function judgeBalance(input: ProbeInput): Check[] {
  return input.targets.flatMap((target) => {
    const expected = expectedOn(input, target);
    return nodesWith(input, target).flatMap((node) => {
      const say = (code: string, state: Check["state"], evidence: string): Check => ({
        code,
        state,
        node: nodeName(input.nodes, node.node),
        peer: null,
        network: target.network.name,
        evidence,
      });
      if (node.facts === null) {
        const why = `${node.node.hostname} did not answer: ${node.why}`;
        return [say(BACK_ENDS, "unknown", why), say(NAMES, "unknown", why)];
      }
      const facts = node.facts.networks.get(target.number);
      if (node.facts.closed !== "") {
        return [say(BACK_ENDS, "unknown", node.facts.closed), say(NAMES, "unknown", node.facts.closed)];
      }
      if (facts === undefined || facts.absent) return [];
      return [
        ...balancerChecks(target, expected, facts, node, say),
        ...nameChecks(target, expected, facts, say),
      ];
    });
  });
}

type Say = (code: string, state: Check["state"], evidence: string) => Check;

function balancerChecks(
  target: Target,
  expected: Expected[],
  { ipvs, ipvsTimeouts }: NetworkFacts,
  { facts }: ProbedNode,
  say: Say,
): Check[] {
  if (ipvs === null) {
    const why = facts!.tools.get("ipvsadm") === false
      ? "The image has no ipvsadm"
      : "Nothing was said of its load balancer";
    return [say(BACK_ENDS, "skipped", why)];
  }
  if (ipvs.refused !== "") {
    return [say(BACK_ENDS, "skipped", `The load balancer cannot be read: ${ipvs.refused}`)];
  }
  const balanced = expected.filter(({ service }) => isBalanced(service, target));
  const wrong = balanced.flatMap((one) => backEndProblems(one, ipvs.services));
  const checks = wrong.map((evidence) => say(BACK_ENDS, "failed", evidence));
  if (wrong.length === 0) {
    checks.push(
      say(
        BACK_ENDS,
        "ok",
        `${count(balanced.length, "service")} with exactly the running tasks behind them`,
      ),
    );
  }
  if (ipvsTimeouts !== null && ipvsTimeouts.length === 3) {
    const [tcp] = ipvsTimeouts as [number];
    checks.push(
      say(
        TIMEOUTS,
        tcp < TCP_TIMEOUT ? "failed" : "ok",
        `Idle TCP connections through a VIP are forgotten after ${tcp} s`,
      ),
    );
  }
  return checks;
}

function isBalanced(service: Expected["service"], { network }: Target): boolean {
  if (service.endpointMode === "dnsrr") return false;
  if (network.ingress) return service.ports.some((port) => port.mode === "ingress");
  return service.vips.some((vip) => vip.network === network.id);
}

function backEndProblems(
  { service, stable, possible }: Expected,
  marks: ReadonlyMap<string, { address: string; weight: number }[]>,
): string[] {
  const ranked = [...marks].map(([mark, servers]) => ({
    mark,
    servers,
    common: servers.filter((one) => possible.has(one.address)).length,
  })).sort((a, b) => b.common - a.common);
  const best = ranked[0];
  if (best === undefined || best.common === 0) {
    return [
      `The load balancer has no back-end of ${service.name}, which has ${
        count(stable.length, "running task")
      }`,
    ];
  }
  const working = new Set(best.servers.filter((one) => one.weight > 0).map((one) => one.address));
  const missing = stable.filter((address) => !working.has(address));
  const stale = [...working].filter((address) => !possible.has(address));
  return [
    ...missing.length === 0
      ? []
      : [`The load balancer sends nothing to ${missing.join(", ")} of ${service.name}, which runs`],
    ...stale.length === 0 ? [] : [
      `The load balancer sends requests for ${service.name} to ${stale.join(", ")}, where no task of it runs`,
    ],
  ];
}

function nameChecks({ network }: Target, expected: Expected[], { names }: NetworkFacts, say: Say): Check[] {
  if (network.ingress) return [];
  if (names.length === 0) {
    return expected.length === 0
      ? []
      : [say(NAMES, "skipped", "No name was looked up (no nslookup in the image, or names it cannot take)")];
  }
  const wrong: string[] = [];
  let asked = 0;
  for (const one of expected) {
    const answer = names.find(({ name }) => name === taskName(one.service.name, network.name));
    if (answer === undefined) continue;
    asked++;
    const missing = one.stable.filter((address) => !answer.addresses.includes(address));
    const stale = answer.addresses.filter((address) => !one.possible.has(address));
    if (missing.length > 0) {
      wrong.push(`tasks.${one.service.name} does not name ${missing.join(", ")}, which runs`);
    }
    if (stale.length > 0) {
      wrong.push(`tasks.${one.service.name} names ${stale.join(", ")}, where no task of it runs`);
    }
  }
  const slowest = Math.max(...names.map(({ ms }) => ms));
  return [
    ...wrong.length > 0
      ? wrong.map((evidence) => say(NAMES, "failed", evidence))
      : [say(NAMES, "ok", `${count(asked, "name")} with exactly the running tasks`)],
    say(
      LATENCY,
      slowest > SLOW_MS ? "failed" : "ok",
      `The slowest of ${count(names.length, "look-up")} took ${slowest} ms`,
    ),
  ];
}

/** The name that gives the addresses of a service's tasks on one network, whatever other networks the asker is on. */
export function taskName(service: string, network: string): string {
  return `tasks.${service}.${network}`;
}
