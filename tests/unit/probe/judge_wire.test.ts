import assert from "node:assert/strict";
import fc from "../../support/fast_check.ts";
import { judgeProbe } from "../../../lib/probe/judge/probe.ts";
import { probedInput, type ProbedParts, soundLines } from "../../support/probe_lines.ts";

function seen(parts: ProbedParts): Record<string, string> {
  const { wire } = judgeProbe(probedInput(parts));
  return Object.fromEntries(wire.map(({ network, from, to, seen }) => [`${network} ${from} ${to}`, seen]));
}

function why(parts: ProbedParts): string {
  return judgeProbe(probedInput(parts)).wire.find(({ network, from }) =>
    network === "secret" && from === "node1"
  )!.why;
}

/** Leaves out or replaces lines of node 1. */
function edit(pattern: RegExp, replacement?: string): ProbedParts {
  return {
    lines: {
      1: (lines) =>
        lines.flatMap((line) =>
          pattern.test(line) ? replacement === undefined ? [] : [line.replace(pattern, replacement)] : [line]
        ),
    },
  };
}

function states(parts: ProbedParts, code: string): string[] {
  return judgeProbe(probedInput(parts)).checks.filter((check) => check.code === code)
    .map(({ node, peer, network, state }) => [node, peer ?? "-", network ?? "-", state].join(" "));
}

Deno.test("a sound swarm: the encrypted network is proven, the plain one is clear, and nothing fails", () => {
  assert.deepEqual(seen({}), {
    "plain node1 node2": "clear",
    "plain node2 node1": "clear",
    "secret node1 node2": "encrypted",
    "secret node2 node1": "encrypted",
  });
  const { checks } = judgeProbe(probedInput());
  assert.deepEqual(checks.filter(({ state }) => state === "failed" || state === "unknown"), []);
  assert.deepEqual([...new Set(checks.filter(({ state }) => state === "skipped").map(({ code }) => code))], [
    "SN0816",
    "SN0818",
    "SN0821",
  ]);
});

Deno.test("each part of the proof is needed: without it nothing is called encrypted", () => {
  const cases: [string, ProbedParts, RegExp][] = [
    ["no control frames", edit(/^frames 2 vxlan 10.99.0.1 \S+ 4100 8/), /plain network that it must see/],
    [
      "fewer control frames than answers",
      edit(/^(frames 2 vxlan 10.99.0.1 \S+ 4100) 8/, "$1 3"),
      /plain network/,
    ],
    ["no control before", edit(/^control 2 before .*/), /plain network/],
    ["no control after", edit(/^control 2 after .*/), /plain network/],
    ["control unanswered after", edit(/^(control 2 after .*) 2$/, "$1 0"), /plain network/],
    ["no answer, ESP seen", edit(/^(ping 2 .*) 3$/, "$1 0"), /nothing came back/],
    ["nothing sent", edit(/^ping 2 .*/), /nothing was sent/],
    ["too few ESP packets", edit(/^(frames 2 esp 10.99.0.1 .*) 6$/, "$1 2"), /only 2 ESP packets/],
    ["no ESP", edit(/^frames 2 esp 10.99.0.1 .*/), /only 0 ESP/],
    ["packets lost", edit(/^captured 2 0 dropped/, "captured 2 4 dropped"), /lost 4 packets/],
    ["no count of losses", edit(/^captured 2 0 dropped.*/), /does not say how much/],
    ["too much", edit(/^captured 2 28/, "captured 2 5000"), /too much/],
    ["not ended", edit(/^capture 2 ended/), /did not come to its end/],
    ["refused", edit(/^capture 2 begun/, "capture 2 refused eth0: no permission"), /no permission/],
    ["closed", edit(/^enter yes/, "enter no nsenter: denied"), /cannot be entered: nsenter: denied/],
    ["no tcpdump", edit(/^tool tcpdump yes/, "tool tcpdump no"), /no tcpdump/],
    ["no peer known", edit(/^peer 2 .*/), /knows no endpoint/],
    [
      "an answer with lines missing",
      { cut: "1 of 90 lines of the helper are missing" },
      /completely: 1 of 90/,
    ],
    ["losses in two lines", edit(/^(captured 2 0 dropped.*)/, "captured 2 1 dropped"), /lost 1 packet$/],
    ["no answer at all", { lines: { 1: () => null } }, /did not answer: it is drained/],
  ];
  for (const [name, parts, reason] of cases) {
    assert.equal(seen(parts)["secret node1 node2"], "not-proven", name);
    assert.match(why(parts), reason, name);
  }
});

Deno.test("a single frame of the network in clear is enough to say so, whatever else was seen", () => {
  const parts: ProbedParts = {
    lines: { 1: (lines) => [...lines, "frames 2 vxlan 10.99.0.1 10.99.0.2 4098 1"] },
  };
  assert.equal(seen(parts)["secret node1 node2"], "clear");
  assert.ok(states(parts, "SN0829").includes("node1 node2 secret failed"));
});

Deno.test("what comes in is not counted: a receiver sees its packets again after IPsec", () => {
  const parts: ProbedParts = {
    lines: { 1: (lines) => [...lines, "frames 2 vxlan 10.99.0.2 10.99.0.1 4098 50"] },
  };
  assert.equal(seen(parts)["secret node1 node2"], "encrypted");
  assert.equal(seen(parts)["secret node2 node1"], "encrypted");
});

Deno.test("ESP that leaves and is not answered while VXLAN passes is a broken path", () => {
  assert.ok(states(edit(/^(ping 2 .*) 3$/, "$1 0"), "SN0805").includes("node1 node2 secret failed"));
  assert.deepEqual(states({}, "SN0805"), ["node1 node2 secret ok", "node2 node1 secret ok"]);
});

Deno.test("whatever lines are lost or doubled, encrypted is never said without the whole proof", () => {
  const lines = soundLines(1);
  const needed = lines.filter((line) =>
    /^(enter|capture 2|captured 2|control 2|ping 2|peer 2|frames 2 (esp|vxlan) 10.99.0.1|address eth0)/.test(
      line,
    )
  );
  const lost = fc.array(fc.constantFrom(...lines), { minLength: 1, maxLength: 3 });
  fc.assert(fc.property(lost, fc.boolean(), (gone, twice) => {
    const kept = lines.filter((line) => !gone.includes(line));
    const said = seen({
      lines: { 1: () => twice ? [...kept, ...kept.slice(0, 5)] : kept },
    })["secret node1 node2"];
    const missing = needed.filter((line) => gone.includes(line));
    assert.equal(said, missing.length === 0 ? "encrypted" : "not-proven", missing.join("\n"));
  }));
});

Deno.test("a network on one node only is skipped, and a swarm of one node says so", () => {
  const input = probedInput();
  const alone = { ...input, nodes: input.nodes.slice(0, 1) };
  const { checks, wire } = judgeProbe(alone);
  assert.deepEqual(wire, []);
  const clear = checks.filter(({ code }) => code === "SN0829");
  assert.deepEqual(clear.map(({ state }) => state), ["skipped", "skipped"]);
  assert.match(clear[0]!.evidence, /one node only/);
  assert.deepEqual(checks.filter(({ state }) => state === "failed"), []);
});
