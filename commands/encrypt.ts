import { EXIT, type ExitCode } from "../lib/base/errors.ts";
import { chooseCanary, chooseNetworks } from "../lib/plan/targets.ts";
import type { ChangeSettings } from "../lib/checks/judge_change.ts";
import { planIngress } from "../lib/plan/ingress.ts";
import type { Plan } from "../lib/plan/model.ts";
import { planReplace } from "../lib/plan/replace.ts";
import { readChangeSettings, reportPlan } from "./shared/change_checks.ts";
import { refuseUnresolved } from "./shared/unresolved.ts";
import { runPlan } from "../lib/operation/run_plan.ts";
import { stackFileAdvice } from "../lib/plan/stack/file_advice.ts";
import { defineCommand } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";
import { moveFlags, planFaults } from "./shared/move_flags.ts";
import { ingressOf } from "./shared/ingress_network.ts";
import { refuseFaults } from "./shared/network_change_flags.ts";
import { planJson } from "../lib/view/plan/json.ts";
import { planText } from "../lib/view/plan/text.ts";
import { indexOf } from "../lib/swarm/index.ts";
import { isEncrypted, type Network, type Swarm } from "../lib/swarm/model.ts";
import { inline } from "../lib/terminal/boundary.ts";

const CHANGE = { encrypted: true };

/** `docker swarmnet encrypt`: networks that carry traffic in clear get encrypted successors, and their services move. */
export const encrypt = defineCommand({
  name: "encrypt",
  operands: "[NETWORK...]",
  args: { min: 0, max: Infinity },
  summary: "Encrypt networks while their services run",
  description:
    "A network cannot be altered, so an encrypted one takes its place: all services are attached to it first, and leave the old one only when " +
    "every one of them is there and verified. A network that keeps its name takes two such moves, through a temporary network. Each move replaces the " +
    "tasks of each service twice, as any update of networks does. Services that would be unreachable in between are named before anything is " +
    "sent, and stop the plan unless --allow-gap accepts that or --start-first avoids it.\n\n" +
    "Every step is journaled, on this machine and in the swarm. After any interruption (exit code 5), even a power cut, 'resume' continues and " +
    "'undo' takes back what was done. Encryption costs throughput: 'bench' measures how much on these nodes. 'probe' proves it on the wire.",
  examples: [
    { text: "See the plan", command: "docker swarmnet encrypt --dry-run shop_backend" },
    {
      text: "Encrypt a network, one service first",
      command: "docker swarmnet encrypt --canary shop_api shop_backend",
    },
    {
      text: "In a script, four services at a time",
      command: "docker swarmnet encrypt --yes --parallel 4 shop_backend shop_frontend",
    },
    {
      text: "Encrypt the routing mesh; published ports do not answer in between",
      command: "docker swarmnet encrypt --ingress --allow-gap",
    },
    {
      text: "Try it without a swarm",
      command: "docker swarmnet encrypt --dry-run --from demo --start-first monitoring_metrics",
    },
  ],
  flags: {
    ...moveFlags,
    ingress: { kind: "bool", text: "Encrypt the ingress network" },
    name: {
      kind: "string",
      text: "Give the encrypted network this name: one move instead of two",
      complete: "none",
    },
  },
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.resumable, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["network"],

  parse(values, networks) {
    const faults = planFaults(values);
    if (values.ingress && networks.length > 0) {
      faults.push("--ingress is about the ingress network: leave the names of other networks out");
    }
    if (values.ingress && (values.canary !== undefined || values.startFirst)) {
      faults.push("--canary and --start-first cannot help with --ingress: all its ports are away together");
    }
    if (!values.ingress && networks.length === 0) faults.push("Name a network, or use --ingress");
    if (networks.includes("")) faults.push("A network's name is empty");
    if (values.name === "") faults.push("The --name is empty");
    if (values.name !== undefined && networks.length > 1) {
      faults.push("--name goes with one network: encrypt the others without it, or one by one");
    }
    refuseFaults(faults, "docker swarmnet encrypt --help");
    return { ...values, networks };
  },

  async run(ctx, options): Promise<ExitCode> {
    const settings = await readChangeSettings(ctx, options);
    const swarm = await ctx.swarm({ from: options.from, inspect: true });
    const made = options.ingress
      ? ingressPlan(swarm, options, settings)
      : movePlan(ctx, swarm, options, settings);
    return await runPlan(ctx, made.plan, {
      ...options,
      report: (findings) => reportPlan(ctx.io, "encrypt", findings, options),
      timeoutMs: options.timeout,
      text: planText(made.plan, ctx.io.width),
      ...(options.format === "json" ? { result: planJson(made.plan, ctx.io.advise) } : {}),
      hints: ["NOTE: What encryption costs on these nodes: docker swarmnet bench"],
      afterwards: made.afterwards,
      nothing: "Nothing to do: everything is encrypted already",
    });
  },
});

interface Made {
  plan: Plan;
  afterwards: string[];
}

interface Options {
  networks: string[];
  allowGap: boolean;
  startFirst: boolean;
  canary: string | undefined;
  name: string | undefined;
}

function ingressPlan(swarm: Swarm, { allowGap, name }: Options, settings: ChangeSettings): Made {
  const ingress = ingressOf(swarm);
  const request = {
    change: CHANGE,
    allowGap,
    ...(name === undefined || isEncrypted(ingress) ? {} : { name }),
  };
  const plan = planIngress(swarm, ingress, request, settings);
  return { plan, afterwards: plan.steps.length === 0 ? [] : [probe([name ?? ingress.name])] };
}

function movePlan(ctx: Context, swarm: Swarm, options: Options, settings: ChangeSettings): Made {
  const { networks, problems } = chooseNetworks(swarm, options.networks);
  const index = indexOf(swarm);
  const users = (id: string) =>
    networks.some((one) => !isEncrypted(one) && index.servicesOn(one.id).some((user) => user.id === id));
  const { canary, problems: more } = chooseCanary(swarm, options.canary, users);
  refuseUnresolved(ctx.io, [...problems, ...more, ...networks.flatMap(notHere)]);
  for (const network of networks.filter(isEncrypted)) {
    ctx.io.err(`${inline(network.name)} is encrypted already\n`);
  }
  const moved = networks.filter((one) => !isEncrypted(one))
    .map((network) => ({ network, name: options.name ?? network.name, change: CHANGE }));
  const plan = planReplace(swarm, {
    kind: "encrypt",
    moves: moved.map((one) => ({ ...one, network: one.network.id })),
    allowGap: options.allowGap,
    startFirst: options.startFirst,
    ...(canary === undefined ? {} : { canary }),
  }, settings);
  const afterwards = [
    probe(moved.map((one) => one.name)),
    ...moved.flatMap((one) => stackFileAdvice(swarm, one)),
  ];
  return { plan, afterwards };
}

function notHere(network: Network) {
  if (!network.ingress) return [];
  return [{
    what: `${inline(network.name)} is the ingress network`,
    why: "It is replaced in another way: the ports published on it do not answer meanwhile",
    fix: "docker swarmnet encrypt --ingress --allow-gap",
  }];
}

function probe(names: readonly string[]): string {
  return `Prove it on the wire: docker swarmnet probe ${names.map(inline).join(" ")}`;
}
