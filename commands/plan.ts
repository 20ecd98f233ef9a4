import { EXIT, type ExitCode, UsageError } from "../lib/base/errors.ts";
import { shellLine } from "../lib/base/shell.ts";
import { VERSION } from "../lib/base/version.ts";
import { agrees, type StackPlan } from "../lib/plan/stack/model.ts";
import { SAVED_PLAN_LIMIT, savedPlanText } from "../lib/plan/stack/saved_plan.ts";
import { otherOperation } from "../lib/operation/run_plan.ts";
import { changeCheckFlags, type ChangeCheckOptions, reportPlan } from "./shared/change_checks.ts";
import { advisedReport, deployCommand, stackReport, type StackRequest } from "./shared/stack_report.ts";
import { defineCommand, fromFlag, textOrJsonFlag } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";
import { refuseFaults } from "./shared/network_change_flags.ts";
import { stackFaults, stackFlags } from "./shared/stack_flags.ts";
import { stackPlanJson } from "../lib/view/plan/json.ts";
import { stackPlanText } from "../lib/view/plan/stack_text.ts";
import { inline } from "../lib/terminal/boundary.ts";

/** Only its owner reads a plan: it tells how a swarm is built. */
const MODE = 0o600;

interface Options extends StackRequest, ChangeCheckOptions {
  format: string;
  out: string | undefined;
  detailed: boolean;
  /** Flags that `apply` needs too, as words. */
  words: string[];
}

