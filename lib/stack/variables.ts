/** Looks a variable up; undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

/** One use of a variable in a value. */
export interface VariableUse {
  name: string;
  /** Offset of its `$` in the value. */
  index: number;
  /** "plain": nothing stands in for it; "default": `:-` or `-`; "required": `:?` or `?`. */
  form: "plain" | "default" | "required";
  isSet: boolean;
  usedDefault: boolean;
}

/** The text with its variables replaced, or why docker refuses the template. */
export interface Substituted {
  text: string;
  uses: VariableUse[];
  /** Offsets of `$$`, which became one `$`. */
  escapes: number[];
  /** The text docker quotes in its complaint. */
  invalid?: string;
}

/** Go's `(?i:[a-z])` also takes the long s and the kelvin sign. Spelled out, because a folding pattern compiles slowly. */
const LETTERS = "_a-zA-Z\u017f\u212a";
const NAME = `[${LETTERS}][${LETTERS}0-9]*(?::?[-?][^}]*)?`;
const PATTERN = new RegExp(`\\$(?:(\\$)|(${NAME})|\\{(${NAME})\\}|)`, "g");

/**
 * Replaces `$V ${V} ${V:-d} ${V-d} ${V:?e} ${V?e}` and `$$` as docker does (cli/compose/template), with its oddities:
 * defaults are taken literally, `$V-x` without braces has a default too, the operators are tried in the order
 * `:-`, `-`, `:?`, `?` wherever they stand, and a valid variable after an invalid one hides the mistake.
 */
export function substitute(template: string, lookup: Lookup): Substituted {
  const result: Substituted = { text: "", uses: [], escapes: [] };
  let invalid: string | undefined;
  result.text = template.replace(PATTERN, (_match, escaped, named, braced, index: number) => {
    if (escaped) {
      result.escapes.push(index);
      return "$";
    }
    const expression: string | undefined = named ?? braced;
    if (expression === undefined) {
      invalid = template;
      return "";
    }
    const { text, use, missing } = evaluate(expression, lookup);
    result.uses.push({ ...use, index });
    invalid = missing;
    return text;
  });
  if (invalid !== undefined) result.invalid = invalid;
  return result;
}

interface Evaluated {
  text: string;
  use: Omit<VariableUse, "index">;
  missing?: string;
}

function evaluate(expression: string, lookup: Lookup): Evaluated {
  for (const operator of [":-", "-", ":?", "?"]) {
    const cut = expression.indexOf(operator);
    if (cut < 0) continue;
    const name = expression.slice(0, cut);
    const rest = expression.slice(cut + operator.length);
    const value = lookup(name);
    const usable = value !== undefined && (value !== "" || !operator.startsWith(":"));
    const form = operator.endsWith("-") ? "default" : "required";
    const use = {
      name,
      form,
      isSet: value !== undefined,
      usedDefault: form === "default" && !usable,
    } as const;
    if (usable) return { text: value, use };
    if (form === "default") return { text: rest, use };
    return { text: "", use, missing: `required variable ${name} is missing a value: ${rest}` };
  }
  const value = lookup(expression);
  const use = { name: expression, form: "plain", isSet: value !== undefined, usedDefault: false } as const;
  return { text: value ?? "", use };
}

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
