import assert from "node:assert/strict";
import { judged, testRules, withNetwork } from "../support/create_rules.ts";
import { makeSwarm } from "../support/make_swarm.ts";

testRules([
  // names
  { rule: "empty name", request: { name: "" }, expect: ["error", "is empty", /needs a name/, /NETWORK/] },
  {
    rule: "dots",
    request: { name: "my.net" },
    expect: ["error", '"my.net"', /dots are not allowed/, /my-net/],
  },
  {
    rule: "trailing dash",
    request: { name: "app-" },
    expect: ["error", '"app-"', /begins and ends/, /to app$/],
  },
  {
    rule: "leading underscore",
    request: { name: "_app" },
    expect: ["error", '"_app"', /begins and ends/, /to app$/],
  },
  {
    rule: "control characters",
    request: { name: "a\u001b[2Jb" },
    expect: ["error", "a\\u001b[2Jb", /letters, digits/, /a-2Jb/],
  },
  { rule: "bidi", request: { name: "a\u202eb" }, expect: ["error", "a\\u202eb", /letters, digits/, /a-b/] },
  {
    rule: "64 characters",
    request: { name: "a".repeat(64) },
    expect: ["error", "64 characters", /at most 63/, /a{63}$/],
  },
  {
    rule: "predefined name",
    request: { name: "host" },
    expect: ["error", '"host"', /predefined/, /host-overlay/],
  },
  {
    rule: "name in use",
    request: {},
    swarm: withNetwork("app", { subnet: "10.0.9.0/24" }),
    expect: ["error", "app exists already (id-app, in this swarm)", /unique/, /inspect app/],
  },
  {
    rule: "name in use by a local network",
    request: { name: "docker_gwbridge" },
    swarm: withNetwork("docker_gwbridge", { scope: "local", driver: "bridge" }),
    expect: ["error", "on m1, scope local", /unique/, /another name/],
  },
  {
    rule: "letter case",
    request: { name: "APP" },
    swarm: withNetwork("app", { subnet: "10.0.9.0/24" }),
    expect: ["error", "APP differs from the existing network app", /whatever their case/, /use app/],
  },
  // flags
  {
    rule: "scope local",
    request: { scope: "local" },
    expect: ["error", "--scope local", /whole swarm/, /Leave --scope out/],
  },
  {
    rule: "unknown scope",
    request: { scope: "foo" },
    expect: ["error", "--scope foo", /all the same/, /Leave --scope out/],
  },
  {
    rule: "second ingress",
    request: { ingress: true },
    expect: ["error", "an ingress network already: ingress", /only one/, /network rm ingress/],
  },
  {
    rule: "attachable ingress",
    request: { ingress: true, attachable: true },
    swarm: makeSwarm({ networks: [] }),
    expect: ["error", "--ingress and --attachable", /routing mesh/, /--attachable out/],
  },
  {
    rule: "no IPv4",
    request: { ipv4: false },
    expect: ["error", "--ipv4=false", /28.0 refuse/, /Leave --ipv4/],
  },
  {
    rule: "IPAM plugin",
    request: { ipamDriver: "infoblox" },
    expect: ["warning", "infoblox", /runs on them/, /--ipam-driver out/],
  },
  {
    rule: "IPAM options",
    request: { ipamOptions: { foo: "bar" } },
    expect: ["warning", "--ipam-opt foo", /reads none/, /--ipam-opt out/],
  },
  {
    rule: "reserved label",
    request: { labels: { "com.docker.swarm.predefined": "" } },
    expect: ["error", "com.docker.swarm.predefined", /its own/, /Leave --label/],
  },
  {
    rule: "config-only with flags",
    request: { configOnly: true, internal: true, scope: "swarm" },
    expect: ["error", "--internal, --scope", /belong to the network/, /Leave --internal, --scope/],
  },
  {
    rule: "config-only from",
    request: { configOnly: true, configFrom: "base" },
    expect: ["error", "--config-from exclude", /another one/, /Leave --config-from/],
  },
  {
    rule: "config-only is local",
    request: { configOnly: true },
    expect: ["warning", "on this engine only", /every node/, /--config-only out/],
  },
  {
    rule: "config-from",
    request: { configFrom: "base" },
    expect: ["error", "--config-from base", /rejects its tasks/, /inspect base/],
  },
  // size
  {
    rule: "size for nothing",
    request: { sizeFor: 0 },
    expect: ["error", "--size-for 0", /how many tasks/, /--size-for 50/],
  },
  {
    rule: "size for too many",
    request: { subnets: ["10.80.0.0/26"], sizeFor: 100 },
    expect: [
      "error",
      "61 addresses are too few for --size-for 100, which takes 202",
      /100 tasks, 101 for VIPs/,
      /--subnet 10.0.1.0\/24/,
    ],
  },
  {
    rule: "size for more than there is",
    request: { sizeFor: 100_000_000 },
    expect: ["error", "no free subnet", /private ranges/, /several smaller/],
  },
]);

Deno.test("--ipv4 says what is always so, and an old engine that does not know the field ignores it", () => {
  assert.deepEqual(judged({ ipv4: true }, makeSwarm({ source: { apiVersion: "1.41" } })), judged({}));
});
