import assert from "node:assert/strict";
import { brokenPreconditions } from "../../../lib/plan/preconditions.ts";
import type { Action, Plan } from "../../../lib/plan/model.ts";
import { planReplace, type ReplaceRequest } from "../../../lib/plan/replace.ts";
import { planUndo } from "../../../lib/plan/undo.ts";
import { ENCRYPTED, type Port, type Swarm } from "../../../lib/swarm/model.ts";
import { sketchSwarm, type SwarmSketch } from "../../../lib/swarm/sketch.ts";

const MESH: Port[] = [{ name: "", protocol: "tcp", target: 80, published: 8080, mode: "ingress" }];
const FIRST = {
  parallelism: 1,
  delay: 2e9,
  monitor: 5e9,
  failureAction: "pause",
  maxFailureRatio: 0,
  order: "start-first" as const,
};

/** web asks api, api asks db. */
function shop(more: Partial<SwarmSketch> = {}): Swarm {
  return sketchSwarm({
    networks: [{ name: "back", options: {}, labels: { "com.docker.stack.namespace": "shop" } }, {
      name: "ingress",
      options: {},
    }],
    services: [
      { name: "web", on: ["back"], replicas: 3, update: FIRST, ports: MESH, portsSpec: MESH },
      { name: "api", on: ["back"], replicas: 2, update: FIRST },
      { name: "db", on: ["back"], replicas: 1, update: FIRST },
    ],
    ...more,
  });
}

function plan(swarm: Swarm, more: Partial<ReplaceRequest> = {}, name = "back"): Plan {
  return planReplace(swarm, {
    kind: "encrypt",
    moves: [{ network: "id-back", name, change: { encrypted: true } }],
    allowGap: false,
    startFirst: false,
    ...more,
  });
}

/** "attach db to back", "check api, db", … */
function words(action: Action): string {
  switch (action.kind) {
    case "create-network":
      return `create ${action.body.Name}`;
    case "remove-network":
      return `remove ${action.network.name}`;
    case "attach":
      return `attach ${action.service.name} to ${action.network.name}`;
    case "detach":
      return `detach ${action.service.name} from ${action.network.name}`;
    case "verify":
      return `${action.ask === true ? "ask about" : "check"} ${
        action.services.map((one) => one.name).join(" ")
      } on ${action.network.name}${action.besides === undefined ? "" : ` and ${action.besides.name}`}`;
    default:
      return `${action.kind} ${action.service.name} ${JSON.stringify(action.from)} -> ${
        JSON.stringify(action.to)
      }`;
  }
}

function wordsOf({ steps }: Plan): string[] {
  return steps.map((one) => words(one.action));
}

Deno.test("a name that stays takes two hops: callers leave first on the way out, last to come leaves last on the way back", () => {
  const made = plan(shop());
  const temporary = made.steps[0]!.action.kind === "create-network" ? made.steps[0]!.action.body.Name : "";
  assert.match(temporary, /^back-swarmnet-[0-9a-f]{4}$/);
  assert.deepEqual(wordsOf(made).map((one) => one.replaceAll(temporary, "T")), [
    "create T",
    "attach api to T",
    "attach db to T",
    "attach web to T",
    "check api db web on T and back",
    "detach web from back",
    "check web on T",
    "detach db from back",
    "detach api from back",
    "check web db api on T",
    "remove back",
    "create back",
    "attach api to back",
    "attach db to back",
    "attach web to back",
    "check api db web on back and T",
    "detach api from T",
    "detach db from T",
    "check api db on back",
    "detach web from T",
    "check api db web on back",
    "remove T",
  ]);
});

Deno.test("another name takes one hop, and where it sorts before the old one services leave as they came", () => {
  const after = wordsOf(plan(shop(), {}, "zback"));
  assert.deepEqual(after.filter((one) => one.startsWith("detach")), [
    "detach web from back",
    "detach db from back",
    "detach api from back",
  ]);
  const before = wordsOf(plan(shop(), {}, "aback"));
  assert.deepEqual(before.filter((one) => one.startsWith("detach")), [
    "detach api from back",
    "detach db from back",
    "detach web from back",
  ]);
  assert.deepEqual([after.at(0), after.at(-1), after.length], ["create zback", "remove back", 11]);
});

