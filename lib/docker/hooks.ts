/**
 * Answers docker's question for a hint after one of its own commands (docker/cli cli-plugins/hooks). What is known here
 * is little: which flags were given, and values of booleans only. Names and other values can only be put in by docker,
 * through the template, whose `if` and `eq` work on every version with hooks (text/template; reproduced on 28.2.2), so a
 * condition on a value stands in the template. A template that comes out empty shows nothing.
 */

/** The commands to be asked about, as config.json's `plugins.swarmnet.hooks` lists them: no space after a comma. */
export const HOOKED_COMMANDS = [
  "network create",
  "service create",
  "service update",
  "stack deploy",
] as const;

interface Request {
  command: string;
  /** Flags that stood on the command line; the value only where it is a boolean. */
  flags: ReadonlyMap<string, string>;
  /** The error of the command, empty when it worked. */
  failed: string;
}

const FLAG = (name: string) => `(flag . "${name}")`;

/** docker's reply as JSON, or undefined for no hint: unknown command, failed command, or nothing sure to say. */
export function answerHook(request: string): string | undefined {
  const asked = readRequest(request);
  if (asked === undefined || asked.failed !== "" || asked.flags.has("help")) return undefined;
  const template = templateFor(asked);
  return template === undefined ? undefined : JSON.stringify({ Type: 0, Template: template });
}

function readRequest(text: string): Request | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  // 29.4 and later leave empty fields out.
  const { RootCmd, Flags, CommandError } = value as Record<string, unknown>;
  if (typeof RootCmd !== "string") return undefined;
  const flags = typeof Flags === "object" && Flags !== null ? Object.entries(Flags) : [];
  return {
    command: RootCmd,
    flags: new Map(flags.map(([name, given]) => [name, String(given)])),
    failed: typeof CommandError === "string" ? CommandError : "",
  };
}

function templateFor({ command, flags }: Request): string | undefined {
  switch (command) {
    case "network create":
      return afterNetworkCreate(flags);
    case "service create":
      // docker shows no value for --network in templates; the name is empty where docker chose one.
      if (!flags.has("network") || !flags.has("name")) return undefined;
      return `{{if ${FLAG("name")}}}${serviceHint(`{{flag . "name"}}`)}{{end}}`;
    case "service update":
      return flags.has("network-add") ? serviceHint("{{arg . 0}}") : undefined;
    case "stack deploy":
      return "See which networks of the stack are encrypted:\n" +
        "  docker swarmnet ls --filter label=com.docker.stack.namespace={{arg . 0}}";
    default:
      return undefined;
  }
}

/**
 * Without --driver docker makes a bridge; with --config-from the options come from elsewhere. Of --opt only the whole map
 * can be seen (`map[encrypted: …]`, sorted by key): sure to be plain is only an overlay without any.
 */
function afterNetworkCreate(flags: ReadonlyMap<string, string>): string | undefined {
  if (
    !flags.has("driver") || flags.has("opt") || flags.has("config-from") ||
    flags.get("config-only") === "true"
  ) {
    return undefined;
  }
  return `{{if eq ${
    FLAG("driver")
  } "overlay"}}{{arg . 0}} is not encrypted: its traffic between nodes travels in clear.\n` +
    "See what that means and what to do: docker swarmnet inspect {{arg . 0}}{{end}}";
}

function serviceHint(name: string): string {
  return `See which of its networks are encrypted: docker swarmnet service inspect ${name}`;
}
