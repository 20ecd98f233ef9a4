import assert from "node:assert/strict";
import { attach } from "../../../commands/attach.ts";
import { detach } from "../../../commands/detach.ts";
import { serviceCreate } from "../../../commands/service_create.ts";
import { serviceUpdate } from "../../../commands/service_update.ts";
import { UsageError } from "../../../lib/base/errors.ts";
import type { Command } from "../../../lib/cli/command.ts";
import { parseCommand } from "../../../lib/cli/parse.ts";
import { renderNetworkChange } from "../../../lib/view/network/change.ts";
import { unstyled } from "../../../lib/terminal/style.ts";

Deno.test("the last word is the network, the others are services", () => {
  const parsed = parseCommand(attach, ["a", "b", "web", "--alias=x", "--timeout", "1m30s"]);
  assert.equal(parsed.kind, "run");
  const { services, network, alias, timeout } = (parsed as Extract<typeof parsed, { kind: "run" }>).options;
  assert.deepEqual([services, network, alias, timeout], [["a", "b"], "web", ["x"], 90_000]);
});

Deno.test("the network alone needs a selection", () => {
  assert.throws(() => parseCommand(detach, ["web"]), /Name a service and a network/);
  assert.equal(parseCommand(detach, ["--stack", "shop", "web"]).kind, "run");
  assert.equal(parseCommand(attach, ["--label", "tier=web", "web"]).kind, "run");
});

Deno.test("everything that is wrong with the words is told at once", () => {
  const work = () =>
    parseCommand(attach, ["--alias", "a b", "--alias", "", "--timeout", "0s", "--label", "=x", "web"]);
  assert.throws(work, (error: unknown) => {
    assert(error instanceof UsageError);
    assert.equal(error.message.split("\n").length, 4);
    return true;
  });
});

Deno.test("the examples in the help are command lines that parse", () => {
  for (const command of [attach, detach, serviceCreate, serviceUpdate] as Command[]) {
    for (const example of command.examples) {
      const words = example.command.slice(`docker swarmnet ${command.name} `.length).split(" ");
      assert.equal(parseCommand(command, words).kind, "run", example.command);
    }
  }
});

Deno.test("a dry run shows entries that stay, go and come, with names and the move out of the deprecated place", () => {
  const entry = (target: string, aliases: string[] = []) => ({ target, aliases, driverOpts: {} });
  const text = renderNetworkChange(
    {
      service: "api",
      before: [entry("id-web"), entry("id-old")],
      after: [entry("id-web"), entry("id-db", ["x"])],
      movesLegacyList: true,
      impact: "api: 1 task is replaced (stop-first)",
    },
    (target) => target.slice(3),
  );
  assert.equal(
    unstyled(text),
    'api\n- "Networks" (deprecated place)\n  "TaskTemplate": { "Networks": [\n' +
      '    {"Target":"id-web"}  # web\n-   {"Target":"id-old"}  # old\n+   {"Target":"id-db","Aliases":["x"]}  # db\n' +
      "  ] }\n  api: 1 task is replaced (stop-first)\n",
  );
});
