import { EXIT, Failure, UsageError } from "../lib/base/errors.ts";
import { nearest } from "../lib/base/suggest.ts";
import { portPlan, rulesFor } from "../lib/insight/ports.ts";
import { defineCommand, fromFlag } from "../lib/cli/command.ts";
import { type Firewall, FIREWALLS, firewallText } from "../lib/view/paths/firewall.ts";
import { portsJson, portsText } from "../lib/view/paths/ports_text.ts";
import { inline } from "../lib/terminal/boundary.ts";

/** `docker swarmnet ports`: what must be open between which nodes. */
export const ports = defineCommand({
  name: "ports",
  operands: "",
  args: { min: 0 },
  summary: "Show ports to open between nodes, or write firewall rules",
  description:
    "Management, gossip, data path and ESP between every two nodes, computed from what the managers know; nothing is tried on the wire. " +
    "The firewall formats write rules for one node: what its peers need is let in by their addresses, and nobody else reaches those ports. " +
    "ESP comes from every peer as soon as a network is encrypted, since tasks move.",
  examples: [
    { text: "What must be open between which nodes?", command: "docker swarmnet ports" },
    {
      text: "Rules for one node",
      command: "docker swarmnet ports --node node2 --format nftables > swarm.nft",
    },
    { text: "Try it without a swarm", command: "docker swarmnet ports --from demo" },
  ],
  flags: {
    format: {
      kind: "string",
      text: "Format of the output",
      default: "text",
      choices: ["text", "json", ...FIREWALLS],
      strict: true,
    },
    from: fromFlag,
    node: { kind: "string", word: "NODE", text: "Node to write firewall rules for", complete: "node" },
  },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  parse({ format, from, node }) {
    const firewall = (FIREWALLS as readonly string[]).includes(format);
    if (firewall && node === undefined) {
      throw new UsageError(`--format ${format} needs --node`, {
        why: "Firewall rules differ from node to node",
        next: "Name the node: docker swarmnet ports --node NODE --format " + format,
      });
    }
    if (!firewall && node !== undefined) {
      throw new UsageError("--node goes with a firewall format", { next: `One of ${FIREWALLS.join(", ")}` });
    }
    return { format, from, node };
  },
  async run(ctx, { format, from, node }) {
    const plan = portPlan(await ctx.swarm({ from, node: false }));
    if (format === "json") return ctx.io.out(portsJson(plan));
    if (node === undefined) return ctx.io.out(portsText(plan, ctx.io.width));
    const rules = rulesFor(plan, node);
    if (rules === null) {
      const near = nearest(node, plan.nodes.map((one) => one.name));
      throw new Failure(`There is no node ${inline(node)}`, {
        why: "No node of the swarm has that host name or ID",
        next: near === undefined ? "List them: docker node ls" : `Did you mean ${inline(near)}?`,
      });
    }
    ctx.io.out(firewallText(format as Firewall, rules));
  },
});
