import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { Failure } from "../../lib/base/errors.ts";
import { describe, isRefusal, reference, settled } from "../support/change_world/crash.ts";
import { stepOf } from "../support/change_world/points.ts";
import type { Process } from "../support/change_world/process.ts";
import { SCENARIOS, worldOf } from "../support/change_world/scenarios.ts";
import type { World } from "../support/change_world/world.ts";

const CANARY = "canary-7f3a";

/** A secret wherever a service can hold one. */
function secretive(world: World): void {
  const back = world.network("back");
  for (const name of ["api", "db", "web"]) {
    world.service(name, [{ Target: back, Aliases: [`${name}-alias`] }], {
      Labels: { token: `${CANARY}-label` },
      TaskTemplate: {
        ContainerSpec: {
          Image: `registry.example/${CANARY}-image:1`,
          Args: [`--password=${CANARY}-arg`],
          Command: [`${CANARY}-command`],
          Env: [`PASSWORD=${CANARY}-env`],
          Labels: { inside: `${CANARY}-container-label` },
          Hostname: `${CANARY}-host`,
          Dir: `/${CANARY}-dir`,
          User: `${CANARY}-user`,
          Healthcheck: { Test: ["CMD", `${CANARY}-health`] },
          Secrets: [{ SecretID: "s1", SecretName: `${CANARY}-secret`, File: { Name: `${CANARY}-file` } }],
          Configs: [{ ConfigID: "c1", ConfigName: `${CANARY}-config`, File: { Name: `${CANARY}-file` } }],
          Mounts: [{ Type: "bind", Source: `/${CANARY}-mount`, Target: "/data" }],
          DNSConfig: { Search: [`${CANARY}-search`] },
          Hosts: [`10.0.0.1 ${CANARY}-hosts`],
        },
        LogDriver: { Name: "gelf", Options: { "gelf-address": `udp://${CANARY}-log` } },
        Placement: { Constraints: ["node.role!=none"] },
      },
    });
  }
}

/** All that an operation keeps: the journals of the machines, and every config of ours, unpacked. */
function kept(world: World): string {
  const texts = [...world.machines.values()].map((journal) => JSON.stringify([...journal.operations]));
  for (const { spec } of world.state.configs.values()) {
    if (!spec.Name.startsWith("swarmnet.")) continue;
    const data = Uint8Array.from(atob(spec.Data ?? ""), (char) => char.charCodeAt(0));
    const text = data[0] === 0x1f ? gunzipSync(data) : data;
    texts.push(JSON.stringify(spec.Labels), new TextDecoder().decode(text));
  }
  return texts.join("\n");
}

Deno.test("nothing that a service keeps to itself gets into journal, lock or copy, at any moment", async () => {
  const scenario = { ...SCENARIOS[1]!, build: secretive, watched: { moved: ["back"] } };
  const world = worldOf(scenario);
  let looks = 0;
  let longest = 0;
  const look = () => {
    const text = kept(world);
    looks++;
    longest = Math.max(longest, text.length);
    assert.equal(text.includes(CANARY), false, text.slice(Math.max(0, text.indexOf(CANARY) - 200)));
  };
  const process = world.process("one", {
    onEffect: ({ index }) => {
      look();
      if (index === 50) process.stop.abort(new Failure("Enough"));
    },
  });
  const stopped = await settled(world.begin(process, scenario.plan(await world.read(process))), process);
  assert.ok("kind" in stopped && stopped.kind !== "done", describe(stopped));
  look();
  // A name that is in there shows that the search would find one.
  assert.match(kept(world), /api-alias/);
  const resumed = await world.resume(world.process("two", { onEffect: look }));
  assert.equal(resumed.kind, "done");
  look();
  assert.ok(looks > 80 && longest > 5000);
  assert.deepEqual(world.monitor.violations, []);
});

for (const number of [1, 10]) {
  const scenario = SCENARIOS[number]!;
  Deno.test(`a full disk stops an operation before its next call, at every write of the journal: ${scenario.name}`, async () => {
    const { effects, end } = await reference(scenario);
    const writes = effects.filter((one) => one.kind === "journal");
    for (const { index: full, what } of writes) {
      const world = worldOf(scenario);
      const disk = ({ index }: { index: number }) =>
        index < full
          ? undefined
          : new Failure("Cannot write the journal", { why: "No space left on device" });
      const process: Process = world.process("one", { disk });
      const plan = scenario.plan(await world.read(process));
      const result = await settled(world.begin(process, plan, scenario.run), process);
      const at = `full at ${what}: ${describe(result)}`;
      const late = process.effects.filter((one) => one.mutates && one.index > full);
      // With several steps at a time, one that was announced before the disk was full may still be sent.
      for (const effect of late) {
        const before = process.effects.slice(0, full - 1);
        assert.ok((scenario.run?.parallel ?? 1) > 1 && stepOf(plan, before, effect) !== undefined, at);
      }
      const changed = process.effects.some((one) => one.mutates);
      if (changed) assert.ok("kind" in result && result.kind === "failed" && result.changed, at);
      else {assert.ok(
          isRefusal(result) || ("kind" in result && result.kind === "failed" && !result.changed),
          at,
        );}
      assert.match(describe(result), /No space left/, at);
      if (!changed) {
        assert.equal(world.lock(), undefined, at);
        assert.equal(world.snapshot(), world.start, at);
        continue;
      }
      const again = world.process("one");
      const resumed = await settled(world.resume(again, undefined, scenario.run), again);
      assert.ok("kind" in resumed && resumed.kind === "done", `${at}; ${describe(resumed)}`);
      assert.equal(world.snapshot(), end, at);
      assert.deepEqual([...world.monitor.violations, ...world.leftovers()], [], at);
    }
    console.log(`${scenario.name}: the disk was full at each of ${writes.length} writes`);
  });
}
