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
 * Layer → the layers it may import besides itself and `base`. A layer is a folder of lib/, or a part of one where that part
 * keeps to other rules than its folder.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  base: [],
  text: [],
  terminal: ["text"],
  swarm: ["text"],
  stack: ["swarm", "text"],
  // Rules of scope "stack" judge what a file declares, with its positions.
  rules: ["stack", "swarm", "text"],
  insight: ["swarm", "text"],
  "change/plan": ["swarm", "text"],
  // Stack files against a swarm: the one planner that knows files.
  "change/plan_stack": ["change/plan", "stack", "swarm", "text"],
  engine: ["swarm", "text"],
  // The configuration file names rules, and so does completion.
  plugin: ["engine", "swarm", "stack", "rules", "terminal", "text"],
  change: ["change/plan", "change/plan_stack", "engine", "plugin", "stack", "swarm", "terminal", "text"],
  // What was measured on the nodes is judged apart from how it was fetched.
  "dataplane/judge": ["rules", "swarm", "text"],
  dataplane: ["dataplane/judge", "engine", "plugin", "swarm", "terminal", "text"],
  render: [
    "swarm",
    "stack",
    "rules",
    "insight",
    "change/plan",
    "change/plan_stack",
    "dataplane/judge",
    "text",
  ],
  commands: ["*"],
  main: ["*"],
};

/** Layers without effects: they get what they need as values. */
const PURE = new Set([
  "base",
  "text",
  "swarm",
  "stack",
  "rules",
  "insight",
  "render",
  "change/plan",
  "change/plan_stack",
  "dataplane/judge",
]);

/** Escaping and styling of text are pure, though they live beside the streams. */
const TEXT_FILES = new Set(["lib/terminal/style.ts", "lib/terminal/boundary.ts", "lib/terminal/width.ts"]);

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
  if (TEXT_FILES.has(path)) return "text";
  if (path.startsWith("lib/change/plan_stack/")) return "change/plan_stack";
  if (/^lib\/change\/plan[/_.]/.test(path)) return "change/plan";
  if (/^lib\/dataplane\/judge[/_.]/.test(path)) return "dataplane/judge";
  return /^lib\/([^/]+)\//.exec(path)?.[1];
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
  if (to === "render" && layer !== "commands") return `imports ${target}; only commands import lib/render`;
  const allowed = MAY_IMPORT[layer]!;
  return allowed.includes("*") || allowed.includes(to)
    ? undefined
    : `imports ${target}; ${layer} may not know ${to}`;
}

function commandProblem(path: string, target: string): string | undefined {
  if (path === "commands/index.ts") return undefined;
  if (path.startsWith("commands/")) return `imports ${target}; commands do not import each other`;
  return target === "commands/index.ts" && (path === "main.ts" || path.startsWith("lib/plugin/"))
    ? undefined
    : `imports ${target}; only main.ts and lib/plugin know the commands, through commands/index.ts`;
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

/** Import cycles that exist at run time: the order in which such modules start is an accident. */
function cycles(sources: readonly Source[]): Breach[] {
  const edges = new Map(sources.map((source) => [
    source.path,
    importsOf(source.text)
      .filter((one) => !one.typeOnly && !one.dynamic && one.specifier.startsWith("."))
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
