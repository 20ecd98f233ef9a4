/**
 * What `create` refuses, sent to real engines: each request must end as the check says. A body that a later engine accepts is no harm; one
 * that is called hopeless must be refused or never allocated.
 */
import assert from "node:assert/strict";
import { planCreate } from "../../lib/plan/create/plan.ts";
import { type CreateRequest, plainRequest } from "../../lib/swarm/change/create_request.ts";
import { collect } from "../../lib/engine/collect.ts";
import { connect } from "../../lib/engine/connect.ts";
import type { Engine, Raw } from "../../lib/engine/engine.ts";
import { isEngineError } from "../../lib/engine/errors.ts";
import { VNI_OPTION } from "../../lib/swarm/model.ts";
import { verdictOf } from "../support/create_rules.ts";
import { unixTarget } from "../support/engine_socket.ts";
import { type Age, engineOf, startLab, type TestLab } from "../support/lab.ts";

/** How a request ends: refused by the engine, created and never allocated, or allocated. */
type Fate = "refused" | "unallocated" | "allocated";

interface Case {
  what: string;
  request: Partial<CreateRequest>;
  /** "hopeless": refused or unallocated on every engine; else what was seen on 20.10 and on 28.5. */
  fate: "hopeless" | { "20.10": Fate; "28.5": Fate };
}

const CASES: Case[] = [
  { what: "a name with a dot", request: { name: "my.net" }, fate: "hopeless" },
  { what: "a name that ends in a dash", request: { name: "my-" }, fate: "hopeless" },
  { what: "a name of 64 characters", request: { name: "n".repeat(64) }, fate: "hopeless" },
  { what: "a name that differs in letter case", request: { name: "BASE" }, fate: "hopeless" },
  { what: "a name in use", request: { name: "base" }, fate: "hopeless" },
  { what: "a predefined name", request: { name: "default" }, fate: "hopeless" },
  {
    what: "host bits",
    request: { subnets: ["10.71.0.1/24"] },
    fate: { "20.10": "allocated", "28.5": "refused" },
  },
  {
    what: "/31",
    request: { subnets: ["10.72.0.0/31"] },
    fate: { "20.10": "unallocated", "28.5": "allocated" },
  },
  { what: "the whole address space", request: { subnets: ["0.0.0.0/0"] }, fate: "hopeless" },
  { what: "a subnet in use", request: { subnets: ["10.70.0.0/25"] }, fate: "hopeless" },
  {
    what: "subnets that overlap each other",
    request: { subnets: ["10.73.0.0/24", "10.73.0.0/25"] },
    fate: "hopeless",
  },
  {
    what: "an ip-range in a subnet in use",
    request: { subnets: ["10.69.0.0/24"], ranges: ["10.69.0.32/28"] },
    fate: { "20.10": "allocated", "28.5": "allocated" },
  },
  {
    what: "an ip-range larger than its subnet",
    request: { subnets: ["10.74.0.0/24"], ranges: ["10.74.0.0/16"] },
    fate: { "20.10": "allocated", "28.5": "refused" },
  },
  {
    what: "an ip-range with host bits",
    request: { subnets: ["10.75.0.0/24"], ranges: ["10.75.0.5/28"] },
    fate: { "20.10": "allocated", "28.5": "refused" },
  },
  {
    what: "a gateway that is the network address",
    request: { subnets: ["10.76.0.0/24"], gateways: ["10.76.0.0"] },
    fate: "hopeless",
  },
  {
    what: "a gateway that is the broadcast address",
    request: { subnets: ["10.77.0.0/24"], gateways: ["10.77.0.255"] },
    fate: "hopeless",
  },
  {
    what: "an IPv6 subnet",
    request: { ipv6: true, subnets: ["fd00:71::/64"] },
    fate: { "20.10": "allocated", "28.5": "unallocated" },
  },
  { what: "no IPv4", request: { ipv4: false }, fate: { "20.10": "allocated", "28.5": "refused" } },
  { what: "scope local", request: { scope: "local" }, fate: "hopeless" },
  { what: "a second ingress", request: { ingress: true }, fate: "hopeless" },
  { what: "config-only and internal", request: { configOnly: true, internal: true }, fate: "hopeless" },
  {
    what: "the reserved label",
    request: { labels: { "com.docker.swarm.predefined": "" } },
    fate: "hopeless",
  },
  { what: "a VXLAN identifier in use", request: { options: { [VNI_OPTION]: "4096" } }, fate: "hopeless" },
  {
    what: "a VXLAN identifier of 25 bits",
    request: { options: { [VNI_OPTION]: "16777216" } },
    fate: "hopeless",
  },
  {
    what: "an empty VXLAN identifier",
    request: { options: { [VNI_OPTION]: "" } },
    fate: "hopeless",
  },
  {
    what: "a VXLAN identifier that is text",
    request: { options: { [VNI_OPTION]: "abc" } },
    fate: "hopeless",
  },
  {
    what: "an MTU that is text",
    request: { options: { "com.docker.network.driver.mtu": "abc" } },
    fate: { "20.10": "allocated", "28.5": "allocated" },
  },
  {
    what: "an auxiliary address",
    request: { subnets: ["10.78.0.0/24"], aux: { dns: "10.78.0.9" } },
    fate: { "20.10": "allocated", "28.5": "allocated" },
  },
  {
    what: "encrypted=false",
    request: { options: { encrypted: "false" } },
    fate: { "20.10": "allocated", "28.5": "allocated" },
  },
];

