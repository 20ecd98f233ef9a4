import { Failure, UsageError } from "../base/errors.ts";
import type { Flag, Flags } from "./command.ts";
import type { Globals } from "../docker/globals.ts";
import { HOOKS_COMMAND, METADATA_COMMAND } from "./metadata.ts";
import { BadFlag, normalize } from "./normalize.ts";
import { parseBool } from "../base/parse_bool.ts";

/** What a call of this program asks for. */
export type Call =
  | { form: "metadata" }
  /** `words`: what follows `swarmnet`. */
  | { form: "command"; globals: Globals; words: string[] }
  /** `words`: the command help is wanted for, perhaps none. */
  | { form: "help"; globals: Globals; words: string[] }
  | { form: "version"; globals: Globals }
  /** `words`: the words typed after `swarmnet`; the last one is being typed and may be empty. */
  | { form: "complete"; globals: Globals; words: string[]; descriptions: boolean }
  /** `request`: docker's JSON as it came. */
  | { form: "hooks"; request: string };

/** The word users type after `docker`. */
const PLUGIN_NAME = "swarmnet";

/** docker/cli cli/flags/options.go and cli/cobra.go. */
const GLOBAL_FLAGS = {
  config: { kind: "string", text: "" },
  context: { kind: "string", text: "", short: "c" },
  debug: { kind: "bool", text: "", short: "D" },
  help: { kind: "bool", text: "", short: "h" },
  host: { kind: "string", text: "", short: "H" },
  "log-level": { kind: "string", text: "", short: "l" },
  tls: { kind: "bool", text: "" },
  tlscacert: { kind: "string", text: "" },
  tlscert: { kind: "string", text: "" },
  tlskey: { kind: "string", text: "" },
  tlsverify: { kind: "bool", text: "" },
  version: { kind: "bool", text: "", short: "v" },
} as const satisfies Flags;
type GlobalFlag = keyof typeof GLOBAL_FLAGS;

/** logrus.ParseLevel; case does not matter. */
const LOG_LEVELS = ["panic", "fatal", "error", "warn", "warning", "info", "debug", "trace"];

/**
 * Reads the arguments docker hands over, which are its own without the program's name: global flags first, then
 * `swarmnet`, `help` or a completion word. The name is optional, so that `docker-swarmnet ls` works as well.
 * Throws docker's own errors with docker's own codes: 125 for a flag, 1 for a log level or a conflict.
 */
export function parseCall(args: readonly string[]): Call {
  if (args.length === 1 && args[0] === METADATA_COMMAND) return { form: "metadata" };
  const { globals, operands, help, version } = readGlobals(args);
  const [first, ...rest] = operands;
  if (first === "__complete" || first === "__completeNoDesc") {
    return { form: "complete", globals, words: withoutName(rest), descriptions: first === "__complete" };
  }
  if (help) return { form: "help", globals, words: withoutName(operands) };
  if (version) return { form: "version", globals };
  if (first === "help") return { form: "help", globals, words: withoutName(rest) };
  const words = withoutName(operands);
  if (words[0] === HOOKS_COMMAND && words.length === 2) return { form: "hooks", request: words[1]! };
  // `docker swarmnet -- ls` runs ls, as docker's own command tree does; a flag after `--` stays an operand.
  if (words[0] === "--" && words[1] !== undefined && !words[1].startsWith("-")) words.shift();
  return { form: "command", globals, words };
}

function withoutName(words: readonly string[]): string[] {
  return words[0] === PLUGIN_NAME ? words.slice(1) : [...words];
}

interface Read {
  globals: Globals;
  operands: string[];
  help: boolean;
  version: boolean;
}

function readGlobals(args: readonly string[]): Read {
  const globals: Globals = { debug: false, logLevel: "info", words: [] };
  const read: Read = { globals, operands: [], help: false, version: false };
  const { flags, operands } = inDockersWords(() => normalize(GLOBAL_FLAGS, args, false));
  read.operands = operands;
  for (const { name, value } of flags as { name: GlobalFlag; value: string }[]) {
    if (name === "help") read.help = truth(name, value);
    else if (name === "version") read.version = truth(name, value);
    else {
      assign(globals, name, value);
      globals.words.push(`--${name}=${value}`);
    }
  }
  // Parsed by docker before anything else is looked at, so its order of complaints: level, then conflict.
  if (!LOG_LEVELS.includes(globals.logLevel.toLowerCase())) {
    throw new Failure(`Unable to parse logging level: ${globals.logLevel}`, {
      next: "Levels are debug, info, warn, error, fatal",
    });
  }
  if (globals.context && globals.host !== undefined) {
    throw new Failure("conflicting options: cannot specify both --host and --context", {
      next: "Leave one of them out",
    });
  }
  return read;
}

function assign(globals: Globals, name: Exclude<GlobalFlag, "help" | "version">, value: string): void {
  switch (name) {
    case "debug":
    case "tls":
    case "tlsverify":
      globals[name] = truth(name, value);
      break;
    case "log-level":
      globals.logLevel = value === "" ? "info" : value;
      break;
    case "host":
      if (globals.host !== undefined) {
        throw badFlag(`invalid argument ${JSON.stringify(value)} for "-H, --host" flag: specify only one -H`);
      }
      globals.host = value;
      break;
    case "tlscacert":
    case "tlscert":
    case "tlskey":
      globals[name] = unquoted(value);
      break;
    default:
      globals[name] = value;
  }
}

function truth(name: GlobalFlag, value: string): boolean {
  const read = parseBool(value);
  if (read !== undefined) return read;
  const flag: Flag = GLOBAL_FLAGS[name];
  const shown = flag.short === undefined ? `--${name}` : `-${flag.short}, --${name}`;
  const text = JSON.stringify(value);
  throw badFlag(
    `invalid argument ${text} for "${shown}" flag: strconv.ParseBool: parsing ${text}: invalid syntax`,
  );
}

/** docker before 29.0 takes one layer of quotes off the values of --tlscacert, --tlscert and --tlskey. */
function unquoted(value: string): string {
  const quoted = /^'(.*)'$|^"(.*)"$/s.exec(value);
  return quoted === null ? value : quoted[1] ?? quoted[2]!;
}

function inDockersWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BadFlag) throw badFlag(error.message);
    throw error;
  }
}

function badFlag(message: string): UsageError {
  return new UsageError(message, {
    next: "Run 'docker --help' for docker's own flags, which stand before the word swarmnet",
  });
}
