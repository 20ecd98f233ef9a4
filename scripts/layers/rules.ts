import { type Import, importsOf, lineAt } from "./imports.ts";
import { scrub } from "./scrub.ts";

/** One broken rule of the house. */
export interface Breach {
  file: string;
  line: number;
  text: string;
}

/** A source file: its path from the project's root, and its text. */
export interface Source {
  path: string;
  text: string;
}

/**
 * Layer → the layers it may import besides itself and `base`. A layer is a folder of lib/, or a part of one (`PARTS`) where
 * that part keeps to other rules than its folder.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  base: [],
  text: [],
  terminal: ["text"],
  raw: [],
  swarm: ["text"],
  demo: ["swarm", "text"],
  stack: ["swarm", "text"],
  // Rules of scope "stack" judge what a file declares, with its positions.
  checks: ["stack", "swarm", "text"],
  insight: ["swarm", "text"],
  // A plan carries the findings of the checks; the checks know a change as data and no plan.
  plan: ["checks", "raw", "swarm", "text"],
  // Stack files against a swarm: the one planner that knows files.
  "plan/stack": ["checks", "plan", "raw", "stack", "swarm", "text"],
  engine: ["raw", "swarm", "terminal", "text"],
  docker: ["engine", "raw", "swarm", "terminal", "text"],
  // The configuration file names rules and is read with the positions that stack files are read with.
  config: ["checks", "docker", "engine", "stack", "swarm", "text"],
  operation: ["checks", "docker", "engine", "plan", "raw", "swarm", "terminal", "text"],
  helper: ["engine", "raw", "swarm", "terminal", "text"],
  // What was measured on the nodes is judged apart from how it was fetched.
  "probe/judge": ["checks", "swarm", "text"],
  probe: ["checks", "engine", "helper", "probe/judge", "raw", "swarm", "terminal", "text"],
  "bench/judge": ["swarm", "text"],
  bench: ["bench/judge", "engine", "helper", "raw", "swarm", "terminal", "text"],
  // Completion names rules, live objects and the demo's.
  cli: ["checks", "demo", "docker", "engine", "raw", "swarm", "terminal", "text"],
  view: ["bench/judge", "checks", "insight", "plan", "plan/stack", "probe/judge", "stack", "swarm", "text"],
  commands: ["*"],
  main: ["*"],
};

/** Parts of folders that are layers of their own: the start of a path → its layer. */
const PARTS: readonly (readonly [start: string, layer: string])[] = [
  // Escaping and styling of text are pure, though they are beside the streams.
  ["lib/terminal/style.ts", "text"],
  ["lib/terminal/boundary.ts", "text"],
  ["lib/terminal/width.ts", "text"],
  // Readers of JSON know no engine.
  ["lib/engine/raw.ts", "raw"],
  ["lib/plan/stack/", "plan/stack"],
  ["lib/probe/judge/", "probe/judge"],
  ["lib/bench/judge/", "bench/judge"],
];

/** Layers without effects: they get what they need as values. */
const PURE = new Set([
  "base",
  "text",
  "raw",
  "swarm",
  "demo",
  "stack",
  "checks",
  "insight",
  "plan",
  "plan/stack",
  "probe/judge",
  "bench/judge",
  "view",
]);

