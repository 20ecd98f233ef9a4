import {
  formatPrefix,
  isMasked,
  masked,
  overlaps,
  parseAddress,
  parsePrefix,
  type Prefix,
  prefixProblem,
  sizeOf,
} from "../../swarm/cidr.ts";
import { versionAtLeast } from "../../swarm/engine_version.ts";
import type { Swarm } from "../../swarm/model.ts";
import { rangeKind } from "../../swarm/ranges.ts";
import { type Problem, shown } from "./problem.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";

/** moby api/types/network/ipam.go: what engines from 25.0 check before anything else. */
export const IPAM_RULE = "moby api/types/network/ipam.go";
/** Networks of more addresses than this are worth a word: the Linux bridge of a node takes 1024 ports. */
const LARGE_BITS = 22;

/** A subnet that could be read, with its host bits cleared. */
export interface Subnet {
  text: string;
  block: Prefix;
}

/** Rules of the subnets themselves, before anything else of the swarm is looked at. */
export function subnetProblems(request: CreateRequest, swarm: Swarm): Problem[] {
  // 0.0.0.0/26 asks engines from 29.0 for any free /26 (moby#50114).
  const bySize = versionAtLeast(swarm.source.engineVersion, "29.0");
  const problems = request.subnets
    .filter((text) => !(bySize && /^0\.0\.0\.0\/([89]|[12]\d|30)$/.test(text)))
    .flatMap((text) => oneSubnet(text));
  return [...problems, ...together(subnetsOf(request)), ...ipv6(request)];
}

/** The subnets that can be read. */
export function subnetsOf(request: CreateRequest): Subnet[] {
  return request.subnets.flatMap((text) => {
    const block = parsePrefix(text);
    return block === null ? [] : [{ text, block: masked(block) }];
  });
}

function oneSubnet(text: string): Problem[] {
  const block = parsePrefix(text);
  if (block === null) {
    return [{
      severity: "error",
      what: `--subnet ${shown(text)} is not a subnet: ${prefixProblem(text)}`,
      why: "A subnet is an address and a prefix length, such as 10.20.0.0/24",
      fix: `--subnet ${repaired(text)}`,
      rule: IPAM_RULE,
    }];
  }
  // Reported as a whole by `ipv6`.
  if (block.family === 6) return [];
  if (!isMasked(block)) {
    return [{
      severity: "error",
      what: `--subnet ${shown(text)} is an address inside a subnet, not the subnet`,
      why:
        "The bits behind the prefix length must be zero: engines from 25.0 refuse it, older ones store it as it is",
      fix: `--subnet ${formatPrefix(masked(block))}`,
      rule: `${IPAM_RULE} (reproduced on 20.10.24 and 28.5.2)`,
    }];
  }
  return rangeProblems(text, block);
}

/** What speaks against a subnet wherever it is used: its size, and the range in which it lies. */
export function rangeProblems(text: string, block: Prefix): Problem[] {
  return [...size(text, block), ...kind(text, block)];
}

/** A subnet near to what was typed, for the correction. */
function repaired(text: string): string {
  const address = parseAddress(text.split("/")[0]!);
  if (address === null || address.family === 6) return "10.20.0.0/24";
  return formatPrefix(masked({ ...address, bits: 24 }));
}

function size(text: string, block: Prefix): Problem[] {
  if (block.bits === 0) {
    return [{
      severity: "error",
      what: `--subnet ${shown(text)} is the whole address space`,
      why: "It overlaps every other network, so it would never be allocated",
      fix: "--subnet 10.20.0.0/24, or --size-for TASKS to have one picked",
      rule: "moby libnetwork/cnmallocator (reproduced on 20.10.24 and 28.5.2)",
    }];
  }
  if (block.value === 0n && block.family === 4) {
    return [{
      severity: "error",
      what: `--subnet ${shown(text)} lies in 0.0.0.0/8, which no host can have`,
      why: "To engines before 29.0 it is this very subnet, not a request for any free one of that size",
      fix: `--size-for ${Math.max(1, 2 ** (32 - block.bits - 1) - 2)}, which picks a free subnet`,
      rule: "moby#50114 (reproduced on 20.10.24 and 28.5.2)",
    }];
  }
  if (block.bits >= LARGE_BITS) return [];
  return [{
    severity: "warning",
    what: `--subnet ${shown(text)} holds ${sizeOf(block)} addresses`,
    why:
      "The documentation advises at most 256 with virtual IPs, since every service's rules are programmed for every task, " +
      "and the Linux bridge on each node takes 1024 of a network's containers",
    fix: "Use several networks of /24, or /22 at most",
    rule: "docker documentation, overlay driver; moby#30820, moby#44973",
  }];
}

