/**
 * `create`, the engine and `audit` agree: what `create` lets through is allocated and is no new error in the swarm that results; what it refuses
 * is refused or never allocated by the engine, or `audit` reports it.
 */
import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { RULES } from "../../lib/checks/registry.ts";
import { judge } from "../../lib/checks/run.ts";
import { liveView } from "../../lib/checks/view.ts";
import { networkFromRaw } from "../../lib/engine/collect_network.ts";
import type { Raw } from "../../lib/engine/engine.ts";
import { planCreate } from "../../lib/plan/create/plan.ts";
import { applyChange } from "../../lib/swarm/change/apply.ts";
import { type CreateRequest, plainRequest } from "../../lib/swarm/change/create_request.ts";
import { formatAddress, formatPrefix, masked, type Prefix } from "../../lib/swarm/cidr.ts";
import { MTU_OPTION, type Network, type Swarm, VNI_OPTION } from "../../lib/swarm/model.ts";
import { verdictOf } from "../support/create_rules.ts";
import { FakeClock, FakeSwarm } from "../support/fake_engine.ts";
import { makeNode, makeSwarm } from "../support/make_swarm.ts";

const LIVE = RULES.filter(({ scope }) => scope.includes("live"));
/**
 * What neither the engine nor audit can object to: `--size-for` is our own flag, docker's client refuses parts outside of a subnet and the
 * body has no place for them, engines before 28.0 ignore some flags, and with --config-from the nodes reject the tasks.
 */
const OURS = new Set(["SN0232", "SN0230", "SN0223", "SN0227"]);

/** Blocks in 10.0.0.0/16, so that they often overlap each other and automatic subnets. */
const block: fc.Arbitrary<Prefix> = fc.record({
  family: fc.constant(4 as const),
  value: fc.nat(0xffff).map((low) => 0x0a000000n + BigInt(low)),
  bits: fc.integer({ min: 18, max: 31 }),
}, { noNullPrototype: true });
const subnet = fc.oneof(
  { weight: 6, arbitrary: block.map((one) => formatPrefix(masked(one))) },
  block.map(formatPrefix),
  fc.constantFrom(
    "127.9.0.0/24",
    "8.8.8.0/24",
    "169.254.9.0/24",
    "0.0.0.0/0",
    "0.0.0.0/26",
    "fd00::/64",
    "10.0.0.300/24",
  ),
);
const options = fc.dictionary(
  fc.constantFrom("encrypted", "Encrypted", MTU_OPTION, VNI_OPTION, "com.docker.network.mtu", "dsr"),
  fc.constantFrom("", "false", "true", "1400", "20", "5000", "5000,5001"),
  { maxKeys: 2 },
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });

/** Anything goes. */
const wild: fc.Arbitrary<CreateRequest> = fc.record({
  name: fc.constantFrom("app", "App", "web", "data", "my.net", "ingress", "bridge", "docker_gwbridge"),
  subnets: fc.array(subnet, { maxLength: 2 }),
  ranges: fc.array(block.map((one) => formatPrefix(masked(one))), { maxLength: 1 }),
  gateways: fc.array(block.map(formatAddress), { maxLength: 1 }),
  options,
  encrypted: maybe(fc.constant(true)),
  mtu: maybe(fc.constantFrom(1400, 20, 20000)),
  sizeFor: maybe(fc.constantFrom(5, 50, 300)),
  ingress: fc.constantFrom(false, false, false, true),
  attachable: fc.boolean(),
  internal: fc.boolean(),
  ipv4: maybe(fc.boolean()),
  ipv6: maybe(fc.boolean()),
  scope: fc.constantFrom("", "", "", "swarm", "local"),
  labels: fc.constantFrom({}, {}, { "swarmnet.allow-plain": "lab" }, { "com.docker.swarm.predefined": "" }),
}, { noNullPrototype: true }).map((parts) => ({ ...plainRequest(parts.name), ...parts }));

