import { conclude, type Judging } from "../../lib/checks/conclude.ts";
import { RULES } from "../../lib/checks/registry.ts";
import { ignoreOfFlag } from "../../lib/checks/ignore.ts";
import type { Verdict } from "../../lib/checks/verdict.ts";
import { liveView, stackView } from "../../lib/checks/view.ts";
import { declare } from "../../lib/stack/as_swarm.ts";
import { loadStack } from "../../lib/stack/index.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { STACK_LABEL } from "../../lib/swarm/model.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";

/** Rules that the verdicts are made with: named, so that a new rule leaves the golden reports as they are. */
const DEMO_RULES = ["SN0101", "SN0102", "SN0103", "SN0110", "SN0503", "SN0504", "SN0506", "SN0507", "SN0508"];
const STACK_RULES = [
  "SN0101",
  "SN0103",
  "SN0605",
  "SN0609",
  "SN0701",
  "SN0703",
  "SN0901",
  "SN0902",
  "SN0903",
];

const JUDGING: Judging = {
  levels: new Map(),
  places: new Map(),
  replaced: [],
  ignores: [],
  baseline: null,
  profile: null,
  thresholds: { show: "info", failOn: "error" },
  exitZero: false,
  now: Date.parse("2026-06-01T09:30:00Z"),
};

/** The example swarm under some rules, with the CIS profile, one finding ignored and one known from a baseline. */
export function demoVerdict(change: Partial<Judging> = {}): Verdict {
  const swarm = demoSwarm();
  const ignored = ignoreOfFlag("SN0103");
  if (typeof ignored === "string") throw new Error(ignored);
  return conclude([liveView(swarm)], RULES, {
    ...JUDGING,
    codes: new Set(DEMO_RULES),
    ignores: [ignored],
    profile: "cis",
    ...change,
  }, {
    schema: "swarmnet/audit/1",
    version: "0.1.0",
    gaps: swarm.gaps,
    subject: {
      kind: "swarm",
      from: "demo",
      cluster: swarm.cluster.id,
      node: swarm.source.name,
      taken: swarm.taken,
      networks: swarm.networks.filter(({ scope }) => scope === "swarm").length,
      services: swarm.services.length,
      tasks: swarm.tasks.length,
      nodes: swarm.nodes.length,
    },
  });
}

const STACK = `services:
  web:
    image: shop/web:4
    networks:
      front: {ipv4_address: 10.9.0.7}
      back: {}
  api:
    image: shop/api:4
    networks: [back, partner]
networks:
  front:
    driver_opts: {encrypted: "false"}
  back:
    driver_opts: {encrypted: ""}
  # swarmnet:ignore SN0101 the partner's wire is private
  partner: {}
  spare: {}
`;

/** A stack file under some rules, as if deployed on a swarm where one of its networks is there and plain. */
export function stackVerdict(change: Partial<Judging> = {}): Verdict {
  const swarm = sketchSwarm({
    networks: [{ name: "shop_back", options: {}, labels: { [STACK_LABEL]: "shop" } }],
  });
  const loaded = loadStack([{ name: "deploy/shop.yml", text: STACK }], { stack: "shop", env: {} });
  const declared = declare(loaded, swarm);
  const view = stackView(loaded, declared, { against: swarm });
  return conclude([view], RULES, { ...JUDGING, codes: new Set(STACK_RULES), ...change }, {
    schema: "swarmnet/lint/1",
    version: "0.1.0",
    gaps: [],
    subject: {
      kind: "files",
      stacks: [{
        name: "shop",
        files: ["deploy/shop.yml"],
        networks: declared.networks.size,
        services: declared.services.size,
      }],
      against: "before.json",
    },
  });
}