/** Milliseconds after which a network counts as never allocated; the allocator takes a few where it succeeds. */
const ALLOCATION_LIMIT = 600;
const clock = { now: () => Date.now() };

async function post(engine: Engine, body: Raw): Promise<{ fate: Fate; network: Raw | undefined }> {
  let id: string;
  try {
    id = (await engine.createNetwork(body)).id;
  } catch (error) {
    if (!isEngineError(error)) throw error;
    return { fate: "refused", network: undefined };
  }
  const deadline = performance.now() + ALLOCATION_LIMIT;
  while (true) {
    const network = await engine.network(id);
    if (network.Driver !== "") return { fate: "allocated", network };
    if (performance.now() > deadline) return { fate: "unallocated", network };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

for (const age of ["oldest", "newest"] as Age[]) {
  const found = await engineOf(age);
  const ignore = "reason" in found;
  if (ignore) console.log(`skipped: rules of create on the ${age} engine: ${found.reason}`);
  Deno.test({
    name: `engine ${ignore ? age : found.version}: what create refuses ends as it says`,
    ignore,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      const lab = await startLab((found as { engine: string }).engine);
      const engine = await connect(unixTarget(lab.hosts[0]!.replace("unix://", "")));
      try {
        await rules(t, lab, engine);
      } finally {
        engine.close();
        await lab.end();
      }
    },
  });
}

async function rules(t: Deno.TestContext, lab: TestLab, engine: Engine): Promise<void> {
  const plan = async (parts: Partial<CreateRequest>, name: string) => {
    const swarm = await collect(engine, { clock, tasks: false });
    const { blockers } = verdictOf({ ...plainRequest(name), ...parts }, swarm);
    return { blockers, body: planCreate({ ...plainRequest(name), ...parts }, swarm).body };
  };
  for (
    const [name, parts] of [
      ["base", { subnets: ["10.70.0.0/24"] }],
      ["ranged", {
        subnets: ["10.69.0.0/24"],
        ranges: ["10.69.0.16/28"],
      }],
      ["automatic", {}],
      ["sized", { sizeFor: 300 }],
    ] as const
  ) {
    const good = await plan(parts as never, name);
    assert.deepEqual(good.blockers, []);
    assert.equal((await post(engine, good.body)).fate, "allocated", name);
  }
  for (const [at, { what, request, fate }] of CASES.entries()) {
    await t.step(what, async () => {
      const judged = await plan(request, `case${at}`);
      assert.notDeepEqual(judged.blockers, [], "create would have sent it");
      const seen = await post(engine, judged.body);
      if (fate === "hopeless") assert.notEqual(seen.fate, "allocated");
      else {
        const known = (["20.10", "28.5"] as const).find((version) => lab.version.startsWith(version));
        if (known !== undefined) assert.equal(seen.fate, fate[known]);
      }
      if (what === "encrypted=false") assert.equal((seen.network!.Options as Raw).encrypted, "false");
      if (what === "an auxiliary address") {
        assert.doesNotMatch(JSON.stringify(seen.network!.IPAM), /10\.78\.0\.9/);
      }
      if (seen.network !== undefined) await engine.removeNetwork(seen.network.Id as string);
    });
  }
}
