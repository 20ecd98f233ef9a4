import { EXIT, Failure, UsageError } from "../lib/base/errors.ts";
import { traces, UnknownName } from "../lib/insight/trace.ts";
import type { Trace } from "../lib/insight/trace_model.ts";
import { defineCommand, fromFlag, textOrJsonFlag } from "../lib/cli/command.ts";
import { tracesJson, tracesText } from "../lib/view/paths/trace_text.ts";
import type { Swarm } from "../lib/swarm/model.ts";
import { inline } from "../lib/terminal/boundary.ts";

/** `docker swarmnet trace`: the way of a request, hop by hop. */
export const trace = defineCommand({
  name: "trace",
  operands: "FROM TO",
  args: { min: 2 },
  summary: "Show the path of a request, hop by hop, and what is encrypted",
  description:
    "FROM is a service, or 'client' for somebody outside the swarm. TO is a service, or any name that its tasks could ask for: an alias, NAME.NETWORK, or tasks.NAME " +
    "for the tasks without the VIP. From a client it is a service or a published port such as 443 or 53/udp. The way is computed from what the managers know; what can only be seen on the nodes is listed. The exit code is 3 when TO cannot be reached.",
  examples: [
    { text: "From one service to another", command: "docker swarmnet trace shop_web shop_api" },
    { text: "By the name that the application uses", command: "docker swarmnet trace shop_api db" },
    {
      text: "From outside to a published port, arriving at one node",
      command: "docker swarmnet trace --node node2 client 443",
    },
    { text: "Try it without a swarm", command: "docker swarmnet trace --from demo client 8088" },
  ],
  flags: {
    format: textOrJsonFlag,
    from: fromFlag,
    node: {
      kind: "string",
      word: "NODE",
      text: "Node where the request starts or arrives",
      complete: "node",
    },
  },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.no, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["service", "service"],
  parse({ format, from, node }, [start, end]) {
    if (start === "" || end === "" || node === "") {
      throw new UsageError(node === "" ? "--node is empty" : "FROM and TO must not be empty", {
        next: "docker swarmnet trace --help",
      });
    }
    return { json: format === "json", from, node, start: start!, end: end! };
  },
  async run(ctx, options) {
    const swarm = await ctx.swarm({ from: options.from, node: false });
    const found = computed(swarm, options.start, options.end, options.node).map((one) => ({
      ...one,
      verdict: { ...one.verdict, next: one.verdict.next.map(ctx.io.advise) },
    }));
    if (options.json) ctx.io.out(tracesJson(found));
    else ctx.io.out(tracesText(found, ctx.io.width, ctx.io.advise));
    return found.some((one) => one.verdict.state === "not-reachable") ? EXIT.no : EXIT.done;
  },
});

const LISTS = {
  service: "List them: docker swarmnet service ls",
  port: "List them: docker swarmnet ports",
  node: "List them: docker node ls",
  outside: "How tasks get out of the swarm: docker swarmnet gateway",
};

function computed(swarm: Swarm, from: string, to: string, node: string | undefined): Trace[] {
  try {
    return traces(swarm, from, to, node);
  } catch (error) {
    if (!(error instanceof UnknownName)) throw error;
    throw new Failure(inline(error.message), {
      next: error.near === undefined ? LISTS[error.kind] : `Did you mean ${inline(error.near)}?`,
      cause: error,
    });
  }
}
