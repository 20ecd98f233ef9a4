import { Failure, UsageError } from "../base/errors.ts";
import type { Endpoint, Target } from "../engine/endpoint.ts";
import { proxyFor } from "../engine/proxy.ts";
import { type Env, type Files, joinPath } from "../base/files.ts";
import { environmentConfigDir, type Place } from "./config_dir.ts";
import { DEFAULT_CONTEXT, readContext } from "./contexts.ts";
import type { Globals } from "./globals.ts";
import { type Host, parseContextHost, parseHost } from "./hosts.ts";
import { HEADER_NAME } from "../engine/http_head.ts";

/** What the choice of an engine depends on. */
export interface Resolving extends Place {
  globals: Globals;
  files: Files;
  /** config.json as parsed. */
  config: Record<string, unknown>;
  /** Folder of config.json. */
  configDir: string;
  /** Path of the docker CLI; asked only where a connection may need it. */
  findDocker: () => Promise<string | undefined>;
}

/**
 * The engine the user means, decided as docker decides: --context, -H, DOCKER_HOST, DOCKER_CONTEXT, currentContext of
 * config.json, default (docker/cli cli/command/cli.go). TLS flags and variables count for the default context only.
 * Throws `UsageError` for what is written wrongly, `Failure` for a context or file that is not there.
 */
export async function resolveTarget(from: Resolving): Promise<Target> {
  const context = contextName(from);
  const apiVersion = pinnedVersion(from.env);
  const headers = requestHeaders(from.config, from.env.get("DOCKER_CUSTOM_HEADERS"));
  const { endpoint, text } = context === DEFAULT_CONTEXT
    ? await defaultEndpoint(from)
    : await contextEndpoint(from, context);
  const target: Target = { endpoint: withProxy(endpoint, from.env), host: text, context, headers };
  if (apiVersion !== undefined) target.apiVersion = apiVersion;
  if (needsDocker(endpoint)) {
    const docker = await from.findDocker();
    if (docker !== undefined) target.dialStdio = [docker, ...from.globals.words, "system", "dial-stdio"];
  }
  return target;
}

/**
 * Whether docker itself has to connect. The runtime can neither pin an authority (one that is given is added to its store) nor open
 * named pipes, and ssh is docker's to start. So every check is docker's own; only sockets and plain tcp are dialled directly.
 */
function needsDocker(endpoint: Endpoint): boolean {
  return endpoint.kind === "tcp" ? endpoint.tls === true : endpoint.kind !== "unix";
}

/** Plain HTTP goes through the proxy of the environment, as docker's does; with TLS docker chooses its way itself. */
function withProxy(endpoint: Endpoint, env: Env): Endpoint {
  if (endpoint.kind !== "tcp" || endpoint.tls) return endpoint;
  const proxy = proxyFor(endpoint.host, endpoint.port, (name) => env.get(name));
  return proxy === undefined ? endpoint : { ...endpoint, proxy };
}

/** Name of the context in use; a host given directly means the default one. */
function contextName({ globals, env, config }: Pick<Resolving, "globals" | "env" | "config">): string {
  if (globals.context) return globals.context;
  if (globals.host !== undefined || env.get("DOCKER_HOST")) return DEFAULT_CONTEXT;
  const current = config.currentContext;
  return env.get("DOCKER_CONTEXT") || (typeof current === "string" && current) || DEFAULT_CONTEXT;
}

async function defaultEndpoint(from: Resolving): Promise<Host> {
  const { globals, env, windows, files } = from;
  const verify = globals.tlsverify ?? Boolean(env.get("DOCKER_TLS_VERIFY"));
  // Naming --tlsverify at all turns TLS on, even with "=false" (docker/cli cli/flags/options.go).
  const tls = globals.tlsverify !== undefined || verify || (globals.tls ?? Boolean(env.get("DOCKER_TLS")));
  const host = parseHost(globals.host ?? env.get("DOCKER_HOST") ?? "", { windows, tls });
  if (!tls) return host;
  const folder = env.get("DOCKER_CERT_PATH") || environmentConfigDir(from);
  const authority = globals.tlscacert ?? joinPath(folder, "ca.pem");
  // docker reads it whatever the scheme is, and takes the system's authorities only for an empty --tlscacert.
  if (authority !== "" && await files.kind(authority) === undefined) throw noAuthority(from, authority);
  return withTls(host);
}

