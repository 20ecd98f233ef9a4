import { EXIT, UsageError } from "../lib/base/errors.ts";
import { defineCommand, fromFlag } from "../lib/cli/command.ts";
import type { Removed } from "../lib/swarm/redact.ts";
import { snapshotText } from "../lib/swarm/snapshot.ts";
import { inline } from "../lib/terminal/boundary.ts";

/** Readable by its owner only: addresses and names of a swarm are nobody else's business. */
const MODE = 0o600;

/** `docker swarmnet snapshot`: the network state as a file. */
export const snapshot = defineCommand({
  name: "snapshot",
  operands: "",
  args: { min: 0 },
  summary: "Write the swarm's network state as one redacted file",
  description:
    "Holds nodes, networks, services, tasks and their addresses, for review, support and tests; every reading command takes it with --from. " +
    "Environment variables, arguments, mounts, secrets and configs are left out. Values of labels and driver options that are not known to be harmless " +
    "are replaced, and so are passwords, keys and tokens in messages of tasks and image references. The same state gives the same bytes, one object a line.",
  examples: [
    { text: "Save the current state", command: "docker swarmnet snapshot -o before.json" },
    { text: "Look at it later, anywhere", command: "docker swarmnet ls --from before.json" },
    { text: "What has changed since?", command: "docker swarmnet diff before.json live" },
  ],
  flags: {
    deep: { kind: "bool", text: "Include what the nodes told each other about services and tasks" },
    force: { kind: "bool", text: "Replace an existing file" },
    from: fromFlag,
    inspect: {
      kind: "bool",
      default: true,
      text: "Include endpoints and peers as the engine asked sees them",
    },
    output: {
      kind: "string",
      short: "o",
      word: "FILE",
      text: "Write to a file instead of standard output",
      complete: "file",
    },
  },
  needs: "manager",
  changes: "files",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],

  parse(values) {
    const faults: string[] = [];
    if (values.output === "") faults.push("--output needs the name of a file");
    if (values.force && values.output === undefined) faults.push("--force needs --output");
    if (values.deep && !values.inspect) faults.push("--deep and --inspect=false contradict each other");
    if (faults.length > 0) {
      throw new UsageError(faults.join("; "), { next: "docker swarmnet snapshot --help" });
    }
    return { ...values, output: values.output === "-" ? undefined : values.output };
  },

  async run(ctx, { output, force, from, inspect, deep }) {
    if (output !== undefined && !force && await ctx.files.kind(output) === "file") {
      throw new UsageError(`${inline(output)} exists already`, {
        next: "Name another file, or add --force to replace it",
      });
    }
    const { text, removed } = snapshotText(await ctx.swarm({ from, inspect, deep }));
    if (output === undefined) {
      ctx.io.out(text);
      return;
    }
    await ctx.files.write(output, text, { mode: MODE });
    ctx.io.err(`Wrote ${inline(output)}${removedText(removed)}\n`);
  },
});

/** "; left out: 3 label values and 1 secret in messages", or nothing. */
function removedText({ labels, options, messages, images }: Removed): string {
  const count = (number: number, one: string, many: string) =>
    number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];
  const parts = [
    ...count(labels, "label value", "label values"),
    ...count(options, "option value", "option values"),
    ...count(messages, "message with a secret in it", "messages with secrets in them"),
    ...count(images, "image's password", "images' passwords"),
  ];
  return parts.length === 0 ? "" : `; redacted: ${parts.join(", ")}`;
}
