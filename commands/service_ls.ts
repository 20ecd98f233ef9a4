import { EXIT } from "../lib/base/errors.ts";
import { compareNatural } from "../lib/base/natural.ts";
import { serviceFacts } from "../lib/insight/service_facts.ts";
import { defineCommand, fromFlag } from "../lib/cli/command.ts";
import { formatList } from "../lib/view/template/docker_format.ts";
import { filterChoices, filtered, readFilters } from "../lib/view/lists/filters.ts";
import { SERVICE_FILTERS, serviceListing } from "../lib/view/lists/service_list.ts";

/** `docker swarmnet service ls`: docker's list of services, with their networks. */
export const serviceLs = defineCommand({
  name: "service ls",
  operands: "",
  args: { min: 0 },
  summary: "List services with their networks and published ports",
  description:
    "ENDPOINT is how the name is resolved: vip (one address, balanced) or dnsrr (the tasks' addresses). ENCRYPTED is about the networks " +
    "of the service: yes, no, or partly where some are not. PORTS shows ports of the routing mesh as docker does, and host-mode ports as host:PORT.",
  aliases: ["list"],
  examples: [
    { text: "List services", command: "docker swarmnet service ls" },
    {
      text: "Which services are on a network?",
      command: "docker swarmnet service ls --filter network=backend",
    },
    { text: "Virtual IPs", command: "docker swarmnet service ls --format 'table {{.Name}}\\t{{.VIPs}}'" },
  ],
  flags: {
    filter: {
      kind: "filter",
      short: "f",
      text: 'Provide filter values (e.g. "network=backend")',
      choices: filterChoices(SERVICE_FILTERS),
    },
    format: {
      kind: "string",
      text: "Format output using a custom template: 'table', 'table TEMPLATE', 'json' or 'TEMPLATE'",
    },
    from: fromFlag,
    "no-trunc": { kind: "bool", text: "Do not truncate the output" },
    quiet: { kind: "bool", short: "q", text: "Only display IDs" },
  },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],

  parse(values) {
    return { ...values, filters: readFilters(values.filter, SERVICE_FILTERS) };
  },

  async run(ctx, options) {
    const { servicesFormat } = await ctx.dockerConfig();
    const swarm = await ctx.swarm({ from: options.from });
    const rows = filtered(
      swarm.services.map((service) => serviceFacts(swarm, service)),
      options.filters,
      SERVICE_FILTERS,
    ).sort((a, b) => compareNatural(a.service.name, b.service.name));
    const choice = { format: options.format, configured: servicesFormat, quiet: options.quiet };
    ctx.io.out(formatList(serviceListing({ noTrunc: options.noTrunc }), rows, choice));
  },
});
