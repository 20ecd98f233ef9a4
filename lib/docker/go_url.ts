/** The parts of a URL that matter for a host, as Go's net/url gives them (`Parse`, go1.24; docker 28 is built with it). */
export interface GoUrl {
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
export class GoUrlError extends Error {}

/** What Go allows unescaped in a host (net/url shouldEscape, encodeHost). Everything outside of ASCII is allowed, too. */
const NOT_IN_HOST = /[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"\x80-\u{10ffff}]/u;

/** Takes a URL apart. Throws `GoUrlError` where Go would refuse it. */
export function parseGoUrl(text: string): GoUrl {
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
