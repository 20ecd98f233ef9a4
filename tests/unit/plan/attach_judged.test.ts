import assert from "node:assert/strict";
import { changeFindings } from "../../../lib/view/findings/change_text.ts";
import { ignoreOfFlag } from "../../../lib/checks/ignore.ts";
import { judgeChange } from "../../../lib/checks/judge_change.ts";
import type { Policy } from "../../../lib/checks/rule.ts";
import { NO_POLICY } from "../../../lib/checks/view.ts";
import { isAttached } from "../../../lib/swarm/attached.ts";
import type { AttachChange } from "../../../lib/swarm/change/model.ts";
import type { Network, Service, Swarm } from "../../../lib/swarm/model.ts";
import { aliasFault } from "../../../lib/swarm/names.ts";
import { unstyled } from "../../../lib/terminal/style.ts";
import { CHANGE_SETTINGS, changeFindingsOf } from "../../support/change_findings.ts";
import { makeNetwork, makeNode, makeService, makeSwarm, makeTask } from "../../support/make_swarm.ts";

const web = makeNetwork("web", { subnet: "10.0.1.0/24", options: { encrypted: "" } });
const tiny = makeNetwork("tiny", { subnet: "10.0.2.0/29", options: { encrypted: "" } });
const nodes = [makeNode("n1"), makeNode("n2")];
const START_FIRST = { ...makeService("x").update, order: "start-first" as const };

function on(...targets: string[]): Pick<Service, "networks"> {
  return { networks: targets.map((target) => ({ target, aliases: [], driverOpts: {} })) };
}
function swarmOf(services: Service[], parts: Parameters<typeof makeSwarm>[0] = {}): Swarm {
  return makeSwarm({ nodes, networks: [web, tiny], services, ...parts });
}
function attached(swarm: Swarm, parts: Partial<AttachChange> = {}): AttachChange {
  return { kind: "attach", services: swarm.services, network: web, aliases: [], driverOpts: {}, ...parts };
}
function attaching(swarm: Swarm, parts: Partial<AttachChange> = {}, policy: Partial<Policy> = {}): string[] {
  return changeFindingsOf(swarm, attached(swarm, parts), { policy: { ...NO_POLICY, ...policy } });
}
function detaching(swarm: Swarm, services: readonly Service[], network: Network): string[] {
  return changeFindingsOf(swarm, { kind: "detach", services, network });
}

Deno.test("an encrypted network with room gives no findings", () => {
  assert.deepEqual(attaching(swarmOf([makeService("api", { replicas: 2 })])), []);
});

Deno.test("networks that services cannot be attached to are refused, with what to do instead", () => {
  const refused = (network: Network) => {
    const swarm = swarmOf([makeService("api")], { networks: [network] });
    const { blockers } = judgeChange(swarm, attached(swarm, { network }), CHANGE_SETTINGS);
    return unstyled(changeFindings(blockers));
  };
  assert.match(refused(makeNetwork("ingress", { ingress: true })), /SN0328 network ingress.*publish-add/s);
  assert.match(
    refused(makeNetwork("cfg", { configOnly: true, scope: "local" })),
    /SN0328 network cfg.*--config-from cfg/s,
  );
  assert.match(refused(makeNetwork("br", { scope: "local" })), /SN0328 network br.*swarmnet create/s);
  assert.match(refused(makeNetwork("host", { driver: "host" })), /SN0328 network host: belongs to each node/);
  assert.match(
    refused(makeNetwork("lost", { driver: "", created: "2025-01-01T00:00:00Z" })),
    /SN0201 network lost: Network lost was never allocated|SN0201 network lost: was never allocated/,
  );
});

Deno.test("jobs and services on their node's network are refused", () => {
  const host = makeNetwork("host", { driver: "host" });
  const swarm = swarmOf(
    [makeService("job", { mode: "replicated-job" }), makeService("agent", on("id-host"))],
    { networks: [web, host] },
  );
  assert.deepEqual(attaching(swarm).filter((one) => one.startsWith("error")), [
    "error SN0329 agent",
    "error SN0330 job",
  ]);
});