function withTls({ text, endpoint }: Host): Host {
  return { text, endpoint: endpoint.kind === "tcp" ? { ...endpoint, tls: true } : endpoint };
}

/** TLS may be on by a variable that was set long ago for another engine, so it is named. */
function noAuthority({ globals, env }: Resolving, path: string): Failure {
  const by = globals.tlsverify !== undefined
    ? "--tlsverify"
    : env.get("DOCKER_TLS_VERIFY")
    ? "DOCKER_TLS_VERIFY"
    : globals.tls !== undefined
    ? "--tls"
    : "DOCKER_TLS";
  return new Failure(`Cannot read ${path}`, {
    why:
      `TLS is on (${by}), which takes the certificate of the authority that issued the engine's, and there is no such file`,
    next: [
      "Name it: --tlscacert FILE, or its folder in DOCKER_CERT_PATH",
      by.startsWith("--")
        ? `For an engine without TLS leave ${by} out`
        : `For an engine without TLS: unset ${by}`,
    ],
  });
}

async function contextEndpoint(from: Resolving, name: string): Promise<Host> {
  const stored = await readContext(from.files, from.configDir, name);
  const tls = stored.tls || stored.skipTlsVerify;
  const host = parseContextHost(stored.host, { windows: from.windows, tls });
  return tls ? withTls(host) : host;
}

function pinnedVersion(env: Env): string | undefined {
  const value = env.get("DOCKER_API_VERSION");
  if (!value) return undefined;
  const version = value.replace(/^v/, "");
  if (/^\d{1,3}\.\d{1,3}$/.test(version)) return version;
  throw new UsageError(`DOCKER_API_VERSION is not a version: ${value}`, {
    why: "A version is two numbers and a dot",
    next: "Write it like DOCKER_API_VERSION=1.44, or leave it out to negotiate",
  });
}

/**
 * Headers to add to every request: DOCKER_CUSTOM_HEADERS where it is set, else `HttpHeaders` of config.json; the first
 * replaces the second (docker/cli cli/command/cli_options.go). Names become canonical (`X-Meta-Foo`); User-Agent is left
 * out because docker overrides it. Throws `UsageError`.
 */
export function requestHeaders(
  config: Record<string, unknown>,
  custom: string | undefined,
): Record<string, string> {
  const headers: Record<string, string> = {};
  const source = custom ? "DOCKER_CUSTOM_HEADERS" : "HttpHeaders in config.json";
  for (const [name, value] of custom ? customHeaders(custom) : configured(config.HttpHeaders)) {
    if (!HEADER_NAME.test(name)) {
      throw new UsageError(`Invalid header in ${source}: "${name}" cannot be the name of a header`);
    }
    // deno-lint-ignore no-control-regex
    if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value) || /[^\x00-\xff]/.test(value)) {
      throw new UsageError(
        `Invalid header in ${source}: the value of ${name} holds characters that HTTP cannot carry`,
      );
    }
    const canonical = name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
    if (canonical !== "User-Agent") headers[canonical] = value;
  }
  return headers;
}

function configured(value: unknown): [string, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}

function customHeaders(text: string): [string, string][] {
  return csvRecord(text).map((pair) => {
    const at = pair.indexOf("=");
    const name = (at < 0 ? pair : pair.slice(0, at)).trim();
    if (name === "") throw malformed(`"${pair}" has no name before the "="`);
    if (at < 0) throw malformed(`"${pair}" has no "="`);
    return [name, pair.slice(at + 1)];
  });
}

/** One record of comma-separated values: fields may be quoted, a quote inside is doubled (RFC 4180, as Go's encoding/csv). */
function csvRecord(text: string): string[] {
  const line = text.replace(/^(\r?\n)+/, "");
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(?=,|\r?\n|$)/.exec(line.slice(at));
    const plain = quoted ?? /^([^",\r\n]*)(?=,|\r?\n|$)/.exec(line.slice(at));
    if (plain === null) throw malformed("a quote stands in the wrong place");
    fields.push(quoted === null ? plain[1]! : plain[1]!.replaceAll('""', '"'));
    at += plain[0].length;
    if (line[at] !== ",") return fields;
    at++;
  }
}

function malformed(why: string): UsageError {
  return new UsageError("DOCKER_CUSTOM_HEADERS cannot be read", {
    why,
    next: "Write it as comma-separated pairs: DOCKER_CUSTOM_HEADERS='X-One=1,\"X-Two=a,b\"'",
  });
}
