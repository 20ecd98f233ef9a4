import assert from "node:assert/strict";
import { ports as command } from "../../commands/ports.ts";
import { portPlan, rulesFor } from "../../lib/insight/ports.ts";
import { FIREWALLS, firewallText } from "../../lib/view/paths/firewall.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { sketchSwarm, type SwarmSketch } from "../../lib/swarm/sketch.ts";
import { assertGolden } from "../support/golden.ts";
import { runOnSwarm } from "../support/run_command.ts";

const NODES: NonNullable<SwarmSketch["nodes"]> = [
  {
    hostname: "m",
    role: "manager",
    manager: { leader: true, reachability: "reachable", addr: "192.168.7.1:2399" },
  },
  { hostname: "w1" },
  { hostname: "w2" },
];

function needs(sketch: SwarmSketch, from: string, to: string): string[] {
  const pair = portPlan(sketchSwarm({ nodes: NODES, ...sketch })).pairs.find((one) =>
    one.from === from && one.to === to
  )!;
  return pair.needs.map((need) => `${need.protocol} ${need.port}`);
}

Deno.test("management is needed towards managers only, at the port they really listen on", () => {
  assert.ok(needs({}, "w1", "m").includes("tcp 2399"));
  assert.ok(!needs({}, "m", "w1").some((need) => need.startsWith("tcp 23")));
});

Deno.test("the data path uses the swarm's own port", () => {
  assert.ok(needs({}, "w1", "w2").includes("udp 4789"));
  assert.ok(needs({ cluster: { dataPathPort: 7777 } }, "w1", "w2").includes("udp 7777"));
  assert.ok(needs({ cluster: { dataPathPort: 0 } }, "w1", "w2").includes("udp 4789"));
});

Deno.test("ESP is needed only between nodes that an encrypted network spans", () => {
  const on = (node: string) => ({
    service: "web",
    node,
    networks: [{ network: "id-app", addresses: ["10.0.1.9/24"], aliases: [] }],
  });
  const sketch: SwarmSketch = {
    networks: [{ name: "app" }],
    services: [{ name: "web", on: ["app"], replicas: 2 }],
    tasks: [on("w1"), on("m")],
  };
  assert.ok(needs(sketch, "w1", "m").includes("esp null"));
  assert.ok(!needs(sketch, "w1", "w2").includes("esp null"));
  const plain = { ...sketch, networks: [{ name: "app", options: {} }] };
  assert.ok(!needs(plain, "w1", "m").includes("esp null"));
});

Deno.test("an encrypted ingress network needs ESP between all nodes", () => {
  assert.ok(needs({ networks: [{ name: "ingress" }] }, "w1", "w2").includes("esp null"));
});

Deno.test("a manager known as 0.0.0.0 is named by its manager address, and a node without one is left out and said", () => {
  const swarm = sketchSwarm({
    nodes: [{ ...NODES[0]!, addr: "0.0.0.0" }, { hostname: "w1", addr: "" }, { hostname: "w2" }],
  });
  const plan = portPlan(swarm);
  assert.equal(plan.nodes.find((node) => node.name === "m")!.addr, "192.168.7.1");
  const rules = rulesFor(plan, "w2")!;
  assert.deepEqual(rules.unknown.map((node) => node.name), ["w1"]);
  for (const kind of FIREWALLS) assert.match(firewallText(kind, rules), /No address is known of w1/);
});

