/** Names that say nothing of what is in the file; the folder says more. */
const USUAL = /^(?:docker-)?(?:compose|stack|swarm)(?:[.-][\w.-]+)?\.ya?ml$/i;

/**
 * The stack name that `lint` takes where none is given: the folder of a file with one of the usual names (compose.yml,
 * docker-compose.prod.yml, stack.yaml …), else the file's own name without its ending. `cwd` stands for a missing folder.
 */
export function stackNameOf(path: string, cwd: string): string {
  if (path === "-") return "stack";
  const parts = path.split(/[/\\]/);
  const file = parts.pop()!;
  const above = parts.filter((part) => part !== "" && part !== ".").at(-1);
  const folder = above === undefined || above === ".." ? lastPart(cwd) : above;
  const words = USUAL.test(file) && folder !== "" ? folder : file.replace(/\.ya?ml$/i, "");
  return words.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[-_]+|[-_]+$/g, "") || "stack";
}

function lastPart(path: string): string {
  return path.split(/[/\\]/).filter((part) => part !== "").at(-1) ?? "";
}

/** Why deploy would refuse a stack's name, or undefined (docker/cli cli/command/stack/common.go validateStackName). */
export function stackNameProblem(name: string): string | undefined {
  if (name.trim() === "") return "the name of the stack is empty";
  if (/['"]/.test(name)) return "the name of the stack contains quotes";
  return /\s/.test(name) ? "the name of the stack contains white space" : undefined;
}
