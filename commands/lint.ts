import { advisedVerdict } from "../lib/checks/advised.ts";
import { EXIT, UsageError } from "../lib/base/errors.ts";
import { VERSION } from "../lib/base/version.ts";
import { callTimeoutFlag, defineCommand } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";
import {
  JUDGING_FLAGS,
  type JudgingOptions,
  readJudging,
  readJudgingFlags,
  writeBaseline,
} from "./shared/check_flags.ts";
import { readVariables, type StackJob, stackJobs, StackReader } from "./shared/lint_stacks.ts";
import { findStackFiles } from "./shared/stack_files.ts";
import { composeText, planText } from "../lib/view/reports/lint_text.ts";
import { REPORT_FORMATS, type ReportFormat } from "../lib/view/reports/formats.ts";
import { textReport } from "../lib/view/reports/text.ts";
import { conclude, Conclusion, type Heading, type Judging } from "../lib/checks/conclude.ts";
import { type FixedFile, fixStack, type LeftFix } from "../lib/checks/fix_stack.ts";
import { plannedNetworks } from "../lib/checks/planned_networks.ts";
import type { Policy } from "../lib/checks/rule.ts";
import { STACK_RULES } from "../lib/checks/stack_rules.gen.ts";
import { type FilesSubject, VERDICT_SCHEMA } from "../lib/checks/verdict.ts";
import { stackView } from "../lib/checks/view.ts";
import { declare } from "../lib/stack/as_swarm.ts";
import { composeDifferences } from "../lib/stack/compose_differences.ts";
import type { LoadResult } from "../lib/stack/index.ts";
import { stackNameProblem } from "../lib/stack/stack_name.ts";
import type { Swarm } from "../lib/swarm/model.ts";
import { inline } from "../lib/terminal/boundary.ts";
import { wantsAscii } from "../lib/terminal/symbols.ts";
import { count } from "../lib/base/listing.ts";

/** The value of `--against` that means the engine. A file of that name is reached as ./live. */
const LIVE = "live";

interface Options {
  paths: readonly string[];
  merged: boolean;
  stack: string | undefined;
  envFile: readonly string[];
  against: string | undefined;
  compareCompose: boolean;
  fix: boolean;
  diff: boolean;
  format: ReportFormat;
  judging: JudgingOptions;
}

