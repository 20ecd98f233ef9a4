import assert from "node:assert/strict";
import { configShow } from "../../../commands/config_show.ts";
import { explain } from "../../../commands/explain.ts";
import { rules } from "../../../commands/rules.ts";
import { EXIT } from "../../../lib/base/errors.ts";
import { liveNames } from "../../../lib/cli/live_names.ts";
import { readSettingsFile } from "../../../lib/config/file.ts";
import { CATALOG } from "../../../lib/checks/all_texts.ts";
import { RULES } from "../../../lib/checks/registry.ts";
import { runOnSwarm } from "../../support/run_command.ts";

Deno.test("explain takes code and name, in any letter case, and every rule has all its parts", async () => {
  for (const { code, name, what, bad } of CATALOG) {
    const byCode = await runOnSwarm(explain, [code.toLowerCase()]);
    assert.equal(byCode.exit, EXIT.done);
    assert.equal((await runOnSwarm(explain, [name])).out, byCode.out);
    const page = (await runOnSwarm(explain, ["--format", "markdown", code])).out;
    assert.ok(page.startsWith(`# ${code} ${name}\n`));
    const json = JSON.parse((await runOnSwarm(explain, ["--format", "json", code])).out);
    assert.deepEqual([json.code, json.what, json.bad.length], [code, what, bad.length]);
    assert.doesNotMatch(byCode.out + page, /\[object/, code);
  }
});

Deno.test("rules lists every rule in docker's formats, filtered as docker filters", async () => {
  const lines = async (...words: string[]) => (await runOnSwarm(rules, words)).out.trimEnd().split("\n");
  assert.deepEqual(await lines("-q"), CATALOG.map(({ code }) => code));
  assert.match((await lines())[0]!, /^CODE +NAME +LEVEL +CONFIDENCE +SCOPE +CIS$/);
  assert.deepEqual(await lines("-q", "-f", "family=suppressions"), ["SN0901", "SN0902", "SN0903"]);
  assert.deepEqual(await lines("-f", "code=sn0101", "--format", "{{.Name}} {{.Level}}"), [
    "overlay-unencrypted warning",
  ]);
  const errors = await lines("-f", "scope=stack", "-f", "level=error", "--format", "json");
  assert.ok(errors.length > 5 && errors.every((line) => JSON.parse(line).Level === "error"));
  assert.ok((await lines("-f", "scope=nodes", "-q")).every((code) => /^SN08\d\d$/.test(code)));
  const { exit, failure } = await runOnSwarm(rules, ["-f", "levle=error"]);
  assert.equal(exit, EXIT.usage);
  assert.deepEqual(failure!.next, ["Did you mean level?"]);
});

Deno.test("codes and names complete without an engine", async () => {
  const live = liveNames({ debug: false, logLevel: "info", words: [], host: "unix:///nowhere" });
  const found = (await live("rule", AbortSignal.timeout(5000))).map(({ text }) => text);
  for (const { code, name } of CATALOG) assert.ok(found.includes(code) && found.includes(name), code);
});

const FILE = `rules:
  overlay-unencrypted: error
policies:
  allowed-subnets: ["10.0.0.0/8"]
ignore:
- {rule: SN0102, object: ingress, reason: "TLS: everywhere", until: 2027-01-31}
fail-on: warning
`;

Deno.test("config show says what holds and, with --origin, which line says so", async () => {
  const files = { "/project/.swarmnet.yaml": FILE };
  const env = { SWARMNET_REQUIRE_ENCRYPTION: "error" };
  const { out, exit } = await runOnSwarm(configShow, ["--origin"], { files, env });
  assert.equal(exit, EXIT.done);
  assert.deepEqual(out.split("\n"), [
    "require-encryption: error  # SWARMNET_REQUIRE_ENCRYPTION",
    "show: info  # the default",
    "fail-on: warning  # /project/.swarmnet.yaml:7:1",
    "profile: none  # the default",
    'tool-image: "nicolaka/netshoot:v0.13"  # the default',
    "policies:",
    "  must-encrypt: []  # the default",
    '  allowed-subnets: ["10.0.0.0/8"]  # /project/.swarmnet.yaml:4:3',
    "  forbidden-ports: []  # the default",
    "rules:",
    "  SN0101: error  # overlay-unencrypted, /project/.swarmnet.yaml:2:3",
    "ignore:",
    "  - rule: SN0102  # /project/.swarmnet.yaml:6:3",
    "    object: ingress",
    '    reason: "TLS: everywhere"',
    '    until: "2027-01-31"',
    "",
  ]);
});

Deno.test("what config show prints sets the same things when it is read back", async () => {
  const odd =
    '- {rule: SN0101, object: "true", reason: "null"}\n- {rule: SN0101, object: "FALSE", reason: "no"}\n';
  const files = { "/project/.swarmnet.yaml": FILE.replace("ignore:\n", `ignore:\n${odd}`) };
  const first = (await runOnSwarm(configShow, [], { files })).out;
  const { problems } = readSettingsFile("x", new TextEncoder().encode(first));
  assert.deepEqual(problems, []);
  const again = (await runOnSwarm(configShow, [], { files: { "/project/.swarmnet.yaml": first } })).out;
  assert.equal(again, first);
});

Deno.test("config show --format json holds every value with its origin", async () => {
  const files = { "/project/.swarmnet.yaml": FILE };
  const report = JSON.parse((await runOnSwarm(configShow, ["--format", "json"], { files })).out);
  assert.equal(report.schema, "swarmnet/config/1");
  assert.deepEqual(report.rules.SN0101, {
    name: "overlay-unencrypted",
    origin: "/project/.swarmnet.yaml:2:3",
    value: "error",
  });
  assert.equal(report.ignore[0].origin, "/project/.swarmnet.yaml:6:3");
});

Deno.test("at least 60 rules are built", () => {
  assert.ok(RULES.length >= 60, `${RULES.length}`);
});