/** `docker swarmnet plan`: what stack files would change, what deploy would ignore of them, and the steps that get there. */
export const plan = defineCommand({
  name: "plan",
  operands: "-c FILE STACK",
  args: { min: 1 },
  summary: "Show what deploying stack files would do, ignore and leave behind",
  description:
    "The files are loaded as 'docker stack deploy' loads them. Deploy creates missing networks and sets each service's list of networks; it silently ignores " +
    "what the files say about the options, subnet or labels of a network that exists. The plan has the steps that are missing: " +
    "networks are created, and replaced under their names while their services run; services are attached before others are detached. " +
    "A setting that only the swarm has is kept, and a patch adds it to the files; --exact removes it instead. Networks that no file mentions " +
    "any more are listed, and removed only with --remove-orphans. Deploy creates services that do not exist yet.\n\n" +
    "Files and change are checked as 'lint --against' and 'attach' check them; errors refuse the plan. " +
    "Nothing is changed: 'apply' runs a plan. With --detailed-exitcode the exit code is 0 when files and swarm agree and 3 when they do not; " +
    "1 means that the checks found an error.",
  examples: [
    {
      text: "What would a deploy change, and what would it ignore?",
      command: "docker swarmnet plan -c stack.yml shop",
    },
    {
      text: "Save the plan, look at it, apply it",
      command: "docker swarmnet plan -c stack.yml --out shop.plan shop && docker swarmnet apply shop.plan",
    },
    {
      text: "Fail in a pipeline when the swarm was changed manually",
      command: "docker swarmnet plan -c stack.yml --detailed-exitcode shop",
    },
  ],
  flags: {
    ...stackFlags,
    ...changeCheckFlags,
    "detailed-exitcode": { kind: "bool", text: "Exit with 3 when the files and the swarm differ" },
    format: { ...textOrJsonFlag, text: "Format of the plan" },
    from: fromFlag,
    out: {
      kind: "string",
      short: "o",
      word: "FILE",
      text: "Save the plan, for apply",
      complete: "file",
    },
  },
  needs: "manager",
  changes: "files",
  exits: [EXIT.done, EXIT.failed, EXIT.no, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["stack"],

  parse(values, [stack = ""]): Options {
    const files = values.composeFile;
    const faults = stackFaults(files, stack);
    if (values.out === "") faults.push("--out needs the name of a file");
    if (files.length === 0) {
      faults.unshift("Name the stack's files with -c");
      const file = /\.ya?ml$/i.test(stack);
      refuseFaults(
        faults,
        inline(
          shellLine(["docker", "swarmnet", "plan", "-c", file ? stack : "FILE", file ? "STACK" : stack]),
        ),
      );
    }
    refuseFaults(faults, "docker swarmnet plan --help");
    const { envFile: envFiles, exact, removeOrphans, allowGap, startFirst, ignore, noWarn } = values;
    const words = ["allow-gap", "exact", "remove-orphans", "start-first"].filter((flag) =>
      values.changed.has(flag)
    );
    return {
      stack,
      files,
      envFiles,
      exact,
      removeOrphans,
      allowGap,
      startFirst,
      ignore,
      noWarn,
      from: values.from,
      format: values.format,
      out: values.out,
      detailed: values.detailedExitcode,
      words: [
        ...files.flatMap((one) => ["-c", one]),
        ...envFiles.flatMap((one) => ["--env-file", one]),
        ...words.map((flag) => `--${flag}`),
        ...ignore.flatMap((one) => ["--ignore", one]),
      ],
    };
  },

  async run(ctx, options): Promise<ExitCode> {
    if (options.out !== undefined) await refuseOtherFile(ctx, options.out);
    const { report, swarm } = await stackReport(ctx, options);
    if (options.from === undefined) await warnOfOperation(ctx);
    const shown = advisedReport(report, ctx.io.advise);
    if (options.format === "json") ctx.io.out(stackPlanJson(shown));
    else if (!reportPlan(ctx.io, "plan", report.plan.findings, options)) {
      const next = nextCommands(report, options).map(ctx.io.advise);
      ctx.io.out(stackPlanText(shown, { width: ctx.io.width, edits: true, next }));
    }
    if (report.plan.findings.some(({ level }) => level === "error")) {
      if (options.out !== undefined) ctx.io.err(`${inline(options.out)} was not written\n`);
      return EXIT.failed;
    }
    if (options.out !== undefined) {
      const saved = savedPlanText({
        version: VERSION,
        made: new Date(ctx.clock.now()).toISOString(),
        cluster: swarm.cluster.id,
        stack: report.stack,
        files: report.files,
        plan: report.plan,
      });
      await ctx.files.write(options.out, saved, { mode: MODE });
      ctx.io.err(`Wrote ${inline(options.out)}\n`);
    }
    return options.detailed && !agrees(report) ? EXIT.no : EXIT.done;
  },
});

/** What applies the plan, and the deploy afterwards. */
function nextCommands(report: StackPlan, options: Options): string[] {
  const apply = options.out === undefined
    ? ["docker", "swarmnet", "apply", ...options.words, options.stack]
    : ["docker", "swarmnet", "apply", options.out];
  return [
    ...report.plan.steps.length > 0 ? [shellLine(apply)] : [],
    ...report.deploy.length > 0 ? [deployCommand(options)] : [],
  ];
}

/** During an operation the swarm matches no file, and a deploy would act on that state. */
async function warnOfOperation(ctx: Context): Promise<void> {
  const other = await otherOperation(ctx);
  if (other === undefined) return;
  const next = other.next.map((line) => `\n  ${ctx.io.advise(line)}`).join("");
  ctx.io.warn(
    `${other.message}\n  The plan is for the swarm as it is during that operation; do not deploy until it has ended${next}`,
  );
}

/** A plan may be saved over an older one, and over nothing else. */
async function refuseOtherFile(ctx: Context, path: string): Promise<void> {
  if (await ctx.files.kind(path) !== "file") return;
  const content = await ctx.files.readIfExists(path, SAVED_PLAN_LIMIT);
  if (content === undefined || content.length === 0) return;
  const start = new TextDecoder().decode(content.subarray(0, 200));
  if (/^\s*\{\s*"schema":\s*"swarmnet\/saved-plan\//.test(start)) return;
  throw new UsageError(`${inline(path)} exists already and is not a saved plan`, {
    next: "Name another file",
  });
}
