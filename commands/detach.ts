import { EXIT } from "../lib/base/errors.ts";
import { attachmentsOn } from "../lib/swarm/attached.ts";
import { withoutNetwork } from "../lib/plan/attachments.ts";
import { runNetworkChange } from "./shared/run_network_change.ts";
import { renderNetworkChange } from "../lib/view/network/change.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { networkChangeFlags, readServiceOperands, refuseFaults } from "./shared/network_change_flags.ts";
import { inline } from "../lib/terminal/boundary.ts";

/** `docker swarmnet detach`: fewer networks for running services. */
export const detach = defineCommand({
  name: "detach",
  operands: "[SERVICE...] NETWORK",
  args: { min: 1, max: Infinity },
  summary: "Detach services from a network",
  description:
    "Their tasks are replaced, as in any update that changes networks; everything else of the services stays as it is. " +
    "Warns when a service that leaves would no longer share a network with one that stays. An update that swarm pauses or " +
    "rolls back is a failure (exit code 1). Services that are not on the network are left alone.",
  examples: [
    { text: "Take the service api off the network backend", command: "docker swarmnet detach api backend" },
    {
      text: "Detach every service with a label, without confirmation",
      command: "docker swarmnet detach --yes --label tier=web old",
    },
  ],
  flags: networkChangeFlags,
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["service", "network"],

  parse(values, args) {
    const faults: string[] = [];
    const operands = readServiceOperands(values, args, faults);
    refuseFaults(faults, "docker swarmnet detach --help");
    return { ...values, ...operands };
  },

  run(ctx, options) {
    return runNetworkChange(ctx, options, {
      verb: "Detach",
      flags: [],
      done: (network) => `detached from ${inline(network.name)}`,
      back: (service, network) => `docker swarmnet attach ${inline(service)} ${inline(network.name)}`,
      isDone: (swarm, service, network) => attachmentsOn(swarm, service, network).length === 0,
      asked: (services, network) => ({ kind: "detach", services, network }),
      change: (network) => (spec) => withoutNetwork(spec, network),
      render: renderNetworkChange,
    });
  },
});
