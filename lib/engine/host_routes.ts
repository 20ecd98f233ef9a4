/** Flags of a route (linux/route.h). */
const UP = 0x1, REJECT = 0x200, LOCAL = 0x80000000;
/** Interfaces of docker's own bridges: their subnets are known as networks already. */
const OWN = /^(docker0|docker_gwbridge|br-[0-9a-f]{12}|lo)$/;

/**
 * Destinations of the IPv4 routes in the text of /proc/net/route, in CIDR form, sorted, without the default route and without
 * docker's own bridges. Fields are hexadecimal in the machine's byte order, which is little endian on all that run this.
 */
export function ipv4Routes(table: string): string[] {
  const found = new Set<string>();
  for (const line of table.split("\n").slice(1)) {
    const [device, destination, , flags, , , , mask] = line.trim().split(/\s+/);
    if (device === undefined || destination === undefined || flags === undefined || mask === undefined) {
      continue;
    }
    if (OWN.test(device) || !usable(flags) || /^0+$/.test(mask)) continue;
    const bytes = [6, 4, 2, 0].map((at) => parseInt(destination.slice(at, at + 2), 16));
    const bits = parseInt(mask, 16).toString(2).replaceAll("0", "").length;
    found.add(`${bytes.join(".")}/${bits}`);
  }
  return [...found].sort();
}

/** The same from /proc/net/ipv6_route; link-local and multicast routes and this machine's own addresses are left out. */
export function ipv6Routes(table: string): string[] {
  const found = new Set<string>();
  for (const line of table.split("\n")) {
    const fields = line.trim().split(/\s+/);
    const [destination, length] = fields, flags = fields[8], device = fields[9];
    if (destination === undefined || length === undefined || flags === undefined || device === undefined) {
      continue;
    }
    if (OWN.test(device) || !usable(flags) || length === "00" || /^(fe[89ab]|ff)/.test(destination)) continue;
    const groups = destination.match(/.{4}/g)!.map((group) => parseInt(group, 16).toString(16));
    found.add(`${shortened(groups)}/${parseInt(length, 16)}`);
  }
  return [...found].sort();
}

function usable(flags: string): boolean {
  const bits = parseInt(flags, 16);
  return (bits & UP) !== 0 && (bits & (REJECT | LOCAL)) === 0;
}

/** The longest run of zero groups as `::` (RFC 5952). */
function shortened(groups: string[]): string {
  const text = groups.join(":");
  const runs = [...text.matchAll(/(?<![0-9a-f])0(?::0)+(?![0-9a-f])/g)].sort((a, b) =>
    b[0].length - a[0].length || a.index - b.index
  );
  const run = runs[0];
  if (run === undefined) return text;
  const before = text.slice(0, run.index).replace(/:$/, "");
  const after = text.slice(run.index + run[0].length).replace(/^:/, "");
  return `${before}::${after}`;
}

/**
 * This machine's routes, where they are the engine's: same kernel release, so not Docker Desktop's virtual machine. Otherwise the
 * reason why not, as text.
 */
export function readHostRoutes(engineKernel: string): string[] | { why: string } {
  try {
    const kernel = Deno.readTextFileSync("/proc/sys/kernel/osrelease").trim();
    if (kernel !== engineKernel) {
      return { why: "the engine runs on another kernel than this program, such as in a virtual machine" };
    }
    return [
      ...ipv4Routes(Deno.readTextFileSync("/proc/net/route")),
      ...ipv6Routes(readIfThere("/proc/net/ipv6_route")),
    ];
  } catch {
    return { why: "this system does not show its routes under /proc" };
  }
}

function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
