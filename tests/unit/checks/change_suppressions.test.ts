import assert from "node:assert/strict";
import { type ChangeSettings, DEFAULT_SETTINGS, judgeChange } from "../../../lib/checks/judge_change.ts";
import { ignoreOfFlag } from "../../../lib/checks/ignore.ts";
import type { Level } from "../../../lib/checks/rule.ts";
import { NO_POLICY } from "../../../lib/checks/view.ts";
import type { Change } from "../../../lib/swarm/change/model.ts";
import { type CreateRequest, plainRequest } from "../../../lib/swarm/change/create_request.ts";
import type { Swarm } from "../../../lib/swarm/model.ts";
import { sketchSwarm } from "../../../lib/swarm/sketch.ts";

const MUST_ENCRYPT: Partial<ChangeSettings> = { policy: { ...NO_POLICY, mustEncrypt: ["app"] } };

function blockersOf(swarm: Swarm, change: Change, settings: Partial<ChangeSettings> = {}): string[] {
  const { blockers } = judgeChange(swarm, change, { ...DEFAULT_SETTINGS, ...settings });
  return blockers.map(({ code }) => code);
}

function attaching(labels: Record<string, string>): [Swarm, Change] {
  const swarm = sketchSwarm({
    networks: [{ name: "app", options: {}, labels }, { name: "other", options: {}, labels }],
    services: [{ name: "web" }],
  });
  const network = swarm.networks.find(({ name }) => name === "app")!;
  return [swarm, { kind: "attach", services: swarm.services, network, aliases: [], driverOpts: {} }];
}

function creating(parts: Partial<CreateRequest>): Change {
  return { kind: "create-network", request: { ...plainRequest("app"), ...parts } };
}

/** Everything that the configuration can do about a code. */
function withoutCode(code: string): Partial<ChangeSettings>[] {
  const ignore = ignoreOfFlag(code);
  assert.ok(typeof ignore !== "string");
  return [{ ignores: [ignore] }, { levels: new Map<string, Level | "off">([[code, "off"]]) }];
}

Deno.test("a label of a live network suppresses a finding about it in a change", () => {
  assert.deepEqual(blockersOf(...attaching({}), MUST_ENCRYPT), ["SN0115"]);
  assert.deepEqual(blockersOf(...attaching({ "swarmnet.ignore.SN0115": "lab" }), MUST_ENCRYPT), []);
  assert.deepEqual(blockersOf(...attaching({ "swarmnet.ignore.SN0101": "lab" }), MUST_ENCRYPT), ["SN0115"]);
});

Deno.test("a label of the network that is created counts, one of a network that is not touched does not", () => {
  const labels = { "swarmnet.ignore.SN0115": "lab" };
  assert.deepEqual(blockersOf(sketchSwarm({}), creating({ labels }), MUST_ENCRYPT), []);
  const swarm = sketchSwarm({ networks: [{ name: "other", labels }] });
  assert.deepEqual(blockersOf(swarm, creating({}), MUST_ENCRYPT), ["SN0115"]);
});

Deno.test("no label suppresses that a network in use cannot be removed", () => {
  const labels = { "swarmnet.ignore.SN0336": "try" };
  const swarm = sketchSwarm({
    networks: [{ name: "app", labels }],
    services: [{ name: "web", on: ["app"] }],
  });
  const networks = swarm.networks.filter(({ name }) => name === "app");
  assert.deepEqual(blockersOf(swarm, { kind: "remove-networks", networks }), ["SN0336"]);
});

for (
  const { title, code, sketch, request, binds } of [
    { title: "scope local", code: "SN0223", request: { scope: "local" }, binds: true },
    { title: "a scope that no engine knows", code: "SN0223", request: { scope: "foo" }, binds: false },
    { title: "no IPv4 on 28.5", code: "SN0223", request: { ipv4: false }, binds: true },
    {
      title: "no IPv4 on 20.10",
      code: "SN0223",
      sketch: { source: { engineVersion: "20.10.24" } },
      request: { ipv4: false },
      binds: false,
    },
    { title: "host bits on 28.5", code: "SN0221", request: { subnets: ["10.9.0.1/24"] }, binds: true },
    {
      title: "host bits on 20.10",
      code: "SN0221",
      sketch: { source: { engineVersion: "20.10.24" } },
      request: { subnets: ["10.9.0.1/24"] },
      binds: false,
    },
    {
      title: "no subnet at all on 20.10",
      code: "SN0221",
      sketch: { source: { engineVersion: "20.10.24" } },
      request: { subnets: ["10.9.0.0"] },
      binds: true,
    },
    {
      title: "host bits of a range on 20.10",
      code: "SN0230",
      sketch: { source: { engineVersion: "20.10.24" } },
      request: { subnets: ["10.9.0.0/24"], ranges: ["10.9.0.1/25"] },
      binds: false,
    },
    {
      title: "the subnet of another network",
      code: "SN0202",
      sketch: { networks: [{ name: "first", subnet: "10.9.0.0/24" }] },
      request: { subnets: ["10.9.0.0/24"] },
      binds: true,
    },
    {
      title: "the subnet of another network, with a range",
      code: "SN0202",
      sketch: { networks: [{ name: "first", subnet: "10.9.0.0/24" }] },
      request: { subnets: ["10.9.0.0/24"], ranges: ["10.9.0.128/25"] },
      binds: false,
    },
    {
      title: "half of the subnet of another network, with a range",
      code: "SN0202",
      sketch: { networks: [{ name: "first", subnet: "10.9.0.0/24" }] },
      request: { subnets: ["10.9.0.0/25"], ranges: ["10.9.0.64/26"] },
      binds: true,
    },
  ]
) {
  Deno.test(`${title}: ${binds ? "nothing suppresses" : "the configuration may suppress"} ${code}`, () => {
    const swarm = sketchSwarm(sketch ?? {});
    assert.deepEqual(blockersOf(swarm, creating(request)), [code]);
    for (const settings of withoutCode(code)) {
      assert.deepEqual(blockersOf(swarm, creating(request), settings), binds ? [code] : []);
    }
  });
}