/** What people ask for; still it may overlap or be too small. */
const usual: fc.Arbitrary<CreateRequest> = fc.record({
  name: fc.nat(99).map((at) => `net${at}`),
  subnets: fc.array(block.map((one) => formatPrefix(masked(one))), { maxLength: 1 }),
  encrypted: maybe(fc.constant(true)),
  mtu: maybe(fc.constantFrom(1400, 9000)),
  sizeFor: maybe(fc.constantFrom(5, 50)),
  attachable: fc.boolean(),
}, { noNullPrototype: true }).map((parts) => ({ ...plainRequest(parts.name), ...parts }));
const requests = fc.oneof({ weight: 2, arbitrary: usual }, wild);

const surroundings = fc.record({
  routes: fc.array(block.map((one) => formatPrefix(masked(one))), { maxLength: 1 }),
  nodes: fc.array(
    fc.record({
      addr: block.map(formatAddress),
      os: fc.constantFrom("linux", "linux", "linux", "windows"),
      engineVersion: fc.constantFrom("28.5.2", "28.5.2", "20.10.24", "20.10.21", "29.1.0"),
    }, { noNullPrototype: true }),
    { minLength: 1, maxLength: 3 },
  ),
  dataPathPort: fc.constantFrom(0, 4789, 7789),
}, { noNullPrototype: true });

/** The errors that audit reports, as "CODE object". */
function errorsOf(swarm: Swarm): Map<string, string> {
  const { findings } = judge(liveView(swarm), LIVE);
  return new Map(
    findings.filter(({ level }) => level === "error").map((
      { code, object, message },
    ) => [`${code} ${object.name}`, message]),
  );
}

Deno.test("create, the engine and audit agree on any request for any swarm", () => {
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(
      fc.array(requests, { minLength: 1, maxLength: 5 }),
      surroundings,
      (list, { routes, nodes, dataPathPort }) => {
        const clock = new FakeClock({ mode: "manual" });
        const fake = new FakeSwarm({ nodes: 1, clock });
        clock.advance(10_000);
        const networks = (): Network[] =>
          [...fake.request("GET", "/networks").list as Iterable<Raw>].map((raw) => networkFromRaw(raw));
        const swarm = (): Swarm =>
          makeSwarm({
            networks: networks(),
            nodes: nodes.map((one, at) => makeNode(`n${at}`, one)),
            cluster: { dataPathPort },
            source: { hostRoutes: routes },
          });
        for (const asked of list) {
          const before = swarm();
          const { request, body } = planCreate(asked, before);
          const codes = new Set(verdictOf(request, before).blockers.map(({ code }) => code));
          const after = applyChange({ kind: "create-network", request }, before);
          const answer = fake.request("POST", "/networks/create", body);
          clock.advance(10_000);
          const { Id } = (answer.json ?? {}) as { Id?: string };
          const made = answer.status === 201
            ? fake.request("GET", `/networks/${Id}?scope=swarm`).json as Raw
            : undefined;
          const allocated = made?.Driver === "overlay";
          const told = `${[...codes].join(" ")} ${JSON.stringify(request)}`;
          if (codes.size === 0) {
            seen.taken++;
            assert.equal(allocated, true, `${told}: ${JSON.stringify(answer.json)}`);
            const known = errorsOf(before);
            assert.deepEqual([...errorsOf(swarm())].filter(([key]) => !known.has(key)), [], told);
            continue;
          }
          seen.refused++;
          const audited = new Set(judge(liveView(after), LIVE).findings.map(({ code }) => code));
          // Low VXLAN identifiers are refused by Windows nodes, which the fake engine has none of.
          if (nodes.some(({ os }) => os === "windows")) codes.delete("SN0233");
          const objects = !allocated || [...codes].every((code) => OURS.has(code) || audited.has(code));
          assert.ok(objects, `only create objects: ${told}`);
          if (Id !== undefined) fake.request("DELETE", `/networks/${Id}`);
        }
      },
    ),
    { numRuns: 500 },
  );
  assert.ok(seen.taken > 100 && seen.refused > 100, JSON.stringify(seen));
});
