import { Failure, UsageError } from "../base/errors.ts";
import type { Target, TcpEndpoint, Tls } from "../engine/endpoint.ts";
import { joinPath } from "../base/files.ts";
import { environmentConfigDir, type Place } from "./config_dir.ts";
import type { Env, Files } from "../base/files.ts";
import { DEFAULT_CONTEXT, readContext, readPem } from "./contexts.ts";
import type { Globals } from "./globals.ts";
import { requestHeaders } from "./headers.ts";
import { parseContextHost, parseHost } from "./hosts.ts";

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
  const target: Target = { endpoint, host: text, context, headers };
  if (apiVersion !== undefined) target.apiVersion = apiVersion;
  // Deno can neither open named pipes as HTTP transport nor skip verification for one connection: docker carries those.
  if (
    endpoint.kind === "npipe" || endpoint.kind === "ssh" ||
    (endpoint.kind === "tcp" && endpoint.tls?.skipVerify)
  ) {
    const docker = await from.findDocker();
    if (docker !== undefined) target.dialStdio = [docker, ...from.globals.words, "system", "dial-stdio"];
  }
  return target;
}

/** Name of the context in use; a host given directly means the default one. */
function contextName({ globals, env, config }: Pick<Resolving, "globals" | "env" | "config">): string {
  if (globals.context) return globals.context;
  if (globals.host !== undefined || env.get("DOCKER_HOST")) return DEFAULT_CONTEXT;
  const current = config.currentContext;
  return env.get("DOCKER_CONTEXT") || (typeof current === "string" && current) || DEFAULT_CONTEXT;
}

async function defaultEndpoint(from: Resolving): Promise<{ endpoint: Target["endpoint"]; text: string }> {
  const { globals, env, windows } = from;
  const verify = globals.tlsverify ?? Boolean(env.get("DOCKER_TLS_VERIFY"));
  // Naming --tlsverify at all turns TLS on, even with "=false" (docker/cli cli/flags/options.go).
  const on = globals.tlsverify !== undefined || verify || (globals.tls ?? Boolean(env.get("DOCKER_TLS")));
  const { endpoint, text } = parseHost(globals.host ?? env.get("DOCKER_HOST") ?? "", { windows, tls: on });
  // docker reads the files whatever the scheme, so a missing authority is reported for sockets, too.
  const tls = on ? await filesOfFlags(from, !verify) : undefined;
  return { endpoint: endpoint.kind === "tcp" && tls !== undefined ? { ...endpoint, tls } : endpoint, text };
}

async function filesOfFlags(from: Resolving, skipVerify: boolean): Promise<Tls> {
  const { globals, env, files } = from;
  const folder = env.get("DOCKER_CERT_PATH") || environmentConfigDir(from);
  const authority = globals.tlscacert ?? joinPath(folder, "ca.pem");
  if (await files.kind(authority) === undefined) throw noAuthority(from, authority);
  const ca = await readPem(files, authority);
  const optional = async (given: string | undefined, name: string) => {
    if (given !== undefined) return given === "" ? undefined : await readPem(files, given);
    const bytes = await files.readIfExists(joinPath(folder, name), 1 << 20);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };
  const cert = await optional(globals.tlscert, "cert.pem");
  const key = await optional(globals.tlskey, "key.pem");
  return checkedTls({ ca, cert, key }, skipVerify, "ca.pem");
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

async function contextEndpoint(
  from: Resolving,
  name: string,
): Promise<{ endpoint: Target["endpoint"]; text: string }> {
  const stored = await readContext(from.files, from.configDir, name);
  const withTls = stored.tls !== undefined || stored.skipTlsVerify;
  const { endpoint, text } = parseContextHost(stored.host, { windows: from.windows, tls: withTls });
  if (endpoint.kind !== "tcp" || !withTls) return { endpoint, text };
  const tls = checkedTls(stored.tls ?? {}, stored.skipTlsVerify, `ca.pem of context "${name}"`);
  return { endpoint: { ...endpoint, tls } satisfies TcpEndpoint, text };
}

/** docker/cli cli/context/docker/load.go: an authority must be one, client keys must not be encrypted, half a pair is none. */
function checkedTls(
  pem: { ca?: string | undefined; cert?: string | undefined; key?: string | undefined },
  skipVerify: boolean,
  source: string,
): Tls {
  const tls: Tls = { skipVerify };
  if (pem.ca !== undefined) {
    if (!pem.ca.includes("-----BEGIN CERTIFICATE-----")) {
      throw new Failure(`failed to retrieve context tls info: ${source} seems invalid`, {
        why: "It holds no certificate in PEM form",
        next: "Give the certificate of the authority that issued the engine's own",
      });
    }
    tls.ca = pem.ca;
  }
  if (pem.cert === undefined || pem.key === undefined) return tls;
  if (/^Proc-Type:.*ENCRYPTED|^DEK-Info:|-----BEGIN ENCRYPTED PRIVATE KEY-----/m.test(pem.key)) {
    throw new Failure("private key is encrypted - support for encrypted private keys has been removed", {
      why: "docker refuses them, and there is nowhere to ask for the passphrase",
      next: "Decrypt it: openssl pkey -in key.pem -out key.plain.pem",
    });
  }
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem.key)) {
    throw new Failure("no valid private key found", { why: "The key file holds no private key in PEM form" });
  }
  return { ...tls, cert: pem.cert, key: pem.key };
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
