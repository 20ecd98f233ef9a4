import assert from "node:assert/strict";
import { loadTexts, told } from "../support/stacks/load.ts";

Deno.test("every violation of the schema is told in docker's words, in the order of the file", () => {
  const result = loadTexts([[
    "name: x",
    "services:",
    "  a:",
    "    image: 5",
    "    ports: [{target: '80'}, 90, 90]",
    "    networks: {n: {priority: 1}}",
    "    deploy: {update_config: {order: first}}",
    "  b: text",
    "networks:",
    "  n:",
    "    driver_opts:",
    "      encrypted: true",
    "      mtu:",
  ].join("\n")]);
  assert.equal(result.accepted, false);
  assert.deepEqual(told(result), [
    "a.yml:1:1 (root) Additional property name is not allowed",
    "a.yml:4:12 services.a.image must be a string",
    "a.yml:5:22 services.a.ports.0.target must be a integer",
    "a.yml:5:33 services.a.ports array items[1,2] must be unique",
    "a.yml:6:20 services.a.networks.n Additional property priority is not allowed",
    'a.yml:7:37 services.a.deploy.update_config.order must be one of the following: "start-first", "stop-first"',
    "a.yml:8:6 services.b must be a mapping",
    "a.yml:12:18 networks.n.driver_opts.encrypted must be a string or number",
    "a.yml:13:7 networks.n.driver_opts.mtu must be a string or number",
  ]);
});

Deno.test("a refused file is still read as far as it goes", () => {
  const { stack, accepted } = loadTexts([
    "services: {a: {image: x, ports: [81, []], networks: [n], foo: 1}}\nnetworks: {n: {internal: true, ingress: true}}\n",
  ]);
  assert.equal(accepted, false);
  assert.deepEqual(stack!.services[0]!.ports.map((port) => port.target), [81]);
  assert.equal(stack!.networks[0]!.internal, true);
});

Deno.test("forbidden keys are told once, with docker's advice", () => {
  assert.deepEqual(told(loadTexts(["services: {a: {image: x, mem_limit: 5m}}\n"])), [
    "a.yml:1:26 Compose file contains unsupported options: mem_limit: Set resource limits using deploy.resources",
  ]);
});

Deno.test("versions: unknown ones and mismatches are told with all that the newest format would refuse", () => {
  assert.deepEqual(told(loadTexts(['version: "3.14"\nfoo: 1\n'])), [
    "a.yml:1:1 unsupported Compose file version: 3.14",
    "a.yml:2:1 (root) Additional property foo is not allowed",
  ]);
  assert.deepEqual(told(loadTexts(["version: 2\nservices: {}\n"])), [
    "a.yml:1:1 unsupported Compose file version: 2",
  ]);
  assert.deepEqual(told(loadTexts(["services: {}\n", 'services: {}\nversion: "3.7"\n'])), [
    "b.yml:2:1 version mismatched between two composefiles : 3.13 and 3.7",
  ]);
});
