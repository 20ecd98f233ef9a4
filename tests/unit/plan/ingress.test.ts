import { ingressPlan } from "../../support/ingress_plan.ts";
import assert from "node:assert/strict";
import type { Plan } from "../../../lib/plan/model.ts";
import { planUndo } from "../../../lib/plan/undo.ts";
import { ENCRYPTED, isEncrypted, type Port, type Swarm } from "../../../lib/swarm/model.ts";
import { sketchSwarm, type SwarmSketch } from "../../../lib/swarm/sketch.ts";
import { applyPlan, canonical, doneOf, stateOf } from "../../support/plan_model.ts";

const port = (target: number, published: number, mode: Port["mode"] = "ingress"): Port => ({
  name: "",
  protocol: "tcp",
  target,
  published,
  mode,
});

/** web publishes a fixed port, one that swarm chose, and one of its nodes; db publishes nothing. */
function swarm(more: Partial<SwarmSketch> = {}): Swarm {
  return sketchSwarm({
    networks: [{ name: "ingress", options: {}, subnet: "10.0.0.0/24" }, { name: "app" }],
    services: [
      {
        name: "web",
        on: ["app"],
        replicas: 2,
        portsSpec: [port(80, 0), port(80, 8080), port(9100, 9100, "host")],
        ports: [port(80, 30001), port(80, 8080), port(9100, 9100, "host")],
      },
      { name: "api", on: ["app"], portsSpec: [port(81, 8081)], ports: [port(81, 8081)] },
      { name: "db", on: ["app"] },
    ],
    ...more,
  });
}

const CHANGE = { change: { encrypted: true }, allowGap: true };

function ids(plan: Plan, level: "error" | "warning"): string[] {
  return plan.findings.filter((one) => one.level === level).map((one) => one.code);
}

Deno.test("ingress is replaced by taking all ports away and publishing them again, with the numbers that swarm chose", () => {
  const plan = ingressPlan(swarm(), CHANGE);
  assert.deepEqual(plan.steps.map((one) => one.action.kind), [
    "set-ports",
    "set-ports",
    "remove-network",
    "create-network",
    "set-ports",
    "set-ports",
  ]);
  assert.deepEqual(plan.steps[1]!.action, {
    kind: "set-ports",
    service: { id: "id-web", name: "web" },
    from: [
      { Protocol: "tcp", TargetPort: 80, PublishMode: "ingress" },
      { Protocol: "tcp", TargetPort: 80, PublishedPort: 8080, PublishMode: "ingress" },
      { Protocol: "tcp", TargetPort: 9100, PublishedPort: 9100, PublishMode: "host" },
    ],
    to: [{ Protocol: "tcp", TargetPort: 9100, PublishedPort: 9100, PublishMode: "host" }],
  });
  const back = plan.steps[5]!.action;
  assert.deepEqual(back.kind === "set-ports" && back.to, [
    { Protocol: "tcp", TargetPort: 80, PublishedPort: 30001, PublishMode: "ingress" },
    { Protocol: "tcp", TargetPort: 80, PublishedPort: 8080, PublishMode: "ingress" },
    { Protocol: "tcp", TargetPort: 9100, PublishedPort: 9100, PublishMode: "host" },
  ]);
  assert.deepEqual(plan.steps[2]!.needs, ["s1", "s2"]);
});

Deno.test("carried out, ingress is encrypted with its name and subnet, a second plan is empty, and undo brings all back", () => {
  const start = swarm();
  const plan = ingressPlan(start, CHANGE);
  const state = applyPlan(plan, stateOf(start));
  const made = state.swarm.networks.find((one) => one.ingress)!;
  assert.ok(isEncrypted(made));
  assert.deepEqual([made.name, made.ipam.config[0]!.subnet], ["ingress", "10.0.0.0/24"]);
  assert.deepEqual(ingressPlan(state.swarm, CHANGE).steps, []);
  for (let done = 0; done <= plan.steps.length; done++) {
    const steps = plan.steps.slice(0, done);
    const part = applyPlan(plan, stateOf(start), steps);
    const back = applyPlan(planUndo(plan, doneOf(part, steps)), stateOf(part.swarm, 1000));
    assert.deepEqual(canonical(back.swarm), canonical(start), `after ${done} steps`);
  }
});

Deno.test("the interruption must be accepted, and is told with its ports and its time", () => {
  const refused = ingressPlan(swarm(), { ...CHANGE, allowGap: false });
  assert.deepEqual(ids(refused, "error"), ["SN0351"]);
  const gap = refused.findings[0]!;
  assert.match(gap.message, /8081\/tcp, 30001\/tcp and 8080\/tcp/);
  // Away and back: web twice 11 s, api twice 8 s, and 5 s in between.
  assert.match(gap.details[0]!, /up to 43 s/);
  assert.deepEqual(ids(ingressPlan(swarm(), CHANGE), "error"), []);
  assert.ok(ids(ingressPlan(swarm(), CHANGE), "warning").includes("SN0351"));
  const nobody = ingressPlan(swarm({ services: [] }), { ...CHANGE, allowGap: false });
  assert.deepEqual([ids(nobody, "error"), nobody.steps.length], [[], 2]);
});

Deno.test("what stops an encrypted ingress network is found", () => {
  const found = (
    more: Partial<SwarmSketch>,
    change: Parameters<typeof ingressPlan>[1]["change"] = { encrypted: true },
    name?: string,
  ) =>
    ids(
      ingressPlan(swarm(more), { change, allowGap: true, ...(name === undefined ? {} : { name }) }),
      "error",
    );
  assert.deepEqual(found({ nodes: [{ hostname: "m1" }, { hostname: "w", os: "windows" }] }), [
    "SN0106",
  ]);
  assert.deepEqual(found({ nodes: [{ hostname: "m1", engineVersion: "20.10.20" }] }), ["SN0107"]);
  assert.deepEqual(found({}, { attachable: true }), ["SN0256"]);
  assert.deepEqual(found({}, { subnets: ["10.0.2.0/24"] }), ["SN0202"]);
  assert.deepEqual(found({}, { subnets: ["10.99.0.0/29"] }), ["SN0213"]);
  assert.deepEqual(found({}, { encrypted: true }, "app"), ["SN0413"]);
  assert.ok(
    ids(
      ingressPlan(swarm({ nodes: [{ hostname: "a" }, { hostname: "b", engineVersion: "28.0.1" }] }), CHANGE),
      "warning",
    )
      .includes("SN0509"),
  );
});

Deno.test("an ingress network that is encrypted already is left alone", () => {
  const done = swarm({ networks: [{ name: "ingress", options: { [ENCRYPTED]: "" } }, { name: "app" }] });
  const plan = ingressPlan(done, CHANGE);
  assert.deepEqual([plan.steps, plan.findings], [[], []]);
});
