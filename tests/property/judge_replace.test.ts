/**
 * `replace` and `audit` agree: what `replace` lets through is no new error in the swarm that results; what it refuses, `audit` reports of that
 * swarm, or the engine refuses it, or it is downtime that a flag accepts.
 */
import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { RULES } from "../../lib/checks/registry.ts";
import type { Level } from "../../lib/checks/rule.ts";
import { judge } from "../../lib/checks/run.ts";
import { liveView } from "../../lib/checks/view.ts";
import { planReplace, type ReplaceRequest, replacing } from "../../lib/plan/replace.ts";
import type { NetworkChange } from "../../lib/swarm/change/replace_request.ts";
import { applyChange } from "../../lib/swarm/change/apply.ts";
import { ENCRYPTED, MTU_OPTION, type Swarm } from "../../lib/swarm/model.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";

const SEED = Number(Deno.env.get("SEED") ?? 20261122);
const RUNS = Number(Deno.env.get("RUNS") ?? 500);

/** But for duplicate addresses: those of the swarm after the change are placeholders. */
const LIVE = RULES.filter(({ scope, code }) => scope.includes("live") && code !== "SN0219");
const BINDING = new Set(RULES.filter(({ refusedByEngine }) => refusedByEngine).map(({ code }) => code));
/** Downtime, which a flag accepts; what is not moved although nothing is wrong with it. */
const OURS = new Set(["SN0350", "SN0330", "SN0331"]);

const NAMES = ["app", "back", "front"];
const change: fc.Arbitrary<NetworkChange> = fc.record({
  encrypted: fc.boolean(),
  mtu: fc.constantFrom<number>(20, 1400, 9000),
  options: fc.constantFrom<Record<string, string | null>>({ dsr: "" }, { encrypted: "false" }, {
    [MTU_OPTION]: "x",
  }, { [ENCRYPTED]: null }),
  internal: fc.boolean(),
  subnets: fc.constantFrom<string[]>(
    ["10.60.0.0/24"],
    ["10.50.0.0/25"],
    ["10.51.0.0/28"],
    ["10.60.0.1/24"],
    ["127.9.0.0/24"],
    ["192.168.7.0/24"],
    ["10.60.0.0/16", "10.60.1.0/24"],
  ),
}, { requiredKeys: [], noNullPrototype: true });

const service = fc.record({
  on: fc.subarray(NAMES, { minLength: 0 }),
  aliases: fc.constantFrom([], ["db"]),
  driverOpts: fc.constantFrom({}, {}, { "com.docker.network.endpoint.ifname": "eth9" }),
  mode: fc.constantFrom(
    "replicated" as const,
    "replicated" as const,
    "global" as const,
    "replicated-job" as const,
  ),
  replicas: fc.integer({ min: 0, max: 8 }),
  order: fc.constantFrom("stop-first" as const, "start-first" as const),
  parallelism: fc.integer({ min: 0, max: 3 }),
  port: fc.constantFrom("none" as const, "ingress" as const, "host" as const),
  constraints: fc.constantFrom<string[]>([], [], ["node.labels.zone==a"], ["node.platform.os==linux"]),
  most: fc.constantFrom(0, 0, 1, 3),
  state: fc.constantFrom("completed", "completed", "updating", "paused"),
});

