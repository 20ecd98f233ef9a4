import { EXIT, type ExitCode, UsageError } from "../lib/base/errors.ts";
import { isEngineError } from "../lib/engine/errors.ts";
import { viewNetwork } from "../lib/insight/network_view.ts";
import { defineCommand, fromFlag } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";
import { formatInspect } from "../lib/view/template/inspect_format.ts";
import { typedNetwork } from "../lib/view/template/inspect_types.ts";
import { networkInspect } from "../lib/view/network/json.ts";
import { networkText } from "../lib/view/network/text.ts";
import { findAll } from "../lib/swarm/find.ts";
import type { Network } from "../lib/swarm/model.ts";

/** `docker swarmnet inspect`: networks for a person, or in docker's own JSON. */
export const inspect = defineCommand({
  name: "inspect",
  operands: "NETWORK [NETWORK...]",
  args: { min: 1, max: Infinity },
  summary: "Show networks: who is on them, where, and how encrypted",
  description:
    "Without --format it is written for people: what the state of encryption means, addresses used and free, services with their " +
    "virtual IPs, tasks by node, and what could not be seen from this engine. With --format the objects are those of 'docker " +
    "network inspect'.",
  examples: [
    { text: "Show a network", command: "docker swarmnet inspect backend" },
    {
      text: "Show what the nodes told each other, too",
      command: "docker swarmnet inspect --verbose backend",
    },
    { text: "docker's own JSON", command: "docker swarmnet inspect --format json backend" },
    { text: "One field", command: "docker swarmnet inspect --format '{{.Driver}}' backend" },
    { text: "Try it without a swarm", command: "docker swarmnet inspect --from demo ingress" },
  ],
  flags: {
    format: {
      kind: "string",
      short: "f",
      text: "Format output using a custom template: 'json' or 'TEMPLATE', over docker's own objects",
    },
    from: fromFlag,
    verbose: { kind: "bool", short: "v", text: "Verbose output for diagnostics" },
  },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["network"],

  parse(values, names) {
    if (names.includes("")) throw new UsageError("A network's name is empty");
    return { ...values, names };
  },

  async run(ctx, options): Promise<ExitCode> {
    const swarm = await ctx.swarm({ from: options.from, inspect: true, deep: options.verbose });
    const { found: networks, problems } = findAll("Network", swarm.networks, options.names);
    if (options.format === undefined || options.format === "") {
      const screen = { width: ctx.io.width, now: ctx.clock.now() };
      ctx.io.out(networks.map((network) => networkText(viewNetwork(swarm, network), screen)).join("\n"));
    } else {
      const objects = await objectsOf(ctx, networks, options);
      ctx.io.out(formatInspect(options.format, objects, typedNetwork));
    }
    for (const problem of problems) ctx.io.err(`${problem}\n`);
    return problems.length > 0 ? EXIT.failed : EXIT.done;
  },
});

/** The engine's own objects where there is an engine; a snapshot's in the same shape. */
async function objectsOf(
  ctx: Context,
  networks: readonly Network[],
  options: { from: string | undefined; verbose: boolean },
): Promise<Record<string, unknown>[]> {
  if (options.from !== undefined || networks.length === 0) return networks.map(networkInspect);
  const engine = await ctx.engine();
  const objects: Record<string, unknown>[] = [];
  for (const network of networks) {
    try {
      objects.push(await engine.network(network.id, { verbose: options.verbose }));
    } catch (error) {
      // Removed since the list was read a moment ago: shown as it was then.
      if (!isEngineError(error, "not-found")) throw error;
      objects.push(networkInspect(network));
    }
  }
  return objects;
}
