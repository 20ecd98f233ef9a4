import assert from "node:assert/strict";
import Ajv from "ajv";
import { load } from "js-yaml";
import { readSettingsFile } from "../../../lib/config/file.ts";
import { configSchema } from "../../../scripts/docs/config_schema.ts";

// deno-lint-ignore no-explicit-any
const validate = new (Ajv as any)({ allowUnionTypes: true }).compile(JSON.parse(configSchema()));

const GOOD = [
  "require-encryption: off",
  "rules: {SN0101: error, ingress-unencrypted: off}",
  "policies: {must-encrypt: ['*'], allowed-subnets: [10.0.0.0/8, 'fd00::/8'], forbidden-ports: [22, 5432/tcp, 8000-8999]}",
  "ignore: [{rule: SN01*, object: x, reason: y, until: '2027-01-31'}]",
  "show: warning\nfail-on: info\nprofile: cis",
];
const BAD = [
  "require-encryption: maybe",
  "rules: {SN0199x: error}",
  "rules: {SN0101: fatal}",
  "policies: {ports: []}",
  "policies: {forbidden-ports: [web]}",
  "ignore: [{object: x}]",
  "ignore: [{rule: SN0101, until: tomorrow}]",
  "unknown: 1",
];

Deno.test("the published schema and the reader agree on what a configuration file may hold", () => {
  for (const [texts, accepted] of [[GOOD, true], [BAD, false]] as const) {
    for (const text of texts) {
      assert.equal(validate(load(text)), accepted, `schema: ${text}`);
      const { problems } = readSettingsFile("f", new TextEncoder().encode(text));
      assert.equal(problems.length === 0, accepted, `reader: ${text}: ${problems.join()}`);
    }
  }
});