const world = fc.record({
  networks: fc.array(
    fc.record({
      encrypted: fc.boolean(),
      bits: fc.constantFrom(24, 27, 28),
      driver: fc.constantFrom("overlay", "overlay", "macvlan"),
    }),
    { minLength: 3, maxLength: 3 },
  ),
  services: fc.array(service, { maxLength: 5 }),
  nodes: fc.array(
    fc.record({
      os: fc.constantFrom("linux", "linux", "windows"),
      engineVersion: fc.constantFrom("28.5.2", "28.5.2", "29.1.0", "20.10.20"),
      zone: fc.constantFrom("a", "b"),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  moves: fc.array(
    fc.record({ at: fc.nat(2), to: fc.constantFrom<string>("", "", "new", "my.net", "APP"), change }),
    {
      minLength: 1,
      maxLength: 2,
    },
  ),
  startFirst: fc.boolean(),
  allowGap: fc.boolean(),
});
/** The same without most of what is refused. */
const calm = world.map((parts): World => ({
  ...parts,
  allowGap: true,
  networks: parts.networks.map((one) => ({ ...one, bits: 24, driver: "overlay" })),
  nodes: parts.nodes.map((one) => ({ ...one, os: "linux", engineVersion: "28.5.2" })),
  services: parts.services.map((one) => ({
    ...one,
    driverOpts: {},
    mode: one.mode === "replicated-job" ? "replicated" : one.mode,
    constraints: [],
    most: 0,
    port: one.port === "host" ? "none" : one.port,
    state: "completed",
  })),
  moves: parts.moves.map(({ change, ...one }) => ({
    ...one,
    to: one.to === "new" ? "new" : "",
    change: {
      ...change,
      mtu: 1400,
      options: {},
      subnets: one.to === "" ? [`10.6${one.at}.0.0/24`] : [`10.7${one.at}.0.0/25`],
    },
  })).slice(0, 1),
}));
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function build(parts: World): { swarm: Swarm; request: ReplaceRequest } {
  const swarm = sketchSwarm({
    nodes: parts.nodes.map((one, at) => ({
      hostname: `n${at}`,
      role: at === 0 ? "manager" as const : "worker" as const,
      os: one.os,
      engineVersion: one.engineVersion,
      labels: { zone: one.zone },
    })),
    networks: [
      ...parts.networks.map((one, at) => ({
        name: NAMES[at]!,
        driver: one.driver,
        subnet: `10.${50 + at}.0.0/${one.bits}`,
        options: (one.encrypted ? { [ENCRYPTED]: "" } : {}) as Record<string, string>,
      })),
      { name: "ingress", options: {} },
    ],
    services: parts.services.map((one, at) => {
      const ports = one.port === "none"
        ? []
        : [{ name: "", protocol: "tcp", target: 80, published: 8000 + at, mode: one.port }];
      return {
        name: `s${at}`,
        mode: one.mode,
        replicas: one.mode === "global" ? null : one.replicas,
        networks: one.on.map((name) => ({
          target: `id-${name}`,
          aliases: [...one.aliases],
          driverOpts: one.driverOpts as Record<string, string>,
        })),
        constraints: one.constraints,
        maxReplicasPerNode: one.most,
        updateStatus: { state: one.state, started: "2026-06-01T11:59:00Z", completed: "", message: "" },
        ports,
        portsSpec: ports,
        update: {
          parallelism: one.parallelism,
          delay: 0,
          monitor: 5e9,
          failureAction: "pause",
          maxFailureRatio: 0,
          order: one.order,
        },
      };
    }),
  });
  const moves = [...new Map(parts.moves.map((one) => [one.at, one])).values()].map(({ at, to, change }) => ({
    network: `id-${NAMES[at]}`,
    name: to === "" ? NAMES[at]! : to,
    change,
  }));
  return {
    swarm,
    request: { kind: "replace", moves, allowGap: parts.allowGap, startFirst: parts.startFirst },
  };
}

/** What audit says of a swarm, as "SN0216 web". */
function auditOf(swarm: Swarm, ...levels: Level[]): Set<string> {
  const { findings } = judge(liveView(swarm), LIVE);
  return new Set(
    findings.filter(({ level }) => levels.includes(level)).map(({ code, object }) =>
      `${code} ${object.name}`
    ),
  );
}

Deno.test("what replace lets through is no new error of audit, and what it refuses audit or the engine refuses", () => {
  let passed = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(world, calm), (parts) => {
      const { swarm, request } = build(parts);
      const plan = planReplace(swarm, request);
      const blockers = plan.findings.filter(({ level }) => level === "error");
      const after = applyChange(replacing(swarm, request).change, swarm);
      if (blockers.length === 0) {
        passed++;
        const before = auditOf(swarm, "error");
        assert.deepEqual([...auditOf(after, "error")].filter((one) => !before.has(one)), []);
        return;
      }
      refused++;
      // The networks that are left count too: the first update of a service is made on them.
      const told = [swarm, after].flatMap((one) => [...auditOf(one, "error", "warning")]);
      const codes = told.map((one) => one.split(" ")[0]);
      for (const { code, object } of blockers) {
        // Engines are a finding of the swarm in audit, and of the encrypted network here.
        const known = told.includes(`${code} ${object.name}`) ||
          (object.kind === "network" && codes.includes(code));
        assert.ok(BINDING.has(code) || OURS.has(code) || known, `${code} ${object.name}: ${told.join(", ")}`);
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
  assert.ok(passed > RUNS / 20 && refused > RUNS / 20, `${passed} passed, ${refused} refused`);
});
