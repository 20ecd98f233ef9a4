import assert from "node:assert/strict";
import { config } from "../../../commands/config.ts";
import { COMMANDS } from "../../../commands/index.ts";
import { service } from "../../../commands/service.ts";
import { childrenOf } from "../../../lib/cli/table.ts";
import { runOnSwarm } from "../../support/run_command.ts";

for (const heading of [config, service]) {
  Deno.test(`${heading.name}: only groups its subcommands, and changes nothing when it is run`, async () => {
    assert.equal(COMMANDS.find(({ words }) => words === heading.name)?.heading, true);
    assert.ok(childrenOf(COMMANDS, heading.name).length > 0);
    const { out, err, exit } = await runOnSwarm(heading, []);
    assert.deepEqual([out, err, exit], ["", "", 0]);
  });
}
