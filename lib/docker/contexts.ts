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
  /** It has a folder for TLS files. docker speaks TLS then, even when the folder is empty. */
  tls: boolean;
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
  const { host, skipTlsVerify } = readMeta(path, bytes, name);
  const tls = await files.list(joinPath(configDir, "contexts", "tls", folder, "docker"));
  return { name, host, skipTlsVerify, tls: tls !== undefined };
}

/** The contexts that can be read, sorted by name, without their TLS; broken ones are left out. */
export async function listContexts(files: Files, configDir: string): Promise<Omit<StoredContext, "tls">[]> {
  const root = joinPath(configDir, "contexts", "meta");
  const found: Omit<StoredContext, "tls">[] = [];
  for (const entry of await files.list(root) ?? []) {
    const path = joinPath(root, entry.name, "meta.json");
    try {
      const bytes = await files.readIfExists(path, META_LIMIT);
      const meta = bytes === undefined ? undefined : readMeta(path, bytes, entry.name);
      if (meta !== undefined && meta.name !== "") found.push(meta);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Reads meta.json as docker decodes it: a value of another type is an error, null counts as absent. */
function readMeta(path: string, bytes: Uint8Array, context: string): Omit<StoredContext, "tls"> {
  const broken = (what: string, why: string) =>
    unresolved(`context "${context}": parsing ${path}: ${what}`, why);
  let meta: unknown;
  try {
    meta = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw broken(messageOf(error), "The file is not valid JSON");
  }
  const typed = <T>(value: unknown, type: string, name: string, fallback: T): T => {
    if (value === undefined || value === null) return fallback;
    if (typeOf(value) === type) return value as T;
    throw broken(`${name} is of type ${typeOf(value)}, not ${type}`, "docker refuses this context as well");
  };
  const root = typed<object>(meta, "object", "the file", {});
  const endpoints = typed<object>(field(root, "Endpoints"), "object", "Endpoints", {});
  if (!Object.hasOwn(endpoints, "docker")) {
    throw unresolved("cannot find docker endpoint in context", `${path} has none`);
  }
  const endpoint = (endpoints as { docker: unknown }).docker;
  if (endpoint === null) {
    throw unresolved('endpoint "docker" is not of type EndpointMeta', `${path} has null there`);
  }
  typed(endpoint, "object", "Endpoints.docker", {});
  return {
    name: typed(field(root, "Name"), "string", "Name", ""),
    host: typed(field(endpoint, "Host"), "string", "Host", ""),
    skipTlsVerify: typed(field(endpoint, "SkipTLSVerify"), "boolean", "SkipTLSVerify", false),
  };
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}

/** A field by name, as Go's JSON decoder finds it: in any case, the last one counts. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const wanted = name.toLowerCase();
  return Object.entries(value).findLast(([key]) => key.toLowerCase() === wanted)?.[1];
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
