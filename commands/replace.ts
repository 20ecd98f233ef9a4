import { EXIT, type ExitCode } from "../lib/base/errors.ts";
import { chooseCanary, chooseNetworks } from "../lib/plan/targets.ts";
import { planReplace } from "../lib/plan/replace.ts";
import { refuseUnresolved } from "./shared/unresolved.ts";
import { runPlan } from "../lib/operation/run_plan.ts";
import { stackFileAdvice } from "../lib/plan/stack/file_advice.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { moveFlags, planFaults } from "./shared/move_flags.ts";
import { readChangeSettings, reportPlan } from "./shared/change_checks.ts";
import { refuseFaults } from "./shared/network_change_flags.ts";
import { changesFlags, readChanges } from "./shared/replace_flags.ts";
import { planJson } from "../lib/view/plan/json.ts";
import { planText } from "../lib/view/plan/text.ts";
import { indexOf } from "../lib/swarm/index.ts";
import { inline } from "../lib/terminal/boundary.ts";

/** `docker swarmnet replace`: a network that should be otherwise gets a successor, and its services move. */
export const replace = defineCommand({
  name: "replace",
  operands: "NETWORK",
  args: { min: 1 },
  summary: "Give a network another subnet, MTU or option while services run",
  description:
    "A network cannot be altered, so a new one with these settings takes its place, as with 'encrypt': all services are attached to it first, " +
    "and leave the old one only when every one of them is there and verified. With --name the new network keeps that name, and services move " +
    "once; otherwise they move twice, through a temporary network. What no flag mentions stays: subnet, options, labels, aliases of services.\n\n" +
    "Every step is journaled, on this machine and in the swarm: after any interruption (exit code 5) 'resume' continues, and 'undo' takes it back.",
  examples: [
    { text: "A larger subnet", command: "docker swarmnet replace --subnet 10.50.0.0/22 shop_backend" },
    {
      text: "Smaller packets, for a tunnel between the nodes",
      command: "docker swarmnet replace --mtu 1400 shop_backend",
    },
    {
      text: "Allow containers to be attached by hand",
      command: "docker swarmnet replace --attachable shop_backend",
    },
    {
      text: "Rename it, and change nothing else",
      command: "docker swarmnet replace --name shop_internal shop_backend",
    },
    {
      text: "Try it without a swarm",
      command: "docker swarmnet replace --dry-run --from demo --start-first --mtu 1400 monitoring_metrics",
    },
  ],
  flags: {
    ...moveFlags,
    ...changesFlags,
    attachable: { kind: "bool", text: "Whether containers may be attached by hand" },
    internal: { kind: "bool", text: "Whether the network has no way out of the swarm" },
    label: { kind: "list", word: "key=value", text: "Set a label of the network", complete: "none" },
    "label-rm": { kind: "list", word: "key", text: "Remove a label of the network", complete: "none" },
    name: {
      kind: "string",
      text: "Give the new network this name: one move instead of two",
      complete: "none",
    },
  },
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.resumable, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["network"],

  parse(values, [word = ""]) {
    const faults = planFaults(values);
    const change = readChanges(values, faults);
    if (Object.keys(change).length === 0 && values.name === undefined && faults.length === 0) {
      faults.push(
        "Say what is to be different: --subnet, --mtu, --opt, --opt-rm, --encrypted, --attachable, --internal, --label, --label-rm or --name",
      );
    }
    if (word === "") faults.push("The network's name is empty");
    if (values.name === "") faults.push("The --name is empty");
    refuseFaults(faults, "docker swarmnet replace --help");
    return { ...values, word, change };
  },

  async run(ctx, options): Promise<ExitCode> {
    const settings = await readChangeSettings(ctx, options);
    const swarm = await ctx.swarm({ from: options.from, inspect: true });
    const { networks, problems } = chooseNetworks(swarm, [options.word]);
    const users = (id: string) =>
      networks.some((one) => indexOf(swarm).servicesOn(one.id).some((user) => user.id === id));
    const { canary, problems: more } = networks.length === 0
      ? { problems: [] }
      : chooseCanary(swarm, options.canary, users);
    refuseUnresolved(ctx.io, [
      ...problems,
      ...more,
      ...networks.flatMap((one) => one.ingress ? [INGRESS] : []),
    ]);
    const [network] = networks as [typeof networks[number]];
    const name = options.name ?? network.name;
    const plan = planReplace(swarm, {
      kind: "replace",
      moves: [{ network: network.id, name, change: options.change }],
      allowGap: options.allowGap,
      startFirst: options.startFirst,
      ...(canary === undefined ? {} : { canary }),
    }, settings);
    return await runPlan(ctx, plan, {
      ...options,
      report: (findings) => reportPlan(ctx.io, "replace", findings, options),
      timeoutMs: options.timeout,
      text: planText(plan, ctx.io.width),
      ...(options.format === "json" ? { result: planJson(plan, ctx.io.advise) } : {}),
      afterwards: stackFileAdvice(swarm, { network, name, change: options.change }),
      nothing: `Nothing to do: ${inline(network.name)} is as asked for already`,
    });
  },
});

const INGRESS = {
  what: "The ingress network is replaced in another way",
  why: "The ports published on it do not answer meanwhile, whatever is done",
  fix: "docker swarmnet ingress replace --help",
};
