import { scrub } from "./scrub.ts";

/** An import or re-export of a module. */
export interface Import {
  specifier: string;
  /** 1-based. */
  line: number;
  /** `import type`, `export type`: gone at run time. */
  typeOnly: boolean;
  /** `import("…")`: loaded when reached. */
  dynamic: boolean;
}

const STATIC = /(?:^|[\n;])[ \t]*(?:import|export)\b([\w\s{},*$]*?)\bfrom\s*["']/g;
const BARE = /(?:^|[\n;])[ \t]*import\s*["']/g;
const DYNAMIC = /\bimport\s*\(\s*["']/g;

/** What a module imports or re-exports, in order of appearance. */
export function importsOf(text: string): Import[] {
  const { code, bare } = scrub(text);
  const found: (Import & { at: number })[] = [];
  const add = (at: number, quote: number, kind: { typeOnly: boolean; dynamic: boolean }) => {
    const specifier = code.slice(quote + 1, code.indexOf(code[quote]!, quote + 1));
    found.push({ specifier, line: lineAt(text, at), at, ...kind });
  };
  for (const match of bare.matchAll(STATIC)) {
    const quote = match.index + match[0].length - 1;
    add(quote, quote, { typeOnly: /^\s+type\s+\S/.test(match[1]!), dynamic: false });
  }
  for (const match of bare.matchAll(BARE)) {
    const quote = match.index + match[0].length - 1;
    add(quote, quote, { typeOnly: false, dynamic: false });
  }
  for (const match of bare.matchAll(DYNAMIC)) {
    add(match.index, match.index + match[0].length - 1, { typeOnly: false, dynamic: true });
  }
  return found.sort((a, b) => a.at - b.at).map(({ at: _, ...rest }) => rest);
}

/** The 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf("\n"); i >= 0 && i < offset; i = text.indexOf("\n", i + 1)) line++;
  return line;
}
