import assert from "node:assert/strict";
import { largeSwarm } from "../../scripts/bench/large_swarm.ts";
import { median } from "../../scripts/bench/measure.ts";
import { section, withSection } from "../../scripts/bench/report.ts";

Deno.test("bench: the median is the middle value, or between the two middle ones", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
});

Deno.test("bench: a section takes its own place and leaves the others", () => {
  const page = withSection(withSection("# Benchmarks\n", "a", "first"), "b", "second");
  const again = withSection(page, "a", "newer");
  assert.equal(
    again,
    "# Benchmarks\n\n<!-- a begin -->\nnewer\n<!-- a end -->\n\n<!-- b begin -->\nsecond\n<!-- b end -->\n",
  );
  assert.equal(withSection(again, "a", "newer"), again);
});

Deno.test("bench: a missed goal is said to be missed", () => {
  const results = [{ what: "x", from: "3 / 2 ms", value: 1.5, limit: 1.3, unit: " times" }];
  assert.match(
    section("T", "how", results, "machine"),
    /\| x \| 3 \/ 2 ms \| 1\.50 times \| 1\.30 times \| \*\*no\*\* \|/,
  );
});

Deno.test("bench: the large swarm has the size asked for and unique names", () => {
  const answers = largeSwarm({ networks: 5, services: 10, tasks: 40, nodes: 3 });
  const read = (path: string) => JSON.parse(new TextDecoder().decode(answers.get(path)));
  for (
    const [path, count, key] of [["/networks", 5, "Id"], ["/services", 10, "ID"], ["/tasks", 40, "ID"], [
      "/nodes",
      3,
      "ID",
    ]] as const
  ) {
    assert.equal(new Set(read(path).map((one: Record<string, string>) => one[key])).size, count, path);
  }
});
