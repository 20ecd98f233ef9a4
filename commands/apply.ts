import { EXIT, type ExitCode, Failure } from "../lib/base/errors.ts";
import { brokenPreconditions } from "../lib/plan/preconditions.ts";
import { readSavedPlan, SAVED_PLAN_LIMIT, type SavedPlan } from "../lib/plan/stack/saved_plan.ts";
import { runPlan } from "../lib/operation/run_plan.ts";
import { advisedReport, deployCommand, stackReport, type StackRequest } from "./shared/stack_report.ts";
import { defineCommand, textOrJsonFlag } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";
import { runFaults, runFlags } from "./shared/move_flags.ts";
import { changeCheckFlags, reportPlan } from "./shared/change_checks.ts";
import { refuseFaults } from "./shared/network_change_flags.ts";
import { stackFaults, stackFlags } from "./shared/stack_flags.ts";
import { planJson, stackPlanJson } from "../lib/view/plan/json.ts";
import { editsText, stackPlanText } from "../lib/view/plan/stack_text.ts";
import { planText } from "../lib/view/plan/text.ts";
import { inline } from "../lib/terminal/boundary.ts";

/** How a plan is run. */
interface Running {
  parallel: number;
  quiet: boolean;
  timeoutMs: number;
  yes: boolean;
  dryRun: boolean;
  format: string;
  noWarn: boolean;
}

type Options = Running & ({ kind: "files"; request: StackRequest } | { kind: "saved"; path: string });

/** `docker swarmnet apply`: brings the networks of a stack in line with its files, or runs a saved plan. */
export const apply = defineCommand({
  name: "apply",
  operands: "-c FILE STACK | PLANFILE",
  args: { min: 1 },
  summary: "Bring a stack's networks in line with its files, with services up",
  description:
    "With -c it plans as 'plan' does, shows the plan, asks, and runs it. With a file that 'plan --out' wrote it runs that plan, unless " +
    "anything that the plan relies on has changed since: then every such object is named, and nothing is sent.\n\n" +
    "Every step is journaled, on this machine and in the swarm: after any interruption (exit code 5) 'resume' continues, and 'undo' reverts it. Run " +
    "'docker stack deploy' afterwards: networks match the files, so it leaves them unchanged. Where the swarm has settings that the files lack, a " +
    "patch for the files is printed at the end; the files themselves are never written.",
  examples: [
    { text: "Plan, ask and do it", command: "docker swarmnet apply -c stack.yml shop" },
    { text: "A plan that was reviewed", command: "docker swarmnet apply --yes shop.plan" },
    {
      text: "Only show it, including networks that would be removed",
      command: "docker swarmnet apply --dry-run --remove-orphans -c stack.yml shop",
    },
  ],
  flags: {
    ...stackFlags,
    ...runFlags,
    ...changeCheckFlags,
    "dry-run": { kind: "bool", text: "Show the plan and send nothing" },
    format: { ...textOrJsonFlag, text: "Format of the plan that --dry-run shows" },
  },
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.resumable, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["file"],

  parse(values, [word = ""]): Options {
    const { parallel, quiet, timeout: timeoutMs, yes, dryRun, format, noWarn } = values;
    const running = { parallel, quiet, timeoutMs, yes, dryRun, format, noWarn };
    const faults = runFaults(values);
    if (format === "json" && !dryRun) {
      faults.push("--format json is for the plan that --dry-run shows: add --dry-run");
    }
    const files = values.composeFile;
    if (files.length > 0) {
      refuseFaults([...faults, ...stackFaults(files, word)], "docker swarmnet apply --help");
      const { envFile: envFiles, exact, removeOrphans, allowGap, startFirst, ignore } = values;
      const request = {
        stack: word,
        files,
        envFiles,
        exact,
        removeOrphans,
        allowGap,
        startFirst,
        ignore,
        from: undefined,
      };
      return { ...running, kind: "files", request };
    }
    for (const flag of ["allow-gap", "env-file", "exact", "ignore", "remove-orphans", "start-first"]) {
      if (values.changed.has(flag)) {
        faults.push(`--${flag} goes with -c, not with a saved plan`);
      }
    }
    if (word === "") faults.push("The name of the plan is empty");
    if (/\.ya?ml$/i.test(word)) faults.push("A stack file is named with -c, and its stack after it");
    refuseFaults(faults, "docker swarmnet apply -c FILE STACK, or docker swarmnet apply PLANFILE");
    return { ...running, kind: "saved", path: word };
  },

  async run(ctx, options): Promise<ExitCode> {
    return options.kind === "files"
      ? await applyFiles(ctx, options, options.request)
      : await applySaved(ctx, options, options.path);
  },
});

