import assert from "node:assert/strict";
import { EXIT, type ExitCode } from "../../lib/base/errors.ts";
import type { Command } from "../../lib/cli/command.ts";
import { parseCommand } from "../../lib/cli/parse.ts";
import { reportError } from "../../lib/cli/start.ts";
import { FIREWALLS } from "../../lib/view/paths/firewall.ts";
import { isEncrypted, STACK_LABEL, type Swarm } from "../../lib/swarm/model.ts";
import { snapshotText } from "../../lib/swarm/snapshot.ts";
import { COMMANDS } from "../../commands/index.ts";
import { MemoryIo, testContext } from "./context.ts";

// Commands of every type of flags and options are run here, each with its own.
// deno-lint-ignore no-explicit-any
type AnyCommand = Command<any, any>;

/** One way to call a command, and the format that its standard output has. */
export interface Call {
  command: AnyCommand;
  format: string;
  words: readonly string[];
}

/** What a call printed, errors included. */
export interface Printed {
  out: string;
  err: string;
  exit: ExitCode | number;
}

/** Further words that make a command do what it is for. A command that is not here runs with its operands alone. */
const EXTRA: Readonly<Record<string, readonly string[]>> = {
  audit: ["--deep", "--show", "info"],
  create: ["--dry-run", "--subnet", "10.0.0.0/20"],
  encrypt: ["--dry-run"],
  replace: ["--dry-run", "--mtu", "1300"],
  "ingress replace": ["--dry-run", "--encrypted"],
  inspect: ["--verbose"],
  ls: ["--all", "--no-trunc"],
};
/** Formats that need a flag of their own. */
const FORMAT_EXTRA: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  FIREWALLS.map((kind) => [kind, ["--node"]]),
);
/** Formats of commands whose `--format` takes a template: those in which the plugin lays the text out. */
const TEMPLATE_FORMATS = ["", "table", "json"];

/** Objects to call commands with, as a user would name them: what stands out, and what carries every field. */
function named<T extends { name: string }>(list: readonly T[], wanted: (one: T) => boolean): string[] {
  return [...list.filter(wanted).slice(0, 2), list.at(-1)!].map((one) => one.name);
}

/** Words for the operands of a command that reads this swarm; a call for each. */
function operandsFor(command: AnyCommand, swarm: Swarm): string[][] {
  const networks = named(swarm.networks, (one) => one.scope === "swarm" && !one.ingress && !isEncrypted(one));
  const services = named(swarm.services, (one) => one.networks.length > 0 && one.ports.length > 0);
  const by: Readonly<Record<string, string[]>> = { network: networks, service: services };
  if (command.name === "diff") return [["old.json", "new.json"]];
  if (command.name === "plan") return [["-c", "stack.yml", "shop"]];
  if (command.name === "lint") return [["--against", "new.json", "stack.yml"]];
  if (command.name === "create") return [["fresh"], [networks[0]!]];
  if (command.name === "trace") {
    return services.flatMap((to) => [[services[0]!, to], ["client", to]]).concat([["nowhere", services[0]!]]);
  }
  const most = command.args.max ?? command.args.min;
  if (most === 0) return [[]];
  const names = by[command.operandCompletes?.[0] ?? ""];
  assert.ok(names !== undefined, `tests/support/every_output.ts: which operands does ${command.name} take?`);
  return [...command.args.min === 0 ? [[]] : [], ...names.map((name) => [name]), ["missing"]];
}

/** Commands that read a swarm from a file: a new one is among them as soon as it takes `--from`. */
async function readers(): Promise<AnyCommand[]> {
  const all = await Promise.all(COMMANDS.map((entry) => entry.load() as Promise<AnyCommand>));
  return all.filter((command) => "from" in command.flags || ["diff", "lint"].includes(command.name));
}

/** Every way to call every command that reads this swarm, in every format. */
export async function callsOn(swarm: Swarm): Promise<Call[]> {
  return (await readers()).flatMap((command) => {
    const choices = command.flags.format?.choices ?? (command.flags.format === undefined ? [""] : undefined);
    return (choices ?? TEMPLATE_FORMATS).flatMap((format: string) =>
      operandsFor(command, swarm).map((operands) => ({
        command,
        format: command.name === "snapshot"
          ? "json"
          : format === "" && choices === undefined
          ? "table"
          : format,
        words: [
          ...format === "" ? [] : ["--format", format],
          ..."from" in command.flags ? ["--from", "new.json"] : [],
          ...EXTRA[command.name] ?? [],
          ...(FORMAT_EXTRA[format] ?? []).flatMap((flag) => [flag, swarm.nodes[0]!.hostname]),
          ...operands,
        ],
      }))
    );
  });
}

/** Runs a call on a swarm as data, and prints its failure as main.ts does. */
export async function printed({ command, words }: Call, swarm: Swarm, before: Swarm): Promise<Printed> {
  const io = new MemoryIo({ width: 80 });
  const ctx = testContext({ io, swarm, files: filesOf(swarm, before) });
  let exit: ExitCode | number;
  try {
    const parsed = parseCommand(command, words);
    exit = parsed.kind === "run" ? await command.run(ctx, parsed.options) ?? EXIT.done : EXIT.usage;
  } catch (error) {
    exit = reportError(error, io, false);
  }
  return { out: io.stdoutText, err: io.stderrText, exit };
}

function filesOf(swarm: Swarm, before: Swarm): Record<string, string> {
  const stack = swarm.networks.map((one) => one.labels[STACK_LABEL]).find((label) => label !== undefined);
  return {
    "old.json": snapshotText(before).text,
    "new.json": snapshotText(swarm).text,
    "stack.yml":
      `# ${JSON.stringify(stack)}\nservices:\n  web:\n    image: shop/web:2\n    networks: [front, other]\n` +
      "networks:\n  front:\n    driver: overlay\n  other:\n    external: true\n",
  };
}
