/** What `capacity` says beforehand, and what real engines then do with a /28 that is filled until tasks stick. */
import assert from "node:assert/strict";
import { collect } from "../../lib/engine/collect.ts";
import { connect } from "../../lib/engine/connect.ts";
import type { Engine, Raw } from "../../lib/engine/engine.ts";
import { capacityOf, type NetworkCapacity } from "../../lib/insight/capacity.ts";
import type { Asked, WhatIf } from "../../lib/insight/capacity_what_if.ts";
import { LAB_IMAGE } from "../../scripts/lab/image.ts";
import { until } from "../../scripts/lab/node.ts";
import { unixTarget } from "../support/engine_socket.ts";
import { type Age, engineOf, startLab, type TestLab } from "../support/lab.ts";

interface Stage {
  lab: TestLab;
  engine: Engine;
  id: string;
}

const NAME = "filler";
const SECOND = 1e9;
const clock = {
  now: () => Date.now(),
  ticks: () => performance.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

/** What capacity says of the network, and of a question about the service. */
async function say({ engine, id }: Stage, ask?: (service: string) => Partial<Asked>): Promise<
  { network: NetworkCapacity; whatIf: WhatIf | null }
> {
  const swarm = await collect(engine, { clock, inspect: true });
  const service = swarm.services.find((one) => one.name === NAME)!.id;
  const asked = ask === undefined
    ? undefined
    : { nodes: 0, scale: new Map(), update: new Set<string>(), ...ask(service) };
  const { networks, whatIf } = capacityOf(swarm, { only: new Set([id]), asked });
  return { network: networks[0]!, whatIf };
}

async function change({ engine }: Stage, edit: (spec: Raw) => void): Promise<void> {
  const service = await engine.service(NAME);
  const spec = service.Spec as Raw;
  edit(spec);
  await engine.updateService(service.ID as string, (service.Version as { Index: number }).Index, spec);
}

function scale(stage: Stage, replicas: number): Promise<void> {
  return change(stage, (spec) => spec.Mode = { Replicated: { Replicas: replicas } });
}

/** States of the service's wanted tasks, through a client that is not ours. */
async function states({ lab }: Stage): Promise<string[]> {
  const tasks = await lab.witness.listTasks({ filters: { service: [NAME], "desired-state": ["running"] } });
  // deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
  return tasks.map((task: any) => task.Status.State);
}

function count(all: readonly string[], state: string): number {
  return all.filter((one) => one === state).length;
}

/** Waits for a condition; what was waited for is the message when it does not come. */
async function eventually(what: string, holds: () => Promise<boolean>, limit: number): Promise<void> {
  assert.ok(await until(holds, limit), `within ${limit / 1000} s: ${what}`);
}

async function settle(stage: Stage, running: number, stuck: number): Promise<void> {
  await eventually(`${running} tasks run and ${stuck} are new`, async () => {
    const now = await states(stage);
    return now.length === running + stuck && count(now, "running") === running && count(now, "new") === stuck;
  }, 60_000);
}

async function updateState({ lab }: Stage): Promise<string> {
  const [service] = await lab.witness.listServices({ filters: { name: [NAME] } });
  // deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
  return (service as any).UpdateStatus?.State ?? "";
}

const STEPS: [name: string, run: (stage: Stage) => Promise<void>][] = [
  ["counts who holds what on a /28 with tasks on all three nodes", async (stage) => {
    await settle(stage, 3, 0);
    const { network } = await say(stage);
    assert.equal(network.usable, 13);
    assert.deepEqual(
      [network.consumers.vips, network.consumers.tasks, network.consumers.loadBalancers],
      [1, 3, 3],
    );
    assert.deepEqual([network.used, network.free, network.need], [7, 6, 7]);
  }],
  ["as many replicas run as it said would fit", async (stage) => {
    const { whatIf } = await say(stage, (id) => ({ scale: new Map([[id, 9]]) }));
    assert.deepEqual([whatIf!.fits, whatIf!.scale[0]!.most], [true, 9]);
    await scale(stage, 9);
    await settle(stage, 9, 0);
    const { network } = await say(stage);
    assert.deepEqual([network.used, network.free, network.state], [13, 0, "full"]);
  }],
  ["as many tasks stick as it said were too many", async (stage) => {
    const { whatIf } = await say(stage, (id) => ({ scale: new Map([[id, 11]]) }));
    assert.deepEqual([whatIf!.fits, whatIf!.networks[0]!.short], [false, 2]);
    await scale(stage, 11);
    await settle(stage, 9, 2);
    // What is new at first has to be so after the allocator has tried, too.
    await clock.sleep(3000);
    await settle(stage, 9, 2);
    const { network } = await say(stage);
    assert.deepEqual([network.used, network.need, network.waiting], [13, 15, 2]);
    await scale(stage, 9);
    await settle(stage, 9, 0);
  }],
  ["a start-first update of the full network hangs as it said", async (stage) => {
    await change(stage, (spec) => {
      spec.UpdateConfig = {
        Parallelism: 1,
        Order: "start-first",
        Monitor: SECOND,
        FailureAction: "continue",
      };
    });
    const { whatIf } = await say(stage, (id) => ({ update: new Set([id]) }));
    const [network] = whatIf!.networks;
    assert.deepEqual([whatIf!.fits, network!.short, network!.updates[0]!.outcome], [false, 1, "deadlock"]);
    await change(stage, (spec) => (spec.TaskTemplate as Raw).ForceUpdate = 1);
    await eventually("the replacement is new", async () => count(await states(stage), "new") > 0, 30_000);
    // Nothing can be awaited where nothing happens: it is watched for longer than an update of one task takes.
    for (let at = 0; at < 10; at++) {
      await clock.sleep(1000);
      const now = await states(stage);
      assert.equal(count(now, "new"), 1, now.join());
      assert.equal(await updateState(stage), "updating");
    }
  }],
];

for (const age of ["oldest", "newest"] as Age[]) {
  const found = await engineOf(age);
  const ignore = "reason" in found;
  if (ignore) console.log(`skipped: capacity on the ${age} engine: ${found.reason}`);
  Deno.test({
    name: `engine ${ignore ? age : found.version}: a network fills up as capacity said`,
    ignore,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      const lab = await startLab((found as { engine: string }).engine);
      const engine = await connect(unixTarget(lab.hosts[0]!.replace("unix://", "")));
      try {
        const made = await engine.createNetwork({
          Name: "narrow",
          Driver: "overlay",
          IPAM: { Config: [{ Subnet: "10.28.0.0/28" }] },
        });
        await engine.createService({
          Name: NAME,
          Mode: { Replicated: { Replicas: 3 } },
          TaskTemplate: {
            ContainerSpec: { Image: LAB_IMAGE, StopGracePeriod: SECOND },
            Networks: [{ Target: made.id }],
          },
        });
        const stage = { lab, engine, id: made.id };
        for (const [name, step] of STEPS) await t.step(name, () => step(stage));
      } finally {
        engine.close();
        await lab.end();
      }
    },
  });
}
