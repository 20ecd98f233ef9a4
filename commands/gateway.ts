import { EXIT, Failure } from "../lib/base/errors.ts";
import { viewGateway } from "../lib/insight/gateway_view.ts";
import { GATEWAY_BRIDGE } from "../lib/swarm/names.ts";
import { defineCommand, fromFlag, textOrJsonFlag } from "../lib/cli/command.ts";
import { gatewayJson, gatewayText } from "../lib/view/network/gateway_text.ts";

/** `docker swarmnet gateway`: docker_gwbridge of the node asked. */
export const gateway = defineCommand({
  name: "gateway",
  operands: "",
  args: { min: 0 },
  summary: "Show docker_gwbridge, a node's way out for its containers",
  description:
    "Every node has a bridge of its own; this shows the one of the node whose engine is asked. For another manager: " +
    "docker --context NAME swarmnet gateway.",
  examples: [
    { text: "Show this node's gateway bridge", command: "docker swarmnet gateway" },
    { text: "Try it without a swarm", command: "docker swarmnet gateway --from demo" },
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
    const view = viewGateway(await ctx.swarm({ from: options.from, inspect: true }));
    if (view === undefined) {
      throw new Failure(`There is no ${GATEWAY_BRIDGE} on this node`, {
        why: "The engine makes it when the node joins a swarm and a task or the routing mesh first needs it",
        next: "See the networks that are there: docker swarmnet ls --all",
      });
    }
    ctx.io.out(options.json ? gatewayJson(view) : gatewayText(view, { width: ctx.io.width }));
  },
});
