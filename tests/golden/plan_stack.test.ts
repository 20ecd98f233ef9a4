import { plan } from "../../commands/plan.ts";
import { STACK_LABEL, type Swarm } from "../../lib/swarm/model.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";
import { MemoryIo } from "../support/context.ts";
import { assertGolden } from "../support/golden.ts";
import { runOnSwarm } from "../support/run_command.ts";

/** What people see of files against a swarm, at 80 and 120 columns. */
const OWN = { [STACK_LABEL]: "shop" };

const CHANGED = `# The shop, without mail
services:
  api:
    image: shop/api:2
    networks:
      backend: {aliases: [search]}
      frontend:
  web:
    image: shop/web:7
    networks: [frontend, cache]
  cache:
    image: cache:1
    networks: [cache]
networks:
  backend:
    driver_opts: {encrypted: ""}
    internal: true
  frontend:
    attachable: true
    driver_opts:
      encrypted: ""
    labels: {owner: web-team}
  cache:
    driver_opts: {encrypted: ""}
    ipam: {config: [{subnet: 10.40.0.0/24}]}
`;

const BEHIND = `services:
  web:
    image: web:1
    networks: [front, audit]
networks:
  front:   # where the proxy is
    driver_opts:
      com.docker.network.driver.mtu: 1400
  audit: {labels: [team=sec]}
`;

/** Encrypted, relabelled and renamed by hand since the files were deployed. */
const DRIFTED = sketchSwarm({
  networks: [
    {
      name: "shop_front",
      labels: { ...OWN, "swarmnet.operation": "0123456789" },
      options: { encrypted: "", "com.docker.network.driver.mtu": "1400" },
      attachable: true,
    },
    { name: "shop_audit", labels: { ...OWN, team: "ops", since: "2026" }, options: {} },
    { name: "shop_old", labels: OWN },
    { name: "shop_tools", labels: OWN },
  ],
  services: [
    {
      name: "shop_web",
      labels: OWN,
      networks: ["shop_audit", "shop_front"].map((name) => ({
        target: `id-${name}`,
        aliases: ["web"],
        driverOpts: {},
      })),
    },
    { name: "probe", on: ["shop_tools"] },
    { name: "shop_mail", labels: OWN, on: ["shop_tools"] },
  ],
});

const REFUSED = `services:
  web:
    image: web:1
    networks: [front, shared, lan, gone]
networks:
  front:
  lan: {driver: macvlan}
  shared: {ipam: {config: [{subnet: 10.0.2.128/25}]}}
  gone: {external: true}
`;

const TAKEN = sketchSwarm({ networks: [{ name: "shop_front" }, { name: "other" }], services: [] });

/** Names that the swarm would never give, but that an engine may answer with. */
const HOSTILE = sketchSwarm({
  networks: [
    { name: "shop_front", labels: { ...OWN, "x\u001b[2J": "a\u202eb" }, options: { "o\n": "\u0007" } },
    { name: "evil\u001b]0;x\u0007\r\n", labels: OWN },
  ],
  services: [{ name: "shop_web", labels: OWN, on: ["shop_front", "evil\u001b]0;x\u0007\r\n"] }],
});

const CASES: Record<string, { file: string; swarm?: Swarm; words?: string[] }> = {
  "changed": { file: CHANGED },
  "changed-json": { file: CHANGED, words: ["--format", "json"] },
  "changed-allowed": { file: CHANGED, words: ["--start-first", "--allow-gap"] },
  "behind": { file: BEHIND, swarm: DRIFTED },
  "behind-orphans": { file: BEHIND, swarm: DRIFTED, words: ["--remove-orphans"] },
  "behind-exact": { file: BEHIND, swarm: DRIFTED, words: ["--exact", "--start-first"] },
  "refused": { file: REFUSED, swarm: TAKEN },
  "hostile": {
    file: "services: {web: {image: x, networks: [front]}}\nnetworks: {front: }\n",
    swarm: HOSTILE,
  },
  "agree": {
    file:
      "services: {web: {image: x, networks: [front]}}\nnetworks: {front: {driver_opts: {encrypted: ''}}}\n",
    swarm: sketchSwarm({
      networks: [{ name: "shop_front", labels: OWN }],
      services: [{
        name: "shop_web",
        labels: OWN,
        networks: [{ target: "id-shop_front", aliases: ["web"], driverOpts: {} }],
      }],
    }),
  },
};

for (const [name, { file, swarm, words = [] }] of Object.entries(CASES)) {
  for (const width of [80, 120]) {
    const wide = `${name}-${width}`;
    if (name.endsWith("-json") && width === 120) continue;
    Deno.test(`golden: plan of stack files, ${wide}`, async () => {
      const ran = await runOnSwarm(plan, [...words, "--from", "swarm.json", "-c", "stack.yml", "shop"], {
        io: new MemoryIo({ width }),
        files: { "stack.yml": file },
        ...(swarm === undefined ? {} : { swarm }),
      });
      assertGolden(
        import.meta.url,
        wide,
        `${ran.out}${ran.err === "" ? "" : `--- stderr\n${ran.err}`}exit ${ran.exit}\n`,
      );
    });
  }
}
