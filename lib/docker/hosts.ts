import { UsageError } from "../base/errors.ts";
import type { Endpoint, SshEndpoint, TcpEndpoint } from "../engine/endpoint.ts";

const UNIX_SOCKET = "/var/run/docker.sock";
const NAMED_PIPE = "//./pipe/docker_engine";
const HTTP_PORT = 2375;
const HTTPS_PORT = 2376;

/** An address in docker's own form and taken apart. TLS is decided elsewhere. */
export interface Host {
  text: string;
  endpoint: Endpoint;
}

/** What the meaning of a host depends on. */
export interface HostRules {
  windows: boolean;
  /** TLS was asked for: only changes what "no host at all" means. */
  tls: boolean;
}

/**
 * Reads the value of -H or DOCKER_HOST as docker does (docker/cli opts/hosts.go): no scheme means tcp, a path means unix,
 * missing parts get docker's defaults, an empty value is the default engine. Throws `UsageError`.
 */
export function parseHost(value: string, rules: HostRules): Host {
  const text = value.trim();
  if (text === "") return defaultHost(rules);
  const at = text.indexOf("://");
  const isPath = at < 0 && /^\.?\//.test(text);
  const scheme = at >= 0 ? text.slice(0, at) : isPath ? "unix" : "tcp";
  const rest = at >= 0 ? text.slice(at + 3) : text;
  switch (scheme) {
    case "tcp":
      return tcp(rest, text, { port: HTTP_PORT, windows: rules.windows });
    case "unix":
      return socket("unix", rest === "" ? UNIX_SOCKET : rest, text);
    case "npipe":
      return socket("npipe", rest === "" ? NAMED_PIPE : rest, text);
    case "ssh":
      return { text, endpoint: parseSshUrl(text) };
    default:
      throw unknownScheme(text);
  }
}

/**
 * Reads the host stored in a context, where docker fills nothing in: a tcp address without port means the protocol's own
 * (80, or 443 with TLS), an empty one the default engine (moby client/client.go). Throws `UsageError`.
 */
export function parseContextHost(value: string, rules: HostRules): Host {
  if (value === "") return defaultHost({ ...rules, tls: false });
  if (!value.startsWith("tcp://")) {
    if (!/^(unix|npipe|ssh):\/\//.test(value)) throw unknownScheme(value);
    return parseHost(value, rules);
  }
  return tcp(value.slice("tcp://".length), value, { port: rules.tls ? 443 : 80, windows: rules.windows });
}

function defaultHost({ windows, tls }: HostRules): Host {
  if (tls) {
    const host = windows ? "127.0.0.1" : "localhost";
    return {
      text: `tcp://${host}:${HTTPS_PORT}`,
      endpoint: { kind: "tcp", host, port: HTTPS_PORT, pathPrefix: "" },
    };
  }
  return windows ? socket("npipe", NAMED_PIPE, "") : socket("unix", UNIX_SOCKET, "");
}

function socket(kind: "unix" | "npipe", path: string, text: string): Host {
  if (path.includes("://")) throw invalid(text, `${kind}:// takes a path, not another address`);
  if (path.includes("\0")) throw invalid(text, "a path cannot hold a NUL byte");
  return { text: `${kind}://${path}`, endpoint: { kind, path } };
}

function tcp(rest: string, text: string, defaults: { port: number; windows: boolean }): Host {
  const parts = /^(\[[0-9A-Fa-f:.]+(?:%[\w.-]+)?\]|[^\s[\]:/?#@\\]*)(?::(\d*))?(\/[^\s?#]*)?$/.exec(rest);
  if (parts === null || rest.includes("://")) {
    throw invalid(text, "expected tcp://HOST:PORT, with IPv6 addresses in square brackets");
  }
  const [, name, digits, path = ""] = parts;
  const port = digits === undefined || digits === "" ? defaults.port : Number(digits);
  if (port < 1 || port > 65535) throw invalid(text, `${digits} is not a port (1 to 65535)`);
  const host = name === "" ? (defaults.windows ? "127.0.0.1" : "localhost") : name!.replace(/^\[|\]$/g, "");
  const endpoint: TcpEndpoint = { kind: "tcp", host, port, pathPrefix: path.replace(/\/+$/, "") };
  const shown = host.includes(":") ? `[${host}]` : host;
  return { text: `tcp://${shown}:${port}${path}`, endpoint };
}

/**
 * Takes `ssh://[USER@]HOST[:PORT][/SOCKET]` apart; a path of "/" alone is none. No password, query or fragment
 * (docker/cli cli/connhelper/ssh/ssh.go), and no host or user that ssh could take for an option. Throws `UsageError`.
 */
export function parseSshUrl(url: string): SshEndpoint {
  const parts =
    // deno-lint-ignore no-control-regex
    /^ssh:\/\/(?:([^@/?#\s\x00-\x1f\x7f]*)@)?(\[[0-9A-Fa-f:.]+(?:%[\w.-]+)?\]|[^\s\x00-\x1f\x7f[\]:/?#@\\]*)(?::(\d*))?(\/[^?#\x00-\x1f\x7f]*)?(\?[^#]*)?(#.*)?$/
      .exec(url);
  if (parts === null) throw invalidSsh(url, "expected ssh://[USER@]HOST[:PORT][/SOCKET]");
  const [, login, name = "", digits, path, query, fragment] = parts;
  if (login?.includes(":")) throw invalidSsh(withoutPassword(url), "plain-text password is not supported");
  if (name === "") throw invalidSsh(url, "hostname is empty");
  if (query !== undefined && query !== "?") {
    throw invalidSsh(url, `query parameters are not allowed: "${query.slice(1)}"`);
  }
  if (fragment !== undefined && fragment !== "#") {
    throw invalidSsh(url, `fragments are not allowed: "${fragment.slice(1)}"`);
  }
  const endpoint: SshEndpoint = { kind: "ssh", host: name.replace(/^\[|\]$/g, "") };
  const user = login === undefined || login === "" ? undefined : decoded(url, login);
  if (user !== undefined) endpoint.user = user;
  if (digits !== undefined && digits !== "") endpoint.port = Number(digits);
  if (endpoint.port !== undefined && (endpoint.port < 1 || endpoint.port > 65535)) {
    throw invalidSsh(url, `${digits} is not a port (1 to 65535)`);
  }
  if (path !== undefined && path !== "/") endpoint.socket = decoded(url, path);
  for (const word of [endpoint.host, user ?? ""]) {
    if (word.startsWith("-")) throw invalidSsh(url, `"${word}" would be an option of ssh`);
  }
  return endpoint;
}

function decoded(url: string, text: string): string {
  let plain: string;
  try {
    plain = decodeURIComponent(text);
  } catch {
    throw invalidSsh(url, `"${text}" is not valid percent-encoding`);
  }
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f]/.test(plain)) throw invalidSsh(url, "it holds a control character");
  return plain;
}

/** The password must not be repeated in an error message. */
function withoutPassword(url: string): string {
  return url.replace(/:[^@/]*@/, ":…@");
}

function unknownScheme(text: string): UsageError {
  return invalid(text, "the scheme is none of unix, npipe, tcp, ssh");
}

function invalid(text: string, why: string): UsageError {
  return new UsageError(`invalid bind address format: ${text}`, {
    why,
    next: "Give an address such as unix:///var/run/docker.sock, tcp://HOST:2376 or ssh://USER@HOST",
  });
}

function invalidSsh(url: string, why: string): UsageError {
  return new UsageError(`invalid SSH URL: ${url}`, {
    why,
    next: "Give an address such as ssh://USER@HOST:22",
  });
}
