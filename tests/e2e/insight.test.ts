/**
 * What `trace`, `edges`, `status` and `ports` compute, held against a real swarm: against what the engine says through a client
 * that is not ours, and against what name look-ups and interfaces inside the tasks show.
 */
import assert from "node:assert/strict";
import { edges } from "../../commands/edges.ts";
import { ports } from "../../commands/ports.ts";
import { status } from "../../commands/status.ts";
import { trace } from "../../commands/trace.ts";
import type { Edge } from "../../lib/insight/edges.ts";
import type { Trace } from "../../lib/insight/trace_model.ts";
import { LAB_IMAGE } from "../../scripts/lab/image.ts";
import { until } from "../../scripts/lab/node.ts";
import { capture } from "../../scripts/support/process.ts";
import { type Age, engineOf, startLab, type TestLab } from "../support/lab.ts";
import { realClock } from "../support/real_clock.ts";
import { type Ran, runOnEngine } from "../support/run_command.ts";

// deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
type Answer = any;

/** Names whose order tells orders apart: by code unit, by letter, by number; an internal one that would come first. */
const NETWORKS: Record<string, Record<string, unknown>> = {
  Zulu: {},
  alpha: { Options: { encrypted: "" } },
  "order-10": {},
  "order-2": { Options: { encrypted: "" } },
  "aaa-inner": { Internal: true },
  lonely: {},
};

interface Wanted {
  on: (string | { name: string; aliases: string[] })[];
  dnsrr?: true;
  port?: { PublishMode: string; PublishedPort: number };
  node?: string;
}

const SERVICES: Record<string, Wanted> = {
  web: { on: ["alpha", "aaa-inner", "Zulu"] },
  api: { on: ["Zulu", "alpha", "aaa-inner"] },
  db: { on: ["order-2", "order-10"], dnsrr: true },
  worker: { on: ["order-10", "order-2", "alpha"] },
  cache: { on: ["alpha"] },
  twin: { on: ["lonely", { name: "alpha", aliases: ["cache"] }] },
  front: { on: ["lonely"], port: { PublishMode: "ingress", PublishedPort: 8080 } },
  edge: { on: ["alpha"], port: { PublishMode: "host", PublishedPort: 9090 }, node: "node2" },
};

/** What the engine says, read once the swarm has settled. */
interface Seen {
  lab: TestLab;
  networks: Map<string, Answer>;
  services: Map<string, Answer>;
  /** Running tasks by service name. */
  tasks: Map<string, Answer[]>;
  /** Host name by node ID. */
  nodes: Map<string, string>;
}

async function build(lab: TestLab): Promise<Seen> {
  for (const [Name, parts] of Object.entries(NETWORKS)) {
    await lab.witness.createNetwork({ Name, Driver: "overlay", ...parts });
  }
  for (const [Name, { on, dnsrr, port, node }] of Object.entries(SERVICES)) {
    await lab.witness.createService({
      Name,
      TaskTemplate: {
        ContainerSpec: { Image: LAB_IMAGE },
        Networks: on.map((one) =>
          typeof one === "string" ? { Target: one } : { Target: one.name, Aliases: one.aliases }
        ),
        Placement: node === undefined ? {} : { Constraints: [`node.hostname==${node}`] },
      },
      Mode: { Replicated: { Replicas: node === undefined ? 2 : 1 } },
      EndpointSpec: {
        Mode: dnsrr ? "dnsrr" : "vip",
        Ports: port === undefined ? [] : [{ Protocol: "tcp", TargetPort: 80, ...port }],
      },
    });
  }
  const wanted = Object.values(SERVICES).reduce((sum, { node }) => sum + (node === undefined ? 2 : 1), 0);
  const running = async () => (await runningTasks(lab)).length === wanted;
  assert.ok(await until(running, 120_000), "not every task runs");
  return await read(lab);
}

async function runningTasks({ witness }: TestLab): Promise<Answer[]> {
  const tasks: Answer[] = await witness.listTasks({ filters: { "desired-state": ["running"] } });
  return tasks.filter((task) => task.Status.State === "running");
}

async function read(lab: TestLab): Promise<Seen> {
  const networks: Answer[] = await lab.witness.listNetworks({ filters: { scope: ["swarm"] } });
  const services: Answer[] = await lab.witness.listServices();
  const nodes: Answer[] = await lab.witness.listNodes();
  const names = new Map(services.map((service) => [service.ID, service.Spec.Name]));
  const tasks = Map.groupBy(await runningTasks(lab), (task) => names.get(task.ServiceID));
  return {
    lab,
    networks: new Map(networks.map((network) => [network.Name, network])),
    services: new Map(services.map((service) => [service.Spec.Name, service])),
    tasks,
    nodes: new Map(nodes.map((node) => [node.ID, node.Description.Hostname])),
  };
}

