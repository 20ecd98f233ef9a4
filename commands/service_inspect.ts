import { EXIT, type ExitCode, UsageError } from "../lib/base/errors.ts";
import { isEngineError } from "../lib/engine/errors.ts";
import { serviceFacts } from "../lib/insight/service_facts.ts";
import { defineCommand, fromFlag } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";
import { formatInspect } from "../lib/view/template/inspect_format.ts";
import { serviceInspect as inspectObject } from "../lib/view/service/json.ts";
import { serviceText } from "../lib/view/service/text.ts";
import { findAll } from "../lib/swarm/find.ts";
import type { Service } from "../lib/swarm/model.ts";

/** `docker swarmnet service inspect`: how services are reached. */
export const serviceInspect = defineCommand({
  name: "service inspect",
  operands: "SERVICE [SERVICE...]",
  args: { min: 1, max: Infinity },
  summary: "Show how services are reached: networks, VIPs, ports, addresses",
  description:
    "Without --format it is written for people. With --format the objects are those of 'docker service inspect'; read from a snapshot " +
    "they hold the network part only.",
  examples: [
    { text: "Show a service", command: "docker swarmnet service inspect web" },
    {
      text: "Its virtual IPs",
      command: "docker swarmnet service inspect --format '{{json .Endpoint.VirtualIPs}}' web",
    },
  ],
  flags: {
    format: {
      kind: "string",
      short: "f",
      text: "Format output using a custom template: 'json' or 'TEMPLATE', over docker's own objects",
    },
    from: fromFlag,
  },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["service"],

  parse(values, names) {
    if (names.includes("")) throw new UsageError("A service's name is empty");
    return { ...values, names };
  },

  async run(ctx, options): Promise<ExitCode> {
    const swarm = await ctx.swarm({ from: options.from });
    const { found: services, problems } = findAll("Service", swarm.services, options.names);
    if (options.format === undefined || options.format === "") {
      const screen = { width: ctx.io.width, now: ctx.clock.now() };
      ctx.io.out(services.map((service) => serviceText(serviceFacts(swarm, service), screen)).join("\n"));
    } else {
      const objects = await objectsOf(ctx, services, options.from);
      ctx.io.out(formatInspect(options.format, objects));
    }
    for (const problem of problems) ctx.io.err(`${problem}\n`);
    return problems.length > 0 ? EXIT.failed : EXIT.done;
  },
});

/** The engine's own objects where there is an engine; a snapshot's in the same shape. */
async function objectsOf(
  ctx: Context,
  services: readonly Service[],
  from: string | undefined,
): Promise<Record<string, unknown>[]> {
  if (from !== undefined || services.length === 0) return services.map(inspectObject);
  const engine = await ctx.engine();
  const objects: Record<string, unknown>[] = [];
  for (const service of services) {
    try {
      objects.push(await engine.service(service.id));
    } catch (error) {
      // Removed since the list was read a moment ago: shown as it was then.
      if (!isEngineError(error, "not-found")) throw error;
      objects.push(inspectObject(service));
    }
  }
  return objects;
}
