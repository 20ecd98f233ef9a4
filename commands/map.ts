import type { Advise } from "../lib/base/advice.ts";
import { EXIT, Failure } from "../lib/base/errors.ts";
import { nearest } from "../lib/base/suggest.ts";
import { topologyOf } from "../lib/insight/topology.ts";
import type { MapFinding } from "../lib/insight/topology_model.ts";
import { defineCommand, fromFlag } from "../lib/cli/command.ts";
import { drawMap, mapJson } from "../lib/view/map/draw.ts";
import { mapTree } from "../lib/view/map/map_tree.ts";
import type { GroupBy } from "../lib/view/map/picture.ts";
import { LIVE_RULES } from "../lib/checks/live_rules.gen.ts";
import { judge } from "../lib/checks/run.ts";
import { liveView } from "../lib/checks/view.ts";
import { findAll } from "../lib/swarm/find.ts";
import { STACK_LABEL, type Swarm } from "../lib/swarm/model.ts";
import { inline } from "../lib/terminal/boundary.ts";
import { wantsAscii } from "../lib/terminal/symbols.ts";

const FORMATS = ["tree", "mermaid", "dot", "svg", "html", "json"] as const;

/** `docker swarmnet map`: the topology as text, diagram source, picture or page. */
export const map = defineCommand({
  name: "map",
  operands: "",
  args: { min: 0 },
  summary: "Draw who is on which network, where, and what is encrypted",
  description:
    "Networks, services, their tasks by node and published ports, from the outside in: the routing mesh and host-mode ports first, then " +
    "what can be reached from there. Encryption shows as line style, sign and word, not as colour alone. 'html' is one file that needs " +
    "nothing else: open it in a browser to search, filter and walk through it. Large swarms are drawn in groups.",
  examples: [
    { text: "Look at the swarm in the terminal", command: "docker swarmnet map" },
    {
      text: "A page to explore it, of the example swarm",
      command: "docker swarmnet map --from demo --format html > map.html",
    },
    {
      text: "A picture of one stack for a document",
      command: "docker swarmnet map --stack shop --format svg > shop.svg",
    },
    {
      text: "A diagram for a Markdown page, by node",
      command: "docker swarmnet map --group-by node --format mermaid",
    },
  ],
  flags: {
    format: {
      kind: "string",
      text: "Format of the output",
      default: "tree",
      choices: FORMATS,
      strict: true,
    },
    "group-by": {
      kind: "string",
      text: "What to put together: stack, node",
      default: "stack",
      choices: ["stack", "node"],
      strict: true,
    },
    stack: { kind: "list", word: "STACK", text: "Only this stack and what it uses", complete: "stack" },
    network: {
      kind: "list",
      word: "NETWORK",
      text: "Only this network and the services on it",
      complete: "network",
    },
    from: fromFlag,
  },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  parse: ({ format, groupBy, stack, network, from }) => ({
    format: format as (typeof FORMATS)[number],
    groupBy: groupBy as GroupBy,
    stacks: stack,
    networks: network,
    from,
  }),

  async run(ctx, { format, groupBy, stacks, networks, from }) {
    const swarm = await ctx.swarm({ from });
    const chosen = choose(swarm, stacks, networks);
    const topology = topologyOf(swarm, { ...chosen, findings: findingsOf(swarm, ctx.io.advise) });
    if (format === "json") return ctx.io.out(mapJson(topology));
    if (format === "tree") {
      return ctx.io.out(mapTree(topology, { groupBy, ascii: wantsAscii(ctx.env), advise: ctx.io.advise }));
    }
    ctx.io.out(drawMap(topology, { format, groupBy }));
  },
});

function findingsOf(swarm: Swarm, advise: Advise): MapFinding[] {
  return judge(liveView(swarm), LIVE_RULES).findings.map(({ code, level, object, message, fix }) => ({
    code,
    level,
    object,
    message,
    fix: advise(fix.text),
    commands: (fix.commands ?? []).map(advise),
  }));
}

/** What the words of the command line stand for; every unknown one is said at once. */
function choose(swarm: Swarm, stacks: readonly string[], networks: readonly string[]) {
  const known = new Set([...swarm.services, ...swarm.networks].map((one) => one.labels[STACK_LABEL] ?? ""));
  known.delete("");
  const problems = stacks.filter((stack) => !known.has(stack)).map((stack) =>
    noStack(stack, nearest(stack, known))
  );
  const candidates = swarm.networks.filter((one) => one.scope === "swarm" && !one.configOnly);
  const chosen = findAll("Network", candidates, networks);
  problems.push(...chosen.problems);
  if (problems.length > 0) {
    throw new Failure(problems, {
      why: "The map can only be limited to stacks and swarm networks that are there",
      next: "List them: docker swarmnet ls, docker stack ls",
    });
  }
  return { stacks, networks: chosen.found.map((network) => network.id) };
}

function noStack(name: string, near: string | undefined): string {
  return `Stack ${inline(name)} not found${near === undefined ? "" : `. Did you mean ${inline(near)}?`}`;
}