/** Effects of a deploy that a plan takes over. */
const OURS: ReadonlySet<string> = new Set(["create-network", "attach", "detach"]);

async function applyFiles(ctx: Context, running: Running, request: StackRequest): Promise<ExitCode> {
  const { report } = await stackReport(ctx, request);
  const shown = advisedReport(report, ctx.io.advise);
  const { width } = ctx.io;
  const deploy = deployCommand(request);
  // What deploy does to lists of entries that exist, and to services that do not.
  const left = report.deploy.some(({ kind }) => !OURS.has(kind));
  const rest = left ? [`Run ${inline(deploy)} for the rest`] : [];
  const dry = running.dryRun;
  const exit = await runPlan(ctx, report.plan, {
    ...running,
    report: (findings) => reportPlan(ctx.io, "apply", findings, running),
    text: stackPlanText(shown, { width, edits: dry, next: [] }),
    ...(running.format === "json" ? { result: stackPlanJson(shown) } : {}),
    afterwards: [`Run ${inline(deploy)} for the rest`],
    nothing: [
      "No changes. Networks match the stack files.",
      ...rest,
    ]
      .join("\n"),
  });
  if (exit === EXIT.done && !dry) ctx.io.out(editsText(report, width));
  return exit;
}

async function applySaved(ctx: Context, running: Running, path: string): Promise<ExitCode> {
  const saved = await readPlan(ctx, path);
  const swarm = await ctx.swarm({ inspect: true });
  if (swarm.cluster.id !== saved.cluster) {
    throw new Failure(`The plan in ${inline(path)} is for another swarm`, {
      why: `It was made for the cluster ${inline(saved.cluster)}; this one is ${inline(swarm.cluster.id)}`,
      next: "Choose the engine with docker --context, or plan again for this one",
    });
  }
  const broken = brokenPreconditions(saved.plan, swarm);
  if (broken.length > 0) {
    throw new Failure(`The plan in ${inline(path)} does not fit the swarm any more; nothing was sent`, {
      why: broken,
      next: `Plan again: ${inline(planCommand(saved, path))}`,
    });
  }
  return await runPlan(ctx, saved.plan, {
    ...running,
    report: (findings) => reportPlan(ctx.io, "apply", findings, running),
    text: planText(saved.plan, ctx.io.width),
    ...(running.format === "json" ? { result: planJson(saved.plan, ctx.io.advise) } : {}),
    afterwards: [`Run ${inline(deployCommand(saved))} for the rest`],
    nothing: "Nothing to do: the plan has no steps",
  });
}

function planCommand({ stack, files }: SavedPlan, path: string): string {
  return deployCommand({ stack, files }).replace(/^docker stack deploy/, "docker swarmnet plan") +
    ` --out ${path}`;
}

async function readPlan(ctx: Context, path: string): Promise<SavedPlan> {
  const content = await ctx.files.readIfExists(path, SAVED_PLAN_LIMIT);
  if (content === undefined) {
    throw new Failure(`There is no plan ${inline(path)}`, {
      why: "Without -c the operand is a file that plan --out wrote",
      next: [
        "For stack files: docker swarmnet apply -c FILE STACK",
        "To save a plan first: docker swarmnet plan -c FILE --out PLANFILE STACK",
      ],
    });
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    text = "";
  }
  const read = readSavedPlan(text);
  if ("saved" in read) return read.saved;
  throw new Failure(`${inline(path)} cannot be applied`, {
    why: read.why.map((line) => inline(line)),
    next: "Save the plan again: docker swarmnet plan -c FILE --out PLANFILE STACK",
  });
}
