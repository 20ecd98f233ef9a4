import { UsageError } from "../base/errors.ts";
import type { Endpoint } from "../engine/endpoint.ts";

const UNIX_SOCKET = "/var/run/docker.sock";
const NAMED_PIPE = "//./pipe/docker_engine";
const HTTP_PORT = "2375";
const HTTPS_PORT = "2376";

/** An address in docker's own form and taken apart. TLS is decided elsewhere. */
export interface Host {
  text: string;
  endpoint: Endpoint;
}

/** What the meaning of a host depends on. */
export interface HostRules {
  windows: boolean;
  /** TLS was asked for. */
  tls: boolean;
}

/** Reads the value of -H or DOCKER_HOST as docker does. Throws `UsageError`. */
export function parseHost(value: string, rules: HostRules): Host {
  return parseUrl(expandHost(value, rules), rules);
}

/** Reads the host stored in a context, where docker fills nothing in; an empty one is the local engine. Throws `UsageError`. */
export function parseContextHost(value: string, rules: HostRules): Host {
  return value === "" ? parseHost("", { ...rules, tls: false }) : parseUrl(value, rules);
}

/**
 * The address that docker makes of a value of -H or DOCKER_HOST (docker/cli opts/hosts.go, ParseHost): what has no scheme is tcp,
 * a path too, and missing parts get docker's defaults. Throws `UsageError`.
 */
export function expandHost(value: string, rules: HostRules): string {
  const text = value.trim();
  const local = rules.windows ? "127.0.0.1" : "localhost";
  if (text === "") {
    if (rules.tls) return `tcp://${local}:${HTTPS_PORT}`;
    return rules.windows ? `npipe://${NAMED_PIPE}` : `unix://${UNIX_SOCKET}`;
  }
  const at = text.indexOf("://");
  const scheme = at < 0 ? "tcp" : text.slice(0, at);
  const rest = at < 0 ? text : text.slice(at + 3);
  switch (scheme) {
    case "tcp":
      return expandTcp(rest, local);
    case "unix":
      return expandPath("unix", rest, UNIX_SOCKET);
    case "npipe":
      return expandPath("npipe", rest, NAMED_PIPE);
    case "fd":
    case "ssh":
      return text;
    default:
      throw refused(`invalid bind address format: ${text}`, "The scheme is none of unix, npipe, tcp, ssh");
  }
}

function expandPath(scheme: string, rest: string, fallback: string): string {
  const path = rest.startsWith(`${scheme}://`) ? rest.slice(scheme.length + 3) : rest;
  if (path.includes("://")) {
    throw refused(`invalid proto, expected ${scheme}: ${path}`, `${scheme}:// takes a path`);
  }
  return `${scheme}://${path || fallback}`;
}

function expandTcp(given: string, local: string): string {
  if (given === "" || given === "tcp://") return `tcp://${local}:${HTTP_PORT}`;
  const rest = given.startsWith("tcp://") ? given.slice(6) : given;
  if (rest.includes("://")) throw refused(`invalid proto, expected tcp: ${given}`, "tcp:// takes HOST:PORT");
  const url = goUrl(`tcp://${rest}${rest.endsWith("]:") ? HTTP_PORT : ""}`);
  const [host, port] = splitHostPort(url.host) ?? splitHostPort(joinHostPort(url.host, HTTP_PORT)) ?? [];
  if (host === undefined || port === undefined) {
    throw refused(`invalid bind address format: ${given}`, "An IPv6 address in brackets needs a port");
  }
  return `tcp://${joinHostPort(host || local, port || HTTP_PORT)}${url.path}`;
}

/**
 * Takes an address apart as docker's client does (moby client/client.go ParseHostURL, docker/cli cli/connhelper/connhelper.go):
 * a tcp address without a port means the protocol's own, any other scheme is tcp as well. Throws `UsageError`.
 */
function parseUrl(text: string, rules: HostRules): Host {
  const url = goUrl(text);
  const [, scheme, rest] = /^(.*?):\/\/(.+)$/s.exec(text) ?? [];
  const shown = withoutPassword(text);
  if (url.scheme === "ssh") return { text: shown, endpoint: { kind: "ssh", host: url.hostname } };
  if (rest === undefined) throw refused(`unable to parse docker host ${shown}`, "Nothing follows the scheme");
  if (scheme === "unix" || scheme === "npipe") return { text, endpoint: { kind: scheme, path: rest } };
  // An address of another scheme is HOST:PORT and nothing more.
  if (url.host === "" || (scheme !== "tcp" && rest !== url.host)) {
    throw refused(`unable to parse docker host ${shown}`, "Expected HOST:PORT after the scheme");
  }
  const port = Number(url.port || (rules.tls ? 443 : 80));
  if (port < 1 || port > 65535) throw refused(`address ${url.port}: invalid port`, "Ports are 1 to 65535");
  const endpoint: Endpoint = {
    kind: "tcp",
    host: url.hostname || "localhost",
    port,
    pathPrefix: prefix(url),
  };
  return { text: shown, endpoint };
}