Deno.test("hostile node names cannot leave a comment or a quote in any format", () => {
  const hostile = `x"; rm -rf / #\n'$(id)\u0060`;
  const plan = portPlan(sketchSwarm({ nodes: [{ hostname: hostile }, { hostname: "w2" }] }));
  for (const kind of FIREWALLS) {
    const text = firewallText(kind, rulesFor(plan, "w2")!);
    assert.doesNotMatch(text, /rm -rf|\$\(|`/);
    for (const line of text.split("\n")) assert.equal(line.split("'").length % 2, 1, line);
  }
});

Deno.test("nodes of one name are told apart by their IDs", () => {
  const plan = portPlan(
    sketchSwarm({
      nodes: [{ hostname: "w", id: "aaaaaaaaaaaaaaa" }, { hostname: "w", id: "bbbbbbbbbbbbbbb" }],
    }),
  );
  assert.deepEqual(plan.nodes.map((node) => node.name), ["w (aaaaaaaaaaaa)", "w (bbbbbbbbbbbb)"]);
  assert.equal(plan.pairs.length, 2);
});

Deno.test("an unknown node is refused with the nearest name; a firewall format without a node is a usage error", async () => {
  const { failure } = await runOnSwarm(command, ["--format", "ufw", "--node", "mgr-fra-3"]);
  assert.match(failure!.next[0]!, /Did you mean mgr-fra-[12]\?/);
  const usage = await runOnSwarm(command, ["--format", "ufw"]);
  assert.equal(usage.exit, 125);
});

Deno.test("the demo swarm's ports as text, and in groups when there are many nodes", async () => {
  assertGolden(import.meta.url, "demo", (await runOnSwarm(command, [])).out);
  const nodes = Array.from({ length: 50 }, (_, at) => ({
    hostname: `node${at + 1}`,
    ...(at < 3
      ? {
        role: "manager" as const,
        manager: { leader: at === 0, reachability: "reachable", addr: `192.168.7.${at + 1}:2377` },
      }
      : {}),
  }));
  assertGolden(
    import.meta.url,
    "fifty",
    (await runOnSwarm(command, [], { swarm: sketchSwarm({ nodes }) })).out,
  );
});

for (const kind of FIREWALLS) {
  Deno.test(`${kind} rules for a manager of the demo swarm`, () => {
    const plan = portPlan(demoSwarm());
    assertGolden(import.meta.url, kind, firewallText(kind, rulesFor(plan, "mgr-fra-2")!));
  });
}

/** Addresses of both families, and an encrypted network on all nodes. */
const MIXED: SwarmSketch = {
  nodes: [
    { hostname: "four", addr: "192.168.7.1" },
    { hostname: "five", addr: "192.168.7.2" },
    { hostname: "six", addr: "fd00::6" },
  ],
  networks: [{ name: "app" }],
  services: [{ name: "api", on: ["app"], mode: "global" }],
};

Deno.test("rules for a lone node without an address are those of IPv4", () => {
  const rules = rulesFor(portPlan(sketchSwarm({ nodes: [{ hostname: "w1", addr: "" }] })), "w1")!;
  assert.doesNotMatch(firewallText("iptables", rules), /ip6tables/);
});

Deno.test("firewall rules put each peer's address where addresses of its family belong", () => {
  const rules = rulesFor(portPlan(sketchSwarm(MIXED)), "four")!;
  const nft = firewallText("nftables", rules);
  assert.match(nft, /ip saddr \{ 192\.168\.7\.2 \} tcp dport 7946 accept/);
  assert.match(nft, /ip6 saddr \{ fd00::6 \} tcp dport 7946 accept/);
  const iptables = firewallText("iptables", rules);
  assert.doesNotMatch(iptables, /-s fd00/);
  assert.match(iptables, /^# six has the address fd00::6, of the other family: it is left out$/m);
  const firewalld = firewallText("firewalld", rules);
  assert.match(firewalld, /family="ipv6" source address="fd00::6"/);
  assert.match(firewalld, /family="ipv4" source address="192\.168\.7\.2"/);
  const six = firewallText("iptables", rulesFor(portPlan(sketchSwarm(MIXED)), "six")!);
  assert.match(six, /ip6tables-restore/);
  assert.doesNotMatch(six, /-s 192/);
});

Deno.test("ESP of strangers is not dropped: it may be another VPN's", () => {
  const rules = rulesFor(portPlan(sketchSwarm(MIXED)), "four")!;
  assert.ok(rules.rules.some(({ need }) => need.protocol === "esp"));
  assert.doesNotMatch(firewallText("nftables", rules), /esp drop/);
  assert.doesNotMatch(firewallText("iptables", rules), /-p esp -j DROP/);
});

const CHECKS = [
  { kind: "nftables", words: ["nft", "-c", "-f"] },
  { kind: "iptables", words: ["iptables-restore", "--noflush", "--test"] },
] as const;

for (const { kind, words } of CHECKS) {
  const missing = await whyNot(words[0]);
  if (missing !== undefined) console.log(`skipped: ${kind} syntax check: ${missing}`);
  Deno.test({
    name: `${words[0]} itself accepts the ${kind} rules`,
    ignore: missing !== undefined,
    fn: async () => {
      const file = await Deno.makeTempFile();
      try {
        for (const [swarm, node] of [[demoSwarm(), "mgr-fra-2"], [sketchSwarm(MIXED), "four"]] as const) {
          await Deno.writeTextFile(file, firewallText(kind, rulesFor(portPlan(swarm), node)!));
          // In a network namespace of its own: checking must not depend on, or touch, this machine's tables.
          const ran = await new Deno.Command("unshare", { args: ["--net", ...words, file] }).output();
          assert.equal(ran.code, 0, new TextDecoder().decode(ran.stderr));
        }
      } finally {
        await Deno.remove(file);
      }
    },
  });
}

async function whyNot(program: string): Promise<string | undefined> {
  try {
    const ran = await new Deno.Command("unshare", {
      args: ["--net", program, "--version"],
      stdout: "null",
      stderr: "null",
    }).output();
    return ran.code === 0 ? undefined : `${program} is not installed, or no network namespace can be made`;
  } catch {
    return "there is no unshare";
  }
}

Deno.test("the firewall of every node lets ESP in from all peers as soon as a network is encrypted: tasks move", () => {
  const swarm = sketchSwarm({
    networks: [{ name: "vault" }],
    services: [{ name: "web", on: ["vault"] }],
  });
  const esp = (node: string) =>
    rulesFor(portPlan(swarm), node)!.rules.find((rule) => rule.need.protocol === "esp")?.sources
      .map((one) => one.name);
  assert.deepEqual([esp("m1"), esp("m3")], [["m2", "m3"], ["m1", "m2"]]);
  const plain = sketchSwarm({ networks: [{ name: "open", options: {} }] });
  assert.ok(rulesFor(portPlan(plain), "m1")!.rules.every((rule) => rule.need.protocol !== "esp"));
});

Deno.test("one node alone has nothing to let in, and says so in words and in rules", async () => {
  const swarm = sketchSwarm({ nodes: [{ hostname: "only", role: "manager" }] });
  assert.match((await runOnSwarm(command, [], { swarm })).out, /only is the only node: nothing yet/);
  const { out } = await runOnSwarm(command, ["--format", "ufw", "--node", "only"], { swarm });
  assert.match(out, /# There is no other node yet: nothing has to be let in\.\n$/);
});

Deno.test("ports in a row are one line, and without an ingress network nobody answers", async () => {
  const port = (published: number, mode: "ingress" | "host") => ({
    name: "",
    protocol: "tcp",
    target: published,
    published,
    mode,
  });
  const swarm = sketchSwarm({
    services: [{
      name: "web",
      ports: [port(8000, "ingress"), port(8001, "ingress"), port(8002, "ingress"), port(8003, "host")],
    }],
  });
  const { out } = await runOnSwarm(command, [], { swarm });
  assert.match(out, /8000-8002\/tcp {2}web {6}nobody: there is no ingress network/);
  assert.match(out, /8003\/tcp {7}web {6}m1/);
});
