import { inflateRawSync } from "node:zlib";
import { capture, which } from "../support/process.ts";

/** A runtime base without symbols, or why there is none. */
export type Stripped = { path: string } | { why: string };

/**
 * Copies a Linux base without its symbol tables into `folder`: of Deno 2.9.4 a fifth of the file, which nothing reads at run
 * time. It must happen before compiling: `deno compile` puts the program into a note behind the sections, and strip drops it.
 */
export async function stripped(
  base: string,
  triple: string,
  folder: string,
  programs: readonly string[] = stripPrograms(triple),
): Promise<Stripped> {
  const program = programs.map((name) => which(name)).find((path) => path !== undefined);
  if (program === undefined) return { why: `${programs.join(" or ")} is not on the PATH` };
  const path = `${folder}/denort-${triple}`;
  const ran = await capture([program, "--strip-all", "-o", path, base]);
  return ran.code === 0 ? { path } : { why: `${program} ended with ${ran.code}: ${ran.stderr.trim()}` };
}

/** GNU strip knows one platform; LLVM's knows all of them. */
function stripPrograms(triple: string): string[] {
  const own = triple === Deno.build.target;
  return [own ? "strip" : `${triple.split("-")[0]}-linux-gnu-strip`, "llvm-strip"];
}

/**
 * Unpacks the base that `deno compile` downloaded for this platform; undefined where there is none. Deno keeps the archive at
 * dl/release/vVERSION/denort-TRIPLE.zip in its cache (cli/standalone/binary.rs, get_base_binary).
 */
export async function downloadedBase(triple: string, folder: string): Promise<string | undefined> {
  const info = await capture([Deno.execPath(), "info", "--json"]);
  const cache: unknown = info.code === 0 ? JSON.parse(info.stdout).denoDir : undefined;
  const archive = `${cache}/dl/release/v${Deno.version.deno}/denort-${triple}.zip`;
  try {
    const path = `${folder}/base-${triple}`;
    Deno.writeFileSync(path, unzipped(Deno.readFileSync(archive), "denort"), { mode: 0o755 });
    return path;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The bytes of one file of a ZIP archive, found by its central directory (APPNOTE.TXT 4.3.12 and 4.3.16). */
export function unzipped(archive: Uint8Array, name: string): Uint8Array {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  let end = archive.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Error("Not a ZIP archive");
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const found = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameLength!));
    if (found === name) {
      const local = view.getUint32(at + 42, true);
      const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const packed = archive.subarray(from, from + view.getUint32(at + 20, true));
      return view.getUint16(at + 10, true) === 0 ? packed : inflateRawSync(packed);
    }
    at += 46 + nameLength! + extra! + comment!;
  }
  throw new Error(`No ${name} in the archive`);
}