/** `docker swarmnet lint`: what is wrong with stack files before they are deployed. */
export const lint = defineCommand({
  name: "lint",
  operands: "[FILE...]",
  args: { min: 0, max: Infinity },
  summary: "Check stack files as docker stack deploy would read them",
  description:
    "Each FILE is a stack of its own; several -c are merged into one stack as 'docker stack deploy' merges them. A folder stands for the stack files " +
    "below it, a pattern for what it matches, '-' for standard input. Without --stack a stack is named after its file, or, where the file has a usual " +
    "name such as compose.yml, after its folder. Variables come from the environment, then from --env-file; no .env is read, because deploy reads none. " +
    "Needs no engine unless --against is live. The exit code is 3 for findings, and 125 for files that are not YAML.",
  examples: [
    { text: "Check a stack file", command: "docker swarmnet lint stack.yml" },
    {
      text: "Check two files merged",
      command: "docker swarmnet lint -c stack.yml -c production.yml --stack shop",
    },
    { text: "Check it against the live swarm", command: "docker swarmnet lint --against live stack.yml" },
    {
      text: "Show the safe fixes, then apply them",
      command: "docker swarmnet lint --diff . && docker swarmnet lint --fix .",
    },
    { text: "Annotate a pull request", command: "docker swarmnet lint --format github 'stacks/**/*.yml'" },
  ],
  flags: {
    ...JUDGING_FLAGS,
    against: {
      kind: "string",
      word: "SWARM",
      text: 'Check as if deployed on this swarm: "live", a snapshot file, or "demo"',
      complete: "file",
    },
    "compare-compose": { kind: "bool", text: "Also report what docker compose does differently" },
    "compose-file": {
      kind: "list",
      short: "c",
      word: "FILE",
      text: 'Stack file; several are merged into one stack ("-" for standard input)',
      complete: "file",
    },
    diff: { kind: "bool", text: "Show the safe fixes as a unified diff; writes nothing without --fix" },
    "env-file": {
      kind: "list",
      word: "FILE",
      text: "Read variables from a file; the environment wins",
      complete: "file",
    },
    fix: { kind: "bool", text: "Apply the safe fixes to the files" },
    format: {
      kind: "string",
      text: "Format of the report",
      default: "text",
      choices: REPORT_FORMATS,
      strict: true,
    },
    stack: { kind: "string", word: "NAME", text: "Name of the stack" },
    timeout: callTimeoutFlag,
  },
  needs: "nothing",
  changes: "files",
  exits: [EXIT.done, EXIT.failed, EXIT.no, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["file"],

  parse(values, args): Options {
    const faults: string[] = [];
    const judging = readJudgingFlags(values, faults);
    const merged = values.composeFile.length > 0;
    const paths = merged ? values.composeFile : args;
    if (merged && args.length > 0) {
      faults.push("Name the files either with -c, as one stack, or without, each as its own");
    }
    if (paths.length === 0) faults.push("Name a stack file, a folder or a pattern");
    const stdin = paths.filter((path) => path === "-").length;
    if (stdin > 1) faults.push("Standard input can be read only once");
    if (stdin > 0 && values.fix) faults.push("--fix cannot write standard input: use --diff");
    const text = values.format === "text";
    if (values.diff && !text) faults.push("--diff goes with --format text only");
    if (values.compareCompose && !text && values.format !== "json") {
      faults.push("--compare-compose goes with --format text or json only");
    }
    const named = values.stack === undefined ? undefined : stackNameProblem(values.stack);
    if (named !== undefined) faults.push(`--stack: ${named}`);
    if (values.against === "") faults.push("--against needs live, demo or a snapshot file");
    if (faults.length > 0) throw new UsageError(faults.join("; "), { next: "docker swarmnet lint --help" });
    const { stack, envFile, against, compareCompose, fix, diff } = values;
    const format = values.format as ReportFormat;
    return { paths, merged, stack, envFile, against, compareCompose, fix, diff, format, judging };
  },

  async run(ctx, options) {
    const paths = options.merged ? options.paths : await expanded(ctx, options.paths);
    const { judging, policy } = await readJudging(ctx, options.judging);
    const reader = new StackReader(ctx, await readVariables(ctx, options.envFile));
    const against = options.against === undefined
      ? undefined
      : await ctx.swarm({ from: options.against === LIVE ? undefined : options.against });
    const jobs = stackJobs(paths, { merged: options.merged, name: options.stack, cwd: ctx.files.cwd() });
    const subject: FilesSubject = { kind: "files", stacks: [], against: options.against ?? null };
    const heading: Heading = {
      schema: VERDICT_SCHEMA.lint,
      version: VERSION,
      subject,
      gaps: against?.gaps ?? [],
    };
    const run: Run = { ctx, options, reader, judging, policy, against, heading, subject };
    const conclusion = new Conclusion(STACK_RULES, judging);
    const unreadable: string[] = [];
    for (const job of jobs) {
      ctx.signal.throwIfAborted();
      const loaded = await take(run, job);
      if ("unreadable" in loaded) {
        for (const line of loaded.unreadable) unreadable.push(line);
        continue;
      }
      const { stack } = loaded;
      const declared = declare(loaded, against);
      conclusion.add(stackView(loaded, declared, { against, policy }));
      subject.stacks.push({
        name: job.name,
        files: job.paths,
        networks: declared.networks.size,
        services: stack?.services.length ?? 0,
        // A stack that docker refuses makes no networks to speak of.
        ...(stack === undefined || loaded.problems.length > 0
          ? {}
          : { plan: plannedNetworks(stack, declared, against) }),
        ...(options.compareCompose ? { compose: composeDifferences(loaded) } : {}),
      });
    }
    if (subject.stacks.length > 0) {
      const verdict = advisedVerdict(conclusion.end(heading), ctx.io.advise);
      ctx.io.out(before(options, subject, ctx.io.width));
      const screen = { width: ctx.io.width, ascii: wantsAscii(ctx.env) };
      // The other formats are not loaded where a person reads: it would slow every call.
      ctx.io.out(
        options.format === "text"
          ? textReport(verdict, screen)
          : (await import("../lib/view/reports/index.ts")).renderVerdict(verdict, options.format, screen),
      );
      await writeBaseline(ctx, options.judging.writeBaseline, verdict);
      if (unreadable.length === 0) return verdict.exit;
    }
    throw new UsageError(`${unreadable.length === 1 ? "A stack file" : "Stack files"} cannot be read`, {
      why: unreadable,
    });
  },
});

async function expanded(ctx: Context, operands: readonly string[]): Promise<string[]> {
  const { paths, missing } = await findStackFiles(operands, ctx.files);
  if (missing.length === 0) return paths;
  throw new UsageError("There is no stack file to judge", {
    why: missing.map(inline),
    next: "docker swarmnet lint --help",
  });
}

interface Run {
  ctx: Context;
  options: Options;
  reader: StackReader;
  judging: Judging;
  policy: Policy;
  against: Swarm | undefined;
  heading: Heading;
  subject: FilesSubject;
}

/** Reads one stack, fixes it where that was asked for, and gives it as it is then. */
async function take(run: Run, job: StackJob): Promise<LoadResult | { unreadable: string[] }> {
  const read = await run.reader.read(job);
  if ("unreadable" in read) return read;
  const loaded = await run.reader.load(job, read.files);
  const { fix, diff } = run.options;
  if ("unreadable" in loaded || (!fix && !diff)) return loaded;
  const { against, policy } = run;
  const view = stackView(loaded, declare(loaded, against), { against, policy });
  const { findings, hidden } = conclude([view], STACK_RULES, run.judging, run.heading);
  const { fixed, left } = fixStack(read.files, [...findings, ...hidden]);
  await tell(run, fixed, left);
  if (!fix || fixed.length === 0) return loaded;
  const now = new Map(fixed.map(({ name, after }) => [name, after]));
  return await run.reader.load(
    job,
    read.files.map(({ name, text }) => ({ name, text: now.get(name) ?? text })),
  );
}

async function tell({ ctx, options }: Run, fixed: FixedFile[], left: LeftFix[]): Promise<void> {
  const { unifiedDiff } = await import("../lib/view/common/unified_diff.ts");
  for (const { name, before, after, fixed: findings } of fixed) {
    if (options.diff) ctx.io.out(`${unifiedDiff(name, before, after)}\n`);
    if (!options.fix) continue;
    await ctx.files.write(name, after, { mode: 0o644, follow: true, keepMode: true });
    ctx.io.err(`Fixed ${inline(name)}: ${count(findings, "finding")}\n`);
  }
  for (const { finding: { code, at, fix }, why } of left) {
    const place = at === null ? fix.edit!.file : `${at.file}:${at.line}:${at.column}`;
    ctx.io.warn(`${code} at ${inline(place)} is left to you: ${why}`);
  }
}

/** What stands before the report of a person: the networks of the stack, and what compose does otherwise. */
function before(options: Options, { stacks }: FilesSubject, width: number): string {
  if (options.format !== "text") return "";
  const parts = stacks.length === 1 && stacks[0]!.plan !== undefined ? [planText(stacks[0]!)] : [];
  if (options.compareCompose) parts.push(...stacks.map((stack) => composeText(stack, width)));
  return parts.map((part) => `${part}\n`).join("");
}
