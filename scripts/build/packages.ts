import { ROOT } from "../support/project.ts";

/** An npm package whose code is in the program. */
export interface Package {
  name: string;
  version: string;
  /** Where it is installed, from the project's root. */
  folder: string;
}

/** The part of esbuild's metafile that tells what went into the chunks. */
export interface Outputs {
  [path: string]: { inputs: Record<string, { bytesInOutput: number }> };
}

/** Deno keeps each package in `node_modules/.deno/<name with + for its slash>@<version>/`. */
const STORED = /(?:^|\/)(node_modules\/\.deno\/((?:@[^@/]+)|[^@/]+)@([^/_]+)[^/]*)\//;

/** The packages that a module is from; files that leave nothing in the output (types, unused exports) do not count. */
export function packagesIn(outputs: Outputs, readText = readIfThere): Package[] {
  const found = new Map<string, Package>();
  const add = (one: Package | undefined) => {
    if (one !== undefined) found.set(one.name, one);
  };
  for (const { inputs } of Object.values(outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      if (bytesInOutput === 0) continue;
      const own = packageOf(input);
      add(own);
      if (own !== undefined) { for (const inner of inlined(input, own, readText)) add(inner); }
    }
  }
  return [...found.values()].sort((a, b) => a.name < b.name ? -1 : 1);
}

function packageOf(path: string): Package | undefined {
  const match = STORED.exec(path);
  if (match === null) return undefined;
  const name = match[2]!.replace("+", "/");
  return { name, version: match[3]!, folder: `${match[1]!}/node_modules/${name}` };
}

/** Packages that a file was bundled from before it was published: its source map names them, its package.json their exact version. */
function inlined(input: string, outer: Package, readText: typeof readIfThere): Package[] {
  const map = readText(`${input}.map`);
  if (map === undefined) return [];
  const { sources } = JSON.parse(map) as { sources: string[] };
  const names = sources.flatMap((one) => {
    const inner = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(one)?.[1];
    return inner === undefined || inner === outer.name ? [] : [inner];
  });
  return [...new Set(names)].map((name) => {
    const { dependencies = {} } = JSON.parse(readText(`${outer.folder}/package.json`) ?? "{}");
    const version = dependencies[name] as string | undefined;
    if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) {
      throw new Error(`${input} has ${name} in it, of a version that ${outer.name} does not tell`);
    }
    const folder = `node_modules/.deno/${name.replace("/", "+")}@${version}/node_modules/${name}`;
    return { name, version, folder };
  });
}

function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(`${ROOT}/${path}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
