import assert from "node:assert/strict";
import { connect } from "../../lib/engine/connect.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import { startFakeEngine } from "../support/fake_engine.ts";

const CHANGES: Record<string, { path: RegExp; call: (engine: Engine) => Promise<unknown> }> = {
  "POST": {
    path: /networks\/create$/,
    call: (engine) => engine.createNetwork({ Name: "n", Driver: "overlay" }),
  },
  "DELETE": { path: /networks\/there$/, call: (engine) => engine.removeNetwork("there") },
};

for (const [method, { path, call }] of Object.entries(CHANGES)) {
  Deno.test(`a ${method} whose connection breaks after the engine has done it is not sent a second time`, async () => {
    await using fake = await startFakeEngine();
    const engine = await connect({
      endpoint: { kind: "unix", path: fake.socket },
      host: "fake",
      context: "default",
      headers: {},
    });
    try {
      await engine.createNetwork({ Name: "there", Driver: "overlay" });
      fake.faults.once(method, path, "drop");
      const before = fake.requests.length;
      await assert.rejects(call(engine));
      const sent = fake.requests.slice(before).filter((request) => request.method === method);
      assert.equal(sent.length, 1);
    } finally {
      engine.close();
    }
  });
}
