import { EXIT, UsageError } from "../lib/base/errors.ts";
import { callTimeoutFlag, defineCommand } from "../lib/cli/command.ts";
import { diffJson, diffText } from "../lib/view/reports/diff.ts";
import { diffSwarms, isSame } from "../lib/swarm/diff.ts";

/** The operand that means the engine. A file of that name is reached as ./live. */
const LIVE = "live";

/** `docker swarmnet diff`: what has changed in a swarm's networks. */
export const diff = defineCommand({
  name: "diff",
  operands: "OLD NEW",
  args: { min: 2 },
  summary: "Compare two snapshots, or a snapshot with the live swarm",
  description:
    "OLD and NEW are snapshot files, 'live' for the swarm itself, 'demo' for the built-in example, or '-' for standard input. It compares the cluster's " +
    "network settings, nodes, networks, and the network side of services: networks, aliases, VIPs, ports, placement. Objects are matched by " +
    "name. Tasks come and go, so they are left out. With --detailed-exitcode the exit code is 3 when something differs.",
  examples: [
    { text: "What has changed since the snapshot?", command: "docker swarmnet diff before.json live" },
    {
      text: "Fail a job when something has changed",
      command: "docker swarmnet diff --detailed-exitcode before.json live",
    },
    {
      text: "Compare two files, for a script",
      command: "docker swarmnet diff --format json old.json new.json",
    },
  ],
  flags: {
    "detailed-exitcode": { kind: "bool", text: "Exit with 3 when something differs" },
    format: {
      kind: "string",
      text: "Format of the report",
      default: "text",
      choices: ["text", "json"],
      strict: true,
    },
    timeout: callTimeoutFlag,
  },
  needs: "nothing",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.no, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["file"],

  parse(values, [old = "", now = ""]) {
    const faults = [old, now].includes("") ? ["A file's name is empty"] : [];
    if (old === "-" && now === "-") faults.push("Standard input can be read only once");
    if (faults.length > 0) throw new UsageError(faults.join("; "), { next: "docker swarmnet diff --help" });
    return { ...values, old, now };
  },

  async run(ctx, { old, now, format, detailedExitcode }) {
    const load = (operand: string) =>
      ctx.swarm({ from: operand === LIVE ? undefined : operand, tasks: false });
    const difference = diffSwarms(await load(old), await load(now));
    ctx.io.out(format === "json" ? diffJson(difference) : diffText(difference, ctx.io.width));
    return detailedExitcode && !isSame(difference) ? EXIT.no : EXIT.done;
  },
});
