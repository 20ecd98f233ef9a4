import assert from "node:assert/strict";
import { judgeProbe } from "../../../lib/probe/judge/probe.ts";
import { probeVerdict } from "../../../lib/probe/judge/verdict.ts";
import { textReport } from "../../../lib/view/reports/text.ts";
import { probeJson, probeText } from "../../../lib/view/reports/probe_text.ts";
import { renderVerdict } from "../../../lib/view/reports/index.ts";
import { REPORT_FORMATS } from "../../../lib/view/reports/formats.ts";
import { probedInput, type ProbedParts, probedSwarm } from "../../support/probe_lines.ts";
import { makeNetwork } from "../../support/make_swarm.ts";

function edit(pattern: RegExp, ...replacements: string[]): ProbedParts {
  return { lines: { 1: (lines) => lines.flatMap((line) => pattern.test(line) ? replacements : [line]) } };
}

function add(...lines: string[]): ProbedParts {
  return { lines: { 1: (all) => [...all, ...lines] } };
}

/** Checks that are not ok, as "CODE state: evidence". */
function wrong(parts: ProbedParts, ...codes: string[]): string[] {
  return judgeProbe(probedInput(parts)).checks.filter(({ code, state, node }) =>
    codes.includes(code) && state !== "ok" && node === "node1"
  )
    .map(({ code, state, evidence }) => `${code} ${state}: ${evidence}`);
}

Deno.test("IPsec: a missing state, policy or rule is found; rules of u32 count as well", () => {
  assert.match(
    wrong(edit(/^xfrm-(state|after) 10.99.0.1/), "SN0810").join(),
    /SN0810 failed: It has no state for what it sends/,
  );
  assert.match(wrong(edit(/^xfrm-state 10.99.0.2/), "SN0810").join(), /no state for what it receives/);
  assert.match(wrong(edit(/^xfrm-policy/), "SN0810").join(), /no policy for UDP port 4789/);
  assert.match(wrong(edit(/^xfrm yes/, "xfrm no"), "SN0810").join(), /SN0810 unknown/);
  assert.match(
    wrong(edit(/^rule mangle/), "SN0811").join(),
    /SN0811 failed: On node1 no rule marks what it sends \(VNI 4098\)/,
  );
  assert.match(wrong(edit(/^rule filter/), "SN0811").join(), /no rule drops what comes in clear/);
  const u32 = `--u32 "0x0>>0x16&0x3c@0xc&0xffffff00=0x100200"`;
  const old = edit(
    /^rule /,
    `rule mangle -A OUTPUT -p udp -m udp --dport 4789 -m u32 ${u32} -j MARK --set-xmark 0xd0c4e3/0xffffffff`,
    `rule filter -A INPUT -p udp -m udp --dport 4789 -m u32 ${u32} -m policy --dir in --pol none -j DROP`,
  );
  assert.deepEqual(wrong(old, "SN0811"), []);
  assert.match(
    wrong(edit(/^rules-read/, "rules-read none"), "SN0811").join(),
    /skipped: The image has no iptables-save/,
  );
  assert.match(
    wrong(edit(/^xfrm-count-after/, "xfrm-count-after XfrmInNoStates 12"), "SN0812").join(),
    /rose by 5/,
  );
});

Deno.test("sizes: a black hole and a device that is too small are found", () => {
  assert.match(
    wrong(edit(/^sweep 1 /, "sweep 1 10.99.0.2 10.0.1.4 1422 1222"), "SN0807").join(),
    /more than about 1250 bytes are lost/,
  );
  assert.match(
    wrong(edit(/^link eth0/, "link eth0 1400 - -"), "SN0806").join(),
    /eth0 carries 1400 bytes.*1500/,
  );
  assert.match(
    wrong(edit(/^link docker_gwbridge/, "link docker_gwbridge 9000 - -"), "SN0808").join(),
    /SN0808 failed/,
  );
});

