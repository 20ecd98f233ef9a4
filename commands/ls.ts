import { EXIT } from "../lib/base/errors.ts";
import { compareNatural } from "../lib/base/natural.ts";
import { factsOf, type NetworkFacts } from "../lib/insight/network_facts.ts";
import { defineCommand, fromFlag } from "../lib/cli/command.ts";
import { chooseFormat } from "../lib/view/lists/list_table.ts";
import { filterChoices, filtered, readFilters } from "../lib/view/lists/filters.ts";
import { NETWORK_FILTERS } from "../lib/view/lists/network_filters.ts";

/** `docker swarmnet ls`: docker's list of networks, and what it leaves out. */
export const ls = defineCommand({
  name: "ls",
  operands: "",
  args: { min: 0 },
  summary: "List networks with encryption, addresses and services",
  description:
    "Shows what carries the swarm's traffic: overlay networks, the ingress network, and this node's docker_gwbridge. " +
    "With --all also the networks that only this engine knows. USED and FREE count addresses that services, tasks, attached " +
    "containers and load balancers hold; MTU is what containers see inside. 'yes (by key)' stands for the option encrypted=false, " +
    "which encrypts all the same: the engine only looks whether the key is there.",
  aliases: ["list"],
  examples: [
    { text: "List the swarm's networks", command: "docker swarmnet ls" },
    { text: "Which networks are not encrypted?", command: "docker swarmnet ls --filter encrypted=false" },
    {
      text: "Names and free addresses, for a script",
      command: "docker swarmnet ls --format '{{.Name}} {{.Free}}'",
    },
    { text: "Try it without a swarm", command: "docker swarmnet ls --from demo" },
  ],
  flags: {
    all: { kind: "bool", short: "a", text: "Also list local networks of this engine" },
    filter: {
      kind: "filter",
      short: "f",
      text: 'Provide filter values (e.g. "encrypted=false")',
      choices: filterChoices(NETWORK_FILTERS),
    },
    format: {
      kind: "string",
      text: "Format output using a custom template: 'table', 'table TEMPLATE', 'json' or 'TEMPLATE'",
    },
    from: fromFlag,
    "no-trunc": { kind: "bool", text: "Do not truncate the output" },
    quiet: { kind: "bool", short: "q", text: "Only display network IDs" },
  },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],

  parse(values) {
    return { ...values, filters: readFilters(values.filter, NETWORK_FILTERS) };
  },

  async run(ctx, options) {
    const { networksFormat } = await ctx.dockerConfig();
    const choice = { format: options.format, configured: networksFormat, quiet: options.quiet };
    const plain = chooseFormat(choice) === "table" && !options.quiet;
    const [swarm, show, { networkListing }] = await Promise.all([
      ctx.swarm({
        from: options.from,
        node: false,
        cluster: false,
        tasks: readsTasks(chooseFormat(choice), options.quiet) || options.filters.has("dangling"),
      }),
      // Loaded while the engine answers.
      plain ? plainTable() : anyFormat(),
      import("../lib/view/lists/network_list.ts"),
    ]);
    const rows = swarm.networks
      .filter((network) => network.scope === "swarm" || network.name === "docker_gwbridge" || options.all)
      .map((network) => factsOf(swarm, network));
    const shown = filtered<NetworkFacts>(rows, options.filters, NETWORK_FILTERS)
      .sort((a, b) => compareNatural(a.network.name, b.network.name));
    ctx.io.out(show(networkListing({ noTrunc: options.noTrunc }), shown, choice));
  },
});

async function plainTable(): Promise<typeof import("../lib/view/template/docker_format.ts").formatList> {
  return (await import("../lib/view/lists/list_table.ts")).defaultTable;
}

/** The template language is most of the code that a list needs. */
async function anyFormat(): Promise<typeof import("../lib/view/template/docker_format.ts").formatList> {
  return (await import("../lib/view/template/docker_format.ts")).formatList;
}

/** Tasks are by far the longest list, and only a few fields need them. */
function readsTasks(format: string, quiet: boolean): boolean {
  if (format === "table") return !quiet;
  return format === "json" || /\.(Used|Free|Tasks)\b|json/.test(format);
}
