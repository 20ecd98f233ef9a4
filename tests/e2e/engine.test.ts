/**
 * The client against real engines: what it did and saw is compared with what dockerode, an independent client, says of the
 * same engine.
 */
import assert from "node:assert/strict";
import Docker from "dockerode";
import { collect } from "../../lib/engine/collect.ts";
import { connect } from "../../lib/engine/connect.ts";
import type { Engine, LogLine, Raw } from "../../lib/engine/engine.ts";
import { type EngineErrorKind, isEngineError } from "../../lib/engine/errors.ts";
import { LAB_IMAGE } from "../../scripts/lab/image.ts";
import { unixTarget } from "../support/engine_socket.ts";
import { type Age, engineOf, startLab } from "../support/lab.ts";

/** A name that no other run uses. */
const MARK = `eng${crypto.randomUUID().slice(0, 8)}`;

async function fails(kind: EngineErrorKind, work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(isEngineError(error), String(error));
    assert.equal(error.kind, kind, `HTTP ${error.status} ${error.reply}`);
    return true;
  });
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + 60_000;
  while (true) {
    const found = await look();
    if (found !== undefined) return found;
    assert.ok(performance.now() < end, "it did not come about within 60 s");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function overlay(name: string, more: Raw = {}): Raw {
  return { Name: `${MARK}-${name}`, Driver: "overlay", Attachable: true, Labels: { mark: MARK }, ...more };
}

function spec(name: string, network: string, more: Raw = {}): Raw {
  return {
    Name: `${MARK}-${name}`,
    Labels: { mark: MARK },
    // The image does not exist: what is tested here needs no containers, and addresses are allocated all the same.
    TaskTemplate: { ContainerSpec: { Image: "swarmnet.invalid/none" }, Networks: [{ Target: network }] },
    Mode: { Replicated: { Replicas: 1 } },
    ...more,
  };
}

for (const age of ["oldest", "newest"] as Age[]) {
  const found = await engineOf(age);
  const ignore = "reason" in found;
  if (ignore) console.log(`skipped: the client on the ${age} engine: ${found.reason}`);
  Deno.test({
    name: `engine ${ignore ? age : found.version}: client, collection and dockerode agree`,
    ignore,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      const lab = await startLab((found as { engine: string }).engine);
      const { witness } = lab;
      const engine = await connect(unixTarget(lab.hosts[0]!.replace("unix://", "")));
      try {
        await t.step("networks", () => networks(engine, witness));
        await t.step("services", () => services(engine, witness));
        await t.step("configs", () => configs(engine));
        await t.step("errors", () => errors(engine));
        await t.step("events", () => events(engine, witness));
        await t.step("logs", () => logs(engine, witness));
        await t.step("collection", () => collection(engine, witness));
      } finally {
        engine.close();
        await lab.end();
      }
    },
  });
}

async function networks(engine: Engine, witness: Docker): Promise<void> {
  const { id } = await engine.createNetwork(overlay("a", { Options: { encrypted: "" } }));
  assert.equal((await witness.getNetwork(id).inspect()).Name, `${MARK}-a`);
  const found = await engine.networks({ label: [`mark=${MARK}`] });
  assert.deepEqual(found.map((each) => each.Id), [id]);
  const { id: second } = await engine.createNetwork(overlay("gone"));
  await engine.removeNetwork(second);
  assert.ok(!(await witness.listNetworks()).some((each: Raw) => each.Id === second));
}

async function services(engine: Engine, witness: Docker): Promise<void> {
  const network = String((await engine.network(`${MARK}-a`)).Id);
  const { id } = await engine.createService(
    spec("web", network, { EndpointSpec: { Ports: [{ TargetPort: 80 }] } }),
  );
  const seen = await witness.getService(id).inspect();
  assert.equal(seen.Spec.Name, `${MARK}-web`);
  const raw = await engine.service(id);
  assert.deepEqual(raw.Spec, seen.Spec);
  const index = (raw.Version as { Index: number }).Index;
  const wanted = { ...(raw.Spec as Raw), Labels: { mark: MARK, changed: "yes" } };
  // The allocator writes to a new service, too: its index may move on until it is done.
  await until(async () => {
    const { Index } = (await engine.service(id)).Version as { Index: number };
    return await engine.updateService(id, Index, wanted).then(() => true, (error) => {
      assert.ok(isEngineError(error, "out-of-sequence"), String(error));
      return undefined;
    });
  });
  assert.equal((await witness.getService(id).inspect()).Spec.Labels.changed, "yes");
  await fails("out-of-sequence", engine.updateService(id, index, wanted));
  await engine.createService(spec("rr", network, { EndpointSpec: { Mode: "dnsrr" } }));
}

async function configs(engine: Engine): Promise<void> {
  const body = { Name: `${MARK}-c`, Data: btoa("{}"), Labels: { mark: MARK } };
  const { id } = await engine.createConfig(body);
  await fails("conflict", engine.createConfig(body));
  const config = await engine.config(id);
  await engine.updateConfig(id, (config.Version as { Index: number }).Index, {
    ...(config.Spec as Raw),
    Labels: { mark: MARK, more: "x" },
  });
  assert.deepEqual((await engine.configs({ label: ["more=x", `mark=${MARK}`] })).map((each) => each.ID), [
    id,
  ]);
  await engine.removeConfig(id);
  await fails("not-found", engine.config(id));
}