function run({ lab }: Seen, command: Parameters<typeof runOnEngine>[0], words: string[]): Promise<Ran> {
  return runOnEngine(command, words, { socket: lab.hosts[0]!.replace("unix://", ""), clock: realClock });
}

async function traced(seen: Seen, ...words: string[]): Promise<{ trace: Trace; exit: number }> {
  const { out, exit, failure } = await run(seen, trace, ["--format", "json", ...words]);
  assert.equal(failure, undefined);
  const { traces } = JSON.parse(out);
  assert.equal(traces.length, 1);
  return { trace: traces[0], exit };
}

/** Runs a program in the container of a task, on the task's own node. */
async function inTask({ lab, nodes }: Seen, task: Answer, words: string[]): Promise<string> {
  const host = lab.hosts[Number(nodes.get(task.NodeID)!.slice("node".length)) - 1]!;
  const container = task.Status.ContainerStatus.ContainerID;
  const ran = await capture(["docker", "--host", host, "exec", container, ...words], { timeoutMs: 30_000 });
  return ran.stdout;
}

/** What the resolver of a task answers, sorted. */
async function lookUp(seen: Seen, task: Answer, name: string): Promise<string[]> {
  const said = await inTask(seen, task, ["nslookup", "-type=a", name, "127.0.0.11"]);
  const answers = said.slice(said.indexOf("Name:"));
  return said.includes("Name:")
    ? [...answers.matchAll(/^Address: (\S+)$/gm)].map((match) => match[1]!).sort()
    : [];
}

function bare(cidr: string): string {
  return cidr.split("/")[0]!;
}

function addressesOn(tasks: readonly Answer[], networkId: string): string[] {
  return tasks.flatMap((task) => task.NetworksAttachments ?? [])
    .filter((one: Answer) => one.Network.ID === networkId)
    .map((one: Answer) => bare(one.Addresses[0])).sort();
}

/** What a service answers with on a network: its VIP, or its tasks' addresses. */
function answersOn(seen: Seen, service: string, networkId: string): string[] {
  const { Endpoint } = seen.services.get(service);
  const vip = (Endpoint.VirtualIPs ?? []).find((one: Answer) => one.NetworkID === networkId);
  return vip === undefined ? addressesOn(seen.tasks.get(service)!, networkId) : [bare(vip.Addr)];
}

function networksOf(seen: Seen, service: string): string[] {
  const { Spec } = seen.services.get(service);
  const names = new Map([...seen.networks.values()].map((network) => [network.Id, network.Name]));
  return Spec.TaskTemplate.Networks.map((one: Answer) => names.get(one.Target)!);
}

function nodesOf(seen: Seen, service: string): string[] {
  return [...new Set(seen.tasks.get(service)!.map((task) => seen.nodes.get(task.NodeID)!))].sort();
}

/** The way of an address over the wire, by where tasks run and by the network's own option. */
function protection(seen: Seen, network: string, from: readonly string[], to: string): string {
  if (from.every((node) => node === to)) return "same-node";
  return "encrypted" in (seen.networks.get(network).Options ?? {}) ? "encrypted" : "clear";
}

/** Traces one pair, waits until the task's resolver has heard of all, and compares. */
async function pairIsTrue(seen: Seen, from: string, to: string): Promise<void> {
  const { trace: found, exit } = await traced(seen, from, to);
  const source = seen.tasks.get(from)!.find((task) => seen.nodes.get(task.NodeID) === found.entry);
  assert.ok(source !== undefined, `${from} -> ${to} starts at ${found.entry}`);
  const used = found.names.find((one) => one.used)!;
  const sorted = [...used.answers].sort();
  let said: string[] = [];
  const agree = await until(async () => {
    said = await lookUp(seen, source, to);
    return said.join() === sorted.join();
  }, 20_000);
  assert.ok(agree, `${from} asks for ${to}: DNS says ${said.join(", ")}, trace ${sorted.join(", ")}`);

  const network = seen.networks.get(used.network);
  for (const address of answersOn(seen, to, network.Id)) {
    assert.ok(said.includes(address), `${to} has ${address} on ${used.network}, DNS says ${said.join(", ")}`);
  }
  assert.equal(exit, 0);
  assert.deepEqual(
    found.backends.map(({ address, node, protection }) => ({ address, node, protection })).sort(byAddress),
    seen.tasks.get(to)!.map((task) => {
      const node = seen.nodes.get(task.NodeID)!;
      const ways = nodesOf(seen, from);
      return {
        address: addressesOn([task], network.Id)[0]!,
        node,
        protection: protection(seen, used.network, ways, node),
      };
    }).sort(byAddress),
    `${from} -> ${to}`,
  );
  const wire = found.hops.at(-1)!;
  assert.equal(wire.network, used.network);
  assert.equal(wire.vni, vniOf(await inspected(seen, network.Id)));
  const [own] = addressesOn([source], network.Id);
  // Behind a VIP the load balancer's address takes the place of the asking task's.
  const behindVip = used.answers.every((one) => !addressesOn(seen.tasks.get(to)!, network.Id).includes(one));
  assert.equal(wire.from, behindVip ? `the load balancer of ${used.network}` : own);
  assert.equal(wire.mtu, await mtuInside(seen, source, own!), `MTU on ${used.network}`);
  for (const { network, services, answers } of found.names) {
    const id = seen.networks.get(network).Id;
    assert.deepEqual(
      [...answers].sort(),
      services.flatMap((service) => answersOn(seen, service, id)).sort(),
      network,
    );
    assert.deepEqual(await lookUp(seen, source, `${to}.${network}`), [...answers].sort(), `${to}.${network}`);
  }
}

