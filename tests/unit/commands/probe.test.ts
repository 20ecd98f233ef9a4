import assert from "node:assert/strict";
import { probe } from "../../../commands/probe.ts";
import { EXIT } from "../../../lib/base/errors.ts";
import { MemoryIo } from "../../support/context.ts";
import { type FakeEngine, startFakeEngine } from "../../support/fake_engine.ts";
import { helperNodes, type HelperScript, leftovers } from "../../support/helper_nodes.ts";
import { type Ran, runOnEngine, runOnSwarm } from "../../support/run_command.ts";

interface Rig extends AsyncDisposable {
  fake: FakeEngine;
  run(words: string[], options?: { answers?: boolean[] }): Promise<Ran & { questions: string[] }>;
}

/** Two nodes, a plain and an encrypted network with a service on each. */
async function rigged(script: HelperScript): Promise<Rig> {
  const nodes = helperNodes(script);
  const fake = await startFakeEngine({ nodes: 2, behaviour: nodes.behaviour });
  nodes.attach(fake);
  const home = await Deno.makeTempDir();
  const send = (path: string, body: unknown) =>
    fake.swarm.request("POST", path, body).json as { Id?: string };
  for (const [name, options] of [["plain", {}], ["secret", { encrypted: "" }]] as const) {
    const { Id } = send("/networks/create", { Name: name, Driver: "overlay", Options: options });
    send("/services/create", {
      Name: `on-${name}`,
      TaskTemplate: { ContainerSpec: { Image: "app:1" }, Networks: [{ Target: Id }] },
      Mode: { Global: {} },
    });
  }
  fake.clock.advance(30_000);
  return {
    fake,
    async run(words, { answers } = {}) {
      const io = new MemoryIo(answers === undefined ? {} : { terminal: true, answers });
      const ran = await runOnEngine(probe, words, fake, { io, env: { DOCKER_CONFIG: home } });
      return { ...ran, questions: io.questions };
    },
    async [Symbol.asyncDispose]() {
      await fake.close();
      await Deno.remove(home, { recursive: true });
    },
  };
}

const HELLO: HelperScript = ({ role }) =>
  role === "presence" ? ["ready"] : ["kernel 6.12", "enter no nsenter: denied"];

Deno.test("what cannot be seen is not proven, says why, fails where it was asked for by name, and nothing is left", async () => {
  await using rig = await rigged(HELLO);
  const all = await rig.run(["--yes", "--format", "json"]);
  assert.equal(all.failure, undefined, all.err);
  assert.equal(all.exit, EXIT.done);
  const { wire, line, schema } = JSON.parse(all.out);
  assert.equal(schema, "swarmnet/probe/1");
  assert.ok(wire.length > 0 && wire.every((one: { seen: string }) => one.seen === "not-proven"));
  assert.match(wire[0].why, /cannot be entered: nsenter: denied/);
  assert.doesNotMatch(line, /proven encrypted/);
  const named = await rig.run(["--yes", "secret"]);
  assert.equal(named.exit, EXIT.no);
  assert.match(named.out, /It is not proven that the network is encrypted on the wire/);
  assert.deepEqual(leftovers(rig.fake), []);
});

Deno.test("a dry run prints the very bodies that are sent, and creates nothing", async () => {
  await using rig = await rigged(HELLO);
  const before = rig.fake.writes().length;
  const { out, exit } = await rig.run(["--dry-run", "secret"]);
  assert.equal(exit, EXIT.done);
  assert.equal(rig.fake.writes().length, before);
  const { networks, services } = JSON.parse(out);
  assert.deepEqual([networks.length, services.length], [1, 2]);
  const agent = services[1].TaskTemplate;
  assert.deepEqual(agent.ContainerSpec.CapabilityAdd, ["CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_SYS_ADMIN"]);
  assert.deepEqual(agent.ContainerSpec.Mounts, [
    { Type: "bind", Source: "/var/run/docker/netns", Target: "/swarmnet/netns", ReadOnly: true },
  ]);
  assert.deepEqual(agent.RestartPolicy, { Condition: "none" });
  await rig.run(["--yes", "secret"]);
  const sent = rig.fake.writes().filter(({ path }) => path === "/services/create").at(-1)!.body as {
    Labels: object;
  };
  assert.deepEqual(
    Object.keys(sent),
    Object.keys(services[1]).sort((a, b) => Object.keys(sent).indexOf(a) - Object.keys(sent).indexOf(b)),
  );
  assert.deepEqual(Object.keys(sent.Labels), ["swarmnet.helper", "swarmnet.purpose", "swarmnet.until"]);
});

Deno.test("it asks with image, capabilities and mounts; no means nothing, and without a terminal it is exit code 125", async () => {
  await using rig = await rigged(HELLO);
  const before = rig.fake.writes().length;
  const said = await rig.run(["--image", "tools:1", "secret"], { answers: [false] });
  assert.equal(said.exit, EXIT.failed);
  for (
    const part of [
      /the image tools:1 \(--image\) on the nodes/,
      /CAP_SYS_ADMIN/,
      /\/var\/run\/docker\/netns \(read-only\)/,
    ]
  ) {
    assert.match(said.questions[0]!, part);
  }
  const other = await rig.run(["secret"], { answers: [false] });
  assert.match(other.questions[0]!, /the image nicolaka\/netshoot:v0\.13 \(default\) on the nodes/);
  const script = await rig.run(["secret"]);
  assert.equal(script.exit, EXIT.usage);
  assert.match(script.failure!.next.join(" "), /--yes/);
  assert.equal(rig.fake.writes().length, before);
});

Deno.test("--attach puts the helpers on the networks under test, too", async () => {
  await using rig = await rigged(HELLO);
  const { out } = await rig.run(["--dry-run", "--attach", "secret"]);
  assert.equal(JSON.parse(out).services[0].TaskTemplate.Networks.length, 2);
});

Deno.test("a node without the image is said so, and the other one goes on", async () => {
  await using rig = await rigged(({ node, role }) =>
    node === "node1" ? HELLO({ node, role, env: {} }) : { rejected: "No such image: tools:1" }
  );
  const { out } = await rig.run(["--yes", "--format", "json", "--image", "tools:1"]);
  const whys = JSON.parse(out).answers.map((one: { why: string }) => one.why);
  assert.equal(whys[0], "");
  assert.match(whys[1], /no image tools:1/);
});

Deno.test("words that fit nothing, and an image without a tag, are refused all at once", async () => {
  await using rig = await rigged(HELLO);
  const { failure, exit } = await rig.run(["--yes", "secrt", "nowhere"]);
  assert.equal(exit, EXIT.usage);
  assert.match(failure!.message, /Overlay network secrt not found. Did you mean secret\?\n.*nowhere/);
  const image = await runOnSwarm(probe, ["--image", "netshoot"]);
  assert.equal(image.exit, EXIT.usage);
  assert.match(image.failure!.message, /neither a tag nor a digest/);
});
