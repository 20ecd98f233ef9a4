import assert from "node:assert/strict";
import { contains, parseAddress, parsePrefix } from "../../lib/swarm/cidr.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { isEncrypted, type Network, type Swarm } from "../../lib/swarm/model.ts";
import { isLive } from "../../lib/swarm/task_state.ts";
import { usageOf } from "../../lib/swarm/usage.ts";

/** Every address that something holds on a network, with its holder. */
function holders(swarm: Swarm, network: Network): { who: string; address: string }[] {
  const out: { who: string; address: string }[] = [];
  for (const service of swarm.services) {
    for (const vip of service.vips) {
      if (vip.network === network.id) out.push({ who: service.name, address: vip.addr });
    }
  }
  for (const task of swarm.tasks.filter(isLive)) {
    const service = swarm.services.find(({ id }) => id === task.service)?.name ?? "attached";
    for (const one of task.networks) {
      if (one.network === network.id) {
        for (const address of one.addresses) out.push({ who: `${service} task`, address });
      }
    }
  }
  for (const one of network.containers ?? []) {
    if (one.id.startsWith("lb-") || one.id === "ingress-sbox") {
      out.push({ who: "balancer", address: one.ipv4 });
    }
  }
  return out;
}

Deno.test("the demo swarm is the same in every run, and each one a value of its own", () => {
  const first = demoSwarm();
  assert.deepEqual(first, demoSwarm());
  first.nodes[0]!.labels["zone"] = "changed";
  first.networks[0]!.options["x"] = "changed";
  assert.notDeepEqual(first, demoSwarm());
});

Deno.test("the demo swarm has five nodes, a dozen overlays, about twenty services", () => {
  const swarm = demoSwarm();
  assert.deepEqual(swarm.nodes.map((node) => node.role), [
    "manager",
    "manager",
    "manager",
    "worker",
    "worker",
  ]);
  assert.equal(swarm.networks.filter((network) => network.scope === "swarm").length, 12);
  assert.equal(swarm.services.length, 20);
  const ids = [...swarm.nodes, ...swarm.services, ...swarm.tasks, ...swarm.networks].map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { id } of [...swarm.nodes, ...swarm.services, ...swarm.tasks]) {
    assert.match(id, /^[0-9a-z]{25}$/);
  }
});

Deno.test("every address of the demo lies inside its network and is held once, but for the seeded duplicate", () => {
  const swarm = demoSwarm();
  const twice: string[] = [];
  for (const network of swarm.networks.filter(({ scope }) => scope === "swarm")) {
    const config = network.ipam.config[0];
    const seen = new Map<string, string>();
    for (const { who, address } of holders(swarm, network)) {
      const [ip, bits] = address.split("/");
      const prefix = parsePrefix(config!.subnet)!;
      assert.ok(contains(prefix, parseAddress(ip!)!), `${address} of ${who} in ${network.name}`);
      assert.equal(Number(bits), prefix.bits);
      assert.notEqual(ip, config!.gateway);
      if (seen.has(address)) twice.push(`${network.name}: ${seen.get(address)} and ${who}`);
      seen.set(address, who);
    }
  }
  assert.deepEqual(twice, ["legacy_dmz: legacy_cron task and legacy_web task"]);
});

Deno.test("each VIP service of the demo has a VIP on each of its allocated networks, and tasks have an address on each", () => {
  const swarm = demoSwarm();
  const ingress = swarm.networks.find((network) => network.ingress)!.id;
  for (const service of swarm.services) {
    if (service.name === "staging_web") {
      assert.deepEqual(service.vips, []);
      continue;
    }
    const published = service.ports.some((port) => port.mode === "ingress");
    const wanted = [...(published ? [ingress] : []), ...service.networks.map(({ target }) => target)];
    assert.deepEqual(
      service.vips.map(({ network }) => network),
      service.endpointMode === "vip" ? wanted : [],
    );
    for (const task of swarm.tasks.filter((one) => one.service === service.id && isLive(one))) {
      assert.deepEqual(task.networks.map(({ network }) => network), wanted, service.name);
      assert.ok(swarm.nodes.some((node) => node.id === task.node));
    }
    assert.equal(service.running, service.replicas ?? service.desired, service.name);
  }
});

Deno.test("addresses of the demo add up as the allocator counts: VIPs, tasks, and one balancer a node with tasks", () => {
  const swarm = demoSwarm();
  const usage = (name: string) => usageOf(swarm, swarm.networks.find((network) => network.name === name)!)!;
  const { usable, used, free, byConsumer } = usage("legacy_default");
  assert.deepEqual({ usable, used, free }, { usable: 13, used: 12, free: 1 });
  assert.deepEqual(byConsumer, { vips: 2, tasks: 6, containers: 0, loadBalancers: 4, other: 0 });
  assert.equal(usage("ingress").byConsumer.loadBalancers, 5);
  assert.equal(usage("ci_runners").byConsumer.containers, 1);
  assert.equal(usage("metrics_old").used, 0);
});

Deno.test("what a manager sees of its own networks is what runs on it", () => {
  const swarm = demoSwarm();
  for (const network of swarm.networks.filter(({ containers }) => containers !== null)) {
    const here = swarm.tasks.filter((task) =>
      isLive(task) && task.node === swarm.source.nodeId &&
      task.networks.some((one) => one.network === network.id)
    );
    const seen = network.containers!.filter(({ id }) => !id.startsWith("lb-") && id !== "ingress-sbox");
    assert.deepEqual(
      seen.map(({ id }) => id).sort(),
      here.map(({ container }) => container).sort(),
      network.name,
    );
    assert.ok(network.peers!.some(({ ip }) => ip === swarm.source.nodeAddr));
  }
});

Deno.test("the demo holds the problems it promises", () => {
  const swarm = demoSwarm();
  const overlays = swarm.networks.filter(({ scope, driver }) => scope === "swarm" && driver === "overlay");
  assert.deepEqual(overlays.filter((one) => !isEncrypted(one)).map(({ name }) => name), [
    "ingress",
    "monitoring_metrics",
  ]);
  const network = (name: string) => swarm.networks.find((one) => one.name === name)!;
  assert.equal(network("legacy_dmz").options["encrypted"], "false");
  assert.ok("com.docker.network.mtu" in network("mail_relay").options);
  assert.equal(network("staging_default").driver, "");
  assert.deepEqual(network("staging_default").ipam.config, []);
  const stuck = swarm.tasks.filter((task) => task.state === "new");
  assert.deepEqual(stuck.map(({ node, error, networks }) => ({ node, error, networks })), [
    { node: "", error: "", networks: [] },
  ]);
  const paused = swarm.services.filter((service) => service.updateStatus !== null);
  assert.deepEqual(paused.map(({ name, updateStatus }) => [name, updateStatus!.state]), [[
    "legacy_app",
    "paused",
  ]]);
  assert.deepEqual(swarm.services.filter(({ healthCheck }) => !healthCheck).map(({ name }) => name), [
    "legacy_web",
  ]);
});