function byAddress(a: { address: string }, b: { address: string }): number {
  return a.address < b.address ? -1 : 1;
}

function inspected({ lab }: Seen, id: string): Promise<Answer> {
  return lab.witness.getNetwork(id).inspect();
}

function vniOf(network: Answer): string {
  return network.Options["com.docker.network.driver.overlay.vxlanid_list"];
}

/** MTU of the interface of a task that has this address. */
async function mtuInside(seen: Seen, task: Answer, address: string): Promise<number> {
  const lines = (await inTask(seen, task, ["ip", "-4", "-o", "addr", "show"])).split("\n");
  const device = lines.find((line) => line.includes(` ${address}/`))?.split(/\s+/)[1];
  return Number(await inTask(seen, task, ["cat", `/sys/class/net/${device}/mtu`]));
}

const STEPS: [name: string, run: (seen: Seen) => Promise<void>][] = [
  [
    "trace names what name look-ups in the task answer, the network they come from and its MTU",
    async (seen) => {
      await pairIsTrue(seen, "web", "api");
      await pairIsTrue(seen, "worker", "db");
      await pairIsTrue(seen, "db", "worker");
      await pairIsTrue(seen, "worker", "cache");
      await pairIsTrue(seen, "front", "twin");
    },
  ],
  ["names are looked up in networks by code unit, internal ones last", async (seen) => {
    const { trace: vip } = await traced(seen, "web", "api");
    assert.deepEqual(vip.names.map((one) => one.network), ["Zulu", "alpha", "aaa-inner"]);
    const { trace: robin } = await traced(seen, "worker", "db");
    assert.deepEqual(robin.names.map((one) => one.network), ["order-10", "order-2"]);
  }],
  ["an alias that another service claims is answered by both", async (seen) => {
    const { trace: found } = await traced(seen, "web", "cache");
    assert.deepEqual(found.names.map(({ network, services }) => [network, [...services].sort()]), [
      ["alpha", ["cache", "twin"]],
    ]);
    assert.match(found.verdict.because, /twin/);
  }],
  ["names in other letters, of tasks and of one network are answered as DNS answers them", async (seen) => {
    for (const word of ["CACHE", "tasks.cache", "tasks.api", "api.alpha", "tasks.api.aaa-inner"]) {
      const { trace: found } = await traced(seen, "web", word);
      const source = seen.tasks.get("web")!.find((task) => seen.nodes.get(task.NodeID) === found.entry);
      const answers = found.names.find((one) => one.used)!.answers;
      assert.deepEqual(await lookUp(seen, source, word), [...answers].sort(), word);
    }
  }],
  ["services without a common network do not reach each other, and DNS knows no such name", async (seen) => {
    const { trace: found, exit } = await traced(seen, "front", "db");
    assert.equal(exit, 3);
    assert.equal(found.verdict.state, "not-reachable");
    assert.deepEqual(await lookUp(seen, seen.tasks.get("front")![0], "db"), []);
  }],
  ["a port of the routing mesh leads to every task's ingress address, from each node", async (seen) => {
    const ingress = seen.networks.get("ingress");
    for (const [at, address] of seen.lab.addresses.entries()) {
      const { trace: found } = await traced(seen, "--node", `node${at + 1}`, "client", "8080");
      assert.equal(found.kind, "ingress");
      assert.equal(found.entry, `node${at + 1}`);
      assert.deepEqual(
        found.backends.map((one) => one.address).sort(),
        addressesOn(seen.tasks.get("front")!, ingress.Id),
      );
      assert.ok(JSON.stringify(found.hops).includes(`${address}:8080`));
      for (const backend of found.backends) {
        assert.equal(backend.protection, protection(seen, "ingress", [found.entry], backend.node));
      }
    }
  }],
  ["a port of host mode is answered where the task runs, and nowhere else", async (seen) => {
    const { trace: found } = await traced(seen, "client", "9090");
    assert.equal(found.kind, "host");
    assert.deepEqual(
      found.backends.map(({ node, address }) => [node, address]),
      [["node2", `${seen.lab.addresses[1]}:9090`]],
    );
    assert.equal((await traced(seen, "--node", "node3", "client", "9090")).exit, 3);
  }],
  ["edges are the pairs that share a network, with what the tasks' nodes make of them", async (seen) => {
    const { out } = await run(seen, edges, ["--format", "json"]);
    const found: Edge[] = JSON.parse(out).edges;
    assert.deepEqual(
      found.map((
        { from, to, networks, state },
      ) => [from, to, networks.map(({ name }) => name).sort(), state]),
      expectedEdges(seen, new Map(found.map((edge) => [`${edge.from} ${edge.to}`, edge.networks[0]!.name]))),
    );
  }],
  ["status counts what is there", async (seen) => {
    const { out } = await run(seen, status, ["--format", "json"]);
    const { control, data, ingress, full, stuck } = JSON.parse(out);
    assert.deepEqual(control, {
      managers: 1,
      reachable: 1,
      quorum: 1,
      leader: "node1",
      nodes: 3,
      ready: 3,
      away: [],
      unreachable: [],
    });
    assert.equal(data.networks, Object.keys(NETWORKS).length);
    assert.equal(data.encrypted, 2);
    assert.deepEqual([...data.plain].sort(), ["Zulu", "aaa-inner", "lonely", "order-10"]);
    assert.deepEqual(data.unallocated, []);
    assert.deepEqual(ingress, { present: true, encrypted: false, published: 1, silent: [] });
    assert.deepEqual([full, stuck], [[], []]);
  }],
  ["ports lists the nodes' real addresses and what is published where", async (seen) => {
    const { out } = await run(seen, ports, ["--format", "json"]);
    const plan = JSON.parse(out);
    assert.deepEqual(plan.nodes.map((node: Answer) => node.addr), seen.lab.addresses);
    assert.equal(plan.dataPathPort, (await seen.lab.witness.swarmInspect()).DataPathPort);
    assert.deepEqual(
      plan.published.map(({ service, port, mode, nodes }: Answer) => [service, port, mode, nodes]),
      [["front", 8080, "ingress", ["node1", "node2", "node3"]], ["edge", 9090, "host", ["node2"]]],
    );
    const [one, two] = [nodesOf(seen, "web"), nodesOf(seen, "cache")];
    for (const from of one) {
      for (const to of two.filter((node) => node !== from)) {
        const pair = plan.pairs.find((each: Answer) => each.from === from && each.to === to);
        const esp = pair.needs.some((need: Answer) => need.protocol === "esp");
        assert.ok(esp, `alpha is encrypted, and on ${from} and ${to}`);
      }
    }
  }],
];

