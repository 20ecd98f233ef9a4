/**
 * Commands that change and commands that look name the same checks, on a real engine: what keeps updates from completing (and that the
 * engine never completes such an update), and policies.
 */
import assert from "node:assert/strict";
import { attach } from "../../commands/attach.ts";
import { audit } from "../../commands/audit.ts";
import { detach } from "../../commands/detach.ts";
import { serviceCreate } from "../../commands/service_create.ts";
import type { Context } from "../../lib/cli/context.ts";
import { parseCommand } from "../../lib/cli/parse.ts";
import { collect } from "../../lib/engine/collect.ts";
import { connect } from "../../lib/engine/connect.ts";
import type { Engine, Raw } from "../../lib/engine/engine.ts";
import { LAB_IMAGE } from "../../scripts/lab/image.ts";
import { outcomeOf } from "../support/change_context.ts";
import { MemoryIo, testContext } from "../support/context.ts";
import { unixTarget } from "../support/engine_socket.ts";
import { engineOf, startLab } from "../support/lab.ts";
import { realClock } from "../support/real_clock.ts";
import { type UpdateShape, updateShapes } from "../support/update_shapes.ts";

const SECOND = 1e9;
/** For hangs: placement takes seconds. */
const LIMIT_MS = 60_000;
const POLICIES =
  "policies: {must-encrypt: [shop_*], allowed-subnets: [10.0.0.0/8], forbidden-ports: [5432]}\n";
const COMMANDS = { attach, detach, audit, "service-create": serviceCreate };

interface Ran {
  exit: number | string;
  io: MemoryIo;
  dockerRuns: readonly (readonly string[])[];
}

/** Runs a command in this process against the real engine, with a project's configuration. */
async function run(engine: Engine, line: string, config = ""): Promise<Ran> {
  const [name, ...words] = line.split(" ");
  const command = COMMANDS[name as keyof typeof COMMANDS] as typeof attach;
  const io = new MemoryIo();
  const base = testContext({ io, engine, files: { "/project/.swarmnet.yaml": config } });
  const ctx: Context = {
    ...base,
    clock: realClock,
    swarm: (asked) => collect(engine, { clock: realClock, ...asked }),
  };
  const parsed = parseCommand(command, words);
  assert.equal(parsed.kind, "run");
  const outcome = await outcomeOf(
    command.run(ctx, (parsed as Extract<typeof parsed, { kind: "run" }>).options) as Promise<number>,
  );
  const exit = typeof outcome === "number" ? outcome : (outcome as { exit?: number }).exit ?? String(outcome);
  return { exit, io, dockerRuns: base.dockerRuns };
}

async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + LIMIT_MS;
  while (performance.now() < deadline) {
    const found = await ask();
    if (found !== undefined) return found;
    await realClock.sleep(100);
  }
  assert.fail(`never seen: ${what}`);
}

const statusOf = (task: Raw) => ({
  desired: task.DesiredState,
  ...task.Status as { State: string; Err?: string },
});

/** Codes of errors about an object that audit finds. */
async function audited(engine: Engine, name: string, config = ""): Promise<string[]> {
  const { io } = await run(engine, "audit --format json", config);
  const { findings } = JSON.parse(io.stdoutText) as {
    findings: { code: string; level: string; object: { name: string } }[];
  };
  return findings.filter(({ level, object }) => level === "error" && object.name === name).map(({ code }) =>
    code
  );
}

