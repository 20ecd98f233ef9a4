import assert from "node:assert/strict";
import { type ChangeSettings, DEFAULT_SETTINGS } from "../../lib/checks/judge_change.ts";
import type { StackPlan, StackPlanOptions } from "../../lib/plan/stack/model.ts";
import { planStack } from "../../lib/plan/stack/plan_stack.ts";
import { loadStack } from "../../lib/stack/index.ts";
import { type Network, STACK_LABEL, type Swarm } from "../../lib/swarm/model.ts";
import { sketchSwarm, type SwarmSketch } from "../../lib/swarm/sketch.ts";

/** The labels that deploy gives what belongs to the stack. */
export const OWN = { [STACK_LABEL]: "shop" };
/** The same on a network that an operation made. */
export const MADE = { ...OWN, "swarmnet.operation": "0123456789" };

/** The plan for one file of the stack "shop" against a swarm. */
export function plan(
  text: string,
  swarm: SwarmSketch | Swarm,
  options: Partial<StackPlanOptions> = {},
  settings: ChangeSettings = DEFAULT_SETTINGS,
): StackPlan {
  const loaded = loadStack([{ name: "stack.yml", text }], { stack: "shop", env: {} });
  const { stack, problems } = loaded;
  assert.ok(stack !== undefined && problems.length === 0, JSON.stringify(problems));
  return planStack({ ...loaded, stack }, "tasks" in swarm && "gaps" in swarm ? swarm : sketchSwarm(swarm), {
    exact: false,
    removeOrphans: false,
    allowGap: true,
    startFirst: false,
    ...options,
  }, settings);
}

/** A swarm with the network shop_n and the service shop_a on it, alias and all as deploy makes them. */
export function deployed(
  network: Partial<Network> & { subnet?: string } = {},
  more: SwarmSketch = {},
): SwarmSketch {
  return {
    networks: [{ name: "shop_n", labels: OWN, options: {}, ...network }, ...more.networks ?? []],
    services: [
      {
        name: "shop_a",
        labels: OWN,
        networks: [{ target: "id-shop_n", aliases: ["a"], driverOpts: {} }],
      },
      ...more.services ?? [],
    ],
  };
}

/** A file with the service "a" on the network "n" that is declared so. */
export function file(network: string, more = ""): string {
  return `services: {a: {image: x, networks: [n]}}\nnetworks:\n  n: ${network}\n${more}`;
}

/** What the steps are, in their order. */
export function kinds({ plan }: StackPlan): string[] {
  return plan.steps.map(({ action }) => action.kind);
}

/** Codes of the blockers. */
export function codes({ plan }: StackPlan): string[] {
  return plan.findings.filter(({ level }) => level === "error").map(({ code }) => code);
}