function kind(text: string, block: Prefix): Problem[] {
  const range = rangeKind(block);
  if (range === "loopback" || range === "multicast" || (range === "reserved" && block.value !== 0n)) {
    return [{
      severity: "error",
      what: `--subnet ${shown(text)} lies in a ${range} range`,
      why:
        "The engine creates the network, but Linux does not route such addresses, so nothing on it can connect",
      fix: "--subnet 10.20.0.0/24, or --size-for TASKS to have one picked",
      rule: "RFC 6890 (accepted by 20.10.24 and 28.5.2)",
    }];
  }
  if (range === "link-local") {
    return [{
      severity: "warning",
      what: `--subnet ${shown(text)} lies in the link-local range`,
      why:
        "Hosts use it among themselves, and the metadata service of many clouds is 169.254.169.254: containers would miss it",
      fix: "--subnet 10.20.0.0/24, or --size-for TASKS to have one picked",
      rule: "RFC 3927",
    }];
  }
  if (range !== "public" || block.value === 0n) return [];
  return [{
    severity: "warning",
    what: `--subnet ${shown(text)} is made of public addresses`,
    why:
      "Containers on the network can no longer reach the hosts on the internet that really have these addresses",
    fix: "Use a private range: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
    rule: "RFC 1918",
  }];
}

/** Rules of several subnets in one request. */
function together(subnets: readonly Subnet[]): Problem[] {
  const problems: Problem[] = [];
  for (const [at, one] of subnets.entries()) {
    const other = subnets.slice(0, at).find((before) => overlaps(before.block, one.block));
    if (other === undefined) continue;
    problems.push({
      severity: "error",
      what: `--subnet ${shown(one.text)} overlaps --subnet ${shown(other.text)}`,
      why:
        "Subnets of one network must not share addresses: docker refuses it, and the allocator never gets over it",
      fix: "Leave one of them out",
      rule: "docker cli command/network/create.go (reproduced on 20.10.24 and 28.5.2)",
    });
  }
  const v4 = subnets.filter((one) => one.block.family === 4);
  if (v4.length > 1 && problems.length === 0) {
    problems.push({
      severity: "warning",
      what:
        `${v4.length} subnets: every VIP and every task gets its one address from an arbitrary one of them`,
      why:
        "Overlay networks do not give an address in each subnet; which subnet an object lands in cannot be foreseen",
      fix: "Use one subnet that is large enough, or a network for each",
      rule: "moby libnetwork/cnmallocator (reproduced on 20.10.24)",
    });
  }
  return problems;
}

/** Rules of IPv6, which overlay networks do not carry. */
function ipv6(request: CreateRequest): Problem[] {
  const v6 = subnetsOf(request).filter((one) => one.block.family === 6);
  if (v6.length > 0) {
    return [{
      severity: "error",
      what: `${v6.map((one) => `--subnet ${shown(one.text)}`).join(", ")}: overlay networks carry no IPv6`,
      why:
        "Newer engines create such a network and never allocate it (reproduced on 28.5.2); on 20.10.24 its tasks are rejected",
      fix: "Leave the IPv6 subnet and --ipv6 out",
      rule: "moby#52469, moby#24379",
    }];
  }
  if (request.ipv6 !== true) return [];
  return [{
    severity: "warning",
    what: "--ipv6 has no effect on an overlay network",
    why: "Swarm allocates one IPv4 address an attachment; VIPs and the routing mesh are IPv4 only",
    fix: "Leave --ipv6 out",
    rule: "moby libnetwork/cnmallocator (reproduced on 20.10.24 and 28.5.2)",
  }];
}
