import assert from "node:assert/strict";
import { attachedSubnets, readHostRoutes } from "../../lib/engine/host_routes.ts";

Deno.test("subnets of interfaces are read in CIDR form, each once, without docker's bridges, loopback and link-local", () => {
  const interfaces = [
    { name: "lo", cidr: "127.0.0.1/8" },
    { name: "eth0", cidr: "192.168.0.17/24" },
    { name: "eth1", cidr: "192.168.0.18/24" },
    { name: "eth0", cidr: "fd00::2/64" },
    { name: "eth0", cidr: "fe80::1/64" },
    { name: "eth2", cidr: "169.254.1.1/16" },
    { name: "tun0", cidr: "10.8.0.2/8" },
    { name: "wg0", cidr: "192.0.2.1/32" },
    { name: "docker0", cidr: "172.17.0.1/16" },
    { name: "docker_gwbridge", cidr: "172.18.0.1/16" },
    { name: "br-0123456789ab", cidr: "172.19.0.1/16" },
    { name: "br-lan", cidr: "172.20.0.1/16" },
    { name: "odd", cidr: "not a subnet" },
  ];
  assert.deepEqual(attachedSubnets(interfaces), [
    "10.0.0.0/8",
    "172.20.0.0/16",
    "192.0.2.1/32",
    "192.168.0.0/24",
    "fd00::/64",
  ]);
});

Deno.test("a machine without interfaces is attached to nothing", () =>
  assert.deepEqual(attachedSubnets([]), []));

Deno.test("an engine on another kernel does not share this machine's routes", {
  ignore: Deno.build.os !== "linux",
}, () => {
  const other = readHostRoutes("5.15.0-linuxkit");
  assert.ok(!Array.isArray(other));
  assert.match(other.why, /another kernel/);
  assert.ok(Array.isArray(readHostRoutes(Deno.osRelease())));
});