async function checkShape(engine: Engine, { code, pending, parts }: UpdateShape, db: string): Promise<void> {
  const { TaskTemplate, UpdateConfig, ...rest } = parts as Record<string, Raw>;
  await engine.createService({
    Name: "web",
    TaskTemplate: {
      ContainerSpec: { Image: LAB_IMAGE, StopGracePeriod: SECOND },
      Networks: [{ Target: "app" }],
      ...TaskTemplate,
    },
    UpdateConfig: { Monitor: SECOND, ...UpdateConfig },
    ...rest,
  });
  const tasks = () => engine.tasks(statusOf, { service: ["web"] });
  const settled = code === "SN0326" ? "pending" : "running";
  await until(`tasks are ${settled}`, async () => {
    const seen = await tasks();
    return seen.length > 0 && seen.every(({ State }) => State === settled) ? true : undefined;
  });
  assert.deepEqual(await audited(engine, "web"), [code]);
  for (const line of ["attach --dry-run web db", "attach --yes web db", "detach --yes web app"]) {
    const { exit, io } = await run(engine, line);
    assert.equal(exit, 125, line);
    assert.match(io.stderrText, new RegExp(`^error ${code} service web: `, "m"), line);
  }
  // What was refused is what the engine never completes.
  const service = await engine.service("web");
  const spec = service.Spec as Raw & { TaskTemplate: Raw };
  spec.TaskTemplate.Networks = [{ Target: "app" }, { Target: db }];
  await engine.updateService(service.ID as string, (service.Version as { Index: number }).Index, spec);
  await until(
    `a pending task that says ${pending}`,
    async () => (await tasks()).find(({ State, Err }) => State === "pending" && pending.test(Err ?? "")),
  );
  await engine.removeService(service.ID as string);
  await until("the tasks are gone", async () => {
    const owners = await engine.tasks(({ ServiceID }) => ServiceID);
    return owners.includes(service.ID) ? undefined : true;
  });
}

async function checkPolicies(engine: Engine): Promise<void> {
  await engine.createNetwork({
    Name: "shop_app",
    Driver: "overlay",
    IPAM: { Driver: "default", Config: [{ Subnet: "172.30.1.0/24" }] },
  });
  await until("the network is allocated", async () => {
    const { networks } = await collect(engine, { clock: realClock });
    return networks.find(({ name, driver }) => name === "shop_app" && driver === "overlay");
  });
  await engine.createService({
    Name: "api",
    TaskTemplate: { ContainerSpec: { Image: LAB_IMAGE, StopGracePeriod: SECOND } },
  });
  const codes = ({ io }: Ran) => io.stderrText.match(/(?<=^error )SN\d{4}/gm) ?? [];
  assert.deepEqual(await audited(engine, "shop_app", POLICIES), ["SN0115", "SN0220"]);
  const refused = await run(engine, "attach --yes api shop_app", POLICIES);
  assert.deepEqual([refused.exit, ...codes(refused)], [125, "SN0115", "SN0220"]);
  const create = await run(
    engine,
    "service-create --name pg --network shop_app -p 5432:5432 app:1",
    POLICIES,
  );
  assert.deepEqual([create.exit, ...codes(create)], [125, "SN0115", "SN0220", "SN0322"]);
  assert.deepEqual(create.dockerRuns, []);
  const ignored =
    `${POLICIES}ignore: [{rule: SN0115, object: shop_*, reason: moved soon}]\nrules: {SN0220: off}\n`;
  assert.equal((await run(engine, "attach --dry-run api shop_app", ignored)).exit, 0);
}

const found = await engineOf("newest");
const ignore = "reason" in found;
if (ignore) console.log(`skipped: one judge: ${found.reason}`);
Deno.test({
  name: `engine ${ignore ? "newest" : found.version}: audit, attach, detach and service create judge alike`,
  ignore,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    const lab = await startLab((found as { engine: string }).engine);
    const engine = await connect(unixTarget(lab.hosts[0]!.replace("unix://", "")));
    try {
      const nodes = (await collect(engine, { clock: realClock })).nodes;
      const [, second] = nodes.map(({ hostname }) => hostname).sort();
      await engine.createNetwork({ Name: "app", Driver: "overlay" });
      const db = await engine.createNetwork({ Name: "db", Driver: "overlay" });
      for (const shape of updateShapes(second!)) {
        await t.step(shape.title, () => checkShape(engine, shape, db.id));
      }
      await t.step("policies", () => checkPolicies(engine));
    } finally {
      engine.close();
      await lab.end();
    }
  },
});
