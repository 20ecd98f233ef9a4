import { count } from "../../base/listing.ts";
import { contains, parseAddress, parsePrefix } from "../../swarm/cidr.ts";
import { whyBlind } from "./ipsec.ts";
import type { NodeFacts } from "./facts.ts";
import { type Check, nodeName, type ProbedNode, type ProbeInput } from "./model.ts";

/** Seconds that a node's clock may differ: lines take a moment to arrive, and certificates and keys bear this much. */
const MOST_SKEW = 30;
/** Share of the neighbour table that may be in use. */
const MOST_NEIGHBOURS = 0.8;
const METADATA = "169.254.169.254";

type Say = (code: string, state: Check["state"], evidence: string) => Check;

/** What is looked at on each node by itself. */
export function judgeNodes(input: ProbeInput): Check[] {
  return [
    ...input.nodes.flatMap((node) => nodeChecks(input, node)),
    ...clockChecks(input),
    ...engineChecks(input),
  ];
}

const CODES = [
  "SN0809",
  "SN0813",
  "SN0814",
  "SN0815",
  "SN0816",
  "SN0817",
  "SN0818",
  "SN0821",
  "SN0825",
  "SN0826",
];

function nodeChecks(input: ProbeInput, node: ProbedNode): Check[] {
  const say: Say = (code, state, evidence) => ({
    code,
    state,
    node: nodeName(input.nodes, node.node),
    peer: null,
    network: null,
    evidence,
  });
  const { facts } = node;
  if (facts === null) {
    return CODES.map((code) => say(code, "unknown", `${node.node.hostname} did not answer: ${node.why}`));
  }
  return [
    moduleCheck(input, facts, say),
    offloadCheck(facts, say),
    switchCheck(
      facts,
      say,
      "SN0814",
      "net/ipv4/ip_forward",
      "The node does not forward packets (ip_forward is 0)",
    ),
    switchCheck(
      facts,
      say,
      "SN0815",
      "net/bridge/bridge-nf-call-iptables",
      "Bridged packets pass by iptables (bridge-nf-call-iptables is 0)",
    ),
    ...firewallChecks(input, facts, say),
    neighbourCheck(facts, say),
    staleCheck(input, facts, say),
    metadataCheck(input, facts, say),
  ];
}

/** A module that is built into the kernel need not show anywhere, so what works counts for more than what is listed. */
function moduleCheck({ targets }: ProbeInput, facts: NodeFacts, say: Say): Check {
  const encrypted = targets.some((target) => target.encrypted);
  const balances = [...facts.networks.values()].some(({ ipvs }) => ipvs !== null && ipvs.refused === "");
  const works = new Set([
    ...facts.ipsec === null ? [] : ["xfrm_user"],
    ...facts.ipsec?.states.length ? ["esp4"] : [],
    ...balances ? ["ip_vs"] : [],
    ...[...facts.networks.values()].some(({ vxlans }) => vxlans.length > 0) ? ["vxlan"] : [],
  ]);
  const wanted = ["vxlan", "ip_vs", "ip_vs_rr", ...encrypted ? ["xfrm_user", "esp4", "xt_policy"] : []];
  const missing = wanted.filter((name) => !facts.modules.has(name) && !works.has(name));
  return missing.length === 0 ? say("SN0809", "ok", `${wanted.join(", ")} are there`) : say(
    "SN0809",
    "unknown",
    `Not loaded, but they may be built in or loaded when they are needed: ${missing.join(", ")}`,
  );
}

/** VXLAN with offloaded checksums is broken on this device (moby#41775). */
function offloadCheck({ links }: NodeFacts, say: Say): Check {
  const broken = [...links].filter(([, link]) => link.driver === "vmxnet3");
  if (broken.length === 0) return say("SN0813", "ok", "No device is a vmxnet3");
  const on = broken.filter(([, link]) => link.checksum.startsWith("on"));
  if (on.length > 0) {
    return say("SN0813", "failed", `${on[0]![0]} is a vmxnet3 that computes checksums itself`);
  }
  const unknown = broken.some(([, link]) => link.checksum === "-");
  return unknown
    ? say("SN0813", "unknown", "There is a vmxnet3, and the image has no ethtool to ask it")
    : say("SN0813", "ok", "The vmxnet3 leaves checksums to the kernel");
}

function switchCheck({ sysctls }: NodeFacts, say: Say, code: string, key: string, wrong: string): Check {
  const value = sysctls.get(key);
  if (value === undefined) return say(code, "skipped", `${key} is not there to read`);
  return value === "0" ? say(code, "failed", wrong) : say(code, "ok", `${key} is ${value}`);
}

function firewallChecks({ before }: ProbeInput, facts: NodeFacts, say: Say): Check[] {
  const { firewall } = facts;
  const firewalld = firewall.nftTables.some((table) => / firewalld$/.test(table));
  const checks = [
    facts.tools.get("nft") === false && !firewalld
      ? say("SN0816", "skipped", "The image has no nft to see firewalld's tables with")
      : say(
        "SN0816",
        firewalld ? "failed" : "ok",
        firewalld ? "firewalld is at work" : "No table of firewalld",
      ),
  ];
  const blind = whyBlind(facts);
  if (blind !== undefined) {
    return [...checks, say("SN0817", "skipped", blind), say("SN0818", "skipped", blind)];
  }
  const chain = (table: string, name: string) =>
    firewall.chains.find((one) => one.table === table && one.name === name);
  const forward = chain("filter", "FORWARD");
  const own = firewall.chains.some((one) => one.table === "filter" && /^DOCKER/.test(one.name));
  checks.push(
    forward?.policy === "DROP" && !own
      ? say(
        "SN0817",
        "failed",
        "What is forwarded is dropped, and docker's chains are gone from the filter table",
      )
      : say(
        "SN0817",
        "ok",
        `What is forwarded meets ${own ? "docker's chains" : `policy ${forward?.policy ?? "unknown"}`}`,
      ),
  );
  const published = before.services.some((service) => service.ports.some((port) => port.mode === "ingress"));
  if (!published) {
    checks.push(say("SN0818", "skipped", "No service publishes a port through the routing mesh"));
  } else {
    const there = chain("nat", "DOCKER-INGRESS") !== undefined;
    checks.push(
      there
        ? say("SN0818", "ok", "Published ports are led into the routing mesh (chain DOCKER-INGRESS)")
        : say(
          "SN0818",
          "failed",
          "The chain DOCKER-INGRESS is gone, so published ports do not answer on this node",
        ),
    );
  }
  return checks;
}