Deno.test("an internal successor is asked last, whatever its name: callers leave first", () => {
  const moves = [{ network: "id-back", name: "aback", change: { internal: true } }];
  const words = wordsOf(plan(shop(), { moves }));
  assert.equal(words.find((one) => one.startsWith("detach")), "detach web from back");
});

Deno.test("what publishes a port is attached last, whatever its name", () => {
  const swarm = shop({
    services: [
      { name: "a-front", on: ["back"], replicas: 2, update: FIRST, portsSpec: MESH, ports: MESH },
      { name: "b-back", on: ["back"], replicas: 2, update: FIRST },
    ],
  });
  const attached = wordsOf(plan(swarm, {}, "zback")).filter((one) => one.startsWith("attach"));
  assert.deepEqual(attached, ["attach b-back to zback", "attach a-front to zback"]);
});

Deno.test("a network that is named twice is moved once", () => {
  const move = { network: "id-back", name: "zback", change: { encrypted: true } };
  const once = plan(shop(), { moves: [move] });
  assert.deepEqual(wordsOf(plan(shop(), { moves: [move, move] })), wordsOf(once));
});

Deno.test("the canary goes first, alone, in every hop, and then the user is asked", () => {
  const made = wordsOf(plan(shop(), { canary: "id-web" }, "zback"));
  assert.deepEqual(made.slice(0, 5), [
    "create zback",
    "attach web to zback",
    "ask about web on zback and back",
    "attach api to zback",
    "attach db to zback",
  ]);
  const { steps } = plan(shop(), { canary: "id-web" }, "zback");
  assert.deepEqual(steps[3]!.needs, ["s3"]);
  const undo = planUndo(
    plan(shop(), { canary: "id-web" }, "zback"),
    steps.map((one) => ({ step: one.id, made: "x" })),
  );
  assert.ok(!wordsOf(undo).some((one) => one.startsWith("ask")));
});