Deno.test("a network without room for VIP, tasks and a load balancer is refused; services are counted together", () => {
  const swarm = swarmOf([makeService("api", { replicas: 4 })]);
  const { blockers } = judgeChange(swarm, attached(swarm, { network: tiny }), CHANGE_SETTINGS);
  assert.deepEqual(blockers.map(({ code, object }) => `${code} ${object.name}`), ["SN0213 tiny"]);
  assert.match(blockers[0]!.message, /has 5 addresses, and its services need/);
  const two = swarmOf([makeService("a", { replicas: 2 }), makeService("b", { replicas: 1 })]);
  assert.ok(attaching(two, { network: tiny }).includes("error SN0213 tiny"));
});

Deno.test("a network that is nearly full after the change is a warning; dnsrr takes no VIP", () => {
  assert.deepEqual(attaching(swarmOf([makeService("api", { replicas: 2 })]), { network: tiny }), [
    "warning SN0215 api",
  ]);
  const dnsrr = makeService("api", { replicas: 1, endpointMode: "dnsrr" });
  assert.deepEqual(attaching(swarmOf([dnsrr]), { network: tiny }), []);
});

Deno.test("start-first on a full network that is kept never completes; stop-first leaves tasks missing", () => {
  const tasks = Array.from({ length: 4 }, (_, i) =>
    makeTask(`t${i}`, {
      service: "id-api",
      slot: i + 1,
      node: "id-n1",
      networks: [{ network: "id-tiny", addresses: [`10.0.2.${i + 2}/29`], aliases: [] }],
    }));
  const service = (order: "start-first" | "stop-first") =>
    makeService("api", {
      ...on("id-tiny"),
      replicas: 4,
      endpointMode: "dnsrr",
      update: { ...START_FIRST, order },
    });
  assert.deepEqual(attaching(swarmOf([service("start-first")], { tasks })), ["error SN0216 api"]);
  assert.deepEqual(attaching(swarmOf([service("stop-first")], { tasks })), ["warning SN0215 api"]);
});

const PORT = { name: "", protocol: "tcp", target: 80, published: 80, mode: "host" as const };
const HOST_PORT: Partial<Service> = { ports: [PORT], portsSpec: [PORT], update: START_FIRST };
/** What keeps an update from completing, and the code that every command tells of it. */
const BLOCKED: [string, string, Partial<Service>][] = [
  ["a host port and a constraint that leaves one node", "SN0319", {
    ...HOST_PORT,
    constraints: ["node.hostname==n1"],
  }],
  ["a host port of a global service", "SN0319", { ...HOST_PORT, mode: "global", replicas: null }],
  ["a host port and as many tasks as nodes that fit", "SN0319", { ...HOST_PORT, replicas: 2 }],
  ["no node that fits", "SN0326", { constraints: ["node.labels.zone==c"] }],
  ["max replicas per node", "SN0327", { replicas: 2, maxReplicasPerNode: 1, update: START_FIRST }],
];

for (const [title, code, parts] of BLOCKED) {
  Deno.test(`${title}: attach and detach are refused with ${code}, though audit knows of it already`, () => {
    assert.deepEqual(attaching(swarmOf([makeService("api", parts)])), [`error ${code} api`]);
    const swarm = swarmOf([makeService("api", { ...parts, ...on("id-web", "id-tiny") })]);
    assert.deepEqual(detaching(swarm, swarm.services, tiny), [`error ${code} api`]);
  });
}

Deno.test("a spare node lets an update with a host port complete", () => {
  assert.deepEqual(attaching(swarmOf([makeService("api", { ...HOST_PORT, replicas: 1 })])), []);
});

