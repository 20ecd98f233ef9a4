import { count } from "../../base/listing.ts";
import type { NetworkFacts, NodeFacts } from "./facts.ts";
import {
  type Check,
  nodeName,
  ownerOf,
  type ProbedNode,
  type ProbeInput,
  type Target,
  type WireResult,
} from "./model.ts";
import { nodesWith } from "./tasks.ts";

const CLEAR = "SN0829";
const DATA_PATH = "SN0804";
const ESP = "SN0805";

/**
 * What the frames of each network were on the way between each two nodes that have tasks on it. "Encrypted" needs all of this in
 * one capture on the sender's own interfaces: frames of the throw-away plain network were seen before and after (so the capture
 * sees what is in clear), what was sent over the network was answered (so its frames did travel), none of its frames was in clear, and
 * at least as many ESP packets of just that size as were answered went to the other node.
 */
export function judgeWire(input: ProbeInput): { checks: Check[]; wire: WireResult[] } {
  const checks: Check[] = [];
  const wire: WireResult[] = [];
  for (const target of input.targets) {
    const members = nodesWith(input, target);
    if (members.length < 2) {
      const where = members.length === 0
        ? "no node"
        : `one node only (${nodeName(input.nodes, members[0]!.node)})`;
      checks.push(
        check(
          CLEAR,
          "skipped",
          target,
          "",
          null,
          `It lives on ${where}, so nothing of it goes between nodes`,
        ),
      );
      continue;
    }
    for (const from of members) {
      for (const to of members) {
        if (from === to) continue;
        const result = wireBetween(input, target, from, to);
        wire.push(result);
        checks.push(...wireChecks(target, result));
      }
    }
  }
  return { checks: [...checks, ...dataPathChecks(input)], wire };
}

function wireBetween(input: ProbeInput, target: Target, from: ProbedNode, to: ProbedNode): WireResult {
  const result: WireResult = {
    network: target.network.name,
    wanted: target.encrypted ? "encrypted" : "clear",
    from: nodeName(input.nodes, from.node),
    to: nodeName(input.nodes, to.node),
    seen: "not-proven",
    why: "",
    clear: 0,
    control: 0,
    esp: 0,
    sent: 0,
    answered: 0,
  };
  const hidden = whyHidden(from, target);
  if (hidden !== undefined) return { ...result, why: hidden };
  const facts = from.facts!;
  const network = facts.networks.get(target.number)!;
  addFrames(result, input, target, facts, network, to);
  return { ...result, ...conclusion(result, target, network, input, to) };
}

/** Why nothing can be said of what this node sends on the network. */
function whyHidden({ facts, why, node }: ProbedNode, target: Target): string | undefined {
  if (facts === null) return `${node.hostname} did not answer: ${why}`;
  // A line that is missing could be the one that tells of frames in clear.
  if (why !== "") return `${node.hostname} did not answer completely: ${why}`;
  if (facts.closed !== "") return facts.closed;
  const network = facts.networks.get(target.number);
  if (network === undefined || network.absent) return `the network does not live on ${node.hostname}`;
  if (facts.tools.get("tcpdump") === false) return "the image has no tcpdump";
  const capture = network.capture;
  if (capture === null) return `${node.hostname} knows no endpoint of it on another node`;
  if (!capture.begun) return `nothing could be captured: ${capture.refused || "no reason given"}`;
  return capture.ended ? undefined : "the capture did not come to its end";
}

function addFrames(
  result: WireResult,
  { control, nodes }: ProbeInput,
  target: Target,
  facts: NodeFacts,
  network: NetworkFacts,
  to: ProbedNode,
): void {
  const reaches = (address: string) => ownerOf(nodes, address) === to;
  for (const frame of network.capture!.frames) {
    if (!facts.addresses.has(frame.from) || !reaches(frame.to)) continue;
    if (frame.kind === "esp") result.esp += frame.count;
    else if (target.vnis.includes(frame.value)) result.clear += frame.count;
    else if (control.includes(frame.value)) result.control += frame.count;
  }
  for (const ping of network.pings) {
    if (!reaches(ping.to)) continue;
    result.sent += ping.sent;
    result.answered += ping.got;
  }
}

