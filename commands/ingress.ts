import { EXIT } from "../lib/base/errors.ts";
import { viewIngress } from "../lib/insight/ingress_view.ts";
import { defineCommand, fromFlag, textOrJsonFlag } from "../lib/cli/command.ts";
import { ingressJson, ingressText } from "../lib/view/network/ingress_text.ts";

/** `docker swarmnet ingress`: the routing mesh on one screen. */
export const ingress = defineCommand({
  name: "ingress",
  operands: "",
  args: { min: 0 },
  summary: "Show the routing mesh: published ports, and who answers where",
  description:
    "A port published in ingress mode is answered by every node of the swarm, which passes the request to a task on any node over the " +
    "ingress network. Ports in host mode bypass it and are listed separately.",
  examples: [
    { text: "Show the routing mesh", command: "docker swarmnet ingress" },
    { text: "The same for a script", command: "docker swarmnet ingress --format json" },
    { text: "Try it without a swarm", command: "docker swarmnet ingress --from demo" },
  ],
  flags: {
    format: textOrJsonFlag,
    from: fromFlag,
  },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  parse: ({ format, from }) => ({ json: format === "json", from }),
  async run(ctx, options) {
    const view = viewIngress(await ctx.swarm({ from: options.from }));
    ctx.io.out(options.json ? ingressJson(view) : ingressText(view, { width: ctx.io.width }, ctx.io.advise));
  },
});
