import assert from "node:assert/strict";
import { type FakeEngine, startFakeEngine } from "../support/fake_engine.ts";
import { unixTarget } from "../support/engine_socket.ts";
import { connect } from "../../lib/engine/connect.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
/** No process of these tests lives longer. */
const LIMIT_MS = 60_000;

interface Ended {
  code: number;
  out: string;
  err: string;
}

/** A home folder, and the program itself as a process of its own on a fake swarm whose time runs ten times as fast. */
class Machine {
  readonly #fake: FakeEngine;
  readonly home = Deno.makeTempDirSync({ prefix: "swarmnet-home-" });

  constructor(fake: FakeEngine) {
    this.#fake = fake;
  }

  /** Runs `swarmnet WORDS...`; `heard` gets standard error as it grows, and the process. */
  async run(
    words: string[],
    heard: (err: string, child: Deno.ChildProcess) => void = () => {},
  ): Promise<Ended> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", MAIN, ...words],
      env: { DOCKER_HOST: this.#fake.host, DOCKER_CONFIG: this.home, USER: "ann", HOSTNAME: "desk" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
    const out = new Response(child.stdout).text();
    let err = "";
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      err += text;
      heard(err, child);
    }
    const { code } = await child.status;
    clearTimeout(limit);
    return { code, out: await out, err };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.home, { recursive: true });
  }
}

/** Sends a signal once, when a step of this number is done. */
function afterStep(number: number, signal: Deno.Signal): (err: string, child: Deno.ChildProcess) => void {
  let sent = false;
  return (err, child) => {
    if (sent || !new RegExp(`step ${number} of .* done in`).test(err)) return;
    sent = true;
    child.kill(signal);
  };
}

async function shop(): Promise<FakeEngine> {
  const fake = await startFakeEngine({ time: "wall", speed: 10 });
  const engine = await connect(unixTarget(fake.socket));
  await engine.createNetwork({ Name: "backend", Driver: "overlay" });
  for (const name of ["api", "db"]) {
    await engine.createService({
      Name: name,
      TaskTemplate: { ContainerSpec: { Image: "app:1" }, Networks: [{ Target: "backend" }] },
      Mode: { Replicated: { Replicas: 2 } },
      UpdateConfig: { Parallelism: 0, Order: "start-first", Monitor: 1e9 },
    });
  }
  for (let left = 200; left > 0; left--) {
    const running = [...fake.state.tasks.values()].filter((one) => one.state === "running");
    if (running.length === 4) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  engine.close();
  return fake;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`${signal} ends a change in good order with exit code 5, and resume finishes it`, async () => {
    await using fake = await shop();
    using machine = new Machine(fake);
    const stopped = await machine.run(["encrypt", "--yes", "backend"], afterStep(2, signal));
    assert.equal(stopped.code, 5, stopped.err);
    const [, id] = /Resume it: docker swarmnet resume ([0-9a-f]{10})\n/.exec(stopped.err)!;
    const rest = await machine.run(["resume", id!, "--parallel", "2"]);
    assert.equal(rest.code, 0, rest.err);
    assert.match(rest.out, /^Done: Encrypt network backend /);
    const again = await machine.run(["encrypt", "--yes", "backend"]);
    assert.equal(again.code, 0, again.err);
    assert.match(again.err, /encrypted already/);
  });
}

Deno.test("what a killed process left is gone on with at once on the same machine", async () => {
  await using fake = await shop();
  using machine = new Machine(fake);
  const killed = await machine.run(["encrypt", "--yes", "backend"], afterStep(3, "SIGKILL"));
  assert.equal(killed.code, 137);
  const list = await machine.run(["operations", "--format", "{{.State}} {{.Who}}"]);
  assert.equal(list.out, "interrupted ann@desk\n");
  const rest = await machine.run(["resume", "--yes", "--parallel", "2"]);
  assert.equal(rest.code, 0, rest.err);
  assert.match(rest.out, /^Done: Encrypt network backend /);
});