function neighbourCheck({ neighbours, sysctls }: NodeFacts, say: Say): Check {
  const most = Number(sysctls.get("net/ipv4/neigh/default/gc_thresh3"));
  if (neighbours === null || !(most > 0)) {
    return say("SN0821", "skipped", "The size of the neighbour table cannot be read there");
  }
  const evidence = `${neighbours} of at most ${most} neighbours are known`;
  return say("SN0821", neighbours > most * MOST_NEIGHBOURS ? "failed" : "ok", evidence);
}

/** Engines move VXLAN devices into a network's own namespace; one that stays behind blocks its VNI (moby/libnetwork#945). */
function staleCheck(
  { before, after }: ProbeInput,
  { hostVxlans, namespaces, closed }: NodeFacts,
  say: Say,
): Check {
  if (closed !== "") return say("SN0825", "unknown", closed);
  const known = [...before.networks, ...after.networks].map(({ id }) => id.slice(0, 10));
  const left = hostVxlans.filter(({ device }) => device.startsWith("vx-"));
  const orphans = namespaces.filter((name) =>
    /^\d+-/.test(name) && !known.includes(name.replace(/^\d+-/, ""))
  );
  const wrong = [
    ...left.map(({ device, vni }) =>
      `the device ${device} (VNI ${vni}) was left in the node's own namespace`
    ),
    ...orphans.map((name) => `the namespace ${name} belongs to no network there is`),
  ];
  return wrong.length === 0
    ? say("SN0825", "ok", "No VXLAN device or namespace was left behind")
    : say("SN0825", "failed", sentence(wrong));
}

function sentence(parts: string[]): string {
  const text = parts.join("; ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function metadataCheck({ before }: ProbeInput, { metadataRoute }: NodeFacts, say: Say): Check {
  const over = before.networks.find(({ ipam }) => ipam.config.some(({ subnet }) => holds(subnet, METADATA)));
  if (over !== undefined) return say("SN0826", "failed", `The subnet of ${over.name} contains ${METADATA}`);
  if (metadataRoute === "") return say("SN0826", "skipped", `There is no route to ${METADATA}`);
  const device = / dev (\S+)/.exec(metadataRoute)?.[1] ?? "";
  const ours = device.startsWith("docker") || device.startsWith("br-");
  return say("SN0826", ours ? "failed" : "ok", `The route to ${METADATA} leads through ${device}`);
}

function holds(subnet: string, address: string): boolean {
  const prefix = parsePrefix(subnet);
  const wanted = parseAddress(address);
  return prefix !== null && wanted !== null && contains(prefix, wanted);
}

/** Each clock against the middle one: what lines take to arrive and what our own clock shows cancel out. */
function clockChecks({ nodes }: ProbeInput): Check[] {
  const offsets = nodes.flatMap(({ facts }) =>
    facts?.clock == null ? [] : [facts.clock.node - facts.clock.received / 1000]
  );
  const middle = [...offsets].sort((a, b) => a - b)[Math.floor((offsets.length - 1) / 2)] ?? 0;
  return nodes.map(({ node, facts, why }): Check => {
    const say = (state: Check["state"], evidence: string): Check => ({
      code: "SN0822",
      state,
      node: nodeName(nodes, node),
      peer: null,
      network: null,
      evidence,
    });
    if (facts === null) return say("unknown", `${node.hostname} did not answer: ${why}`);
    if (facts.clock === null) return say("unknown", "The node did not tell the time");
    if (offsets.length < 2) return say("skipped", "There is no other clock to compare with");
    const skew = Math.round(facts.clock.node - facts.clock.received / 1000 - middle);
    return Math.abs(skew) > MOST_SKEW
      ? say(
        "failed",
        `Its clock is about ${count(Math.abs(skew), "second")} ${skew > 0 ? "ahead" : "behind"}`,
      )
      : say("ok", `Its clock is within ${MOST_SKEW} s of the others`);
  });
}

/** What only the engine that was asked tells of itself. */
function engineChecks({ before, nodes }: ProbeInput): Check[] {
  const { source } = before;
  const asked = nodes.find(({ node }) => node.id === source.nodeId);
  const name = asked === undefined ? source.name : nodeName(nodes, asked.node);
  const say: Say = (code, state, evidence) => ({
    code,
    state,
    node: name,
    peer: null,
    network: null,
    evidence,
  });
  const nft = source.firewallBackend.startsWith("nftables");
  return [
    say(
      "SN0823",
      source.liveRestore ? "failed" : "ok",
      source.liveRestore ? "live-restore is on" : "live-restore is off",
    ),
    say(
      "SN0824",
      nft ? "failed" : "ok",
      nft ? "The engine keeps its rules in nftables" : "The engine keeps its rules in iptables",
    ),
  ];
}
