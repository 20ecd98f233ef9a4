import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { planFaults } from "../../lib/plan/validate.ts";
import { brokenPreconditions } from "../../lib/plan/preconditions.ts";
import type { Plan, Step } from "../../lib/plan/model.ts";
import { type NetworkChange, planReplace, type ReplaceRequest } from "../../lib/plan/replace.ts";
import { planUndo } from "../../lib/plan/undo.ts";
import { planJson } from "../../lib/view/plan/json.ts";
import { listOf } from "../../lib/swarm/attached.ts";
import { ENCRYPTED, isEncrypted, MTU_OPTION, type Service, type Swarm } from "../../lib/swarm/model.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";
import { applyPlan, applyStep, canonical, doneOf, stateOf } from "../support/plan_model.ts";

const SEED = Number(Deno.env.get("SEED") ?? 20261122);
const RUNS = Number(Deno.env.get("RUNS") ?? 2000);

/** Fails with the seed and the path to the smallest case. */
function holds<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, check), { seed: SEED, numRuns: RUNS });
}

const NAMES = ["app", "back", "front", "zone"];
const change: fc.Arbitrary<NetworkChange> = fc.record({
  encrypted: fc.boolean(),
  mtu: fc.constantFrom(1400, 1450, 9000),
  attachable: fc.boolean(),
  internal: fc.boolean(),
  options: fc.constantFrom({ dsr: "" }, { dsr: null }, { [ENCRYPTED]: null }),
  labels: fc.constantFrom({ team: "a" }, { team: null }),
}, { requiredKeys: [] });

const network = fc.record({
  encrypted: fc.boolean(),
  attachable: fc.boolean(),
  internal: fc.boolean(),
  mtu: fc.constantFrom("", "1400"),
  labels: fc.constantFrom({}, { team: "b" }, { "com.docker.stack.namespace": "shop" }),
  bits: fc.constantFrom(24, 22, 27),
});

const service = fc.record({
  on: fc.subarray(NAMES, { minLength: 0 }),
  shuffle: fc.nat(23),
  aliases: fc.constantFrom([], ["db"], ["db", "main"]),
  driverOpts: fc.constantFrom({}, { "com.docker.network.endpoint.ifname": "eth9" }),
  legacy: fc.boolean(),
  byName: fc.boolean(),
  mode: fc.constantFrom("replicated" as const, "global" as const),
  replicas: fc.integer({ min: 0, max: 3 }),
  order: fc.constantFrom("stop-first" as const, "start-first" as const),
  published: fc.boolean(),
});