Deno.test("ports: closed ones fail, and silence of gossip counts only when we spoke", () => {
  assert.match(
    wrong(edit(/^tcp 10.99.0.2 7946/, "tcp 10.99.0.2 7946 closed"), "SN0802").join(),
    /SN0802 failed/,
  );
  assert.match(
    wrong(edit(/^ping 0 /, "ping 0 10.99.0.2 10.0.9.9 3 0"), "SN0804").join(),
    /SN0804 failed: 0 of 3/,
  );
  const gossip = (went: number) =>
    judgeProbe(probedInput(edit(/^gossip/, `gossip 10.99.0.1 10.99.0.2 ${went}`))).checks.filter((
      { code, peer },
    ) => code === "SN0803" && peer === "node1").map(({ state }) => state);
  assert.deepEqual(gossip(20), ["failed"]);
  assert.deepEqual(gossip(2), ["unknown"]);
});

Deno.test("load balancers: a missing back-end, a stale one and one without weight are told, and the service by name", () => {
  const gone = wrong(edit(/^ipvs 1 server 256 10.0.1.4/), "SN0819");
  assert.deepEqual(gone, ["SN0819 failed: The load balancer sends nothing to 10.0.1.4 of web, which runs"]);
  assert.match(
    wrong(add("ipvs 1 server 256 10.0.1.77:0 1"), "SN0819").join(),
    /to 10.0.1.77, where no task of it runs/,
  );
  assert.match(
    wrong(edit(/^ipvs 1 server 256 10.0.1.4/, "ipvs 1 server 256 10.0.1.4:0 0"), "SN0819").join(),
    /nothing to 10.0.1.4/,
  );
  assert.match(wrong(edit(/^ipvs 1 (service|server)/), "SN0819").join(), /no back-end of web/);
  assert.match(
    wrong(edit(/^ipvs 1 /, "ipvs 1 refused Can't initialize ipvs: Protocol not available"), "SN0819").join(),
    /SN0819 skipped: .*Protocol not available/,
  );
});

Deno.test("tasks that came, went or are being updated meanwhile are no disagreement", () => {
  const after = probedSwarm();
  after.tasks = after.tasks.filter(({ id }) => id !== "web-2");
  assert.deepEqual(wrong({ after }, "SN0819", "SN0828"), []);
  const updated = probedSwarm();
  updated.services = updated.services.map((service) => ({ ...service, version: 11 }));
  assert.deepEqual(wrong({ ...edit(/^ipvs 1 server/), after: updated }, "SN0819"), []);
});

Deno.test("names: a missing task, a stale address and slow answers are told", () => {
  assert.match(
    wrong(edit(/^dns 1 /, "dns 1 tasks.web.plain 20 10.0.1.3"), "SN0828").join(),
    /tasks.web does not name 10.0.1.4/,
  );
  assert.match(
    wrong(edit(/^dns 1 /, "dns 1 tasks.web.plain 20 10.0.1.3 10.0.1.4 10.0.1.99"), "SN0828").join(),
    /names 10.0.1.99/,
  );
  assert.match(
    wrong(edit(/^dns 1 /, "dns 1 tasks.web.plain 4200 10.0.1.3 10.0.1.4"), "SN0827").join(),
    /took 4200 ms/,
  );
});

Deno.test("nodes: switches, chains, clocks, and what was left behind", () => {
  assert.match(
    wrong(edit(/^sysctl net.ipv4.ip_forward/, "sysctl net/ipv4/ip_forward 0"), "SN0814").join(),
    /failed/,
  );
  assert.match(wrong(add("nft-table inet firewalld"), "SN0816").join(), /firewalld is at work/);
  const flushed = edit(/^chain /, "chain filter FORWARD DROP");
  assert.match(wrong(flushed, "SN0817").join(), /failed: What is forwarded is dropped/);
  const published = probedSwarm();
  published.services[0]!.ports = [{
    name: "",
    protocol: "tcp",
    target: 80,
    published: 8080,
    mode: "ingress",
  }];
  assert.match(wrong({ ...edit(/^chain nat/), swarm: published }, "SN0818").join(), /DOCKER-INGRESS is gone/);
  assert.match(
    wrong(add("host-vxlan vx-001001-abcde 4097"), "SN0825").join(),
    /vx-001001-abcde \(VNI 4097\) was left/,
  );
  assert.match(wrong(add("netns 3-nobodyknow"), "SN0825").join(), /3-nobodyknow belongs to no network/);
  assert.match(
    wrong(edit(/^metadata-route/, "metadata-route 169.254.169.254 dev docker_gwbridge src 1.1.1.1"), "SN0826")
      .join(),
    /leads through docker_gwbridge/,
  );
  assert.match(wrong(edit(/^modules/, "modules vxlan"), "SN0809").join(), /unknown: Not loaded, but/);
});

