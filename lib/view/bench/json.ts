import type { BenchReport, PairReport } from "../../bench/judge/report.ts";
import { jsonReport } from "../common/json_report.ts";

/** One JSON document: what was measured, trial by trial, and what it says. `at` is null without --at. */
export function benchJson({ run, pairs }: BenchReport): string {
  const { taken, image, options, seed } = run;
  return jsonReport({ schema: "swarmnet/bench/1", taken, image, options, seed, pairs: pairs.map(pairJson) });
}

function pairJson(
  { run, comparisons, loss, failed, oneKernel, estimate }: PairReport,
): Record<string, unknown> {
  const { from, to, trials, problems } = run;
  return {
    from,
    to,
    problems,
    trials,
    comparisons: comparisons.map(({ metric, ...one }) => ({ ...metric, ...one })),
    loss,
    failed,
    oneKernel,
    estimate,
  };
}
