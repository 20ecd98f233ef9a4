import assert from "node:assert/strict";
import {
  type AttachRequest,
  checkAttach,
  checkNetwork,
  isAttached,
} from "../../../lib/plan/preflight/attach_check.ts";
import { aliasFault } from "../../../lib/swarm/names.ts";
import { checkDetach } from "../../../lib/plan/preflight/detach_check.ts";
import type { Problem } from "../../../lib/plan/preflight/problem.ts";
import { checkState } from "../../../lib/plan/preflight/roll_check.ts";
import type { Service, Swarm } from "../../../lib/swarm/model.ts";
import { makeNetwork, makeNode, makeService, makeSwarm, makeTask } from "../../support/make_swarm.ts";

const web = makeNetwork("web", { subnet: "10.0.1.0/24", options: { encrypted: "" } });
const tiny = makeNetwork("tiny", { subnet: "10.0.2.0/29", options: { encrypted: "" } });
const nodes = [makeNode("n1"), makeNode("n2")];
const ask = { aliases: [], driverOpts: {}, policy: { require: "warn", origin: "the default" } } as const;

function on(...targets: string[]): Pick<Service, "networks"> {
  return { networks: targets.map((target) => ({ target, aliases: [], driverOpts: {} })) };
}
function swarmOf(services: Service[], parts: Parameters<typeof makeSwarm>[0] = {}): Swarm {
  return makeSwarm({ nodes, networks: [web, tiny], services, ...parts });
}
function check(swarm: Swarm, request: Partial<AttachRequest>): Problem[] {
  return checkAttach(swarm, { services: swarm.services, network: web, ...ask, ...request });
}
/** Level and beginning of each problem. */
const brief = (problems: Problem[]) => problems.map(({ level, what }) => `${level}: ${what}`);

Deno.test("an encrypted network with room gives nothing to say", () => {
  assert.deepEqual(check(swarmOf([makeService("api", { replicas: 2 })]), {}), []);
});

Deno.test("networks that services cannot be on are refused with the way that there is", () => {
  const refused = (network: typeof web) =>
    checkNetwork(network).map(({ level, what, fix }) => [level, what, fix]);
  assert.match(
    refused(makeNetwork("ingress", { ingress: true })).join(),
    /Services cannot be attached to ingress.*publish-add/,
  );
  assert.match(
    refused(makeNetwork("cfg", { configOnly: true, scope: "local" })).join(),
    /attached to cfg.*--config-from cfg/,
  );
  assert.match(refused(makeNetwork("br", { scope: "local" })).join(), /attached to br.*swarmnet create/);
  assert.match(refused(makeNetwork("host", { driver: "host" })).join(), /attached to host here/);
  assert.match(refused(makeNetwork("lost", { driver: "" })).join(), /lost was never allocated/);
  assert.deepEqual(refused(web), []);
});

Deno.test("jobs and services on their node's network are refused", () => {
  const host = makeNetwork("host", { driver: "host" });
  const swarm = swarmOf(
    [makeService("job", { mode: "replicated-job" }), makeService("agent", on("id-host"))],
    {
      networks: [web, host],
    },
  );
  assert.deepEqual(brief(check(swarm, {})), [
    "error: job is a job",
    "error: agent uses the network host of its nodes",
  ]);
});

Deno.test("a network without room for VIP, tasks and a load balancer is refused", () => {
  const problems = check(swarmOf([makeService("api", { replicas: 4 })]), { network: tiny });
  assert.deepEqual(brief(problems), ["error: tiny has 5 of 5 addresses free: too few"]);
  assert.match(problems[0]!.why, /need 6 or more: 1 VIP, 4 tasks and up to 2 load balancer endpoints/);
});

Deno.test("a network that is full after the change is a warning; dnsrr takes no VIP", () => {
  assert.deepEqual(brief(check(swarmOf([makeService("api", { replicas: 2 })]), { network: tiny })), [
    "warning: tiny has 5 of 5 addresses free: that gets tight",
  ]);
  assert.deepEqual(
    check(swarmOf([makeService("api", { replicas: 1, endpointMode: "dnsrr" })]), { network: tiny }),
    [],
  );
});

Deno.test("several services are counted together", () => {
  const swarm = swarmOf([makeService("a", { replicas: 2 }), makeService("b", { replicas: 1 })]);
  assert.deepEqual(brief(check(swarm, { network: tiny })), [
    "error: tiny has 5 of 5 addresses free: too few",
  ]);
});

Deno.test("start-first on a network that it keeps and that is full never ends; stop-first leaves a gap", () => {
  const tasks = Array.from(
    { length: 4 },
    (_, i) =>
      makeTask(`t${i}`, {
        service: "id-api",
        slot: i + 1,
        node: "id-n1",
        networks: [{ network: "id-tiny", addresses: [`10.0.2.${i + 2}/29`], aliases: [] }],
      }),
  );
  const service = (order: "start-first" | "stop-first") =>
    makeService("api", {
      ...on("id-tiny"),
      replicas: 4,
      endpointMode: "dnsrr",
      update: { ...makeService("x").update, order },
    });
  assert.deepEqual(brief(check(swarmOf([service("start-first")], { tasks }), {})), [
    "error: The update of api would get stuck: tiny has no free address",
  ]);
  assert.deepEqual(brief(check(swarmOf([service("stop-first")], { tasks }), {})), [
    "warning: Tasks of api will be missing for a while: tiny has no free address",
  ]);
});

