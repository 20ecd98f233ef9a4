import { EXIT, Failure } from "../lib/base/errors.ts";
import { edgesOf, summaryOf } from "../lib/insight/edges.ts";
import { defineCommand, fromFlag } from "../lib/cli/command.ts";
import { edgesJson, edgesMatrix, edgesText } from "../lib/view/paths/edges_text.ts";
import { find, notFound } from "../lib/swarm/find.ts";
import type { Swarm } from "../lib/swarm/model.ts";

/** `docker swarmnet edges`: who can reach whom. */
export const edges = defineCommand({
  name: "edges",
  operands: "",
  args: { min: 0 },
  summary: "Show which services can reach each other, and whether in clear",
  description:
    "Two services reach each other when they share an overlay network. Of several, names are looked up in order: networks with a way out " +
    "before internal ones, then by name, so the first one listed carries what they ask of each other by name. Traffic within a node is never " +
    "encrypted and never on the wire. Published ports are not shown; see 'docker swarmnet ingress'.",
  examples: [
    { text: "Who talks to whom?", command: "docker swarmnet edges" },
    { text: "What travels between nodes in clear?", command: "docker swarmnet edges --unencrypted" },
    { text: "Whom can one service reach?", command: "docker swarmnet edges --from-service shop_api" },
    { text: "Try it without a swarm", command: "docker swarmnet edges --from demo --format matrix" },
  ],
  flags: {
    format: {
      kind: "string",
      text: "Format of the output",
      default: "text",
      choices: ["text", "matrix", "json"],
      strict: true,
    },
    from: fromFlag,
    "from-service": {
      kind: "string",
      word: "SERVICE",
      text: "Only what this service can reach",
      complete: "service",
    },
    unencrypted: { kind: "bool", text: "Only what travels between nodes in clear" },
  },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  parse: ({ format, from, fromService, unencrypted }) => ({
    format,
    from,
    service: fromService,
    unencrypted,
  }),
  async run(ctx, options) {
    const swarm = await ctx.swarm({ from: options.from, node: false });
    const from = options.service === undefined ? undefined : serviceNamed(swarm, options.service);
    const found = edgesOf(swarm, { from, unencrypted: options.unencrypted });
    const summary = summaryOf(edgesOf(swarm, { from }));
    if (options.format === "json") ctx.io.out(edgesJson(found, summary));
    else {
      const text = options.format === "matrix" ? edgesMatrix : edgesText;
      ctx.io.out(text(found, { summary, from, width: ctx.io.width }));
    }
  },
});

function serviceNamed(swarm: Swarm, word: string): string {
  const found = find(swarm.services, word);
  if (found.kind === "found") return found.item.name;
  throw new Failure(notFound("Service", word, found), {
    next: "List them: docker swarmnet service ls",
  });
}