/** The base path as docker's client sends it: cleaned by path.Join, then encoded. */
function prefix(url: GoUrl): string {
  const parts: string[] = [];
  for (const part of url.path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(encodeURIComponent(part));
  }
  return parts.map((part) => `/${part}`).join("");
}

/** Go's net.SplitHostPort; undefined where that is an error. */
function splitHostPort(text: string): [host: string, port: string] | undefined {
  const [, address, name, port] = /^(?:\[([^[\]]*)\]|([^[\]:]*)):([^[\]:]*)$/.exec(text) ?? [];
  return port === undefined ? undefined : [address ?? name!, port];
}

/** Go's net.JoinHostPort. */
function joinHostPort(host: string, port: string): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function goUrl(text: string): GoUrl {
  try {
    return parseGoUrl(text);
  } catch (error) {
    if (!(error instanceof GoUrlError)) throw error;
    throw refused(`parse "${text}": ${error.message}`, "The address is not a valid URL");
  }
}

/** A password must not be repeated in messages. */
function withoutPassword(text: string): string {
  return text.replace(/\/\/([^:@/]*):[^/]*@/, "//$1:…@");
}

function refused(what: string, why: string): UsageError {
  return new UsageError(`unable to resolve docker endpoint: ${withoutPassword(what)}`, {
    why,
    next: "Give an address such as unix:///var/run/docker.sock, tcp://HOST:2376 or ssh://USER@HOST",
  });
}

/** The parts of a URL that matter for a host, as Go's net/url gives them (`Parse`, go1.24; docker 28 is built with it). */
interface GoUrl {
  /** Lower case. */
  scheme: string;
  /** Name or address with its port, decoded, IPv6 addresses in brackets. */
  host: string;
  /** Without brackets; may be empty. */
  hostname: string;
  /** Digits, or empty. */
  port: string;
  /** Decoded. */
  path: string;
}

/** A URL that Go refuses; the message is Go's. */
class GoUrlError extends Error {}

/** What Go allows unescaped in a host (net/url shouldEscape, encodeHost). Everything outside of ASCII is allowed, too. */
const NOT_IN_HOST = /[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"\x80-\u{10ffff}]/u;

/** Takes a URL apart. Throws `GoUrlError` where Go would refuse it. */
function parseGoUrl(text: string): GoUrl {
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f]/.test(text)) throw new GoUrlError("net/url: invalid control character in URL");
  const [, scheme, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(text.split("#", 1)[0]!) ?? [];
  if (scheme === undefined || rest === undefined) {
    throw new GoUrlError(
      text.startsWith(":") ? "missing protocol scheme" : "first path segment in URL cannot contain colon",
    );
  }
  const [hierarchy = ""] = rest.split("?", 1);
  const [, authority = "", path = ""] = /^\/\/([^/]*)(.*)$/s.exec(hierarchy) ?? [];
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return { scheme: scheme.toLowerCase(), ...splitHost(host), path: decoded(path, /^$/) };
}

/** Go's parseHost, and Hostname and Port of its result. */
function splitHost(given: string): Pick<GoUrl, "host" | "hostname" | "port"> {
  const close = given.lastIndexOf("]");
  if (given.startsWith("[") && close < 0) throw new GoUrlError("missing ']' in host");
  const colon = given.startsWith("[") ? close + 1 : given.lastIndexOf(":");
  const port = colon < 0 ? "" : given.slice(colon);
  if (!/^(?::[0-9]*)?$/.test(port)) throw new GoUrlError(`invalid port "${port}" after host`);
  const name = colon < 0 ? given : given.slice(0, colon);
  const zone = name.startsWith("[") ? name.indexOf("%25") : -1;
  const plain = zone < 0
    ? decodedHost(name)
    : decodedHost(name.slice(0, zone)) + decoded(name.slice(zone), /^$/);
  return { host: plain + port, hostname: plain.replace(/^\[(.*)\]$/s, "$1"), port: port.slice(1) };
}

function decodedHost(text: string): string {
  const plain = text.replaceAll(/%[0-9A-Fa-f]{2}/g, "");
  const bad = NOT_IN_HOST.exec(plain.replaceAll("%", ""))?.[0];
  // Only a percent sign and bytes outside of ASCII may be escaped in a host.
  const name = decoded(text, /^%[0-7]/);
  if (bad !== undefined) throw new GoUrlError(`invalid character "${bad}" in host name`);
  return name;
}

/** Without percent-encoding; escapes that `refused` matches, and broken ones, are errors. */
function decoded(text: string, refused: RegExp): string {
  for (const [escape] of text.matchAll(/%.{0,2}/gs)) {
    if (!/^%[0-9A-Fa-f]{2}$/.test(escape) || (escape !== "%25" && refused.test(escape))) {
      throw new GoUrlError(`invalid URL escape "${escape}"`);
    }
  }
  try {
    return decodeURIComponent(text);
  } catch {
    throw new GoUrlError("it is not UTF-8");
  }
}
