import assert from "node:assert/strict";
import { benchReport } from "../../../lib/bench/judge/report.ts";
import type { BenchRun } from "../../../lib/bench/judge/model.ts";
import { benchCsv } from "../../../lib/view/bench/csv.ts";
import { benchJson } from "../../../lib/view/bench/json.ts";
import { benchMarkdown } from "../../../lib/view/bench/markdown.ts";
import { benchSvg } from "../../../lib/view/bench/svg.ts";
import { benchText } from "../../../lib/view/bench/text.ts";
import { escapeText } from "../../../lib/terminal/boundary.ts";
import { madeNode, madeRun } from "../../support/bench_run.ts";
import { HOSTILE_NAMES } from "../../support/hostile_names.ts";
import { readXml } from "../../support/strict_xml.ts";

function hostileRun(text: string): BenchRun {
  const run = madeRun();
  const [pair] = run.pairs;
  const node = madeNode(text, { kernel: text, cpuModel: text, arch: text, iperf: text, engine: text });
  Object.assign(pair!, { from: node, to: node, problems: [{ arm: null, why: text, next: text }] });
  pair!.trials[5]!.result = { kind: "failed", why: text };
  return { ...run, image: text };
}

Deno.test("texts from nodes are escaped in every format", () => {
  // The texts have no part in the figures, which take long to work out.
  const [figures] = benchReport(madeRun(), 1e9).pairs;
  for (const text of HOSTILE_NAMES) {
    const run = hostileRun(text);
    const report = { run, pairs: [{ ...figures!, run: run.pairs[0]! }] };
    readXml(`<?xml version="1.0" encoding="UTF-8"?>\n${benchSvg(report)}`);
    assert.doesNotMatch(benchMarkdown(report), /<script|<img|\]\(/i, text);
    JSON.parse(benchJson(report));
    const shown = benchText(report, { width: 80, ascii: false });
    assert.equal(escapeText(shown), shown, text);
    const rows = benchCsv(report.run).split("\n");
    assert.ok(rows.slice(1, -1).every((row) => !/^[=+@-]/.test(row)), text);
  }
});

Deno.test("a node's name cannot become a formula or a further column of the table", () => {
  const csv = benchCsv(hostileRun('=HYPERLINK("http://x","y")'));
  assert.match(csv.split("\n")[1]!, /^"'=HYPERLINK\(""http:\/\/x"",""y""\)",/);
});
