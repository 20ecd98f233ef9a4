import { EXIT, type ExitCode } from "../lib/base/errors.ts";
import { planIngress } from "../lib/plan/ingress.ts";
import { runPlan } from "../lib/operation/run_plan.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { planFaults, planFlags } from "./shared/move_flags.ts";
import { readChangeSettings, reportPlan } from "./shared/change_checks.ts";
import { ingressOf } from "./shared/ingress_network.ts";
import { refuseFaults } from "./shared/network_change_flags.ts";
import { changesFlags, readChanges } from "./shared/replace_flags.ts";
import { planJson } from "../lib/view/plan/json.ts";
import { planText } from "../lib/view/plan/text.ts";

/** `docker swarmnet ingress replace`: the routing mesh on another network. */
export const ingressReplace = defineCommand({
  name: "ingress replace",
  operands: "",
  args: { min: 0 },
  summary: "Give the ingress network another subnet, MTU, option or encryption",
  description:
    "There is one ingress network at a time, and it cannot be removed while a service publishes a port on it. So the ports are taken off all services, " +
    "the network is replaced, and the ports are published again as they were. They do not answer in between, which --allow-gap accepts; ports in host mode " +
    "stay, and services reach each other as before. Every step is journaled: after any interruption (exit code 5) 'resume' continues, and 'undo' takes it back.",
  examples: [
    { text: "See the plan", command: "docker swarmnet ingress replace --dry-run --encrypted" },
    { text: "A larger subnet", command: "docker swarmnet ingress replace --allow-gap --subnet 10.60.0.0/20" },
    {
      text: "Try it without a swarm",
      command: "docker swarmnet ingress replace --dry-run --from demo --allow-gap --encrypted",
    },
  ],
  flags: {
    ...planFlags,
    ...changesFlags,
    "allow-gap": { kind: "bool", text: "Accept that published ports do not answer in between" },
    name: { kind: "string", text: "Give the new ingress network this name", complete: "none" },
  },
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.resumable, EXIT.usage, EXIT.interrupted],

  parse(values) {
    const faults = planFaults(values);
    const change = readChanges(values, faults);
    if (Object.keys(change).length === 0 && values.name === undefined && faults.length === 0) {
      faults.push("Say what is to be different: --subnet, --mtu, --opt, --opt-rm, --encrypted or --name");
    }
    if (values.name === "") faults.push("The --name is empty");
    refuseFaults(faults, "docker swarmnet ingress replace --help");
    return { ...values, change };
  },

  async run(ctx, options): Promise<ExitCode> {
    const settings = await readChangeSettings(ctx, options);
    const swarm = await ctx.swarm({ from: options.from, inspect: true });
    const { change, allowGap, name } = options;
    const request = { change, allowGap, ...(name === undefined ? {} : { name }) };
    const plan = planIngress(swarm, ingressOf(swarm), request, settings);
    return await runPlan(ctx, plan, {
      ...options,
      report: (findings) => reportPlan(ctx.io, "ingress replace", findings, options),
      timeoutMs: options.timeout,
      text: planText(plan, ctx.io.width),
      ...(options.format === "json" ? { result: planJson(plan, ctx.io.advise) } : {}),
      nothing: "Nothing to do: the ingress network is as asked for already",
    });
  },
});
