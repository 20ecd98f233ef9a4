import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { type Capacity, capacityOf } from "../../lib/insight/capacity.ts";
import type { Asked } from "../../lib/insight/capacity_what_if.ts";
import { AddressModel, type ModelService } from "../support/address_model.ts";

/** /22 networks: nothing is refused, so every number can be compared. */
const ROOMY = [22, 22, 22];
const NOTHING: Asked = { nodes: 0, scale: new Map(), update: new Set() };

const service = fc.record({
  global: fc.boolean(),
  dnsrr: fc.boolean(),
  on: fc.subarray([1, 2], { minLength: 1 }),
  published: fc.boolean(),
  parallelism: fc.integer({ min: 0, max: 4 }),
  startFirst: fc.boolean(),
  replicas: fc.integer({ min: 0, max: 9 }),
});
const setup = fc.record({
  nodes: fc.integer({ min: 1, max: 6 }),
  services: fc.array(service, { minLength: 1, maxLength: 5 }),
});
type Setup = typeof setup extends fc.Arbitrary<infer T> ? T : never;

function build({ nodes, services }: Setup, bits: readonly number[]): AddressModel {
  const model = new AddressModel(bits, nodes);
  for (const [at, { replicas, ...one }] of services.entries()) {
    // A service that publishes through the mesh cannot be dnsrr.
    const dnsrr = one.dnsrr && !one.published;
    model.addService({ ...one, dnsrr, name: `s${at}` }, replicas);
  }
  return model;
}

function of(capacity: Capacity, network: number) {
  return capacity.networks.find((one) => one.id === (network === 0 ? "id-ingress" : `id-net${network}`))!;
}

function whatIf(model: AddressModel, asked: Partial<Asked>) {
  return capacityOf(model.swarm(), { asked: { ...NOTHING, ...asked } }).whatIf!;
}

/** What a question says a network will need; what it holds now where the question does not concern it. */
function needOf(answer: ReturnType<typeof whatIf>, model: AddressModel, network: number): number {
  const id = network === 0 ? "id-ingress" : `id-net${network}`;
  return answer.networks.find((one) => one.id === id)?.peak ?? model.held(network);
}

Deno.test("what is held, by whom, and what is free is what the allocator's table says", () => {
  fc.assert(fc.property(setup, fc.constantFrom(26, 27, 28), (parts, bits) => {
    const model = build(parts, [22, bits, bits]);
    const capacity = capacityOf(model.swarm());
    for (const network of [0, 1, 2]) {
      const found = of(capacity, network);
      assert.equal(found.usable, model.usable(network));
      if (model.refused[network]! > 0) continue;
      assert.equal(found.used, model.held(network));
      assert.equal(found.free, model.usable(network) - model.held(network));
      assert.equal(found.consumers.vips, model.held(network, "vip"));
      assert.equal(found.consumers.tasks, model.held(network, "task"));
      assert.equal(found.consumers.loadBalancers, model.held(network, "lb"));
    }
  }));
});

Deno.test("a network's need exceeds it exactly when the allocator refuses somebody", () => {
  fc.assert(fc.property(setup, fc.constantFrom(27, 28, 29), (parts, bits) => {
    const roomy = build(parts, ROOMY);
    const tight = build(parts, [22, bits, bits]);
    const capacity = capacityOf(roomy.swarm());
    for (const network of [1, 2]) {
      assert.equal(of(capacity, network).need > tight.usable(network), tight.refused[network]! > 0);
    }
  }));
});

Deno.test("the peak while services are updated is what the allocator comes to, all together and the largest alone", () => {
  fc.assert(fc.property(setup, (parts) => {
    const quiet = build(parts, ROOMY);
    const capacity = capacityOf(quiet.swarm());
    const all = build(parts, ROOMY);
    for (const one of all.services) all.startUpdate(one);
    for (const network of [0, 1, 2]) {
      assert.equal(of(capacity, network).peak.all, all.held(network));
      const single = quiet.services.map((_, at) => {
        const model = build(parts, ROOMY);
        model.startUpdate(model.services[at]!);
        return model.held(network);
      });
      assert.equal(of(capacity, network).peak.largest, Math.max(quiet.held(network), ...single));
    }
  }));
});

Deno.test("wherever the new tasks of updates are placed, the peak with its placement is enough", () => {
  fc.assert(fc.property(setup, (parts) => {
    const quiet = capacityOf(build(parts, ROOMY).swarm());
    const all = build(parts, ROOMY);
    for (const one of all.services) if (!one.global) all.startUpdate(one, true);
    for (const network of [0, 1, 2]) {
      const { peak } = of(quiet, network);
      assert.ok(all.held(network) <= peak.all + peak.placement);
    }
  }));
});

Deno.test("more nodes cost what the allocator gives them", () => {
  fc.assert(fc.property(setup, fc.integer({ min: 1, max: 5 }), (parts, nodes) => {
    const model = build(parts, ROOMY);
    // Where no node runs a task of it, nobody can tell how many a global service has.
    const answer = whatIf(model, { nodes });
    for (let at = 0; at < nodes; at++) model.addNode();
    for (const network of [0, 1, 2]) assert.equal(needOf(answer, model, network), model.held(network));
  }));
});

function replicated(model: AddressModel): ModelService | undefined {
  return model.services.find((one) => !one.global);
}

Deno.test("a service scaled up costs what the allocator gives it where placement is worst", () => {
  fc.assert(fc.property(setup, fc.integer({ min: 1, max: 12 }), (parts, more) => {
    const model = build(parts, ROOMY);
    const chosen = replicated(model);
    fc.pre(chosen !== undefined);
    const to = model.tasksOf(chosen).length + more;
    const answer = whatIf(model, { scale: new Map([[`id-${chosen.name}`, to]]) });
    for (const network of model.networksOf(chosen)) {
      const single = build(parts, ROOMY);
      const same = single.services.find((one) => one.name === chosen.name)!;
      // Each network has its own worst placement.
      for (let at = 0; at < more; at++) {
        const node = single.nodes.findIndex((_, index) =>
          ![...single.tables[network]!.values()].includes(`lb ${index}`)
        );
        single.addTask(same, Math.max(0, node));
      }
      assert.equal(needOf(answer, model, network), single.held(network));
    }
  }));
});

Deno.test("the most replicas that fit do fit, and one more does not", () => {
  fc.assert(fc.property(setup, fc.constantFrom(26, 27, 28), (parts, bits) => {
    const model = build(parts, [22, bits, bits]);
    fc.pre(model.refused.every((count) => count === 0));
    const chosen = replicated(model);
    fc.pre(chosen !== undefined);
    const ask = (to: number) => whatIf(model, { scale: new Map([[`id-${chosen.name}`, to]]) });
    const { most } = ask(1).scale[0]!;
    assert.ok(most !== null && ask(most).fits);
    assert.equal(ask(most + 1).fits, false);
  }));
});

Deno.test("updates that were asked about fit exactly when the allocator refuses nobody", () => {
  fc.assert(fc.property(setup, fc.constantFrom(27, 28), (parts, bits) => {
    const model = build(parts, [22, bits, bits]);
    fc.pre(model.refused.every((count) => count === 0));
    const answer = whatIf(model, { update: new Set(model.services.map((one) => `id-${one.name}`)) });
    for (const one of model.services) model.startUpdate(one);
    assert.equal(answer.fits, model.refused.every((count) => count === 0));
    for (const network of answer.networks) {
      for (const update of network.updates) {
        if (update.outcome === "deadlock") {
          assert.equal(update.order, "start-first");
          assert.ok(network.before >= network.usable);
        }
      }
    }
  }));
});