const world = fc.record({
  networks: fc.array(network, { minLength: 4, maxLength: 4 }),
  services: fc.array(service, { minLength: 0, maxLength: 6 }),
  moves: fc.array(
    fc.record({ name: fc.constantFrom(...NAMES), to: fc.constantFrom("", "", "aa", "zz"), change }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  canary: fc.option(fc.nat(5), { nil: undefined }),
  startFirst: fc.boolean(),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function build(parts: World): { swarm: Swarm; request: ReplaceRequest } {
  const swarm = sketchSwarm({
    networks: [
      ...parts.networks.map((one, at) => ({
        name: NAMES[at]!,
        attachable: one.attachable,
        internal: one.internal,
        labels: one.labels as Record<string, string>,
        subnet: `10.${50 + at}.0.0/${one.bits}`,
        options: {
          ...(one.encrypted ? { [ENCRYPTED]: "" } : {}),
          ...(one.mtu === "" ? {} : { [MTU_OPTION]: one.mtu }),
        },
      })),
      { name: "ingress", options: {} },
    ],
    services: parts.services.map((one, at) => serviceOf(one, at)),
  });
  const used = new Set<string>();
  const moves = parts.moves.flatMap(({ name, to, change }) => {
    const final = to === "" ? name : `${to}-${name}`;
    if (used.has(name)) return [];
    used.add(name);
    return [{ network: `id-${name}`, name: final, change }];
  });
  const canary = parts.canary === undefined ? undefined : swarm.services[parts.canary]?.id;
  return {
    swarm,
    request: {
      kind: "replace",
      moves,
      allowGap: true,
      startFirst: parts.startFirst,
      ...(canary === undefined ? {} : { canary }),
    },
  };
}

function serviceOf(one: World["services"][number], at: number) {
  const order = [...one.on].sort((a, b) =>
    (a.charCodeAt(0) * (one.shuffle + 3)) % 7 - (b.charCodeAt(0) * (one.shuffle + 3)) % 7
  );
  const list = order.map((name) => ({
    target: one.byName ? name : `id-${name}`,
    aliases: [...one.aliases],
    driverOpts: one.driverOpts as Record<string, string>,
  }));
  const port = { name: "", protocol: "tcp", target: 80, published: 8000 + at, mode: "ingress" as const };
  return {
    name: `s${(at * 5) % 7}`,
    mode: one.mode,
    replicas: one.mode === "global" ? null : one.replicas,
    networks: one.legacy ? [] : list,
    legacyNetworks: one.legacy ? list : [],
    update: {
      parallelism: 1,
      delay: 0,
      monitor: 5e9,
      failureAction: "pause",
      maxFailureRatio: 0,
      order: one.order,
    },
    ...(one.published ? { portsSpec: [port], ports: [port] } : {}),
  };
}

/** Names of the services' pairs that shared a network which is moved. */
function peersOf(swarm: Swarm, request: ReplaceRequest): [string, string][] {
  const pairs: [string, string][] = [];
  for (const { network } of request.moves) {
    const users = swarm.services.filter((one) => isOn(swarm, one, network)).map((one) => one.id);
    for (const a of users) for (const b of users) if (a < b) pairs.push([a, b]);
  }
  return pairs;
}

function isOn(swarm: Swarm, service: Service, id: string): boolean {
  return idsOf(swarm, service).includes(id);
}

function idsOf(swarm: Swarm, service: Service): string[] {
  return listOf(service).map((one) =>
    swarm.networks.find((network) => network.id === one.target || network.name === one.target)!.id
  );
}

function canMeet(swarm: Swarm, [a, b]: [string, string]): boolean {
  const [one, other] = [a, b].map((id) => idsOf(swarm, swarm.services.find((each) => each.id === id)!));
  return one!.some((id) => other!.includes(id));
}

/** One of the orders that the steps' needs allow, as parallel work may come out. */
function anyOrder(plan: Plan, seed: number): Step[] {
  const left = [...plan.steps];
  const done = new Set<string>();
  const order: Step[] = [];
  let state = seed + 1;
  while (left.length > 0) {
    const ready = left.filter((one) => one.needs.every((need) => done.has(need)));
    state = (state * 1103515245 + 12345) % 2147483648;
    const next = ready[state % ready.length]!;
    left.splice(left.indexOf(next), 1);
    done.add(next.id);
    order.push(next);
  }
  return order;
}

console.log(`fast-check seed ${SEED}, ${RUNS} cases each`);

Deno.test("carrying a plan out gives the networks asked for, with everyone on them as before, and nothing else changes", () => {
  holds(world, (parts) => {
    const { swarm, request } = build(parts);
    const after = applyPlan(planReplace(swarm, request), stateOf(swarm)).swarm;
    const start = canonical(swarm);
    const end = canonical(after);
    const renamed = new Map(request.moves.map((one) => [one.network.slice(3), one.name]));
    assert.deepEqual(
      end.networks.map((one) => one.name).sort(),
      start.networks.map((one) => renamed.get(one.name) ?? one.name).sort(),
    );
    assert.deepEqual(
      end.services,
      start.services.map((one) => ({
        ...one,
        networks: one.networks.map((entry) => ({
          ...entry,
          target: renamed.get(entry.target) ?? entry.target,
        })),
      })),
    );
    for (const { network, name, change } of request.moves) {
      const found = after.networks.find((one) => one.name === name)!;
      const old = swarm.networks.find((one) => one.id === network)!;
      if (change.encrypted !== undefined) assert.equal(isEncrypted(found), change.encrypted);
      if (change.mtu !== undefined) assert.equal(found.options[MTU_OPTION], String(change.mtu));
      assert.equal(found.attachable, change.attachable ?? old.attachable);
      assert.equal(found.internal, change.internal ?? old.internal);
      if (name === old.name) assert.deepEqual(found.ipam.config, old.ipam.config);
      if (change.labels !== undefined) assert.equal(found.labels.team, change.labels.team ?? undefined);
    }
  });
});

Deno.test("after success the same request is an empty plan", () => {
  holds(world, (parts) => {
    const { swarm, request } = build(parts);
    const after = applyPlan(planReplace(swarm, request), stateOf(swarm)).swarm;
    const moves = request.moves.map((one) => ({
      ...one,
      network: after.networks.find(({ name }) => name === one.name)!.id,
    }));
    const again = planReplace(after, { ...request, moves });
    assert.deepEqual([again.steps, again.phases, again.standsOn], [[], [], []]);
  });
});

Deno.test("undoing any part of a plan, in any order that parallel work allows, brings the start back", () => {
  holds(fc.tuple(world, fc.nat(), fc.nat(100)), ([parts, seed, percent]) => {
    const { swarm, request } = build(parts);
    const plan = planReplace(swarm, request);
    const order = anyOrder(plan, seed);
    const steps = order.slice(0, Math.ceil(order.length * percent / 100));
    const state = applyPlan(plan, stateOf(swarm), steps);
    const undo = planUndo(plan, doneOf(state, steps));
    const back = applyPlan(undo, stateOf(state.swarm, 1000), anyOrder(undo, seed));
    assert.deepEqual(canonical(back.swarm), canonical(swarm));
  });
});

Deno.test("undoing an undo gives what was undone", () => {
  holds(world, (parts) => {
    const { swarm, request } = build(parts);
    const plan = planReplace(swarm, request);
    const there = applyPlan(plan, stateOf(swarm));
    const undo = planUndo(plan, doneOf(there, plan.steps));
    const back = applyPlan(undo, stateOf(there.swarm, 1000));
    const again = applyPlan(planUndo(undo, doneOf(back, undo.steps)), stateOf(back.swarm, 2000));
    assert.deepEqual(canonical(again.swarm), canonical(there.swarm));
  });
});

Deno.test("no service is without a network in common with a peer, whatever order the needs allow, there and back", () => {
  holds(fc.tuple(world, fc.nat(), fc.nat(100)), ([parts, seed, percent]) => {
    const { swarm, request } = build(parts);
    const plan = planReplace(swarm, request);
    const pairs = peersOf(swarm, request);
    const order = anyOrder(plan, seed);
    const steps = order.slice(0, Math.ceil(order.length * percent / 100));
    let state = stateOf(swarm);
    const check = (step: Step) => {
      for (const pair of pairs) assert.ok(canMeet(state.swarm, pair), `${step.id} parts ${pair}`);
    };
    for (const step of steps) {
      state = applyStep(step, state);
      check(step);
    }
    const undo = planUndo(plan, doneOf(state, steps));
    state = stateOf(state.swarm, 1000);
    for (const step of anyOrder(undo, seed)) {
      state = applyStep(step, state);
      check(step);
    }
  });
});

Deno.test("needs point to earlier steps, phases do not go back, and no two steps have the same ID", () => {
  holds(world, (parts) => {
    const { swarm, request } = build(parts);
    const plan = planReplace(swarm, request);
    const undo = planUndo(plan, plan.steps.map((one) => ({ step: one.id, made: `id-of-${one.id}` })));
    for (const { steps, phases } of [plan, undo]) {
      const seen = new Set<string>();
      let phase = 0;
      for (const step of steps) {
        assert.ok(step.needs.every((one) => seen.has(one)));
        assert.ok(step.phase >= phase && step.phase < phases.length);
        phase = step.phase;
        assert.ok(!seen.has(step.id));
        seen.add(step.id);
      }
    }
  });
});

Deno.test("the order in which the engine lists its objects does not matter", () => {
  holds(fc.tuple(world, fc.nat()), ([parts, seed]) => {
    const { swarm, request } = build(parts);
    const shuffled = {
      ...swarm,
      networks: shuffle(swarm.networks, seed),
      services: shuffle(swarm.services, seed + 1),
      tasks: shuffle(swarm.tasks, seed + 2),
      nodes: shuffle(swarm.nodes, seed + 3),
    };
    assert.deepEqual(
      planReplace(shuffled, { ...request, moves: shuffle(request.moves, seed) }),
      planReplace(swarm, request),
    );
  });
});

function shuffle<T>(items: readonly T[], seed: number): T[] {
  return items.map((item, at) => ({ item, key: ((at + 1) * (seed % 9973 + 7919)) % 104729 })).sort((a, b) =>
    a.key - b.key
  ).map((one) => one.item);
}

Deno.test("a plan that was saved and read again is the same plan, and stands on the swarm it was made for", () => {
  holds(world, (parts) => {
    const { swarm, request } = build(parts);
    const plan = planReplace(swarm, request);
    const read = JSON.parse(planJson(plan)) as Plan;
    assert.deepEqual(read, plan);
    assert.deepEqual(planFaults(read), []);
    assert.deepEqual(brokenPreconditions(read, swarm), []);
  });
});

Deno.test("a plan is refused when a service that it moves changed its networks, or came or went", () => {
  holds(fc.tuple(world, fc.nat()), ([parts, pick]) => {
    const { swarm, request } = build(parts);
    const plan = planReplace(swarm, request);
    const network = plan.standsOn.find((one) => one.kind === "users")?.id;
    if (network === undefined || swarm.services.length === 0) return;
    const victim = swarm.services[pick % swarm.services.length]!;
    const list = isOn(swarm, victim, network)
      ? listOf(victim).filter((one) => one.target !== network && `id-${one.target}` !== network)
      : [...listOf(victim), { target: network, aliases: [], driverOpts: {} }];
    const changed = { ...victim, networks: list, legacyNetworks: [] };
    const services = swarm.services.map((one) => one === victim ? changed : one);
    const broken = brokenPreconditions(plan, { ...swarm, services });
    assert.ok(broken.some((one) => one.includes(victim.name)), broken.join("; "));
  });
});
