import {
  addressProblem,
  contains,
  firstAddress,
  formatAddress,
  formatPrefix,
  freeBlocks,
  isMasked,
  lastAddress,
  masked,
  only,
  parseAddress,
  parsePrefix,
  type Prefix,
  prefixProblem,
} from "../../swarm/cidr.ts";
import { type Problem, shown } from "./problem.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";
import { IPAM_RULE, type Subnet, subnetsOf } from "./subnets.ts";

/** Problems of gateways, ranges and auxiliary addresses against their subnets. */
export function insideProblems(request: CreateRequest): Problem[] {
  const subnets = subnetsOf(request);
  return [
    ...rangeProblems(request, subnets),
    ...gatewayProblems(request, subnets),
    ...auxProblems(request, subnets),
  ];
}

function rangeProblems(request: CreateRequest, subnets: readonly Subnet[]): Problem[] {
  const used = new Map<Subnet, string>();
  return request.ranges.flatMap((text): Problem[] => {
    const block = parsePrefix(text);
    const wrong = (what: string, why: string, fix: string): Problem[] => [
      { severity: "error", what: `--ip-range ${shown(text)} ${what}`, why, fix, rule: IPAM_RULE },
    ];
    if (block === null) {
      return wrong(
        `is not an address range: ${prefixProblem(text)}`,
        "A range is written as a CIDR block inside the subnet",
        subnets[0] === undefined ? "--ip-range 10.20.0.128/25" : `--ip-range ${upperHalf(subnets[0].block)}`,
      );
    }
    const parent = subnets.find((one) => contains(one.block, block));
    if (parent === undefined) return orphan("--ip-range", text, block.family, subnets, upperHalf);
    const before = used.get(parent);
    used.set(parent, text);
    if (before !== undefined) {
      return wrong(
        `is the second range of ${shown(parent.text)}, after ${shown(before)}`,
        "A subnet has one range at most",
        "Leave one of them out, or name one block that covers both",
      );
    }
    if (block.bits < parent.block.bits) {
      return wrong(
        `is larger than its subnet ${shown(parent.text)}`,
        "Engines from 25.0 refuse it, older ones store it as it is",
        `--ip-range ${upperHalf(parent.block)}, or leave --ip-range out`,
      );
    }
    if (isMasked(block)) return [];
    return wrong(
      "is an address inside a range, not the range",
      "The bits behind the prefix length must be zero: engines from 25.0 refuse it, older ones store it as it is",
      `--ip-range ${formatPrefix(masked(block))}`,
    );
  });
}

/** The upper half of a block, which holds neither its first address nor the usual gateway. */
function upperHalf(block: Prefix): string {
  const bits = Math.min(block.bits + 1, 32);
  return formatPrefix({ ...block, bits, value: block.value + (1n << BigInt(32 - bits)) });
}

/** What has no subnet around it. */
function orphan(
  flag: string,
  text: string,
  family: 4 | 6,
  subnets: readonly Subnet[],
  inside: (block: Prefix) => string,
): Problem[] {
  const same = subnets.filter((one) => one.block.family === family);
  const nearest = same[0] ?? subnets[0];
  const given = `${flag}${flag.endsWith("=") ? "" : " "}${shown(text)}`;
  if (nearest === undefined) {
    return [{
      severity: "error",
      what: `${given} has no subnet`,
      why: "Every range, gateway and auxiliary address must lie in a --subnet of the same command",
      fix: `Add --subnet with the block that holds ${shown(text)}`,
      rule: "docker cli command/network/create.go",
    }];
  }
  const what = same.length === 0
    ? `${given} is IPv${family}, and ${shown(nearest.text)} is IPv${nearest.block.family}`
    : `${given} lies outside of ${same.map((one) => shown(one.text)).join(", ")}`;
  return [{
    severity: "error",
    what,
    why: "It must lie in a subnet of the network",
    fix: `${flag} ${inside(nearest.block)}`,
    rule: `docker cli command/network/create.go; ${IPAM_RULE}`,
  }];
}

function gatewayProblems(request: CreateRequest, subnets: readonly Subnet[]): Problem[] {
  const used = new Map<Subnet, string>();
  return request.gateways.flatMap((text): Problem[] => {
    const address = parseAddress(text);
    const wrong = (what: string, why: string, fix: string): Problem[] => [
      { severity: "error", what: `--gateway ${shown(text)} ${what}`, why, fix, rule: IPAM_RULE },
    ];
    if (address === null) {
      const fix = subnets[0] === undefined
        ? "--gateway 10.20.0.1"
        : `--gateway ${firstHost(subnets[0].block)}`;
      return wrong(
        `is not an address: ${addressProblem(text)}`,
        "A gateway is written without a prefix length",
        fix,
      );
    }
    const parent = subnets.find((one) => contains(one.block, address));
    if (parent === undefined) return orphan("--gateway", text, address.family, subnets, firstHost);
    const before = used.get(parent);
    used.set(parent, text);
    if (before !== undefined) {
      return wrong(
        `is the second gateway of ${shown(parent.text)}, after ${shown(before)}`,
        "A subnet has one gateway",
        "Leave one of them out",
      );
    }
    const isFirst = address.value === firstAddress(parent.block).value;
    if (!isFirst && address.value !== lastAddress(parent.block).value) return [];
    return wrong(
      `is the ${isFirst ? "network" : "broadcast"} address of ${shown(parent.text)}`,
      "The allocator keeps it back, so the network would be created and never allocated (reproduced on 20.10.24 and 28.5.2)",
      `--gateway ${firstHost(parent.block)}, or leave --gateway out`,
    );
  });
}

/** The first address that a host can have. */
function firstHost(block: Prefix): string {
  return formatAddress({ family: block.family, value: block.value + 1n });
}

const NO_AUX = "Leave it out: overlay networks take no notice of auxiliary addresses";

function auxProblems(request: CreateRequest, subnets: readonly Subnet[]): Problem[] {
  const addresses = Object.entries(request.aux);
  return addresses.flatMap(([name, text]): Problem[] => {
    const address = parseAddress(text);
    if (address === null) {
      return [{
        severity: "error",
        what: `--aux-address ${shown(name)}=${shown(text)} is not an address: ${addressProblem(text)}`,
        why: "It is written as NAME=ADDRESS",
        fix: NO_AUX,
        rule: IPAM_RULE,
      }];
    }
    const parent = subnets.find((one) => contains(one.block, address));
    if (parent === undefined) {
      // One inside of the subnet would be dropped: the correction is none.
      return orphan(`--aux-address ${shown(name)}=`, text, address.family, subnets, firstHost)
        .map((problem) => ({ ...problem, fix: NO_AUX }));
    }
    return [{
      severity: "error",
      what: `--aux-address ${shown(name)}=${shown(text)} would be dropped`,
      why:
        "Swarm does not keep auxiliary addresses: the network would have none, and a task could get this address",
      fix: `Leave it out, and keep the address free by --ip-range ${rangeWithout(parent.block, request)}`,
      rule: "moby daemon/cluster/convert/network.go (reproduced on 20.10.24 and 28.5.2)",
    }];
  });
}

/** The largest block of a subnet that holds none of the auxiliary addresses. */
function rangeWithout(subnet: Prefix, request: CreateRequest): string {
  const aux = Object.values(request.aux).flatMap((text) => parseAddress(text) ?? []).map(only);
  for (let bits = subnet.bits + 1; bits <= 32; bits++) {
    for (const block of freeBlocks(subnet, bits, aux)) return formatPrefix(block);
  }
  return upperHalf(subnet);
}
