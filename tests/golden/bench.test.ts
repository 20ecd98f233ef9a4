import { type BenchReport, benchReport } from "../../lib/bench/judge/report.ts";
import { costOf } from "../../lib/bench/judge/schedule.ts";
import { ARMS } from "../../lib/bench/judge/model.ts";
import { benchCsv } from "../../lib/view/bench/csv.ts";
import { benchJson } from "../../lib/view/bench/json.ts";
import { benchMarkdown } from "../../lib/view/bench/markdown.ts";
import { costText } from "../../lib/view/bench/progress.ts";
import { benchSvg } from "../../lib/view/bench/svg.ts";
import { benchText } from "../../lib/view/bench/text.ts";
import { atBoundary } from "../../lib/terminal/boundary.ts";
import { MADE_OPTIONS, madeNode, madeRun } from "../support/bench_run.ts";
import { assertGolden } from "../support/golden.ts";

const SCREENS = [
  { suffix: "80", width: 80, ascii: false, color: false },
  { suffix: "120", width: 120, ascii: false, color: false },
  { suffix: "80-color", width: 80, ascii: false, color: true },
  { suffix: "80-ascii", width: 80, ascii: true, color: false },
];

/** A clear penalty with the user's own traffic, one that noise hides, and one network that could not be measured. */
const REPORTS: Record<string, () => BenchReport> = {
  penalty: () => benchReport(madeRun(), 4e9),
  unclear: () => benchReport(madeRun({ factor: { rate: 0.95, latency: 1, cpu: 1.1 }, noise: 0.15 }), null),
  alone: () => {
    const run = madeRun({ arms: ["plain"], options: { maxRate: 5e8 } });
    run.pairs[0]!.problems.push({
      arm: "encrypted",
      why: "Node beta cannot encrypt, so only the plain network is measured: cannot join secure network",
      next: "Load the modules that encryption needs on beta: modprobe esp4 xt_bpf xt_policy",
    });
    return benchReport(run, 2e9);
  },
};

for (const [name, make] of Object.entries(REPORTS)) {
  Deno.test(`a bench with the result "${name}" looks as it did in text, and fits the screen`, () => {
    for (const { suffix, color, ...screen } of SCREENS) {
      const text = benchText(make(), screen);
      const widest = Math.max(...atBoundary(text, false).split("\n").map((line) => [...line].length));
      if (widest > screen.width) throw new Error(`${widest} columns on a screen of ${screen.width}`);
      assertGolden(
        import.meta.url,
        `${name}-${suffix}`,
        atBoundary(text, color).replaceAll("\u001b", "<ESC>"),
      );
    }
  });
  Deno.test(`a bench with the result "${name}" looks as it did as Markdown and SVG`, () => {
    assertGolden(import.meta.url, `${name}-markdown`, benchMarkdown(make()));
    assertGolden(import.meta.url, `${name}-svg`, benchSvg(make()));
  });
}

Deno.test("two pairs, one on a single kernel, are each told apart", () => {
  const run = madeRun();
  const other = madeRun({ seed: 11, factor: { rate: 1, latency: 1, cpu: 1 }, noise: 0.002 }).pairs[0]!;
  run.pairs.push({
    ...other,
    from: madeNode("gamma"),
    to: madeNode("delta", { boot: "boot-gamma", aes: false }),
  });
  assertGolden(
    import.meta.url,
    "pairs-80",
    atBoundary(benchText(benchReport(run, null), { width: 80, ascii: false }), false),
  );
});

Deno.test("JSON and CSV of a bench hold every trial", () => {
  const run = madeRun({ options: { trials: 1 } });
  for (const trial of run.pairs[0]!.trials) {
    if (trial.result.kind === "latency") {
      trial.result.samples = trial.result.samples.slice(0, 3).map(Math.round);
    }
  }
  assertGolden(import.meta.url, "json", benchJson(benchReport(run, 1e9)));
  assertGolden(import.meta.url, "csv", benchCsv(run));
});

Deno.test("the cost is told before anything is created", () => {
  const pair = { from: { name: "alpha" }, to: { name: "beta" } };
  const free = costText(costOf(MADE_OPTIONS, 1, ARMS), [pair], "tools:1");
  const capped = costText(
    costOf({ ...MADE_OPTIONS, maxRate: 5e8 }, 6, ARMS),
    Array.from({ length: 6 }, () => pair),
    "tools:1",
  );
  assertGolden(import.meta.url, "cost", `${free}\n${capped}`);
});