async function errors(engine: Engine): Promise<void> {
  await fails("not-found", engine.network(`${MARK}-none`));
  await fails("not-found", engine.service(`${MARK}-none`));
  await fails("not-found", engine.call("GET", "/no/such/call"));
  await fails("conflict", engine.createNetwork(overlay("a")));
  await fails("conflict", engine.createNetwork(overlay("A")));
  await fails("refused", engine.createNetwork(overlay("b", { Name: "a.b" })));
  await fails("in-use", engine.removeNetwork(`${MARK}-a`));
  await fails("conflict", engine.createService(spec("web", `${MARK}-a`)));
  const ports =
    ((await engine.service(`${MARK}-web`)).Endpoint as { Ports: { PublishedPort: number }[] }).Ports;
  const taken = { EndpointSpec: { Ports: [{ TargetPort: 81, PublishedPort: ports[0]!.PublishedPort }] } };
  await fails("conflict", engine.createService(spec("port", `${MARK}-a`, taken)));
}

async function events(engine: Engine, witness: Docker): Promise<void> {
  const stop = new AbortController();
  const seen = (async () => {
    for await (const event of engine.events({ type: ["network"] }, stop.signal)) {
      if ((event.Actor as { Attributes: Raw }).Attributes.name === `${MARK}-event`) return event.Action;
    }
    return undefined;
  })();
  // The engine answers with headers at once, so the next call comes after the subscription is made or the loop makes another.
  const made = await until(async () => {
    const network = await witness.createNetwork({
      Name: `${MARK}-event`,
      Driver: "bridge",
      Labels: { mark: MARK },
    });
    const first = await Promise.race([seen, new Promise<void>((resolve) => setTimeout(resolve, 500))]);
    await network.remove();
    return first;
  });
  assert.equal(made, "create");
  stop.abort();
}

/** Frames and terminal output must both give lines. */
async function logs(engine: Engine, witness: Docker): Promise<void> {
  for (const TTY of [false, true]) {
    const Command = ["/bin/sh", "-c", "echo one; echo two; exec sleep 1000000"];
    const { id } = await engine.createService({
      Name: `${MARK}-tty-${TTY}`,
      Labels: { mark: MARK },
      TaskTemplate: { ContainerSpec: { Image: LAB_IMAGE, Command, TTY } },
    });
    const task = await until(async () => {
      const tasks = await witness.listTasks({ filters: { service: [id] } });
      return tasks.find((one: Raw) => (one.Status as Raw).State === "running")?.ID as string | undefined;
    });
    const lines = await until(async () => {
      const seen: LogLine[] = [];
      const options = { follow: false, details: true, tail: 20, signal: AbortSignal.timeout(20_000) };
      for await (const line of engine.logs("tasks", task, options)) seen.push(line);
      return seen.length < 2 ? undefined : seen;
    });
    assert.deepEqual(lines.map(({ text }) => text.trimEnd()), ["one", "two"]);
    for (const { details } of lines) assert.equal(details["com.docker.swarm.task.id"], task);
  }
}

async function collection(engine: Engine, witness: Docker): Promise<void> {
  const swarm = await collect(engine, { clock: Date, deep: true });
  const ids = (list: { id: string }[]) => list.map((each) => each.id).sort();
  assert.deepEqual(ids(swarm.nodes), (await witness.listNodes()).map((each: Raw) => each.ID).sort());
  assert.deepEqual(ids(swarm.services), (await witness.listServices()).map((each: Raw) => each.ID).sort());
  const listed = (await witness.listNetworks()).map((each: Raw) => each.Id);
  const hidden = swarm.networks.filter((each) => Object.hasOwn(each.labels, "com.docker.swarm.predefined"));
  assert.deepEqual(ids(swarm.networks), [...listed, ...ids(hidden)].sort());
  const filters = { runtime: ["attachment", "container", ""] };
  assert.deepEqual(
    ids(swarm.tasks),
    (await witness.listTasks({ filters })).map((each: Raw) => each.ID).sort(),
  );
  const known = new Set(swarm.networks.map((each) => each.id));
  for (const service of swarm.services) {
    for (const { target } of service.networks) {
      assert.ok(known.has(target), `${service.name} names ${target}, which is unknown`);
    }
  }
  const own = swarm.networks.find((each) => each.name === `${MARK}-a`)!;
  assert.equal(own.driver, "overlay");
  assert.ok(Object.hasOwn(own.options, "encrypted"));
  assert.equal(swarm.services.find((each) => each.name === `${MARK}-rr`)!.endpointMode, "dnsrr");
  const ports = swarm.services.find((each) => each.name === `${MARK}-web`)!;
  assert.equal(ports.portsSpec[0]!.published, 0);
  assert.ok(ports.ports[0]!.published >= 30000);
  assert.deepEqual(swarm.cluster.defaultAddrPool, (await witness.swarmInspect()).DefaultAddrPool);
}