Deno.test("the temporary network is not encrypted when the old one is not, belongs to no stack, and is large enough", () => {
  const body = (made: Plan) =>
    made.steps[0]!.action.kind === "create-network" ? made.steps[0]!.action.body : undefined;
  const usual = body(plan(shop()))!;
  assert.deepEqual([
    usual.Options,
    usual.Labels,
    usual.Attachable,
    (usual.IPAM as { Config: unknown[] }).Config,
  ], [{}, {}, false, []]);
  const encrypted = shop({
    networks: [{ name: "back", options: { [ENCRYPTED]: "" }, subnet: "10.40.0.0/22" }],
  });
  const large = body(planReplace(encrypted, {
    kind: "replace",
    moves: [{ network: "id-back", name: "back", change: { mtu: 1400 } }],
    allowGap: true,
    startFirst: false,
  }))!;
  assert.ok(Object.hasOwn(large.Options as object, ENCRYPTED));
  const busy = shop({
    services: [{ name: "web", on: ["back"], replicas: 120, update: { ...FIRST, parallelism: 120 } }],
  });
  const roomy = JSON.stringify(body(plan(busy))!.IPAM);
  // 120 tasks, as many again while all are replaced, a VIP and three nodes make 244, which fit 253; 126 tasks do not.
  assert.match(roomy, /"Config":\[\]/);
  const busier = shop({
    services: [{ name: "web", on: ["back"], replicas: 126, update: { ...FIRST, parallelism: 126 } }],
  });
  assert.match(JSON.stringify(body(plan(busier))!.IPAM), /\/23"/);
  assert.match(
    JSON.stringify((large.IPAM as { Config: unknown[] }).Config),
    /\{"Subnet":"10\.\d+\.\d+\.0\/22"\}/,
  );
});

Deno.test("the temporary network keeps clear of a subnet that is asked for and of a node's address in the pool", () => {
  const config = (made: Plan) => {
    const { action } = made.steps[0]!;
    return action.kind === "create-network"
      ? (action.body.IPAM as { Config: { Subnet: string }[] }).Config
      : [];
  };
  const asked = planReplace(shop(), {
    kind: "replace",
    moves: [{ network: "id-back", name: "back", change: { subnets: ["10.0.2.0/24"] } }],
    allowGap: false,
    startFirst: false,
  });
  assert.notDeepEqual(config(asked), []);
  assert.notEqual(config(asked)[0]!.Subnet, "10.0.2.0/24");
  const inPool = shop({
    nodes: [{ hostname: "m1", addr: "10.0.2.7" }, { hostname: "m2", addr: "10.0.2.8" }, { hostname: "m3" }, {
      hostname: "m4",
    }],
  });
  assert.notEqual(config(plan(inPool))[0]?.Subnet, "10.0.2.0/24");
  assert.equal(config(plan(inPool)).length, 1);
});

Deno.test("a temporary name that is taken is not used, and a long name still gives one that swarm allows", () => {
  const first = wordsOf(plan(shop()))[0]!.slice("create ".length);
  const second = wordsOf(plan(shop({
    networks: [{ name: "back", options: {} }, { name: first, options: {} }, { name: "ingress", options: {} }],
  })))[0]!;
  assert.match(second, /^create back-swarmnet-[0-9a-f]{4}$/);
  assert.notEqual(second, `create ${first}`);
  const long = "n".repeat(63);
  const swarm = sketchSwarm({ networks: [{ name: long, options: {} }] });
  const moved = planReplace(swarm, {
    kind: "encrypt",
    moves: [{ network: `id-${long}`, name: long, change: { encrypted: true } }],
    allowGap: false,
    startFirst: false,
  });
  assert.equal(wordsOf(moved)[0]!.length, "create ".length + 63);
});

Deno.test("with --start-first the order of updates is set before the first step and set back after the last one", () => {
  const stop = { ...FIRST, order: "stop-first" as const };
  const swarm = shop({
    services: [
      { name: "db", on: ["back"], replicas: 1, update: stop },
      { name: "api", on: ["back"], replicas: 2, update: stop },
    ],
  });
  const made = plan(swarm, { startFirst: true }, "zback");
  assert.deepEqual([wordsOf(made)[0], wordsOf(made).at(-1)], [
    'set-order db "stop-first" -> "start-first"',
    'set-order db "start-first" -> "stop-first"',
  ]);
  assert.deepEqual(made.steps[1]!.needs, ["s1"]);
  assert.deepEqual(made.steps.at(-1)!.needs, [made.steps.at(-2)!.id]);
  assert.deepEqual(made.findings.filter((one) => one.level === "error"), []);
});

Deno.test("a step says how many tasks it restarts, and how long that takes by the service's settings", () => {
  const { steps } = plan(shop(), {}, "zback");
  const web = steps.find((one) => words(one.action) === "attach web to zback")!;
  // Three batches of one task, about 3 s each, two delays of 2 s, and 5 s of watching.
  assert.deepEqual(web.restarts, { tasks: 3, seconds: 18 });
  assert.deepEqual(steps[0]!.restarts, { tasks: 0, seconds: 0 });
});

Deno.test("a network without services is replaced in one go", () => {
  assert.deepEqual(wordsOf(plan(shop({ services: [] }), {}, "zback")), ["create zback", "remove back"]);
});

Deno.test("a network that nobody is on needs no temporary one to keep its name, forth and back", () => {
  const made = plan(shop({ services: [] }));
  assert.deepEqual(wordsOf(made), ["remove back", "create back"]);
  const undone = planUndo(made, [{ step: "s1" }, { step: "s2", made: "id-new" }]);
  assert.deepEqual(wordsOf(undone), ["remove back", "create back"]);
  assert.deepEqual(undone.steps.map(({ needs }) => needs), [[], ["s1"]]);
});

Deno.test("what is encrypted already gives an empty plan without problems", () => {
  const made = plan(shop({ networks: [{ name: "back", options: { [ENCRYPTED]: "false" } }] }));
  assert.deepEqual([made.steps, made.findings, made.standsOn], [[], [], []]);
});

Deno.test("subnets that the network has already are no change, however they are written", () => {
  const request = (subnets: string[]): ReplaceRequest => ({
    kind: "replace",
    moves: [{ network: "id-back", name: "back", change: { subnets } }],
    allowGap: false,
    startFirst: false,
  });
  const subnet = { subnet: "10.0.1.0/24", range: "10.0.1.128/25", gateway: "10.0.1.1", aux: {} };
  const ipam = { driver: "default", options: {}, config: [subnet] };
  const given = shop({ networks: [{ name: "back", options: {}, ipam }] });
  assert.equal(planReplace(given, request(["10.0.1.0/24"])).steps.length, 0);
  assert.equal(planReplace(shop(), request(["10.0.1.0/24"])).steps.length, 0);
  assert.notEqual(planReplace(shop(), request(["10.0.1.0/25"])).steps.length, 0);
});

Deno.test("a plan says what became different of what it stands on, by the object's name", () => {
  const swarm = shop();
  const made = plan(swarm);
  assert.deepEqual(brokenPreconditions(made, swarm), []);
  const [web, api, db] = swarm.services as [Swarm["services"][0], Swarm["services"][0], Swarm["services"][0]];
  const temporary = wordsOf(made)[0]!.slice("create ".length);
  const now: Swarm = {
    ...swarm,
    services: [
      { ...web, replicas: 5, image: "other:2", version: 99 },
      { ...api, update: { ...api.update, order: "stop-first" } },
      { ...db, id: "id-new", name: "newcomer" },
    ],
    networks: [
      {
        ...swarm.networks[0]!,
        labels: { ...swarm.networks[0]!.labels, "swarmnet.operation": "1" },
        attachable: true,
      },
      ...swarm.networks.slice(1),
      { ...swarm.networks[0]!, id: "id-x", name: temporary.toUpperCase() },
    ],
  };
  assert.deepEqual(brokenPreconditions(made, now), [
    "Network back: attachable was false, is true now",
    "Service newcomer is on back now",
    "Service id-db is not on back any more",
    `A network ${temporary.toUpperCase()} exists now`,
    "Service api: update order was start-first, is stop-first now",
    "Service db is gone",
    "Service web: replicas was 3, is 5 now",
  ]);
});

Deno.test("the network list of a service is compared with its order, aliases and options", () => {
  const swarm = shop();
  const made = plan(swarm);
  const db = swarm.services[2]!;
  const alias = { ...db, networks: [{ ...db.networks[0]!, aliases: ["database"] }] };
  const now = { ...swarm, services: swarm.services.map((one) => one === db ? alias : one) };
  assert.deepEqual(brokenPreconditions(made, now), ["Service db: its networks changed"]);
});

Deno.test("undo of a part turns it round: the check stands between attaching and detaching again", () => {
  const made = plan(shop(), {}, "zback");
  const done = made.steps.slice(0, 7).map((one) => ({
    step: one.id,
    ...(one.id === "s1" ? { made: "id-z" } : {}),
  }));
  const undo = planUndo(made, done);
  assert.equal(undo.kind, "undo");
  assert.equal(undo.title, "Undo: Encrypt network back by zback");
  assert.deepEqual(wordsOf(undo), [
    "check web on zback",
    "attach web to back",
    "check api db web on back",
    "detach web from zback",
    "detach db from zback",
    "detach api from zback",
    "remove zback",
  ]);
  assert.deepEqual(undo.steps.at(-1)!.action, {
    kind: "remove-network",
    network: { id: "id-z", name: "zback" },
    body: made.steps[0]!.action.kind === "create-network" ? made.steps[0]!.action.body : {},
  });
  assert.deepEqual(undo.steps[3]!.needs, ["s3"]);
});

Deno.test("after undo made a removed network again, services are attached to the new one", () => {
  const made = plan(shop(), {}, "zback");
  const done = made.steps.map((one) => ({ step: one.id, ...(one.id === "s1" ? { made: "id-z" } : {}) }));
  const undo = planUndo(made, done);
  assert.deepEqual(words(undo.steps[0]!.action), "create back");
  const attach = undo.steps.find((one) => one.action.kind === "attach")!.action;
  assert.deepEqual(attach.kind === "attach" && attach.network, { step: "s1", name: "back" });
});

Deno.test("undo interrupts what the plan interrupted, as far as it restarts the same services", () => {
  const stop = { ...FIRST, order: "stop-first" as const };
  const services = [
    { name: "api", on: ["back"], replicas: 1, update: stop },
    { name: "db", on: ["back"], replicas: 1, update: stop },
  ];
  const made = plan(shop({ services }), { allowGap: true });
  const all = planUndo(made, made.steps.map(({ id }) => ({ step: id, made: `made-${id}` })));
  assert.deepEqual(
    all.findings.map(({ level, code, object }) => [level, code, object.name]),
    [["warning", "SN0350", "api"], ["warning", "SN0350", "db"]],
  );
  const part = planUndo(made, [{ step: "s1", made: "x" }, { step: "s2" }]);
  assert.deepEqual(part.findings.map(({ object }) => object.name), ["api"]);
  assert.deepEqual(planUndo(made, [{ step: "s1", made: "x" }]).findings, []);
});

Deno.test("nothing done is nothing to undo", () => {
  assert.deepEqual(planUndo(plan(shop()), []).steps, []);
});
