import assert from "node:assert/strict";
import { map } from "../../commands/map.ts";
import { EXIT } from "../../lib/base/errors.ts";
import { MemoryIo } from "../support/context.ts";
import { assertGolden } from "../support/golden.ts";
import { runOnSwarm } from "../support/run_command.ts";

const UTF8 = { env: { LANG: "C.UTF-8" } };

/** What rules find is their own golden tests' business: a new rule must not change these files. */
function withoutFindings(out: string): string {
  if (!out.startsWith("{")) return out.replaceAll(/ {2}! SN[\dSN ]+$/gm, "");
  const report = JSON.parse(out);
  assert.ok(report.findings.length > 0);
  return JSON.stringify({ ...report, findings: [] }, null, 2) + "\n";
}

const CASES: Record<string, string[]> = {
  "tree": [],
  "tree-by-node": ["--group-by", "node"],
  "tree-stack": ["--stack", "ci"],
  "tree-network": ["--network", "legacy_dmz"],
  "mermaid": ["--format", "mermaid"],
  "mermaid-by-node": ["--format", "mermaid", "--group-by", "node"],
  "dot": ["--format", "dot"],
  "dot-by-node": ["--format", "dot", "--group-by", "node"],
  "json": ["--format", "json"],
};

for (const [name, words] of Object.entries(CASES)) {
  Deno.test(`the map of the example swarm as ${name} looks as it did`, async () => {
    const { out, err, exit } = await runOnSwarm(map, words, UTF8);
    assert.equal(err, "");
    assert.equal(exit, EXIT.done);
    assertGolden(import.meta.url, name, withoutFindings(out));
  });
}

Deno.test("the tree is coloured on a terminal and keeps to ASCII where the locale does", async () => {
  const colored = await runOnSwarm(map, ["--stack", "edge"], { ...UTF8, io: new MemoryIo({ color: true }) });
  assertGolden(
    import.meta.url,
    "tree-color",
    colored.out.replaceAll("\u001b", "<ESC>").replaceAll(/ {2}<ESC>\[3\dm! SN.*$/gm, ""),
  );
  const plain = await runOnSwarm(map, ["--stack", "edge"], { env: { LANG: "C" } });
  assertGolden(import.meta.url, "tree-ascii", withoutFindings(plain.out));
});

Deno.test("what rules found stands behind the names it is about", async () => {
  const { out } = await runOnSwarm(map, ["--stack", "monitoring"], UTF8);
  assert.match(out, /network monitoring_metrics .* ! SN0101/);
});

Deno.test("unknown stacks and networks are all named at once, with the nearest name", async () => {
  const { failure, exit } = await runOnSwarm(map, [
    "--stack",
    "shpo",
    "--network",
    "shop_bakcend",
    "--network",
    "zzz",
  ]);
  assert.equal(exit, EXIT.failed);
  assert.equal(
    failure?.message,
    "Stack shpo not found. Did you mean shop?\nNetwork shop_bakcend not found. Did you mean shop_backend?\nNetwork zzz not found",
  );
  assert.ok(failure.why !== undefined && failure.next.length > 0);
});

Deno.test("every format gives the same bytes every time", async () => {
  for (const format of ["tree", "mermaid", "dot", "svg", "html", "json"]) {
    const first = await runOnSwarm(map, ["--format", format]);
    const second = await runOnSwarm(map, ["--format", format]);
    assert.equal(first.out, second.out, format);
    assert.ok(first.out.endsWith("\n"), format);
  }
});
