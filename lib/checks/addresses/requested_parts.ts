import {
  addressProblem,
  contains,
  firstAddress,
  formatAddress,
  formatPrefix,
  isMasked,
  lastAddress,
  masked,
  parseAddress,
  parsePrefix,
  type Prefix,
  prefixProblem,
} from "../../swarm/cidr.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";
import { type RequestedSubnet, requestedSubnets } from "./requested.ts";

/** What is wrong with a range, gateway or auxiliary address of a request, and the flag that would be right. */
export interface PartFault {
  /** The flag with its value, such as "--gateway 10.0.0.999". */
  given: string;
  message: string;
  fix: string;
  /** A range that is wrong for its host bits only. */
  range?: Prefix;
}

/** Faults of `--ip-range` against its subnet. */
export function rangeFaults(request: CreateRequest): PartFault[] {
  const subnets = requestedSubnets(request);
  const used = new Map<RequestedSubnet, string>();
  return request.ranges.flatMap((text): PartFault[] => {
    const given = `--ip-range ${text}`;
    const wrong = (message: string, fix: string) => [{ given, message: `${given} ${message}`, fix }];
    const block = parsePrefix(text);
    const [first] = subnets;
    if (block === null) {
      return wrong(
        `is not a range: ${prefixProblem(text)}`,
        first === undefined ? "--ip-range 10.20.0.128/25" : `--ip-range ${upperHalf(first.block)}`,
      );
    }
    const parent = subnets.find((one) => contains(one.block, block));
    if (parent === undefined) return outside("--ip-range", text, block.family, subnets, upperHalf);
    const before = used.get(parent);
    used.set(parent, text);
    if (before !== undefined) {
      return wrong(`is the second range of ${parent.text}, after ${before}`, "Leave one of them out");
    }
    if (block.bits < parent.block.bits) {
      return wrong(`is larger than its subnet ${parent.text}`, `--ip-range ${upperHalf(parent.block)}`);
    }
    if (isMasked(block)) return [];
    return wrong(`has bits set behind /${block.bits}`, `--ip-range ${formatPrefix(masked(block))}`)
      .map((one) => ({ ...one, range: block }));
  });
}

/** Faults of `--gateway` against its subnet. */
export function gatewayFaults(request: CreateRequest): PartFault[] {
  const subnets = requestedSubnets(request);
  const used = new Map<RequestedSubnet, string>();
  return request.gateways.flatMap((text): PartFault[] => {
    const given = `--gateway ${text}`;
    const wrong = (message: string, fix: string) => [{ given, message: `${given} ${message}`, fix }];
    const address = parseAddress(text);
    const [first] = subnets;
    if (address === null) {
      return wrong(
        `is not an address: ${addressProblem(text)}`,
        first === undefined ? "--gateway 10.20.0.1" : `--gateway ${firstHost(first.block)}`,
      );
    }
    const parent = subnets.find((one) => contains(one.block, address));
    if (parent === undefined) return outside("--gateway", text, address.family, subnets, firstHost);
    const before = used.get(parent);
    used.set(parent, text);
    if (before !== undefined) {
      return wrong(`is the second gateway of ${parent.text}, after ${before}`, "Leave one of them out");
    }
    const isFirst = address.value === firstAddress(parent.block).value;
    if (!isFirst && address.value !== lastAddress(parent.block).value) return [];
    return wrong(
      `is the ${
        isFirst ? "network" : "broadcast"
      } address of ${parent.text}: the network would never be allocated`,
      `--gateway ${firstHost(parent.block)}`,
    );
  });
}

/** Faults of `--aux-address` that keep docker from sending it; what it sends has no effect (SN0209). */
export function auxFaults(request: CreateRequest): PartFault[] {
  const subnets = requestedSubnets(request);
  const fix = "Leave --aux-address out: it has no effect on overlay networks";
  return Object.entries(request.aux).flatMap(([name, text]): PartFault[] => {
    const given = `--aux-address ${name}=${text}`;
    const address = parseAddress(text);
    if (address === null) {
      return [{ given, message: `${given} is not an address: ${addressProblem(text)}`, fix }];
    }
    if (subnets.some((one) => contains(one.block, address))) return [];
    return outside(`--aux-address ${name}=`, text, address.family, subnets, firstHost).map((one) => ({
      ...one,
      fix,
    }));
  });
}

/** What lies in no subnet of the request (docker/cli cli/command/network/create.go refuses it). */
function outside(
  flag: string,
  text: string,
  family: 4 | 6,
  subnets: readonly RequestedSubnet[],
  inside: (block: Prefix) => string,
): PartFault[] {
  const same = subnets.filter(({ block }) => block.family === family);
  const [nearest] = same.length > 0 ? same : subnets;
  const given = `${flag}${flag.endsWith("=") ? "" : " "}${text}`;
  if (nearest === undefined) {
    return [{
      given,
      message: `${given} has no subnet`,
      fix: `Add --subnet with the block that holds ${text}`,
    }];
  }
  const message = same.length === 0
    ? `${given} is IPv${family}, and ${nearest.text} is IPv${nearest.block.family}`
    : `${given} lies outside ${same.map((one) => one.text).join(", ")}`;
  return [{ given, message, fix: `${flag} ${inside(nearest.block)}` }];
}

/** The upper half of a block, which holds neither its first address nor the usual gateway. */
export function upperHalf(block: Prefix): string {
  const bits = Math.min(block.bits + 1, 32);
  return formatPrefix({ ...block, bits, value: block.value + (1n << BigInt(32 - bits)) });
}

/** The first address that a host can have. */
function firstHost(block: Prefix): string {
  return formatAddress({ family: block.family, value: block.value + 1n });
}
