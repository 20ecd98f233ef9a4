import assert from "node:assert/strict";
import { ignoreOfFlag } from "../../../lib/checks/ignore.ts";
import { type ChangeSettings, judgeChange } from "../../../lib/checks/judge_change.ts";
import { RULES } from "../../../lib/checks/registry.ts";
import { judge } from "../../../lib/checks/run.ts";
import { liveView, NO_POLICY } from "../../../lib/checks/view.ts";
import { planReplace } from "../../../lib/plan/replace.ts";
import { currentPlan, planFaults } from "../../../lib/plan/validate.ts";
import type { Plan } from "../../../lib/plan/model.ts";
import type { Swarm } from "../../../lib/swarm/model.ts";
import { sketchSwarm, type SwarmSketch } from "../../../lib/swarm/sketch.ts";
import { applyRig, assertDone } from "../../support/apply_rig.ts";
import { CHANGE_SETTINGS } from "../../support/change_findings.ts";
import { APP, HOST_PORT, ROLL, WEB } from "../../support/plan_preflight.ts";

const LIVE = RULES.filter(({ scope }) => scope.includes("live"));

function encrypting(sketch: SwarmSketch, settings: Partial<ChangeSettings> = {}): Plan {
  const moves = [{ network: "id-app", name: "app", change: { encrypted: true } }];
  return planReplace(
    sketchSwarm({ networks: [APP], ...sketch }),
    { kind: "encrypt", moves, allowGap: false, startFirst: false },
    { ...CHANGE_SETTINGS, ...settings },
  );
}

function errorsOf(findings: Plan["findings"]): string[] {
  return findings.filter(({ level }) => level === "error").map(({ code, object }) =>
    `${code} ${object.name}`
  );
}

function audited(swarm: Swarm): string[] {
  return errorsOf(judge(liveView(swarm), LIVE).findings);
}

/** Updates that never complete, as `attach` and `audit` find them. */
const SHAPES: { title: string; code: string; sketch: SwarmSketch }[] = [
  {
    title: "a port of mode host, start-first, and one node that fits",
    code: "SN0319",
    sketch: {
      nodes: [{ hostname: "n1" }, { hostname: "n2", labels: { disk: "ssd" } }],
      services: [{
        ...WEB,
        replicas: 1,
        constraints: ["node.labels.disk==ssd"],
        ports: HOST_PORT,
        portsSpec: HOST_PORT,
      }],
    },
  },
  {
    title: "a global service with a port of mode host, start-first",
    code: "SN0319",
    sketch: {
      services: [{ ...WEB, mode: "global", replicas: null, ports: HOST_PORT, portsSpec: HOST_PORT }],
    },
  },
  {
    title: "no node that fits",
    code: "SN0326",
    sketch: { services: [{ ...WEB, constraints: ["node.labels.disk==ssd"] }] },
  },
  {
    title: "the most tasks a node may have, start-first",
    code: "SN0327",
    sketch: { services: [{ ...WEB, replicas: 3, maxReplicasPerNode: 1 }] },
  },
  {
    title: "a network without a free address, start-first",
    code: "SN0216",
    sketch: {
      networks: [APP, { name: "small", subnet: "10.0.2.0/29" }],
      services: [{ ...WEB, on: ["app", "small"], update: ROLL }],
    },
  },
];

for (const { title, code, sketch } of SHAPES) {
  Deno.test(`${title}: encrypt, attach and audit all say ${code}`, () => {
    const swarm = sketchSwarm({ networks: [APP], ...sketch });
    const other = { ...sketch, networks: [...sketch.networks ?? [APP], { name: "other" }] };
    const larger = sketchSwarm(other);
    const attach = judgeChange(larger, {
      kind: "attach",
      services: larger.services,
      network: larger.networks.find(({ name }) => name === "other")!,
      aliases: [],
      driverOpts: {},
    }, CHANGE_SETTINGS);
    assert.ok(errorsOf(encrypting(sketch).findings).includes(`${code} web`), "encrypt");
    assert.ok(errorsOf(attach.blockers).includes(`${code} web`), "attach");
    assert.ok(audited(swarm).includes(`${code} web`), "audit");
  });
}

Deno.test("policies hold for replace: subnets that are not allowed, networks that must be encrypted", () => {
  const swarm = sketchSwarm({ networks: [{ name: "app", subnet: "10.5.0.0/24" }], services: [WEB] });
  const replacing = (change: object, policy: object) =>
    errorsOf(
      planReplace(swarm, {
        kind: "replace",
        moves: [{ network: "id-app", name: "app", change }],
        allowGap: false,
        startFirst: false,
      }, { ...CHANGE_SETTINGS, policy: { ...NO_POLICY, ...policy } }).findings,
    );
  const allowed = { allowedSubnets: ["10.5.0.0/16"] };
  assert.deepEqual(replacing({ subnets: ["10.9.0.0/24"] }, allowed), ["SN0220 app"]);
  assert.deepEqual(replacing({ subnets: ["10.5.9.0/24"] }, allowed), []);
  const must = { mustEncrypt: ["app"] };
  assert.deepEqual(replacing({ encrypted: false }, must), ["SN0115 app"]);
  assert.deepEqual(replacing({ mtu: 1400 }, must), []);
});

Deno.test("downtime can be suppressed and its level set; what the engine refuses cannot", () => {
  const services = [{ ...WEB, replicas: 1, update: { ...ROLL, order: "stop-first" as const } }];
  assert.deepEqual(errorsOf(encrypting({ services }).findings), ["SN0350 web"]);
  const ignored = ignoreOfFlag("SN0350=web");
  assert.ok(typeof ignored !== "string");
  assert.deepEqual(errorsOf(encrypting({ services }, { ignores: [ignored] }).findings), []);
  const levels = new Map([["SN0350", "warning" as const], ["SN0347", "off" as const]]);
  assert.deepEqual(errorsOf(encrypting({ services }, { levels }).findings), []);
  const twice = [{ ...WEB, on: ["app", "app"] }];
  assert.deepEqual(errorsOf(encrypting({ services: twice }, { levels }).findings), ["SN0347 web"]);
});

Deno.test("what encrypt lets through raises no new error in audit of the swarm after it was carried out", async () => {
  for (const to of ["back", "back2"]) {
    const { world, process, plan } = await applyRig({ to });
    assert.deepEqual(errorsOf(plan.findings), []);
    const before = audited(await world.read(process));
    assertDone(await world.begin(process, plan));
    const after = audited(await world.read(process)).filter((one) => !before.includes(one));
    assert.deepEqual(after, []);
  }
});

Deno.test("a plan of version 1 is read as one without findings", () => {
  const { findings: _, ...plan } = encrypting({ services: [WEB] });
  const former = {
    ...plan,
    schema: "swarmnet/plan/1",
    problems: [{ level: "warning", id: "mtu-drop", object: "network app", what: "a", why: "b", fix: "c" }],
  };
  assert.deepEqual(currentPlan(former), { ...plan, findings: [] });
  assert.deepEqual(planFaults(currentPlan(former)), []);
  assert.notDeepEqual(planFaults(former), []);
});