Deno.test("names that another service has on the network are told, whatever their case, and of each that joins", () => {
  const named = (name: string) =>
    makeService(name, { networks: [{ target: "id-web", aliases: ["Search"], driverOpts: {} }] });
  const swarm = swarmOf([named("other"), makeService("api")]);
  const services = [swarm.services[1]!];
  assert.deepEqual(attaching(swarm, { services, aliases: ["search"] }), ["warning SN0401 web"]);
  assert.deepEqual(attaching(swarm, { services, aliases: ["find"] }), []);
  const three = swarmOf([named("one"), named("two"), makeService("api")]);
  assert.deepEqual(attaching(three, { services: [three.services[2]!], aliases: ["search"] }), [
    "warning SN0401 web",
  ]);
  assert.deepEqual(attaching(three, { services: [three.services[2]!], aliases: [] }), []);
});

Deno.test("several services with one alias share it", () => {
  assert.deepEqual(attaching(swarmOf([makeService("a"), makeService("b")]), { aliases: ["x"] }), [
    "warning SN0401 web",
  ]);
});

Deno.test("encryption: a warning without, an error when it is required, whatever label the network has", () => {
  const plain = makeNetwork("plain", { subnet: "10.0.3.0/24" });
  const waived = { ...plain, labels: { "swarmnet.allow-plain": "private wire" } };
  const level = (network: Network, value: "warn" | "error") =>
    attaching(
      swarmOf([makeService("api")], { networks: [network] }),
      { network },
      { requireEncryption: { value, origin: "the file" } },
    );
  assert.deepEqual(level(plain, "warn"), ["warning SN0101 plain"]);
  assert.deepEqual(level(plain, "error"), ["error SN0117 plain", "warning SN0101 plain"]);
  assert.deepEqual(level(waived, "warn"), []);
  assert.deepEqual(level(waived, "error"), ["error SN0117 plain"]);
});

Deno.test("policies refuse a network that audit reports already; the configuration and --ignore are respected", () => {
  const plain = makeNetwork("shop_a", { subnet: "10.0.3.0/24" });
  const swarm = swarmOf([makeService("api")], { networks: [plain] });
  const policy = { ...NO_POLICY, mustEncrypt: ["shop_*"], allowedSubnets: ["10.20.0.0/16"] };
  const change = attached(swarm, { network: plain });
  assert.deepEqual(changeFindingsOf(swarm, change, { policy }), [
    "error SN0115 shop_a",
    "error SN0220 shop_a",
    "warning SN0101 shop_a",
  ]);
  assert.deepEqual(
    changeFindingsOf(swarm, change, {
      policy,
      levels: new Map([["SN0115", "off"], ["SN0220", "warning"]] as const),
    }),
    ["warning SN0101 shop_a", "warning SN0220 shop_a"],
  );
  const ignores = ["SN0115=shop_*", "SN0220,", "SN0101"].map((word) => ignoreOfFlag(word.replace(",", "")));
  assert.deepEqual(
    changeFindingsOf(swarm, change, { policy, ignores: ignores.filter((one) => typeof one !== "string") }),
    [],
  );
});

Deno.test("what the engine refuses stays an error, whatever is configured", () => {
  const swarm = swarmOf([makeService("job"), makeService("old", { legacyNetworks: on("id-web").networks })]);
  const change = { kind: "detach" as const, services: [swarm.services[1]!], network: web };
  const ignore = ignoreOfFlag("SN0333");
  assert.ok(typeof ignore !== "string");
  assert.deepEqual(
    changeFindingsOf(swarm, change, { levels: new Map([["SN0333", "off"]]), ignores: [ignore] }),
    ["error SN0333 old"],
  );
});

Deno.test("an encrypted network for a service that may run on Windows is refused", () => {
  const mixed = [...nodes, makeNode("w1", { os: "windows" })];
  assert.deepEqual(attaching(swarmOf([makeService("api")], { nodes: mixed })), ["error SN0106 web"]);
  const linux = makeService("api", { constraints: ["node.platform.os==linux"] });
  assert.deepEqual(attaching(swarmOf([linux], { nodes: mixed })), []);
});

