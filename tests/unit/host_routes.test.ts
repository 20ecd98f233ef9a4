import assert from "node:assert/strict";
import { ipv4Routes, ipv6Routes, readHostRoutes } from "../../lib/engine/host_routes.ts";

Deno.test("routes of the IPv4 table are read in CIDR form, without default, docker's bridges and refusals", () => {
  const table = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	FE00A8C0	0003	0	0	0	00000000	0	0	0
eth0	0000A8C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
tun0	0000000A	00000000	0001	0	0	0	000000FF	0	0	0
docker0	000011AC	00000000	0001	0	0	0	0000FFFF	0	0	0
docker_gwbridge	000012AC	00000000	0001	0	0	0	0000FFFF	0	0	0
br-0123456789ab	000013AC	00000000	0001	0	0	0	0000FFFF	0	0	0
br-lan	000014AC	00000000	0001	0	0	0	0000FFFF	0	0	0
*	000015AC	00000000	0201	0	0	0	0000FFFF	0	0	0
eth1	010200C0	00000000	0005	0	0	0	FFFFFFFF	0	0	0
`;
  assert.deepEqual(ipv4Routes(table), ["10.0.0.0/8", "172.20.0.0/16", "192.0.2.1/32", "192.168.0.0/24"]);
});

Deno.test("routes of the IPv6 table are read in short form, without own addresses, link-local and multicast", () => {
  const zero = "00000000000000000000000000000000";
  const line = (to: string, length: string, flags: string, device: string) =>
    `${to} ${length} ${zero} 00 ${zero} 00000400 00000001 00000000 ${flags}     ${device}`;
  const table = [
    line("fd000000000000000000000000000000", "40", "00000001", "eth0"),
    line("20010db800000001000000000000ab00", "78", "00000001", "eth0"),
    line("fd000000000000000000000000000002", "80", "80000001", "eth0"),
    line("fe800000000000000000000000000000", "40", "00000001", "eth0"),
    line("ff000000000000000000000000000000", "08", "00000001", "eth0"),
    line(zero, "00", "00000003", "eth0"),
    line("00000000000000000000000000000001", "80", "00000001", "lo"),
    line("fd010000000000000000000000000000", "40", "00200200", "eth0"),
  ].join("\n");
  assert.deepEqual(ipv6Routes(table), ["2001:db8:0:1::ab00/120", "fd00::/64"]);
});

Deno.test("an empty table has no routes", () => {
  assert.deepEqual(ipv4Routes("Iface	Destination\n"), []);
  assert.deepEqual(ipv6Routes(""), []);
});

Deno.test("an engine on another kernel does not share this machine's routes", {
  ignore: Deno.build.os !== "linux",
}, () => {
  const other = readHostRoutes("5.15.0-linuxkit");
  assert.ok(!Array.isArray(other));
  assert.match(other.why, /another kernel/);
  assert.ok(Array.isArray(readHostRoutes(Deno.osRelease())));
});
