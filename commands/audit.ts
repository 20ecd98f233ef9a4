import { advisedVerdict } from "../lib/checks/advised.ts";
import { EXIT, UsageError } from "../lib/base/errors.ts";
import { VERSION } from "../lib/base/version.ts";
import { defineCommand, fromFlag } from "../lib/cli/command.ts";
import { JUDGING_FLAGS, readJudging, readJudgingFlags, writeBaseline } from "./shared/check_flags.ts";
import { REPORT_FORMATS, type ReportFormat } from "../lib/view/reports/formats.ts";
import { textReport } from "../lib/view/reports/text.ts";
import { conclude, type Judging } from "../lib/checks/conclude.ts";
import { LIVE_RULES } from "../lib/checks/live_rules.gen.ts";
import type { Reads } from "../lib/checks/rule.ts";
import { swarmSubject, VERDICT_SCHEMA } from "../lib/checks/verdict.ts";
import { liveView } from "../lib/checks/view.ts";
import { wantsAscii } from "../lib/terminal/symbols.ts";

/** `docker swarmnet audit`: what is wrong with the networks of a swarm. */
export const audit = defineCommand({
  name: "audit",
  operands: "",
  args: { min: 0 },
  summary: "Check a swarm's networks against the rules",
  description:
    "Reads networks, services, tasks and nodes from a manager (or a snapshot) and judges them. Every finding says what is wrong with which object, why " +
    "it matters and what to do; what could not be judged or seen from here is listed as well. With --deep the gossip tables of this node are read, too. " +
    "Findings can be suppressed: by a label swarmnet.ignore.CODE=REASON on a network or service, by ignore in .swarmnet.yaml, by --ignore, or by a " +
    "baseline of everything that is known.",
  examples: [
    { text: "What is wrong with this swarm's networks?", command: "docker swarmnet audit" },
    { text: "Try it without a swarm", command: "docker swarmnet audit --from demo" },
    {
      text: "Only errors, and only about encryption",
      command: "docker swarmnet audit --rule encryption --show error",
    },
    {
      text: "Record what is found today",
      command: "docker swarmnet audit --write-baseline known.json",
    },
    {
      text: "In the nightly job: report only what is new",
      command: "docker swarmnet audit --baseline known.json --fail-on warning --format sarif",
    },
  ],
  flags: {
    ...JUDGING_FLAGS,
    deep: { kind: "bool", text: "Read the gossip tables of this node as well (verbose inspects)" },
    format: {
      kind: "string",
      text: "Format of the report",
      default: "text",
      choices: REPORT_FORMATS,
      strict: true,
    },
    from: fromFlag,
  },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.no, EXIT.usage, EXIT.interrupted],

  parse(values) {
    const faults: string[] = [];
    const judging = readJudgingFlags(values, faults);
    if (faults.length > 0) {
      throw new UsageError(faults, { next: "docker swarmnet rules lists codes and names" });
    }
    return { judging, deep: values.deep, format: values.format as ReportFormat, from: values.from };
  },

  async run(ctx, options) {
    const { judging, policy } = await readJudging(ctx, options.judging);
    const swarm = await ctx.swarm({
      from: options.from,
      inspect: isRead(judging, "inspected") || isRead(judging, "gossip"),
      deep: options.deep,
    });
    const concluded = conclude([liveView(swarm, policy)], LIVE_RULES, judging, {
      schema: VERDICT_SCHEMA.audit,
      version: VERSION,
      subject: swarmSubject(swarm, options.from ?? "live"),
      gaps: swarm.gaps,
    });
    const verdict = advisedVerdict(concluded, ctx.io.advise);
    const screen = { width: ctx.io.width, ascii: wantsAscii(ctx.env) };
    // The other formats are not loaded where a person reads: it would slow every call.
    ctx.io.out(
      options.format === "text"
        ? textReport(verdict, screen)
        : (await import("../lib/view/reports/index.ts")).renderVerdict(verdict, options.format, screen),
    );
    await writeBaseline(ctx, options.judging.writeBaseline, concluded);
    return verdict.exit;
  },
});

/** Whether a rule that will be judged looks at this part: what nobody looks at is not asked for. */
function isRead({ codes, levels }: Judging, part: Reads): boolean {
  return LIVE_RULES.some((rule) =>
    rule.reads.includes(part) && (codes?.has(rule.code) ?? true) &&
    levels.get(rule.code) !== "off"
  );
}
