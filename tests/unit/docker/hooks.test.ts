import assert from "node:assert/strict";
import { answerHook, HOOKED_COMMANDS } from "../../../lib/docker/hooks.ts";
import { HOOKS_SETTING, hooksState } from "../../../lib/docker/hooks_state.ts";

function template(
  command: string,
  flags: Record<string, string>,
  more: Record<string, unknown> = {},
): string | undefined {
  const answer = answerHook(JSON.stringify({ RootCmd: command, Flags: flags, ...more }));
  if (answer === undefined) return undefined;
  const { Type, Template } = JSON.parse(answer);
  assert.equal(Type, 0);
  return Template;
}

Deno.test("hooks: after network create the driver is decided by docker's own template", () => {
  const text = template("network create", { driver: "" })!;
  assert.ok(text.startsWith('{{if eq (flag . "driver") "overlay"}}{{arg . 0}} is not encrypted'));
  assert.ok(text.endsWith("docker swarmnet inspect {{arg . 0}}{{end}}"));
});

for (
  const flags of [{}, { driver: "", opt: "" }, { driver: "", "config-from": "" }, {
    driver: "",
    "config-only": "true",
  }]
) {
  Deno.test(`hooks: network create with ${JSON.stringify(flags)} is not sure to be a plain overlay: no hint`, () => {
    assert.equal(template("network create", flags), undefined);
  });
}

Deno.test("hooks: service create and update are hinted at only with a network and a name", () => {
  assert.match(
    template("service create", { network: "", name: "" })!,
    /service inspect \{\{flag \. "name"\}\}\{\{end\}\}$/,
  );
  assert.equal(template("service create", { network: "" }), undefined);
  assert.equal(template("service create", { name: "" }), undefined);
  assert.match(template("service update", { "network-add": "" })!, /service inspect \{\{arg \. 0\}\}$/);
  assert.equal(template("service update", { "network-rm": "", image: "" }), undefined);
});

Deno.test("hooks: stack deploy names the stack", () => {
  assert.match(
    template("stack deploy", { "compose-file": "" })!,
    /com\.docker\.stack\.namespace=\{\{arg \. 0\}\}$/,
  );
});

Deno.test("hooks: nothing after a failure, after --help, for other commands and for what cannot be read", () => {
  assert.equal(template("network create", { driver: "" }, { CommandError: "boom" }), undefined);
  assert.equal(template("network create", { driver: "", help: "true" }), undefined);
  assert.equal(template("network", { driver: "" }), undefined);
  for (const request of ["", "{", "null", "[]", "3", '{"Flags":{}}', '{"RootCmd":3}']) {
    assert.equal(answerHook(request), undefined, request);
  }
});

Deno.test("hooks: fields that are left out count as empty (docker 29.4)", () => {
  assert.equal(answerHook('{"RootCmd":"network create"}'), undefined);
  assert.notEqual(answerHook('{"RootCmd":"stack deploy"}'), undefined);
  assert.equal(answerHook('{"RootCmd":"network create","Flags":null,"CommandError":null}'), undefined);
});

Deno.test("hooks: every registered command has a hint, of at most nine lines", () => {
  const flags = { driver: "", network: "", name: "", "network-add": "" };
  for (const command of HOOKED_COMMANDS) assert.ok(template(command, flags)!.split("\n").length <= 9);
});

Deno.test("hooks: the setting has no spaces around commas, which docker would take literally", () => {
  assert.equal(HOOKS_SETTING, "network create,service create,service update,stack deploy");
});

const state = (config: Record<string, unknown>, env: Record<string, string> = {}) =>
  hooksState(config, { get: (name) => env[name] });
const REGISTERED = { plugins: { swarmnet: { hooks: HOOKS_SETTING } } };

Deno.test("hooks state: on takes both the registration and docker's switch", () => {
  assert.equal(state({}).on, false);
  assert.equal(state(REGISTERED).on, false);
  assert.equal(state({ features: { hooks: "true" } }).on, false);
  assert.equal(state({ ...REGISTERED, features: { hooks: "true" } }).on, true);
  assert.equal(state({ ...REGISTERED, features: { hooks: "no" } }).on, false);
});

Deno.test("hooks state: the variables win over the file, the first over the second, empty ones do not count", () => {
  const config = { ...REGISTERED, features: { hooks: "true" } };
  assert.equal(state(config, { DOCKER_CLI_HOOKS: "0", DOCKER_CLI_HINTS: "1" }).by, "DOCKER_CLI_HOOKS");
  assert.equal(state(config, { DOCKER_CLI_HOOKS: "0" }).on, false);
  assert.equal(state(config, { DOCKER_CLI_HINTS: "false" }).on, false);
  assert.equal(state(config, { DOCKER_CLI_HOOKS: "", DOCKER_CLI_HINTS: "" }).by, "config.json");
  assert.equal(state({}).by, "default");
});

Deno.test("hooks state: what looks on and is not is a problem", () => {
  assert.match(state({ features: { hooks: true } }).problems[0]!, /must be a string/);
  assert.match(state({}, { DOCKER_CLI_HOOKS: "yes" }).problems[0]!, /DOCKER_CLI_HOOKS=yes/);
  assert.match(
    state({ plugins: { swarmnet: { hooks: "network create, stack deploy" } } }).problems[0]!,
    /" stack deploy" never matches/,
  );
});

Deno.test("hooks: no value of a request gets into a template, which docker executes", () => {
  const value = `{{flag . "secret"}}\n::error::INJECTED\u001b[2J`;
  for (const command of HOOKED_COMMANDS) {
    for (
      const names of [["driver"], ["network", "name"], ["network-add"], ["config-only", "driver"], [value]]
    ) {
      const filled = (text: string) => Object.fromEntries(names.map((name) => [name, text]));
      assert.equal(template(command, filled(value)), template(command, filled("")));
    }
  }
  assert.equal(template(value, { driver: value }), undefined);
});
