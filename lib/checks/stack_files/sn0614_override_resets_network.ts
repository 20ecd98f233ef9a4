import { rule } from "../rule.ts";
import { type Overridden, overriddenNetworks } from "./keys.ts";

export const sn0614 = rule({
  code: "SN0614",
  name: "override-resets-network",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A later file names a network again and takes its options away",
  why:
    "Given several -c, `docker stack deploy` replaces a network that a later file names as a whole: name, driver, options, " +
    "subnets, labels and attachable of the earlier file are gone unless they are repeated. docker compose would merge them.",
  fix: "Repeat what is to stay in the later file, or leave the network out of it",
  reference: ["docker/cli cli/compose/loader/merge.go", "reproduced on 28.2.2"],
  bad: [
    {
      title: "The subnet is gone",
      stack: [
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: 10.9.0.0/24}]}}}\n",
        "networks: {n: {labels: {team: web}}}\n",
      ],
    },
    {
      title: "The MTU is gone",
      stack: [
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {com.docker.network.driver.mtu: 1400}}}\n",
        "networks: {n: }\n",
      ],
    },
  ],
  good: [
    {
      title: "The later file leaves the network alone",
      stack: [
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {attachable: true}}\n",
        "services: {a: {image: y}}\n",
      ],
    },
  ],
  check(view, report) {
    for (const overridden of overriddenNetworks(view.stack)) {
      const lost = lostKeys(overridden, view.stack!.name);
      if (lost.length === 0) continue;
      const { before, final, at } = overridden;
      report({
        object: { kind: "network", name: final.name },
        message: `Network ${final.name} loses ${
          lost.join(", ")
        } of ${before.at.file}, because ${at.file} names it again`,
        at,
        details: [
          `The earlier declaration stands at ${before.at.file}:${before.at.line}:${before.at.column}`,
        ],
        part: before.at.file,
      });
    }
  },
});

/** What the earlier file said and nobody says any more; a value that the later file changes is meant to change. */
function lostKeys({ before, final }: Overridden, stack: string): string[] {
  const options = Object.keys(before.driverOpts).filter((key) =>
    key !== "encrypted" && !Object.hasOwn(final.options, key)
  );
  const labels = Object.keys(before.labels).filter((key) => !Object.hasOwn(final.labels, key));
  const isNamedByKey = final.name === `${stack}_${final.key}`;
  return [
    before.name !== "" && before.name !== final.name && isNamedByKey ? `name ${before.name}` : "",
    !["", "overlay"].includes(before.driver) && final.driver === "overlay" ? `driver ${before.driver}` : "",
    ...options,
    before.subnets.length > 0 && final.ipam.config.length === 0
      ? `subnet ${before.subnets.map(({ subnet }) => subnet).join(" ")}`
      : "",
    before.attachable && !final.attachable ? "attachable" : "",
    labels.length > 0 ? `label ${labels.join(" ")}` : "",
  ].filter((text) => text !== "");
}
