import { Failure, messageOf } from "../base/errors.ts";
import { nearest } from "../base/suggest.ts";
import { joinPath } from "../base/files.ts";
import type { Files } from "../base/files.ts";

/** What docker's context store says about one context (docker/cli cli/context/store). */
export interface StoredContext {
  name: string;
  /** As stored, empty for the default engine. */
  host: string;
  skipTlsVerify: boolean;
  /** PEM texts of `ca.pem`, `cert.pem`, `key.pem`; undefined where the context has no TLS folder. */
  tls?: { ca?: string; cert?: string; key?: string };
}

/** The context that is always there and stored nowhere. */
export const DEFAULT_CONTEXT = "default";

const META_LIMIT = 1 << 20;

/** Reads a context by name. Throws `Failure` (exit 1, docker's words first) when it is missing or broken. */
export async function readContext(files: Files, configDir: string, name: string): Promise<StoredContext> {
  const folder = await sha256(name);
  const path = joinPath(configDir, "contexts", "meta", folder, "meta.json");
  const bytes = await files.readIfExists(path, META_LIMIT);
  if (bytes === undefined) throw await notFound(files, configDir, name);
  const meta = readMeta(path, bytes);
  if (meta === undefined) {
    throw unresolved(`context "${name}": cannot find docker endpoint in context`, `${path} has none`);
  }
  const tls = await readTls(files, joinPath(configDir, "contexts", "tls", folder, "docker"));
  return { name, host: meta.host, skipTlsVerify: meta.skipTlsVerify, ...(tls === undefined ? {} : { tls }) };
}

/** The contexts that can be read, sorted by name, without their TLS files; broken ones are left out. */
export async function listContexts(files: Files, configDir: string): Promise<Omit<StoredContext, "tls">[]> {
  const root = joinPath(configDir, "contexts", "meta");
  const found: Omit<StoredContext, "tls">[] = [];
  for (const entry of await files.list(root) ?? []) {
    const path = joinPath(root, entry.name, "meta.json");
    try {
      const bytes = await files.readIfExists(path, META_LIMIT);
      const meta = bytes === undefined ? undefined : readMeta(path, bytes);
      if (meta !== undefined && meta.name !== "") found.push(meta);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readMeta(
  path: string,
  bytes: Uint8Array,
): { name: string; host: string; skipTlsVerify: boolean } | undefined {
  let meta: unknown;
  try {
    meta = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw unresolved(`parsing ${path}: ${messageOf(error)}`, "The file is not valid JSON");
  }
  const endpoint = field(field(meta, "Endpoints"), "docker");
  if (typeof endpoint !== "object" || endpoint === null) return undefined;
  const name = field(meta, "Name");
  const host = field(endpoint, "Host");
  return {
    name: typeof name === "string" ? name : "",
    host: typeof host === "string" ? host : "",
    skipTlsVerify: field(endpoint, "SkipTLSVerify") === true,
  };
}

/** A field by name, as Go's JSON decoder finds it: the exact name first, else any case. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const object = value as Record<string, unknown>;
  if (Object.hasOwn(object, name)) return object[name];
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : object[key];
}

async function readTls(files: Files, folder: string): Promise<StoredContext["tls"]> {
  const names = (await files.list(folder) ?? []).filter((entry) => !entry.directory).map((entry) =>
    entry.name
  );
  if (names.length === 0) return undefined;
  const read = async (name: string) =>
    names.includes(name) ? await readPem(files, joinPath(folder, name)) : undefined;
  const [ca, cert, key] = [await read("ca.pem"), await read("cert.pem"), await read("key.pem")];
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

/** Text of a PEM file of sane size. */
export async function readPem(files: Files, path: string): Promise<string> {
  return new TextDecoder().decode(await files.read(path, META_LIMIT));
}

async function notFound(files: Files, configDir: string, name: string): Promise<Failure> {
  const names = (await listContexts(files, configDir)).map((context) => context.name);
  const near = nearest(name, [DEFAULT_CONTEXT, ...names]);
  return new Failure(
    `Failed to initialize: unable to resolve docker endpoint: context "${name}": context not found`,
    {
      why: `There is no context of that name in ${joinPath(configDir, "contexts")}`,
      next: near === undefined ? "docker context ls lists them" : `Did you mean "${near}"?`,
    },
  );
}

function unresolved(what: string, why: string): Failure {
  return new Failure(`Failed to initialize: unable to resolve docker endpoint: ${what}`, {
    why,
    next: "Repair it, or remove it and create it again: docker context rm, docker context create",
  });
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
