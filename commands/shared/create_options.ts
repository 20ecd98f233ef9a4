import { UsageError } from "../../lib/base/errors.ts";
import { type Flags, fromFlag, type Values } from "../../lib/cli/command.ts";
import { ENCRYPTED, MTU_OPTION } from "../../lib/swarm/model.ts";
import { shown } from "../../lib/terminal/boundary.ts";
import { changeCheckFlags, type ChangeCheckOptions } from "./change_checks.ts";
import { refuseFaults } from "./network_change_flags.ts";
import type { CreateRequest } from "../../lib/swarm/change/create_request.ts";

/** docker's own flags of `network create`, in its words, and ours: --dry-run, --encrypted, --mtu, --size-for, --timeout. */
export const CREATE_FLAGS = {
  ...changeCheckFlags,
  "attachable": { kind: "bool", text: "Enable manual container attachment" },
  "aux-address": {
    kind: "map",
    text: "Auxiliary IPv4 or IPv6 addresses used by Network driver",
    default: {},
  },
  "config-from": {
    kind: "string",
    text: "The network from which to copy the configuration",
    complete: "network",
    default: "",
  },
  "config-only": { kind: "bool", text: "Create a configuration only network" },
  "driver": {
    kind: "string",
    short: "d",
    text: "Driver to manage the Network",
    default: "overlay",
    choices: ["overlay"],
  },
  "dry-run": { kind: "bool", text: "Check everything, print what would be sent, and send nothing" },
  "encrypted": { kind: "bool", text: "Encrypt the traffic of this network between nodes (IPsec)" },
  "from": {
    ...fromFlag,
    text: 'With --dry-run, check against a snapshot file ("demo" for the built-in example swarm)',
  },
  "gateway": { kind: "list", word: "strings", text: "IPv4 or IPv6 Gateway for the master subnet" },
  "ingress": { kind: "bool", text: "Create swarm routing-mesh network" },
  "internal": { kind: "bool", text: "Restrict external access to the network" },
  "ip-range": { kind: "list", word: "strings", text: "Allocate container ip from a sub-range" },
  "ipam-driver": { kind: "string", text: "IP Address Management Driver", default: "default" },
  "ipam-opt": { kind: "map", text: "Set IPAM driver specific options", default: {} },
  "ipv4": { kind: "bool", text: "Enable or disable IPv4 address assignment", default: true },
  "ipv6": { kind: "bool", text: "Enable or disable IPv6 address assignment" },
  "label": { kind: "list", text: "Set metadata on a network" },
  "mtu": {
    kind: "int",
    text: "MTU of the links between nodes in bytes (the engine assumes 1500)",
    word: "bytes",
  },
  "opt": { kind: "map", short: "o", text: "Set driver specific options", default: {} },
  "scope": { kind: "string", text: "Control the network's scope", default: "", choices: ["swarm"] },
  "size-for": { kind: "int", text: "Pick a free subnet with room for this many tasks", word: "tasks" },
  "subnet": {
    kind: "list",
    word: "strings",
    text: "Subnet in CIDR format that represents a network segment",
  },
  "timeout": {
    kind: "duration",
    text: "How long to wait until the managers have allocated the network",
    default: 10_000,
  },
} as const satisfies Flags;

/** What was asked for, and how to go about it. */
export interface CreateOptions extends ChangeCheckOptions {
  request: CreateRequest;
  dryRun: boolean;
  /** Milliseconds. */
  timeout: number;
  from: string | undefined;
}

/** The request as data. Throws `UsageError` for what is not about networks of the swarm at all. */
export function parseCreate(values: Values<typeof CREATE_FLAGS>, [name = ""]: string[]): CreateOptions {
  if (values.driver !== "overlay") {
    throw new UsageError(`swarmnet creates overlay networks, not "${shown(values.driver)}" ones`, {
      why: "Networks of other drivers belong to one engine",
      next: `docker network create -d ${shown(values.driver)} ${shown(name)}`,
    });
  }
  if (values.from !== undefined && !values.dryRun) {
    throw new UsageError("--from goes with --dry-run only", {
      why: "A snapshot can be checked against, but nothing can be created in it",
      next: "Add --dry-run, or leave --from out",
    });
  }
  const faults = contradictions(values, name);
  refuseFaults(faults, "docker swarmnet create --help");
  const given = (flag: string, value: boolean) => values.changed.has(flag) ? value : undefined;
  return {
    request: {
      name,
      scope: values.scope,
      attachable: values.attachable,
      internal: values.internal,
      ingress: values.ingress,
      configOnly: values.configOnly,
      configFrom: values.configFrom,
      ipamDriver: values.ipamDriver,
      ipamOptions: values.ipamOpt,
      subnets: several(values.subnet),
      ranges: several(values.ipRange),
      gateways: several(values.gateway),
      aux: values.auxAddress,
      ipv4: given("ipv4", values.ipv4),
      ipv6: given("ipv6", values.ipv6),
      options: values.opt,
      labels: labelsOf(values.label),
      encrypted: given("encrypted", values.encrypted),
      mtu: values.mtu,
      sizeFor: values.sizeFor,
    },
    dryRun: values.dryRun,
    ignore: values.ignore,
    noWarn: values.noWarn,
    timeout: values.timeout,
    from: values.from,
  };
}

/** What is wrong with the command line alone. */
function contradictions(values: Values<typeof CREATE_FLAGS>, name: string): string[] {
  const faults: string[] = [];
  if (name === "") faults.push("The network's name is empty");
  if (values.changed.has("encrypted") && !values.encrypted && Object.hasOwn(values.opt, ENCRYPTED)) {
    faults.push(
      `--encrypted=false contradicts --opt ${ENCRYPTED}: the option turns encryption on, whatever its value`,
    );
  }
  const mtu = values.opt[MTU_OPTION];
  if (values.mtu !== undefined && mtu !== undefined && mtu !== String(values.mtu)) {
    faults.push(`--mtu ${values.mtu} contradicts --opt ${MTU_OPTION}=${shown(mtu)}`);
  }
  if (values.sizeFor !== undefined && values.sizeFor < 1) {
    faults.push(`--size-for ${values.sizeFor} is not a number of tasks`);
  }
  return faults;
}

/** pflag's string slices: one flag may carry several values with commas between them. */
function several(values: readonly string[]): string[] {
  return values.flatMap((value) => value === "" ? [] : value.split(",").map((one) => one.trim()));
}

function labelsOf(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(list.map((text) => {
    const [key, ...rest] = text.split("=");
    if (key!.trim() === "") {
      throw new UsageError(`--label ${shown(text)} has no name`, { next: "Write --label NAME=VALUE" });
    }
    // As docker has it (cli opts/opts.go ValidateLabel): blanks before the name are taken and kept, others are refused.
    const name = key!.trimStart();
    if (/\s/.test(name)) {
      throw new UsageError(`--label ${shown(text)} has a blank in its name`, {
        why: "docker's own commands refuse such a name",
        next: `--label ${shown(`${name.trim().replace(/\s+/g, "-")}=${rest.join("=")}`)}`,
      });
    }
    return [key!, rest.join("=")];
  }));
}
