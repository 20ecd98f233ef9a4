import assert from "node:assert/strict";
import { TaskLines } from "../../../lib/helper/lines.ts";
import { answerOf, isSettled } from "../../../lib/helper/collect.ts";
import { makeNode, makeTask } from "../../support/make_swarm.ts";

const NONCE = "0123456789abcdef";
const WANTED = { capabilities: ["CAP_NET_ADMIN", "CAP_SYS_ADMIN"], image: "tools:1" };

function linesOf(...texts: string[]): TaskLines {
  const lines = new TaskLines(NONCE);
  texts.forEach((text, at) => lines.take(`swarmnet1 ${NONCE} ${at + 1} ${text}`, 1000 + at));
  return lines;
}

Deno.test("lines count by their number: twice is once, and what comes late takes its place", () => {
  const lines = new TaskLines(NONCE);
  for (const line of ["2 b two", "1 a one", "2 b two again", "3 end 2"]) {
    lines.take(`swarmnet1 ${NONCE} ${line}`, 5);
  }
  assert.equal(lines.over, true);
  assert.equal(lines.incomplete, undefined);
  assert.deepEqual(lines.facts, [
    { kind: "a", text: "one", received: 5 },
    { kind: "b", text: "two", received: 5 },
  ]);
});

Deno.test("what does not carry the nonce, or has no number, is counted and left out", () => {
  const lines = linesOf("a one");
  lines.take("swarmnet1 ffffffffffffffff 2 a forged", 1);
  lines.take("hello", 1);
  lines.take(`swarmnet1 ${NONCE} 0 a zero`, 1);
  lines.take(`swarmnet1 ${NONCE} 99999999 a far`, 1);
  lines.take(`swarmnet1 ${NONCE} 2 Not-a-kind x`, 1);
  assert.equal(lines.strange, 5);
  assert.deepEqual(lines.facts.map(({ text }) => text), ["one"]);
});

Deno.test("a missing line, a missing end and a flood are told apart", () => {
  const gap = new TaskLines(NONCE);
  for (const line of ["1 a one", "3 end 2"]) gap.take(`swarmnet1 ${NONCE} ${line}`, 1);
  assert.equal(gap.incomplete, "1 of 3 lines of the helper are missing");
  assert.equal(linesOf("a one").incomplete, "the helper's last line did not arrive");
  const flood = new TaskLines(NONCE);
  for (let count = 1; count < 2000; count++) {
    flood.take(`swarmnet1 ${NONCE} ${count} a ${"x".repeat(4000)}`, 1);
  }
  assert.equal(flood.over, true);
  assert.equal(flood.incomplete, "the helper wrote more than is read");
  assert.ok(flood.facts.length < 1100, `${flood.facts.length} lines are kept`);
});

Deno.test("each end of a node has its own message, and says what is to be done about a missing image", () => {
  const task = (state: string, error = "") => makeTask("t", { node: "id-n", state, error });
  const full = linesOf("capabilities 00000000a82435fb", "a one", "end 2");
  const cases: [Parameters<typeof answerOf>, string, RegExp][] = [
    [[makeNode("n"), task("running"), full, WANTED], "answered", /^$/],
    [
      [makeNode("n"), task("running"), linesOf("capabilities 0000000000000000", "end 1"), WANTED],
      "lacking",
      /without CAP_NET_ADMIN, CAP_SYS_ADMIN/,
    ],
    [
      [makeNode("n"), task("rejected", "No such image: tools:1"), undefined, WANTED],
      "no-image",
      /no image tools:1.*--image/,
    ],
    [
      [
        makeNode("n"),
        task("rejected", 'invalid mount config for type "bind": bind source path does not exist: /x'),
        undefined,
        WANTED,
      ],
      "lacking",
      /bind source path does not exist/,
    ],
    [
      [makeNode("n"), task("failed", "task: non-zero exit (127)"), undefined, WANTED],
      "refused",
      /exit \(127\)/,
    ],
    [[makeNode("n", { state: "down" }), undefined, undefined, WANTED], "down", /sees? it as down|as down/],
    [[makeNode("n", { availability: "drain" }), undefined, undefined, WANTED], "drained", /drained/],
    [[makeNode("n", { availability: "pause" }), undefined, undefined, WANTED], "paused", /paused/],
    [[makeNode("n", { os: "windows" }), undefined, undefined, WANTED], "other-system", /windows/],
    [[makeNode("n"), task("preparing"), undefined, WANTED], "timed-out", /still preparing/],
    [[makeNode("n"), undefined, undefined, WANTED], "timed-out", /no task/],
    [[makeNode("n"), task("running"), linesOf("a one"), WANTED], "cut-off", /last line/],
  ];
  for (const [args, end, why] of cases) {
    const answer = answerOf(...args);
    assert.equal(answer.end, end);
    assert.match(answer.why, why);
  }
});

Deno.test("a node is waited for while something may still come, and not longer", () => {
  const running = makeTask("t", { node: "id-n", state: "running" });
  assert.equal(isSettled(makeNode("n"), undefined, undefined), false);
  assert.equal(isSettled(makeNode("n"), running, linesOf("a one")), false);
  assert.equal(isSettled(makeNode("n"), running, linesOf("a one", "end 1")), true);
  assert.equal(isSettled(makeNode("n"), { ...running, state: "rejected" }, undefined), true);
  assert.equal(isSettled(makeNode("n", { availability: "drain" }), undefined, undefined), true);
  assert.equal(isSettled(makeNode("n", { state: "down" }), running, undefined), true);
});
