import assert from "node:assert/strict";
import { connect } from "../../lib/engine/connect.ts";
import { operationNames } from "../../lib/cli/live_names.ts";
import { unixTarget } from "../support/engine_socket.ts";
import { MemoryFiles } from "../support/context.ts";
import { startFakeEngine } from "../support/fake_engine.ts";

const GLOBALS = { config: "/home", debug: false, logLevel: "info", words: [] };

Deno.test("operations complete to what holds the swarm and to this machine's journal, each once", async () => {
  await using fake = await startFakeEngine();
  const open = () => connect(unixTarget(fake.socket));
  const engine = await open();
  const data = { id: "aa11111111", title: "Encrypt network shop" };
  await engine.createConfig({ Name: "swarmnet.lock", Data: btoa(JSON.stringify(data)), Labels: {} });
  engine.close();
  const files = new MemoryFiles({
    "/home/swarmnet/operations/aa11111111.ndjson": "",
    "/home/swarmnet/operations/aa11111111.lock": "",
    "/home/swarmnet/operations/bb22222222.ndjson": "",
    "/home/swarmnet/operations/notes.txt": "",
  });
  assert.deepEqual(await operationNames(files, GLOBALS, open), [
    { text: "aa11111111", about: "Encrypt network shop" },
    { text: "bb22222222", about: "in this machine's journal" },
  ]);
});

Deno.test("without an engine, or with a lock that cannot be read, the journal is left", async () => {
  const files = new MemoryFiles({ "/home/swarmnet/operations/bb22222222.ndjson": "" });
  const known = [{ text: "bb22222222", about: "in this machine's journal" }];
  assert.deepEqual(await operationNames(files, GLOBALS, () => Promise.reject(new Error("no engine"))), known);
  await using fake = await startFakeEngine();
  const open = () => connect(unixTarget(fake.socket));
  const engine = await open();
  await engine.createConfig({ Name: "swarmnet.lock", Data: btoa("{"), Labels: {} });
  engine.close();
  assert.deepEqual(await operationNames(files, GLOBALS, open), known);
});