const IMPURE: readonly [RegExp, string][] = [
  [/\bDeno\s*\./g, "Deno"],
  [/\bDate\s*\.\s*now\b/g, "Date.now"],
  [/\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\())/g, "the current date"],
  [/\bMath\s*\.\s*random\b/g, "Math.random"],
  [/\bcrypto\s*\.\s*(?:randomUUID|getRandomValues)\b/g, "random values"],
  [/\bperformance\s*\./g, "performance"],
  [/\bconsole\s*\./g, "console"],
  [/(?<![.\w])fetch\s*\(/g, "fetch"],
  [/(?<![.\w])set(?:Timeout|Interval)\s*\(/g, "timers"],
];

/** Packages that only tests, the lab or the build may load: package → who it is for. */
const NOT_IN_PRODUCT: Record<string, string> = {
  ajv: "the build",
  dockerode: "end-to-end tests and the lab",
  esbuild: "the build",
  "fast-check": "tests",
  mermaid: "tests",
  yaml: "tests",
};

const MAX_LINES = 400;

/** Every breach of the import directions and house rules among these files, in order of file and line. */
export function breachesOf(sources: readonly Source[]): Breach[] {
  const breaches = sources.flatMap((source) => {
    const found = source.path.endsWith(".gen.ts") ? [] : [...lengthOf(source)];
    if (!isProduct(source.path)) return found;
    return [...found, ...importBreaches(source), ...effectBreaches(source), ...undocumented(source)];
  });
  return [...breaches, ...cycles(sources.filter((source) => isProduct(source.path)))]
    .sort((a, b) => a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1);
}

function isProduct(path: string): boolean {
  return path === "main.ts" || path.startsWith("lib/") || path.startsWith("commands/");
}

/** The layer of a file, or undefined outside the product. */
export function layerOf(path: string): string | undefined {
  if (path === "main.ts") return "main";
  if (path.startsWith("commands/")) return "commands";
  const part = PARTS.find(([start]) => path.startsWith(start));
  return part?.[1] ?? /^lib\/([^/]+)\//.exec(path)?.[1];
}

function lengthOf({ path, text }: Source): Breach[] {
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  return lines <= MAX_LINES
    ? []
    : [{ file: path, line: MAX_LINES + 1, text: `has ${lines} lines; a file has at most ${MAX_LINES}` }];
}

function importBreaches(source: Source): Breach[] {
  const layer = layerOf(source.path);
  if (layer === undefined || MAY_IMPORT[layer] === undefined) {
    return [{
      file: source.path,
      line: 1,
      text: "belongs to no known layer (scripts/layers/rules.ts lists them)",
    }];
  }
  return importsOf(source.text).flatMap((one) => {
    const text = importProblem(source.path, layer, one);
    return text === undefined ? [] : [{ file: source.path, line: one.line, text }];
  });
}

function importProblem(path: string, layer: string, { specifier, typeOnly }: Import): string | undefined {
  if (/^(?:https?|jsr):/.test(specifier)) {
    return `imports ${specifier}; packages come from npm, through deno.json`;
  }
  if (!specifier.startsWith(".")) {
    const name = packageOf(specifier);
    const owner = typeOnly ? undefined : NOT_IN_PRODUCT[name];
    return owner === undefined ? undefined : `imports ${name}, which is for ${owner}`;
  }
  if (!/\.(?:ts|json)$/.test(specifier)) return `imports ${specifier} without the ending .ts`;
  const target = resolve(path, specifier);
  const to = layerOf(target);
  if (target === "deno.json") return "imports deno.json; lib/base/version.ts has the version";
  if (to === undefined) return `imports ${target}, which is not part of the product`;
  if (to === "commands") return commandProblem(path, target);
  if (to === "main") return "imports main.ts";
  if (to === layer || to === "base") return undefined;
  if (to === "view" && layer !== "commands") return `imports ${target}; only commands import lib/view`;
  const allowed = MAY_IMPORT[layer]!;
  return allowed.includes("*") || allowed.includes(to)
    ? undefined
    : `imports ${target}; ${layer} may not know ${to}`;
}

function commandProblem(path: string, target: string): string | undefined {
  if (path === "commands/index.ts") return undefined;
  if (path.startsWith("commands/shared/") && !target.startsWith("commands/shared/")) {
    return `imports ${target}; what commands share knows no command`;
  }
  if (path.startsWith("commands/")) {
    return target.startsWith("commands/shared/")
      ? undefined
      : `imports ${target}; commands do not import each other`;
  }
  return path === "main.ts" && target === "commands/index.ts"
    ? undefined
    : `imports ${target}; only main.ts knows the commands, through commands/index.ts`;
}

function packageOf(specifier: string): string {
  const words = specifier.replace(/^npm:/, "").split("/");
  const name = words[0]!.startsWith("@") ? words.slice(0, 2).join("/") : words[0]!;
  return name.replace(/(?<=.)@.*$/, "");
}

/** The project path that a relative import names. */
export function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

function effectBreaches({ path, text }: Source): Breach[] {
  const layer = layerOf(path)!;
  const { bare } = scrub(text);
  const at = (pattern: RegExp, say: string): Breach[] =>
    [...bare.matchAll(pattern)].map((match) => ({ file: path, line: lineAt(text, match.index), text: say }));
  const found: Breach[] = [];
  if (path !== "main.ts") found.push(...at(/\bDeno\s*\.\s*exit\b/g, "calls Deno.exit; only main.ts does"));
  found.push(...at(/\bAbortSignal\s*\.\s*any\b/g, "uses AbortSignal.any; take lib/base/link_signals.ts"));
  if (path !== "main.ts" && layer !== "terminal") {
    found.push(...at(/\bDeno\s*\.\s*std(?:in|out|err)\b/g, "uses a standard stream; only lib/terminal does"));
    if (!PURE.has(layer)) found.push(...at(/\bconsole\s*\./g, "uses console; write through Io"));
  }
  if (PURE.has(layer)) {
    for (const [pattern, what] of IMPURE) found.push(...at(pattern, `mentions ${what}; ${layer} is pure`));
  }
  return found;
}

const BARE_EXPORT =
  /(?<!\*\/\n)^export (?:async )?(?:abstract )?(?:function\*?|const|class|interface|type|enum) ([\w$]+)/gm;

/** Exported symbols without a docstring. A rule is its own: one object that holds its texts. */
function undocumented({ path, text }: Source): Breach[] {
  if (path.endsWith(".gen.ts")) return [];
  return [...text.matchAll(BARE_EXPORT)].filter(([, name]) => !/^sn\d{4}$/.test(name!))
    .map((match) => ({
      file: path,
      line: lineAt(text, match.index),
      text: `exports ${match[1]} without a docstring`,
    }));
}

/**
 * Import cycles. At run time the order in which such modules start is an accident; a cycle of types alone means that neither
 * file can be read without the other. Late imports make none.
 */
function cycles(sources: readonly Source[]): Breach[] {
  const edges = new Map(sources.map((source) => [
    source.path,
    importsOf(source.text)
      .filter((one) => !one.dynamic && one.specifier.startsWith("."))
      .map((one) => resolve(source.path, one.specifier)),
  ]));
  const found: Breach[] = [];
  const finished = new Set<string>();
  const walk = (path: string, trail: string[]) => {
    const seen = trail.indexOf(path);
    if (seen >= 0) {
      found.push({
        file: path,
        line: 1,
        text: `is in an import cycle: ${[...trail.slice(seen), path].join(" → ")}`,
      });
      return;
    }
    if (finished.has(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    finished.add(path);
  };
  for (const path of edges.keys()) walk(path, []);
  return found;
}
