import { EXIT } from "../lib/base/errors.ts";
import { isAttached } from "../lib/swarm/attached.ts";
import { withNetwork } from "../lib/plan/attachments.ts";
import { runNetworkChange } from "./shared/run_network_change.ts";
import { renderNetworkChange } from "../lib/view/network/change.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { networkChangeFlags, readServiceOperands, refuseFaults } from "./shared/network_change_flags.ts";
import { aliasFault } from "../lib/swarm/names.ts";
import { inline } from "../lib/terminal/boundary.ts";

/** `docker swarmnet attach`: more networks for running services. */
export const attach = defineCommand({
  name: "attach",
  operands: "[SERVICE...] NETWORK",
  args: { min: 1, max: Infinity },
  summary: "Attach services to an overlay network",
  description:
    "Their tasks are replaced, as in any update that changes networks; everything else of the services stays as it is. " +
    "An update that swarm pauses or rolls back is a failure (exit code 1). Services that are already attached are left alone, " +
    "so the same command can be run again after an interruption.",
  examples: [
    { text: "Put the service api on the network backend", command: "docker swarmnet attach api backend" },
    {
      text: "Several services, with an additional name, without confirmation",
      command: "docker swarmnet attach --yes --alias search api worker backend",
    },
    {
      text: "See what it would change for a whole stack",
      command: "docker swarmnet attach --dry-run --stack shop backend",
    },
  ],
  flags: {
    ...networkChangeFlags,
    alias: {
      kind: "list",
      text: "Additional name (alias) of the services on this network",
      complete: "none",
    },
    "driver-opt": { kind: "map", word: "key=value", text: "Option for the network driver", complete: "none" },
  },
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["service", "network"],

  parse(values, args) {
    const faults: string[] = [];
    const operands = readServiceOperands(values, args, faults);
    for (const alias of values.alias) {
      const fault = aliasFault(alias);
      if (fault !== undefined) {
        faults.push(`The alias ${JSON.stringify(inline(alias))} cannot be looked up: ${fault}`);
      }
    }
    refuseFaults(faults, "docker swarmnet attach --help");
    return { ...values, ...operands };
  },

  async run(ctx, options) {
    const { alias: aliases, driverOpt: driverOpts } = options;
    return await runNetworkChange(ctx, options, {
      verb: "Attach",
      flags: [
        ...aliases.flatMap((alias) => ["--alias", alias]),
        ...Object.entries(driverOpts).flatMap(([key, value]) => ["--driver-opt", `${key}=${value}`]),
      ],
      done: (network) => `attached to ${inline(network.name)}`,
      back: (service, network) => `docker swarmnet detach ${inline(service)} ${inline(network.name)}`,
      isDone: (swarm, service, network) => isAttached(swarm, service, { network, aliases, driverOpts }),
      asked: (services, network) => ({ kind: "attach", services, network, aliases, driverOpts }),
      change: (network) => (spec) => withNetwork(spec, { network, aliases, driverOpts }),
      render: renderNetworkChange,
    });
  },
});