Deno.test("start-first with a host-mode port and no spare node never ends", () => {
  const ports = [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "host" as const }];
  const update = { ...makeService("x").update, order: "start-first" as const };
  const names = (replicas: number) =>
    brief(check(swarmOf([makeService("api", { ports, update, replicas })]), {}));
  assert.deepEqual(names(1), []);
  assert.deepEqual(names(2), ["error: The update of api could never finish"]);
});

Deno.test("names that another service has on the network are told, whatever their case", () => {
  const other = makeService("other", {
    networks: [{ target: "id-web", aliases: ["Search"], driverOpts: {} }],
  });
  const swarm = swarmOf([other, makeService("api")]);
  const services = [swarm.services[1]!];
  assert.deepEqual(brief(check(swarm, { services, aliases: ["search"] })), [
    "warning: 2 services would answer to search on web: other, api",
  ]);
  assert.deepEqual(check(swarm, { services, aliases: ["find"] }), []);
});

Deno.test("several services with the same alias share it, and that is told", () => {
  const swarm = swarmOf([makeService("a"), makeService("b")]);
  assert.deepEqual(brief(check(swarm, { aliases: ["x"] })), [
    "warning: 2 services would answer to x on web: a, b",
  ]);
});

Deno.test("encryption: a warning without, silence when switched off, an error when it is required", () => {
  const plain = makeNetwork("plain", { subnet: "10.0.3.0/24" });
  const swarm = swarmOf([makeService("api")], { networks: [plain] });
  const level = (require: "off" | "warn" | "error") =>
    brief(check(swarm, { network: plain, policy: { require, origin: "the file" } }));
  assert.deepEqual(level("off"), []);
  assert.deepEqual(level("warn"), ["warning: plain is not encrypted"]);
  assert.deepEqual(level("error"), ["error: plain is not encrypted"]);
});

Deno.test("an encrypted network with Windows nodes in the swarm is a warning", () => {
  const swarm = swarmOf([makeService("api")], { nodes: [...nodes, makeNode("w1", { os: "windows" })] });
  assert.deepEqual(brief(check(swarm, {})), [
    "warning: web is encrypted, but 1 node of the swarm runs Windows",
  ]);
});

Deno.test("attached means: with every alias and option asked for", () => {
  const service = makeService("api", {
    networks: [{ target: "web", aliases: ["x"], driverOpts: { k: "v" } }],
  });
  const swarm = swarmOf([service]);
  const attached = (aliases: string[], driverOpts = {}) =>
    isAttached(swarm, service, { network: web, aliases, driverOpts });
  assert.equal(attached(["x"], { k: "v" }), true);
  assert.equal(attached(["y"]), false);
  assert.equal(attached([], { k: "w" }), false);
});

Deno.test("an update that runs or was paused is told before another one is started", () => {
  const state = (state: string) =>
    brief(
      checkState(makeService("api", { updateStatus: { state, started: "", completed: "", message: "m" } })),
    );
  assert.deepEqual(state("updating"), ["warning: api is being updated right now"]);
  assert.deepEqual(state("paused"), ["warning: The last update of api was paused: m"]);
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

Deno.test("detaching from the last network says what is lost, and what goes on", () => {
  const port = { name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" as const };
  const swarm = swarmOf([makeService("api", { ...on("id-web"), ports: [port] })]);
  const [problem] = checkDetach(swarm, swarm.services, web);
  assert.deepEqual(brief([problem!]), ["warning: web is the last network of api"]);
  assert.match(problem!.why, /published ports go on working/);
});

Deno.test("services that lose their only common network are named, those that leave together are not", () => {
  const swarm = swarmOf([
    makeService("api", on("id-web", "id-tiny")),
    makeService("front", on("id-web")),
    makeService("worker", on("id-web", "id-tiny")),
  ]);
  assert.deepEqual(brief(checkDetach(swarm, [swarm.services[0]!], web)), [
    "warning: api will share no network with front any more",
  ]);
  assert.deepEqual(checkDetach(swarm, [swarm.services[0]!, swarm.services[2]!], web).length, 2);
});

Deno.test("swarm's refusal to empty a list in the deprecated place is an error before anything is sent", () => {
  const swarm = swarmOf([makeService("old", { legacyNetworks: on("id-web").networks })]);
  assert.deepEqual(brief(checkDetach(swarm, swarm.services, web)), [
    "error: Swarm refuses to remove the last network of old",
  ]);
});

Deno.test("services that are not on the network give nothing to say; ingress is refused", () => {
  const swarm = swarmOf([makeService("api")]);
  assert.deepEqual(checkDetach(swarm, swarm.services, web), []);
  assert.equal(
    checkDetach(swarm, swarm.services, makeNetwork("ingress", { ingress: true }))[0]!.level,
    "error",
  );
});