function conclusion(
  result: WireResult,
  target: Target,
  { capture, peers, control }: NetworkFacts,
  { nodes }: ProbeInput,
  to: ProbedNode,
): Pick<WireResult, "seen" | "why"> {
  const not = (why: string) => ({ seen: "not-proven" as const, why });
  if (result.clear > 0) return { seen: "clear", why: "" };
  if (![...peers.values()].some((address) => ownerOf(nodes, address) === to)) {
    return not(`${result.from} knows no endpoint of it on ${result.to}`);
  }
  if (result.sent === 0) return not("nothing was sent over it");
  if (!target.encrypted && result.answered === 0) return not("nothing that was sent over it was answered");
  if (!target.encrypted) return not("its frames were not seen");
  if (capture!.captured === null || capture!.dropped === null) {
    return not("the capture does not say how much it saw");
  }
  if (capture!.dropped > 0) return not(`the capture lost ${count(capture!.dropped, "packet")}`);
  if (capture!.captured >= 5000) return not("too much was captured to look at all of it");
  const around = control.filter((one) => one.got > 0 && ownerOf(nodes, one.to) === to);
  const expected = around.reduce((sum, one) => sum + one.got, 0);
  const both = around.some((one) => one.after) && around.some((one) => !one.after);
  if (!both || result.control < expected) {
    return not(
      "the capture did not see the frames of the plain network that it must see, so seeing none of this one proves nothing",
    );
  }
  if (result.answered === 0) {
    return not(
      result.esp > 0
        ? "ESP left, but nothing came back"
        : "nothing that was sent over it was answered, and no ESP was seen",
    );
  }
  if (result.esp < result.answered) {
    return not(`${result.answered} answers, but only ${count(result.esp, "ESP packet")} of that size`);
  }
  return { seen: "encrypted", why: "" };
}

function wireChecks(target: Target, result: WireResult): Check[] {
  const { from, to, seen, wanted } = result;
  const seenText = `${count(result.clear, "frame")} in clear, ${count(result.esp, "ESP packet")}, ` +
    `${result.answered} of ${result.sent} answered, ${count(result.control, "control frame")}`;
  const say = (code: string, state: Check["state"], evidence: string) =>
    check(code, state, target, from, to, evidence);
  const checks: Check[] = [];
  if (seen === "not-proven") checks.push(say(CLEAR, "unknown", `Not proven: ${result.why} (${seenText})`));
  else if (seen === wanted) {
    checks.push(
      say(CLEAR, "ok", `${seen === "clear" ? "In clear, as its options say" : "Encrypted"}: ${seenText}`),
    );
  } else {checks.push(
      say(
        CLEAR,
        "failed",
        `It should be encrypted, but its frames leave ${from} for ${to} in clear: ${seenText}`,
      ),
    );}
  if (!target.encrypted) return checks;
  if (seen === "encrypted") checks.push(say(ESP, "ok", `ESP goes from ${from} to ${to} and is answered`));
  else if (result.esp > 0 && result.answered === 0 && result.control > 0) {
    checks.push(
      say(ESP, "failed", `ESP leaves ${from} for ${to}, but nothing comes back, while plain VXLAN passes`),
    );
  } else checks.push(say(ESP, "unknown", seen === "clear" ? "It was not sent as ESP" : result.why));
  return checks;
}

/** Whether plain VXLAN passes between each two nodes that answered. */
function dataPathChecks({ nodes, control, port }: ProbeInput): Check[] {
  const about = (state: Check["state"], from: ProbedNode, to: ProbedNode, evidence: string): Check => ({
    code: DATA_PATH,
    state,
    node: nodeName(nodes, from.node),
    peer: nodeName(nodes, to.node),
    network: null,
    evidence,
  });
  return nodes.flatMap((from) =>
    nodes.filter((to) => to !== from).map((to): Check => {
      if (from.facts === null || to.facts === null) {
        const silent = from.facts === null ? from : to;
        return about("unknown", from, to, `${nodeName(nodes, silent.node)} did not answer: ${silent.why}`);
      }
      if (control.length === 0) {
        return about("unknown", from, to, "There is no throw-away network to send over");
      }
      if (from.facts.closed !== "") {
        return about("unknown", from, to, from.facts.closed);
      }
      const pings = (from.facts.networks.get(0)?.pings ?? []).filter((ping) =>
        ownerOf(nodes, ping.to) === to
      );
      const sent = pings.reduce((sum, ping) => sum + ping.sent, 0);
      const got = pings.reduce((sum, ping) => sum + ping.got, 0);
      if (sent === 0) return about("unknown", from, to, "Nothing was sent over the throw-away network");
      const evidence = `${got} of ${sent} packets over a throw-away network were answered (UDP port ${port})`;
      return about(got > 0 ? "ok" : "failed", from, to, evidence);
    })
  );
}

function check(
  code: string,
  state: Check["state"],
  { network }: Target,
  node: string,
  peer: string | null,
  evidence: string,
): Check {
  return { code, state, node, peer, network: network.name, evidence };
}
