/** One line of a file of variables. */
export interface EnvLine {
  name: string;
  /** undefined: only the name stands there, so the environment's value is meant. */
  value: string | undefined;
}

/**
 * Reads docker's own format of `--env-file` (docker/cli pkg/kvfile): one NAME=VALUE a line, the value verbatim with its
 * quotes, NAME alone for what the environment holds, lines that begin with # left out. Each problem names its line.
 */
export function parseEnvFile(text: string): { lines: EnvLine[]; problems: { line: number; why: string }[] } {
  const lines: EnvLine[] = [];
  const problems: { line: number; why: string }[] = [];
  for (const [at, raw] of text.replace(/^\uFEFF/, "").split(/\r?\n/).entries()) {
    const line = raw.trimStart();
    if (line === "" || line.startsWith("#")) continue;
    const cut = line.indexOf("=");
    const name = cut < 0 ? line.trimEnd() : line.slice(0, cut);
    if (name === "") problems.push({ line: at + 1, why: 'no variable name stands before the "="' });
    else if (/\s/.test(name)) {
      problems.push({ line: at + 1, why: `variable ${JSON.stringify(name)} contains white space` });
    } else lines.push({ name, value: cut < 0 ? undefined : line.slice(cut + 1) });
  }
  return { lines, problems };
}

/** The names that a `.env` file sets, read as loosely as docker compose reads it: `export NAME=`, `NAME:` and spaces pass. */
export function dotEnvNames(text: string): string[] {
  return [...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*[=:]/gm)].map((match) =>
    match[1]!
  );
}
