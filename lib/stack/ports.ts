/** One published port of the short form. */
export interface ShortPort {
  target: number;
  /** 0: not given. */
  published: number;
  protocol: string;
  hostIp: string;
}

/** Ports that one entry stands for, or docker's complaint. */
export type ShortPorts = { ports: ShortPort[] } | { error: string };

/** More than any port range holds, so that expansion is bounded. */
const PORTS = 65536;

/**
 * Reads `[ip:][published:]target[/protocol]` with ranges, as docker's nat package does (go-connections nat.go, and
 * ConvertPortToPortConfig in the CLI): target ranges pair with published ranges of the same length, a published range
 * for one target publishes it at each. Everything is published through the routing mesh.
 */
export function parseShortPort(text: string): ShortPorts {
  const parts = text.split(":");
  const last = parts.pop()!;
  const published = parts.pop() ?? "";
  const [target = "", rawProtocol = ""] = last.split("/");
  if (target === "") return { error: `no port specified: ${text}<empty>` };
  const protocol = rawProtocol === "" ? "tcp" : rawProtocol.toLowerCase();
  if (!["tcp", "udp", "sctp"].includes(protocol)) return { error: `invalid proto: ${protocol}` };
  const host = hostAddress(parts.join(":"));
  if ("error" in host) return host;
  const inside = parseRange(target);
  if (inside === null) return { error: `invalid containerPort: ${target}` };
  const outside = published === "" ? null : parseRange(published);
  if (published !== "" && outside === null) return { error: `invalid hostPort: ${published}` };
  if (outside !== null && length(inside) !== length(outside) && length(inside) !== 1) {
    return { error: `invalid ranges specified for container and host Ports: ${target} and ${published}` };
  }
  return { ports: expand(inside, outside, { protocol, hostIp: host.address }) };
}

type Range = readonly [number, number];

function length([start, end]: Range): number {
  return end - start + 1;
}

/** Sorted as docker sorts: by the text of `target/protocol`, then by published port. */
function expand(
  inside: Range,
  outside: Range | null,
  rest: { protocol: string; hostIp: string },
): ShortPort[] {
  const ports: ShortPort[] = [];
  const many = length(inside) === 1 && outside !== null ? length(outside) : length(inside);
  for (let index = 0; index < Math.min(many, PORTS); index++) {
    const target = length(inside) === 1 ? inside[0] : inside[0] + index;
    ports.push({ target, published: outside === null ? 0 : outside[0] + index, ...rest });
  }
  return ports.sort((a, b) => compareText(String(a.target), String(b.target)) || a.published - b.published);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A port or a range; what follows a second dash is ignored, as docker does. */
function parseRange(text: string): Range | null {
  const [first = "", second] = text.split("-");
  const start = parsePort(first);
  const end = second === undefined ? start : parsePort(second);
  return start === null || end === null || end < start ? null : [start, end];
}

function parsePort(text: string): number | null {
  if (!/^\d+$/.test(text)) return null;
  const value = Number(text);
  return value < PORTS ? value : null;
}

function hostAddress(text: string): { address: string } | { error: string } {
  const bracketed = /^\[([^[\]]*)\]$/.exec(text);
  if (text.startsWith("[") && bracketed === null) return { error: `invalid IP address ${text}` };
  const address = bracketed?.[1] ?? text;
  if (address !== "" && !isAddress(address)) return { error: `invalid IP address: ${address}` };
  return { address };
}

function isAddress(text: string): boolean {
  const four = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;
  if (!text.includes(":")) return four.test(text) && text.split(".").every((part) => Number(part) < 256);
  const tail = text.slice(text.lastIndexOf(":") + 1);
  const body = four.test(tail) ? `${text.slice(0, -tail.length)}0:0` : text;
  const halves = body.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => half === "" ? [] : half.split(":"));
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}
