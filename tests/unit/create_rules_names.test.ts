import assert from "node:assert/strict";
import { judged, testRules, withNetwork } from "../support/create_rules.ts";
import { makeSwarm } from "../support/make_swarm.ts";

testRules([
  // names
  {
    rule: "dots",
    request: { name: "my.net" },
    expect: ["error", "SN0406", "has an invalid name: it has a dot", /my-net/],
  },
  {
    rule: "trailing dash",
    request: { name: "app-" },
    expect: [
      "error",
      "SN0406",
      "has an invalid name: it takes letters, digits, h",
      /^Choose another name, such as app/,
    ],
  },
  {
    rule: "leading underscore",
    request: { name: "_app" },
    expect: [
      "error",
      "SN0406",
      "has an invalid name: it takes letters, digits, h",
      /^Choose another name, such as app/,
    ],
  },
  {
    rule: "control characters",
    request: { name: "a\u001b[2Jb" },
    expect: ["error", "SN0406", "has an invalid name: it takes letters, digits, h", /a-2Jb/],
  },
  {
    rule: "bidi",
    request: { name: "a\u202eb" },
    expect: ["error", "SN0406", "has an invalid name: it takes letters, digits, h", /a-b/],
  },
  {
    rule: "64 characters",
    request: { name: "a".repeat(64) },
    expect: ["error", "SN0406", "64 characters", /a{63}$/],
  },
  {
    rule: "predefined name",
    request: { name: "host" },
    expect: ["error", "SN0406", "has an invalid name: every engine has a network ", /host-overlay/],
  },
  {
    rule: "name in use",
    request: {},
    swarm: withNetwork("app", { subnet: "10.0.9.0/24" }),
    expect: ["error", "SN0413", "", /^Choose another name, or use that network docker sw/],
  },
  {
    rule: "name in use by a local network",
    request: { name: "docker_gwbridge" },
    swarm: withNetwork("docker_gwbridge", { scope: "local", driver: "bridge" }),
    expect: ["error", "SN0413", "", /another name/],
  },
  {
    rule: "letter case",
    request: { name: "APP" },
    swarm: withNetwork("app", { subnet: "10.0.9.0/24" }),
    expect: ["error", "SN0407", "", /^Give it a name that differs in more than letter ca/],
  },
  // flags
  {
    rule: "scope local",
    request: { scope: "local" },
    expect: ["error", "SN0223", 'An overlay network has scope swarm, not "local"', /Leave --scope out/],
  },
  {
    rule: "unknown scope",
    request: { scope: "foo" },
    expect: ["error", "SN0223", 'An overlay network has scope swarm, not "foo"', /Leave --scope out/],
  },
  {
    rule: "second ingress",
    request: { ingress: true },
    expect: [
      "error",
      "SN0224",
      "an ingress network already: ingress",
      /^Use that one docker swarmnet ingress/,
    ],
  },
  {
    rule: "attachable ingress",
    request: { ingress: true, attachable: true },
    swarm: makeSwarm({ networks: [] }),
    expect: ["error", "SN0223", "Containers cannot be attached to the ingress net", /--attachable out/],
  },
  {
    rule: "no IPv4",
    request: { ipv4: false },
    expect: ["error", "SN0223", "An overlay network always has IPv4 addresses", /Leave --ipv4/],
  },
  {
    rule: "IPAM plugin",
    request: { ipamDriver: "infoblox" },
    expect: ["warning", "SN0225", "infoblox", /^Leave --ipam-driver and --ipam-opt out/],
  },
  {
    rule: "IPAM options",
    request: { ipamOptions: { foo: "bar" } },
    expect: ["warning", "SN0225", "IPAM options have no effect: foo", /--ipam-opt out/],
  },
  {
    rule: "reserved label",
    request: { labels: { "com.docker.swarm.predefined": "" } },
    expect: ["error", "SN0223", "com.docker.swarm.predefined", /Leave --label/],
  },
  {
    rule: "config-only with flags",
    request: { configOnly: true, internal: true, scope: "swarm" },
    expect: ["error", "SN0223", "A config-only network cannot be --internal", /^Leave --internal out/],
  },
  {
    rule: "config-only from",
    request: { configOnly: true, configFrom: "base" },
    expect: ["error", "SN0223", "A config-only network cannot be made from anothe", /Leave --config-from/],
  },
  {
    rule: "config-only is local",
    request: { configOnly: true },
    expect: ["warning", "SN0226", "on this engine only", /--config-only out/],
  },
  {
    rule: "config-from",
    request: { configFrom: "base" },
    expect: ["error", "SN0227", "", /inspect base/],
  },
  // size
  {
    rule: "size for too many",
    request: { subnets: ["10.80.0.0/26"], sizeFor: 100 },
    expect: [
      "error",
      "SN0232",
      "61 addresses are too few for --size-for 100, which takes 202",
      /--subnet 10.0.1.0\/24/,
    ],
  },
  {
    rule: "size for more than there is",
    request: { sizeFor: 100_000_000 },
    expect: ["error", "SN0232", "No free subnet of /4 was found for 200000002 add", /several smaller/],
  },
]);

Deno.test("--ipv4 says what is always so, and an old engine that does not know the field ignores it", () => {
  assert.deepEqual(judged({ ipv4: true }, makeSwarm({ source: { apiVersion: "1.41" } })), judged({}));
});
