import { ingressPlan } from "../support/ingress_plan.ts";
import type { Plan } from "../../lib/plan/model.ts";
import { planReplace, type ReplaceRequest } from "../../lib/plan/replace.ts";
import { planUndo } from "../../lib/plan/undo.ts";
import { planJson } from "../../lib/view/plan/json.ts";
import { changeFindings } from "../../lib/view/findings/change_text.ts";
import { planText } from "../../lib/view/plan/text.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import type { Swarm, UpdateConfig } from "../../lib/swarm/model.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";
import { atBoundary } from "../../lib/terminal/boundary.ts";
import { assertGolden } from "../support/golden.ts";

const ROLL: UpdateConfig = {
  parallelism: 1,
  delay: 0,
  monitor: 5e9,
  failureAction: "pause",
  maxFailureRatio: 0,
  order: "start-first",
};

function encrypt(swarm: Swarm, names: readonly string[], more: Partial<ReplaceRequest> = {}): Plan {
  const moves = names.map((name) => ({
    network: swarm.networks.find((one) => one.name === name)!.id,
    name,
    change: { encrypted: true },
  }));
  return planReplace(swarm, { kind: "encrypt", moves, allowGap: false, startFirst: false, ...more });
}

function shop(names: readonly string[] = ["api", "db", "web"]): Swarm {
  return sketchSwarm({
    networks: [{ name: "shop_back", options: {}, subnet: "10.40.0.0/21" }],
    services: names.map((name) => ({
      name,
      networks: [{ target: "id-shop_back", aliases: [name.slice(0, 40)], driverOpts: {} }],
      replicas: 2,
      update: ROLL,
    })),
  });
}

function undone(plan: Plan, steps: number): Plan {
  return planUndo(
    plan,
    plan.steps.slice(0, steps).map((one) => ({ step: one.id, made: `made-by-${one.id}` })),
  );
}

const many = Array.from({ length: 400 }, (_, at) => `service-${String(at).padStart(3, "0")}`);
const networks = Array.from({ length: 60 }, (_, at) => `net-${String(at).padStart(2, "0")}`);
const CASES: Record<string, () => Plan> = {
  "small": () => encrypt(shop(), ["shop_back"]),
  "small-other-name": () => {
    const change = { encrypted: true, mtu: 1400, subnets: ["10.60.0.0/24"] };
    return planReplace(shop(), {
      kind: "replace",
      moves: [{ network: "id-shop_back", name: "shop_secure", change }],
      canary: "id-api",
      allowGap: false,
      startFirst: false,
    });
  },
  "blocked": () => encrypt(demoSwarm(), ["monitoring_metrics"]),
  "start-first": () => encrypt(demoSwarm(), ["monitoring_metrics"], { startFirst: true }),
  "gap-allowed": () => encrypt(demoSwarm(), ["monitoring_metrics"], { allowGap: true }),
  "ingress": () => ingressPlan(demoSwarm(), { change: { encrypted: true }, allowGap: true }),
  "undo": () => undone(encrypt(shop(), ["shop_back"]), 9),
  "nothing": () => encrypt(demoSwarm(), ["shop_backend"]),
  "many-services": () => encrypt(shop(many), ["shop_back"]),
  "many-networks": () =>
    encrypt(sketchSwarm({ networks: networks.map((name) => ({ name, options: {} })) }), networks),
  "hostile-names": () =>
    encrypt(shop(["\u001b]0;evil\u0007", "a\nb", "名".repeat(30), "x".repeat(60)]), ["shop_back"]),
};

for (const [name, make] of Object.entries(CASES)) {
  Deno.test(`the plan "${name}" reads as it did`, () => {
    const plan = make();
    for (const width of [80, 120]) {
      const text = planText(plan, width) + changeFindings(plan.findings);
      assertGolden(import.meta.url, `${name}-${width}`, atBoundary(text, false));
    }
  });
}

Deno.test("colours of a plan stay where they are", () => {
  const text = atBoundary(planText(CASES["ingress"]!(), 80), true);
  assertGolden(import.meta.url, "ingress-80-color", text.replaceAll("\u001b", "<ESC>"));
});

Deno.test("a plan as JSON has every step and problem, in canonical form", () => {
  assertGolden(import.meta.url, "small-json", planJson(encrypt(shop(["api", "web"]), ["shop_back"])));
});