/** Every pair with a common network; `first` says which network carries names, which the test of trace proves. */
function expectedEdges(seen: Seen, first: ReadonlyMap<string, string>): unknown[] {
  const names = Object.keys(SERVICES).sort();
  return names.flatMap((from, at) =>
    names.slice(at + 1).flatMap((to) => {
      const theirs = networksOf(seen, to);
      const shared = networksOf(seen, from).filter((network) => theirs.includes(network)).sort();
      if (shared.length === 0) return [];
      const on = new Set([...nodesOf(seen, from), ...nodesOf(seen, to)]);
      const way = on.size === 1 ? "same-node" : protection(seen, first.get(`${from} ${to}`)!, [...on], "");
      return [[from, to, shared, way]];
    })
  );
}

for (const age of ["oldest", "newest"] as Age[]) {
  const found = await engineOf(age);
  const ignore = "reason" in found;
  if (ignore) console.log(`skipped: insight on the ${age} engine: ${found.reason}`);
  Deno.test({
    name: `engine ${ignore ? age : found.version}: trace, edges, status and ports against the engine and DNS`,
    ignore,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      const lab = await startLab((found as { engine: string }).engine);
      try {
        const seen = await build(lab);
        for (const [name, step] of STEPS) await t.step(name, () => step(seen));
      } finally {
        await lab.end();
      }
    },
  });
}