Deno.test("attached means: with every alias and option asked for", () => {
  const service = makeService("api", {
    networks: [{ target: "web", aliases: ["x"], driverOpts: { k: "v" } }],
  });
  const swarm = swarmOf([service]);
  const has = (aliases: string[], driverOpts = {}) =>
    isAttached(swarm, service, { network: web, aliases, driverOpts });
  assert.equal(has(["x"], { k: "v" }), true);
  assert.equal(has(["y"]), false);
  assert.equal(has([], { k: "w" }), false);
});

Deno.test("an update that runs or was paused is told before another one is started", () => {
  const state = (state: string) =>
    attaching(swarmOf([
      makeService("api", { updateStatus: { state, started: "", completed: "", message: "m" } }),
    ]));
  assert.deepEqual(state("updating"), ["warning SN0331 api"]);
  assert.deepEqual(state("paused"), ["warning SN0331 api"]);
  assert.deepEqual(state("completed"), []);
});

Deno.test("aliases that DNS cannot look up are told why", () => {
  assert.match(aliasFault("bad alias!") ?? "", /only letters/);
  assert.match(aliasFault("") ?? "", /empty/);
  assert.match(aliasFault("a..b") ?? "", /between dots/);
  assert.match(aliasFault("-a") ?? "", /hyphen/);
  assert.match(aliasFault("a".repeat(64)) ?? "", /63/);
  assert.match(aliasFault(`${"a.".repeat(130)}a`) ?? "", /253/);
  assert.match(aliasFault("10.0.0.1") ?? "", /address/);
  for (const alias of ["api", "my_db", "db.internal", "A-1"]) assert.equal(aliasFault(alias), undefined);
});

Deno.test("detaching from the last network says what is lost, and what keeps working", () => {
  const port = { name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" as const };
  const swarm = swarmOf([makeService("api", { ...on("id-web"), ports: [port] })], {
    networks: [web, makeNetwork("ingress", { ingress: true, options: { encrypted: "" } })],
  });
  const change = { kind: "detach" as const, services: swarm.services, network: web };
  const { blockers, remarks } = judgeChange(swarm, change, CHANGE_SETTINGS);
  assert.deepEqual(blockers, []);
  assert.deepEqual(remarks.map(({ code }) => code), ["SN0332"]);
  assert.match(remarks[0]!.message, /published ports keep working/);
});

Deno.test("services that lose their only common network are named, those that leave together are not", () => {
  const swarm = swarmOf([
    makeService("api", on("id-web", "id-tiny")),
    makeService("front", on("id-web")),
    makeService("worker", on("id-web", "id-tiny")),
  ], { networks: [web, makeNetwork("tiny", { subnet: "10.0.2.0/24", options: { encrypted: "" } })] });
  const change = { kind: "detach" as const, services: [swarm.services[0]!], network: web };
  const { remarks } = judgeChange(swarm, change, CHANGE_SETTINGS);
  assert.deepEqual(remarks.map(({ message }) => message), [
    "Service api will share no network with front: web is the only one",
  ]);
  assert.deepEqual(detaching(swarm, [swarm.services[0]!, swarm.services[2]!], web), [
    "warning SN0409 api",
    "warning SN0409 worker",
  ]);
});

Deno.test("swarm's refusal to empty a list in the deprecated place is an error before anything is sent", () => {
  const swarm = swarmOf([makeService("old", { legacyNetworks: on("id-web").networks })]);
  assert.ok(detaching(swarm, swarm.services, web).includes("error SN0333 old"));
});

Deno.test("detaching from ingress is refused", () => {
  const ingress = makeNetwork("ingress", { ingress: true, options: { encrypted: "" } });
  const swarm = swarmOf([makeService("api")], { networks: [web, ingress] });
  assert.deepEqual(detaching(swarm, swarm.services, ingress), ["error SN0328 ingress"]);
});
