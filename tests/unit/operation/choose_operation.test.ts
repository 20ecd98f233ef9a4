import assert from "node:assert/strict";
import { UsageError } from "../../../lib/base/errors.ts";
import type { OperationSummary } from "../../../lib/operation/operations.ts";
import { chooseOperation, waiting } from "../../../lib/operation/choose_operation.ts";
import { heldBy } from "../../../lib/operation/run_plan.ts";
import { operatorName } from "../../../lib/operation/executor_parts.ts";
import { MemoryFiles } from "../../support/context.ts";

function operation(id: string, parts: Partial<OperationSummary> = {}): OperationSummary {
  return {
    id,
    kind: "encrypt",
    title: "Encrypt network shop",
    state: "stopped",
    why: "",
    who: "ann@desk",
    worker: "",
    started: "2026-11-22T12:00:00Z",
    done: 3,
    total: 9,
    undoes: "",
    where: ["disk"],
    ...parts,
  };
}

function choose(found: OperationSummary[], word?: string): string {
  try {
    return chooseOperation(found, word, { verb: "resume", unnamed: waiting(found) }).id;
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return [error.message, error.why, ...error.next].join(" | ");
  }
}

Deno.test("an operation is meant by its ID, by the beginning of one, or by being the only one that waits", () => {
  const found = [operation("aa11111111"), operation("ab22222222", { state: "finished" })];
  assert.equal(choose(found), "aa11111111");
  assert.equal(choose(found, "ab22222222"), "ab22222222");
  assert.equal(choose(found, "AB"), "ab22222222");
  assert.match(
    choose(found, "a"),
    /^The operation a is ambiguous \| 2 IDs begin with it \| docker swarmnet resume aa1{8} \|/,
  );
  assert.equal(
    choose(found, "aa11111112"),
    "There is no operation aa11111112 | Neither this machine's journal nor the swarm knows one of this ID | Did you mean aa11111111?",
  );
  assert.match(choose(found, ""), /^There is no operation {2}\|/);
});

Deno.test("several that wait must be told apart; one that is being taken back does not wait, its undo does", () => {
  const two = [operation("aa11111111"), operation("bb22222222", { state: "interrupted" })];
  assert.match(
    choose(two),
    /^Name the operation to resume: there are 2 \| aa1{8} .*stopped.*\nbb2{8} .*\| docker swarmnet resume aa11111111/,
  );
  assert.equal(choose([operation("cc33333333", { undoes: "aa11111111" }), two[0]!]), "cc33333333");
  assert.match(
    choose([operation("dd44444444", { state: "running" })]),
    /^There is nothing to resume \| Somebody works on .* right now \|/,
  );
});

Deno.test("a swarm that is held names who, when, how far and why; only what nobody works on can be taken over", () => {
  const stopped = heldBy(operation("aa11111111", { why: "api was paused" }));
  assert.match(
    stopped.why!,
    /^It was begun by ann@desk at 2026-11-22 12:00:00 UTC, 3 of 9 steps are done; it stopped: api was paused$/,
  );
  assert.equal(stopped.next.length, 3);
  const running = heldBy(operation("aa11111111", { state: "running" }));
  assert.match(running.message, /is under way/);
  assert.deepEqual(running.next, ["Wait for it: docker swarmnet operations"]);
});

Deno.test("who works here is told by the environment, else by the machine's own file", async () => {
  const asked = (env: Record<string, string>, files: Record<string, string> = {}) =>
    operatorName({ env: { get: (name) => env[name] }, files: new MemoryFiles(files) });
  assert.equal(await asked({ USER: "ann", HOSTNAME: "desk" }), "ann@desk");
  assert.equal(await asked({ USERNAME: "ann", COMPUTERNAME: "DESK" }), "ann@DESK");
  assert.equal(await asked({ LOGNAME: "ann" }, { "/etc/hostname": "rack7\n" }), "ann@rack7");
  assert.equal(await asked({}, { "/etc/hostname": "rack7\n" }), "unknown@rack7");
  assert.equal(await asked({}), "unknown");
});

Deno.test("what was given up does not wait any more once another change came after it, unless it holds the swarm", () => {
  const later = operation("bb22222222", { state: "finished", started: "2026-11-23T12:00:00Z" });
  assert.match(choose([later, operation("aa11111111")]), /^There is nothing to resume/);
  const holds = operation("aa11111111", { where: ["disk", "swarm"] });
  assert.equal(choose([later, holds]), "aa11111111");
  assert.equal(choose([later, operation("aa11111111")], "aa11111111"), "aa11111111");
});
