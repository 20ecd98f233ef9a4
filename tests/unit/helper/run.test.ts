import assert from "node:assert/strict";
import { Interrupted } from "../../../lib/base/errors.ts";
import type { Liveness } from "../../../lib/helper/alive.ts";
import { fileLiveness } from "../../../lib/helper/alive.ts";
import type { Answer, HelperSpec } from "../../../lib/helper/model.ts";
import { type HelperRun, networkName, newRun, planOf, withHelpers } from "../../../lib/helper/run.ts";
import { type ChangeRig, changeRig } from "../../support/change_context.ts";
import { testContext } from "../../support/context.ts";
import { helperNodes, type HelperScript, leftovers } from "../../support/helper_nodes.ts";

const HELPER: HelperSpec = {
  role: "agent",
  nodes: "all",
  network: "host",
  capabilities: ["CAP_NET_ADMIN"],
  mounts: [{ source: "/var/run/docker/netns", target: "/netns", readOnly: true }],
  env: { A: "1" },
  script: "echo hello",
  limitSeconds: 60,
};

/** Liveness in memory. `dead` are runs whose process has ended. */
function liveness(dead: string[] = []): Liveness & { claimed: Map<string, boolean | undefined> } {
  const claimed = new Map<string, boolean | undefined>();
  return {
    claimed,
    claim(id) {
      claimed.set(id, undefined);
      return Promise.resolve({ release: (clean: boolean) => Promise.resolve(void claimed.set(id, clean)) });
    },
    isDead: (id) => Promise.resolve(dead.includes(id) ? true : claimed.has(id) ? false : undefined),
    forget: () => Promise.resolve(),
  };
}

async function rigged(
  script: HelperScript,
  options: Parameters<typeof changeRig>[0] = {},
): Promise<ChangeRig> {
  const nodes = helperNodes(script);
  const rig = await changeRig({ ...options, behaviour: nodes.behaviour });
  nodes.attach(rig.fake);
  return rig;
}

function run<T>(
  rig: ChangeRig,
  work: (run: HelperRun) => Promise<T>,
  alive: Liveness = liveness(),
): Promise<T> {
  const identity = newRun(rig.ctx, { purpose: "probe", limitSeconds: 300 });
  return withHelpers(rig.ctx, identity, { image: "tools:1", liveness: alive }, work);
}

async function collect(run: HelperRun, helper: HelperSpec = HELPER): Promise<Answer[]> {
  return await run.collect(await run.start(helper), { startSeconds: 30 });
}

Deno.test("helpers run on every node, their lines come back by node, and nothing is left", async () => {
  await using rig = await rigged(({ node, env }) => [`seen ${node} ${env.A}`]);
  const alive = liveness();
  const answers = await run(rig, async (run) => {
    await run.network({ role: "control", encrypted: false });
    return await collect(run);
  }, alive);
  assert.deepEqual(
    answers.map(({ hostname, end, facts }) => [hostname, end, facts.map(({ text }) => text)]),
    [
      ["node1", "answered", ["node1 1"]],
      ["node2", "answered", ["node2 1"]],
      ["node3", "answered", ["node3 1"]],
    ],
  );
  assert.deepEqual(leftovers(rig.fake), []);
  assert.deepEqual([...alive.claimed.values()], [true]);
});

Deno.test("what is sent is exactly what the plan shows", async () => {
  await using rig = await rigged(() => ["seen"]);
  const identity = newRun(rig.ctx, { purpose: "probe", limitSeconds: 300 });
  const helper: HelperSpec = { ...HELPER, network: [networkName(identity, "control")] };
  await withHelpers(rig.ctx, identity, { image: "tools:1", liveness: liveness() }, async (run) => {
    await run.network({ role: "control", encrypted: true, mtu: 1400 });
    await collect(run, helper);
  });
  const plan = planOf(identity, "tools:1", [{ role: "control", encrypted: true, mtu: 1400 }], [helper]);
  const sent = rig.fake.writes().filter(({ path }) => /create$/.test(path)).map(({ body }) => body);
  assert.deepEqual(sent, JSON.parse(JSON.stringify([...plan.networks, ...plan.services])));
});

Deno.test("each node ends in its own way, and the others go on", async () => {
  await using rig = await rigged(
    ({ node }) => {
      if (node === "one") return ["seen"];
      if (node === "two") return { rejected: "No such image: tools:1" };
      if (node === "three") return ["seen", "raw:cut"];
      return "silent";
    },
    {
      nodes: [
        { hostname: "one" },
        { hostname: "two" },
        { hostname: "three" },
        { hostname: "four" },
        { hostname: "five", availability: "drain" },
        { hostname: "six", state: "down" },
      ],
    },
  );
  const answers = await run(rig, (run) => collect(run));
  assert.deepEqual(Object.fromEntries(answers.map(({ hostname, end }) => [hostname, end])), {
    one: "answered",
    two: "no-image",
    three: "cut-off",
    four: "timed-out",
    five: "drained",
    six: "down",
  });
  assert.deepEqual(leftovers(rig.fake), []);
});

