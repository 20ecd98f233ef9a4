/** What GitHub's runner makes of a line of output. */
export interface WorkflowCommand {
  name: string;
  properties: Map<string, string>;
  data: string;
}

/**
 * Reads a line as the runner does (actions/runner src/Runner.Common/ActionCommand.cs): a line that begins with :: after blanks is a command;
 * the older form ##[name] counts anywhere in other lines. Undefined: plain output.
 */
export function workflowCommand(line: string): WorkflowCommand | undefined {
  const found = /^\s*::([^\s:]+)(?: ([^]*?))?::([^]*)$/.exec(line);
  if (found === null) {
    const old = /##\[([^\]\s;]+)/.exec(line);
    return old === null ? undefined : { name: `##[${old[1]}]`, properties: new Map(), data: line };
  }
  const pairs = (found[2] ?? "").split(",").filter((pair) => pair !== "").map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), decoded(pair.slice(at + 1), true)] as const;
  });
  return { name: found[1]!, properties: new Map(pairs), data: decoded(found[3]!, false) };
}

function decoded(text: string, property: boolean): string {
  const plain = text.replaceAll("%0D", "\r").replaceAll("%0A", "\n");
  return (property ? plain.replaceAll("%3A", ":").replaceAll("%2C", ",") : plain).replaceAll("%25", "%");
}