Deno.test("a clock that differs from the others' is told with how much", () => {
  const skewed = judgeProbe(probedInput(edit(/^clock/, "clock 1795378525"))).checks.filter((
    { code, state },
  ) => code === "SN0822" && state === "failed");
  assert.equal(skewed.length, 1);
  assert.match(skewed[0]!.evidence, /about 1000 seconds/);
});

const JUDGING = {
  levels: new Map(),
  places: new Map(),
  ignores: [],
  thresholds: { show: "info", failOn: "error" },
  exitZero: false,
  now: 0,
} as const;
const HEADING = {
  version: "0.0.0",
  subject: {
    kind: "swarm",
    from: "live",
    cluster: "c",
    node: "node1",
    taken: "2026-01-01T00:00:00Z",
    networks: 2,
    services: 2,
    tasks: 4,
    nodes: 2,
  },
} as const;

function verdictOf(parts: ProbedParts, judging: Parameters<typeof probeVerdict>[2] = JUDGING) {
  const input = probedInput(parts);
  return probeVerdict(judgeProbe(input), input.targets, judging, HEADING);
}

Deno.test("the verdict counts networks by their worst way, and an unproven one is never fine", () => {
  assert.equal(verdictOf({}).exit, 0);
  assert.match(
    verdictOf({}).line,
    /^2 networks: 1 proven encrypted on the wire, 1 in clear as its options say; nothing wrong/,
  );
  const unproven = edit(/^control 2/);
  assert.deepEqual([verdictOf(unproven).exit, verdictOf({ ...unproven, named: true }).exit], [0, 3]);
  assert.match(verdictOf(unproven).line, /1 not proven; 1 warning/);
  assert.match(verdictOf(unproven).findings.at(-1)!.fix.text, /what kept it from being proven/);
  const bare = verdictOf(add("frames 2 vxlan 10.99.0.1 10.99.0.2 4098 1"));
  assert.equal(bare.exit, 3);
  assert.match(bare.line, /1 in clear although it should be encrypted/);
  assert.doesNotMatch(bare.line, /proven encrypted/);
});

Deno.test("levels and suppressions hold as in audit", () => {
  const parts = edit(/^sysctl net.ipv4.ip_forward/, "sysctl net/ipv4/ip_forward 0");
  assert.equal(verdictOf(parts).exit, 3);
  assert.equal(verdictOf(parts, { ...JUDGING, levels: new Map([["SN0814", "info"]]) }).exit, 0);
  const off = verdictOf(parts, { ...JUDGING, levels: new Map([["SN0814", "off"]]) });
  assert.deepEqual(off.findings.filter(({ code }) => code === "SN0814"), []);
});

Deno.test("hostile words of a node reach no format raw, and take no more room than a line", () => {
  const evil = "\u001b[31m::error::x\u202e" + "y".repeat(5000);
  const swarm = probedSwarm();
  swarm.networks.push(makeNetwork("evil\u001b]0;x\u0007", { id: "evil0", options: { encrypted: "" } }));
  const input = probedInput({
    swarm,
    lines: { 1: (lines) => [...lines.filter((line) => !line.startsWith("enter")), `enter no ${evil}`] },
  });
  const result = judgeProbe(input);
  for (const { evidence } of result.checks) assert.ok(evidence.length <= 501, evidence);
  const verdict = probeVerdict(result, input.targets, JUDGING, HEADING);
  const screen = { width: 100, ascii: false };
  const texts = [
    probeText(result, [{ node: "node1", why: evil }], verdict, screen),
    probeJson(result, [{ node: "node1", why: evil }], verdict),
    textReport(verdict, screen),
    ...REPORT_FORMATS.map((format) => renderVerdict(verdict, format, screen)),
  ];
  // deno-lint-ignore no-control-regex -- that is what must not be there
  for (const text of texts) assert.doesNotMatch(text, /[\u001b\u0007\u202e]/);
});