Deno.test("a helper pinned to nodes is one service for each, with its own environment", async () => {
  await using rig = await rigged(({ env }) => [`env ${env.WHO}`]);
  const [first, second] = [...rig.fake.state.nodes.keys()] as [string, string];
  const answers = await run(
    rig,
    (run) =>
      collect(run, {
        ...HELPER,
        nodes: [first, second],
        nodeEnv: { [first]: { WHO: "a" }, [second]: { WHO: "b" } },
      }),
  );
  assert.deepEqual(answers.map(({ facts }) => facts[0]?.text), ["a", "b"]);
});

Deno.test("work that fails and work that is interrupted leave nothing behind", async () => {
  await using rig = await rigged(() => ["seen"]);
  const start = async (run: HelperRun) => {
    await run.network({ role: "control", encrypted: false });
    await run.start(HELPER);
  };
  await assert.rejects(
    run(rig, async (run) => {
      await start(run);
      throw new Error("broken");
    }),
    /broken/,
  );
  assert.deepEqual(leftovers(rig.fake), []);
  await assert.rejects(
    run(rig, async (run) => {
      await start(run);
      rig.stop.abort(new Interrupted());
      await collect(run);
    }),
    Interrupted,
  );
  assert.deepEqual(leftovers(rig.fake), []);
});

/** What a killed run leaves: everything it had made, and no claim. */
async function killed(rig: ChangeRig): Promise<string> {
  const identity = newRun(rig.ctx, { purpose: "bench", limitSeconds: 300 });
  const plan = planOf(identity, "tools:1", [{ role: "plain", encrypted: false }], [HELPER]);
  await rig.engine.createNetwork(plan.networks[0]!);
  await rig.engine.createService(plan.services[0]!);
  return identity.id;
}

Deno.test("the next run removes at once what a dead run has left, and only that", async () => {
  await using rig = await rigged(() => ["seen"]);
  const dead = await killed(rig);
  const alive = await killed(rig);
  await run(rig, () => Promise.resolve(), {
    ...liveness(),
    isDead: (id) => Promise.resolve(id === dead),
  });
  assert.deepEqual(leftovers(rig.fake).map((name) => name.includes(alive)), [true, true]);
  assert.match(rig.io.stderrText, /Removed what an interrupted run had left: 1 services, 1 networks/);
});

Deno.test("a run of another machine is left alone until its time is up", async () => {
  await using rig = await rigged(() => ["seen"]);
  await killed(rig);
  await run(rig, () => Promise.resolve());
  assert.equal(leftovers(rig.fake).length, 2);
  rig.fake.clock.advance(500_000);
  await run(rig, () => Promise.resolve());
  assert.deepEqual(leftovers(rig.fake), []);
});

Deno.test("two runs at once do not take each other's helpers away", async () => {
  await using rig = await rigged(({ node }) => [`seen ${node}`]);
  const alive = liveness();
  const both = await Promise.all([
    run(rig, (run) => collect(run), alive),
    run(rig, (run) => collect(run), alive),
  ]);
  for (const answers of both) {
    assert.deepEqual(answers.map(({ end }) => end), ["answered", "answered", "answered"]);
  }
  assert.deepEqual(leftovers(rig.fake), []);
});

Deno.test("a broken log stream is read again and nothing counts twice", async () => {
  await using rig = await rigged(() => ["seen once"]);
  rig.fake.faults.once("GET", /logs$/, "truncate");
  const answers = await run(rig, (run) => collect(run));
  assert.deepEqual(answers.map(({ end, facts }) => [end, facts.length]), Array(3).fill(["answered", 1]));
});

Deno.test("an engine that is too old for capabilities is refused before anything is made", async () => {
  await using rig = await rigged(() => []);
  const engine = Object.create(rig.engine, {
    atLeast: { value: () => false },
    apiVersion: { value: "1.40" },
  });
  const identity = newRun(rig.ctx, { purpose: "probe", limitSeconds: 300 });
  const ctx = { ...rig.ctx, engine: () => Promise.resolve(engine) };
  await assert.rejects(
    withHelpers(ctx, identity, { image: "tools:1", liveness: liveness() }, () => Promise.resolve()),
    /cannot be started/,
  );
  assert.deepEqual(rig.fake.writes(), []);
});

Deno.test("a run's claim holds while its process lives, and is found dead afterwards", async () => {
  const home = await Deno.makeTempDir();
  try {
    const ctx = testContext({ env: { DOCKER_CONFIG: home } });
    const own = fileLiveness(ctx);
    const claim = await own.claim("abc123");
    assert.equal(await fileLiveness(ctx).isDead("abc123"), false);
    assert.equal(await own.isDead("fff"), undefined);
    assert.equal(await own.isDead("../x"), undefined);
    await claim.release(false);
    assert.equal(await own.isDead("abc123"), true);
    await own.forget("abc123");
    assert.equal(await own.isDead("abc123"), undefined);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
