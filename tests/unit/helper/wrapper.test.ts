import assert from "node:assert/strict";
import { MOST_LINES, TaskLines, wrapScript } from "../../../lib/helper/lines.ts";

const NONCE = "abcdef0123456789";

/** Runs a wrapped script in a shell until its last line is there, then tells it to end, as docker does. */
async function runWrapped(script: string, limit = 20): Promise<{ lines: TaskLines; code: number }> {
  await using stack = new AsyncDisposableStack();
  const child = new Deno.Command("sh", {
    args: ["-c", wrapScript(script)],
    env: { SWARMNET_LIMIT: String(limit), SWARMNET_NONCE: NONCE },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  stack.defer(async () => void await child.status);
  const lines = new TaskLines(NONCE);
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    for (const part of parts) lines.take(part, 0);
    if (lines.over) break;
  }
  try {
    child.kill("SIGTERM");
  } catch {
    // It has ended by itself.
  }
  return { lines, code: (await child.status).code };
}

Deno.test("a script's lines come numbered, its errors as facts of their own, and the end with the count", async () => {
  const { lines, code } = await runWrapped(`echo "a one"; echo oops >&2; false; echo "b  two "`);
  assert.equal(code, 0);
  assert.equal(lines.incomplete, undefined);
  assert.equal(lines.strange, 0);
  assert.notEqual(lines.capabilities, undefined);
  assert.deepEqual(lines.facts.map(({ kind, text }) => [kind, text]).sort(), [["a", "one"], ["b", " two "], [
    "stderr",
    "oops",
  ]]);
});

Deno.test("a script that leaves the shell in the middle still gets its end", async () => {
  const { lines } = await runWrapped(`echo "a one"; exit 3; echo "b two"`);
  assert.deepEqual([lines.incomplete, lines.facts.map(({ kind }) => kind)], [undefined, ["a"]]);
});

Deno.test("a script that goes on too long is ended after its limit", async () => {
  const { lines, code } = await runWrapped(`echo "a one"; exec 1>&-; sleep 5`, 1);
  assert.equal(code, 0);
  assert.deepEqual(lines.facts.map(({ kind }) => kind), ["a"]);
});

Deno.test("too many lines and too long ones are cut on the node", async () => {
  const { lines } = await runWrapped(`awk 'BEGIN { for (i = 0; i < ${MOST_LINES + 50}; i++) print "a " i }'`);
  assert.match(lines.incomplete ?? "", /more than is read/);
  const long = await runWrapped(
    `awk 'BEGIN { printf "a "; for (i = 0; i < 9000; i++) printf "x"; print "" }'`,
  );
  assert.ok(long.lines.facts[0]!.text.length <= 4000);
});
