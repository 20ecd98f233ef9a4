import assert from "node:assert/strict";
import { doctor } from "../../../commands/doctor.ts";
import { EXIT } from "../../../lib/base/errors.ts";
import { runOnSwarm } from "../../support/run_command.ts";

Deno.test("doctor: exits with 3 where something needs repair, with the finding in either format", async () => {
  // No engine answers, and the configuration cannot be parsed.
  const options = { env: { HOME: "/h" }, files: { "/h/.docker/config.json": "{" } };
  const text = await runOnSwarm(doctor, [], options);
  assert.equal(text.exit, EXIT.no);
  assert.match(text.out, /Error parsing config file \(\/h\/\.docker\/config\.json\)/);
  const json = await runOnSwarm(doctor, ["--format", "json"], options);
  assert.equal(json.exit, EXIT.no);
  assert.ok(json.out.includes("/h/.docker/config.json"));
  assert.equal(typeof JSON.parse(json.out), "object");
});
