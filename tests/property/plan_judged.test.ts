import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { DEFAULT_SETTINGS } from "../../lib/checks/judge_change.ts";
import type { Finding } from "../../lib/checks/finding.ts";
import { RULES } from "../../lib/checks/registry.ts";
import type { Policy } from "../../lib/checks/rule.ts";
import { judge } from "../../lib/checks/run.ts";
import { liveView, NO_POLICY, stackView } from "../../lib/checks/view.ts";
import { type LoadedStack, planStack } from "../../lib/plan/stack/plan_stack.ts";
import { declare } from "../../lib/stack/as_swarm.ts";
import { applyChange, withServices } from "../../lib/swarm/change/apply.ts";
import { STACK_LABEL, type Swarm } from "../../lib/swarm/model.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";
import { applyPlan, stateOf } from "../support/plan_model.ts";
import { bare, changedByHand, deploy, file, hand, load, textOf } from "../support/stack_world.ts";

/** `plan` lets nothing through that `audit` then calls an error, and refuses nothing that `lint --against`, `audit` and the engine take. */
const SEED = Number(Deno.env.get("SEED") ?? 20261122);
const RUNS = Number(Deno.env.get("RUNS") ?? 500);

const world = fc.record({
  before: fc.option(file, { nil: undefined, freq: 8 }),
  hands: fc.array(hand, { maxLength: 3 }),
  now: file,
  exact: fc.boolean(),
  policy: fc.constantFrom<Partial<Policy>>(
    {},
    {},
    { mustEncrypt: ["shop_app", "own-*"] },
    { allowedSubnets: ["10.60.0.0/16", "10.80.0.0/16"] },
  ),
  /** A network of others that overlaps a subnet of the files, an invalid MTU, a name that is taken. */
  foreign: fc.constantFrom("", "", "10.60.1.0/25", "10.70.0.0/22"),
  mtu: fc.constantFrom("1400", "1400", "40"),
  taken: fc.constantFrom("", "", "shop_back", "SHOP_front"),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

interface Case {
  swarm: Swarm;
  loaded: LoadedStack;
  policy: Policy;
}

function caseOf({ before, hands, now, policy, foreign, mtu, taken }: World): Case {
  const old = before === undefined ? undefined : load(textOf(before));
  const deployed = changedByHand(old === undefined ? bare() : deploy(old, bare()), hands);
  const text = textOf(now).replaceAll(/(driver\.mtu: "?)1400/g, `$1${mtu}`);
  const loaded = load(text);
  assert.ok(loaded !== undefined, text);
  const others = sketchSwarm({
    networks: [
      ...foreign === "" ? [] : [{ name: "foreign", subnet: foreign }],
      ...taken === "" || deployed.networks.some(({ name }) => name === taken) ? [] : [{ name: taken }],
    ],
  }).networks.filter(({ name }) => name !== "ingress");
  return {
    swarm: { ...deployed, networks: [...deployed.networks, ...others] },
    loaded,
    policy: { ...NO_POLICY, ...policy },
  };
}

/** All but SN0219, since addresses are the managers' to choose and these swarms have placeholders. */
const LIVE_RULES = RULES.filter(({ code }) => code !== "SN0219");

function auditErrors(swarm: Swarm, policy: Policy): Finding[] {
  return judge(liveView(swarm, policy), LIVE_RULES).findings.filter(({ level }) => level === "error");
}

function keyOf({ code, object: { kind, name } }: Finding): string {
  // A renamed network is judged under its new name by plan, and under that of the file by lint.
  return name.endsWith("-new") ? code : `${code} ${kind} ${name}`;
}

Deno.test("what plan lets through raises no new error in the audit of the swarm that results", () => {
  let refused = 0;
  fc.assert(
    fc.property(world, (parts) => {
      const { swarm, loaded, policy } = caseOf(parts);
      const options = { exact: parts.exact, removeOrphans: false, startFirst: false, allowGap: true };
      const { plan, edits } = planStack(loaded, swarm, options, { ...DEFAULT_SETTINGS, policy });
      if (plan.findings.some(({ level }) => level === "error")) return void refused++;
      const applied = applyPlan(plan, stateOf(swarm)).swarm;
      const patched = load(edits.changed[0]?.after ?? loaded.documents[0]!.source.text) ?? loaded;
      const known = new Set(auditErrors(swarm, policy).map(keyOf));
      for (const end of [applied, deploy(patched, applied)]) {
        const raised = auditErrors(withServices(end, end.services), policy).filter((one) =>
          !known.has(keyOf(one))
        );
        assert.deepEqual(raised.map(({ code, message }) => `${code} ${message}`), []);
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
  assert.ok(refused > RUNS / 20 && refused < RUNS * 0.8, `${refused} of ${RUNS} were refused`);
});

Deno.test("what plan refuses, lint --against, the audit of the swarm that results or the engine objects to", () => {
  const byEngine = new Set(RULES.filter((one) => one.refusedByEngine).map(({ code }) => code));
  fc.assert(
    fc.property(world, (parts) => {
      const { swarm, loaded, policy } = caseOf(parts);
      const options = { exact: parts.exact, removeOrphans: false, startFirst: false, allowGap: true };
      const { plan } = planStack(loaded, swarm, options, { ...DEFAULT_SETTINGS, policy });
      const blockers = plan.findings.filter(({ level }) => level === "error");
      if (blockers.length === 0) return;
      // Also as deployed where the stack has no networks yet: a plan makes those that exist as the files say.
      const without = {
        ...swarm,
        networks: swarm.networks.filter((one) => one.labels[STACK_LABEL] !== "shop"),
      };
      const objections = new Set([swarm, without].flatMap((against) => {
        const declared = declare(loaded, against);
        const networks = declared.swarm.networks.map(({ id }) => id);
        const change = {
          kind: "deploy" as const,
          stack: "shop",
          after: declared.swarm,
          networks,
          services: [],
        };
        const after = applyChange(change, against);
        const lint = judge(stackView(loaded, declared, { against, policy }), RULES).findings;
        return [...lint, ...auditErrors(after, policy)].flatMap((one) => [one.code, keyOf(one)]);
      }));
      for (const one of blockers) {
        assert.ok(byEngine.has(one.code) || objections.has(keyOf(one)), `${one.code} ${one.message}`);
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
});
