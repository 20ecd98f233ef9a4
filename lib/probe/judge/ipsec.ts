import type { NodeFacts } from "./facts.ts";
import {
  type Check,
  IPSEC_MARK,
  IPSEC_REQID,
  nodeName,
  ownerOf,
  type ProbedNode,
  type ProbeInput,
  type Target,
} from "./model.ts";
import { nodesWith } from "./tasks.ts";

const STATES = "SN0810";
const RULES = "SN0811";
const COUNTERS = "SN0812";

/** What each node has installed for its encrypted networks: states and policies towards each other node, rules for each VNI. */
export function judgeIpsec(input: ProbeInput): Check[] {
  const encrypted = input.targets.filter((target) => target.encrypted);
  if (encrypted.length === 0) {
    return [STATES, RULES, COUNTERS].map((code) => ({
      code,
      state: "skipped",
      node: "",
      peer: null,
      network: null,
      evidence: "None of the networks is encrypted",
    }));
  }
  const checks = encrypted.flatMap((target) => {
    const members = nodesWith(input, target);
    return members.flatMap((from) => [
      ...members.filter((to) => to !== from).map((to) => statesCheck(input, target, from, to)),
      rulesCheck(input, target, from),
    ]);
  });
  return [...checks, ...input.nodes.map((node) => countersCheck(input, node))];
}

function statesCheck(input: ProbeInput, target: Target, from: ProbedNode, to: ProbedNode): Check {
  const check = (state: Check["state"], evidence: string): Check => ({
    code: STATES,
    state,
    node: nodeName(input.nodes, from.node),
    peer: nodeName(input.nodes, to.node),
    network: target.network.name,
    evidence,
  });
  const { facts } = from;
  if (facts === null) return check("unknown", `${from.node.hostname} did not answer: ${from.why}`);
  if (facts.ipsec === null) return check("unknown", "IPsec's states cannot be read there");
  const mine = (address: string) => facts.addresses.has(address);
  const theirs = (address: string) => ownerOf(input.nodes, address) === to;
  const { states, policies, after } = facts.ipsec;
  const own = states.filter((one) => one.reqid === IPSEC_REQID);
  const out = own.filter((one) => mine(one.src) && theirs(one.dst));
  const back = own.filter((one) => theirs(one.src) && mine(one.dst));
  const policy = policies.filter((one) =>
    one.dir === "out" && one.reqid === IPSEC_REQID && theirs(one.dst) && one.mark.startsWith(IPSEC_MARK) &&
    one.port === String(input.port)
  );
  const late = [...after].some((key) => mine(key.split(" ")[0]!) && theirs(key.split(" ")[1]!));
  const missing = [
    ...out.length === 0 && !late ? ["no state for what it sends"] : [],
    ...back.length === 0 ? ["no state for what it receives"] : [],
    ...policy.length === 0 ? [`no policy for UDP port ${input.port}`] : [],
  ];
  const evidence = `${out.length} states out, ${back.length} in, ${policy.length} policies`;
  return missing.length === 0
    ? check("ok", evidence)
    : check("failed", `It has ${missing.join(" and ")} (${evidence})`);
}

function rulesCheck(input: ProbeInput, target: Target, from: ProbedNode): Check {
  const check = (state: Check["state"], evidence: string): Check => ({
    code: RULES,
    state,
    node: nodeName(input.nodes, from.node),
    peer: null,
    network: target.network.name,
    evidence,
  });
  const { facts } = from;
  if (facts === null) return check("unknown", `${from.node.hostname} did not answer: ${from.why}`);
  const blind = whyBlind(facts);
  if (blind !== undefined) return check("skipped", blind);
  const missing = target.vnis.flatMap((vni) => {
    const rules = facts.firewall.rules.filter((rule) => matchesVni(rule.text, vni));
    const mark = rules.some((rule) =>
      rule.table === "mangle" && rule.text.startsWith("-A OUTPUT") && rule.text.includes(IPSEC_MARK)
    );
    const drop = rules.some((rule) =>
      rule.table === "filter" && rule.text.startsWith("-A INPUT") && rule.text.includes("--pol none") &&
      rule.text.includes("-j DROP")
    );
    return [
      ...mark ? [] : [`no rule marks what it sends (VNI ${vni})`],
      ...drop ? [] : [`no rule drops what comes in clear (VNI ${vni})`],
    ];
  });
  return missing.length === 0
    ? check("ok", "What it sends is marked for IPsec, and what would come in clear is dropped")
    : check("failed", `On ${nodeName(input.nodes, from.node)} ${missing.join("; ")}`);
}

/** Why the packet filter's rules say nothing, or undefined when docker's are among them. */
export function whyBlind({ firewall }: NodeFacts): string | undefined {
  if (firewall.read.length === 0) return "The image has no iptables-save that can read the node's rules";
  if (firewall.chains.some(({ name }) => name.startsWith("DOCKER"))) return undefined;
  if (firewall.nftTables.some((table) => table.includes("docker"))) {
    return "The engine keeps its rules in nftables' own tables, which this check does not read";
  }
  if (firewall.legacy && !firewall.read.some((tool) => tool !== "iptables-nft-save")) {
    return "The node's rules are of the old kind, and the image has no iptables-legacy-save";
  }
  return undefined;
}

/**
 * docker matches the VNI with a bpf program that compares with the number itself, or, before engine 24, with u32 on the number shifted
 * by the reserved byte (moby drivers/overlay/encryption.go and encryption_u32.go; read on 28.5.2 and 20.10.24).
 */
function matchesVni(rule: string, vni: number): boolean {
  if (new RegExp(`--bytecode "[^"]*,21 \\d+ \\d+ ${vni}[,"]`).test(rule)) return true;
  return new RegExp(`--u32 "[^"]*=0x${(vni << 8).toString(16)}"`).test(rule);
}

/** Counters of /proc/net/xfrm_stat that rise when packets are lost to IPsec. */
const BAD =
  /^Xfrm(?:In(?:NoStates|StateProtoError|StateInvalid|StateMismatch|TmplMismatch|PolBlock)|Out(?:NoStates|StateProtoError|PolBlock|Error)|AcquireError)$/;

function countersCheck({ nodes }: ProbeInput, { node, facts, why }: ProbedNode): Check {
  const check = (state: Check["state"], evidence: string): Check => ({
    code: COUNTERS,
    state,
    node: nodeName(nodes, node),
    peer: null,
    network: null,
    evidence,
  });
  if (facts === null) return check("unknown", `${node.hostname} did not answer: ${why}`);
  if (facts.ipsec === null || facts.ipsec.rises.size === 0) {
    return check("unknown", "IPsec's counters cannot be read there");
  }
  const risen = [...facts.ipsec.rises].filter(([name, rise]) => BAD.test(name) && rise > 0);
  return risen.length === 0 ? check("ok", "No counter of lost packets rose meanwhile") : check(
    "failed",
    `Packets were lost to IPsec meanwhile: ${
      risen.map(([name, rise]) => `${name} rose by ${rise}`).join(", ")
    }`,
  );
}
