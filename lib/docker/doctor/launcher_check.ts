import { shellLine } from "../../base/shell.ts";
import { type Files, joinPath } from "../../base/files.ts";
import { type Owners, type Weakness, weaknessesOf } from "../trust.ts";
import { type Finding, problem } from "./finding.ts";

/** What a launcher runs. */
export interface Launcher {
  /** The checkout. */
  root: string;
  /** The runtime. */
  deno: string;
}

const MOST_BYTES = 64 * 1024;
/** A word as the installer quotes it for the shell. */
const QUOTED = /'(?:[^']|'\\'')*'/g;
/** What of a checkout is loaded, and how many levels of it are looked at: packages lie two levels deep. */
const LOADED: readonly [name: string, depth: number][] = [
  ["main.ts", 0],
  ["deno.json", 0],
  ["deno.lock", 0],
  ["commands", Infinity],
  ["lib", Infinity],
  ["node_modules", 2],
];

/** Reads a plugin that is a shell script of `./dev install`; undefined for a binary and for scripts of others. */
export async function readLauncher(
  path: string,
  files: Pick<Files, "readIfExists">,
): Promise<Launcher | undefined> {
  const content = await files.readIfExists(path, MOST_BYTES).catch(() => undefined);
  const text = content === undefined ? "" : new TextDecoder().decode(content);
  if (!text.startsWith("#!/bin/sh\n# docker-swarmnet: ")) return undefined;
  const deno = /^deno=(.*)$/m.exec(text)?.[1];
  const main = /^if .*; then exec "\$deno" run (.*)$/m.exec(text)?.[1]?.match(QUOTED)?.at(-1);
  if (deno === undefined || main === undefined) return undefined;
  return { root: unquoted(main).replace(/\/main\.ts$/, ""), deno: unquoted(deno) };
}

function unquoted(word: string): string {
  return word.slice(1, -1).replaceAll("'\\''", "'");
}

/** Problems of the code inside the checkout, one for each kind: there may be hundreds of files. */
export async function checkCheckout(
  root: string,
  files: Pick<Files, "list">,
  owners: Owners,
): Promise<Finding[]> {
  const found: Weakness[] = [];
  const visit = async (path: string, depth: number): Promise<void> => {
    const info = await owners.look(path, { follow: false });
    if (info === undefined || info.kind === "link") return;
    found.push(...await weaknessesOf(path, info, owners));
    if (info.kind !== "folder" || depth === 0) return;
    for (const { name } of await files.list(path) ?? []) await visit(joinPath(path, name), depth - 1);
  };
  for (const [name, depth] of LOADED) await visit(joinPath(root, name), depth);
  const [user] = owners.users;
  return [...Map.groupBy(found, ({ actor, by }) => `${actor} ${by}`).values()].map((group) => {
    const [{ actor, by, path }] = group as [Weakness];
    const rest = group.length === 1 ? path : `${path} and ${group.length - 1} more`;
    const command = by === "owner" ? ["chown", "-R", String(user), root] : ["chmod", "-R", "go-w", root];
    const sudo = user !== 0 && group.some(({ uid }) => uid !== user) ? ["sudo"] : [];
    return problem(
      "copies",
      by === "owner"
        ? `Code of the launcher belongs to ${actor}: ${rest}`
        : `${actor[0]!.toUpperCase()}${actor.slice(1)} can write to code of the launcher: ${rest}`,
      shellLine([...sudo, ...command]),
    );
  });
}
