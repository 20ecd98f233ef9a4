import { type Mapping, whereIs } from "../../stack/index.ts";
import { rule } from "../rule.ts";

/** Everything that says how a network is to be made. */
const MAKING = ["driver", "driver_opts", "ipam", "internal", "attachable", "labels"];

export const sn0606 = rule({
  code: "SN0606",
  name: "external-with-options",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "An external network is given options, which nothing ever reads",
  why:
    "Of an external network `docker stack deploy` asks only whether it exists. driver_opts, ipam, internal and the rest " +
    "beside `external: true` are accepted and compared with nothing: a file that says `encrypted` there proves nothing.",
  fix: "Remove the options from the file and set them where the network is created",
  reference: ["docker/cli cli/compose/convert/compose.go Networks", "reproduced on 28.2.2"],
  bad: [
    {
      title: "It only looks encrypted",
      stack:
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {external: true, driver_opts: {encrypted: ''}}}\n",
    },
    {
      title: "It only looks internal",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {external: true, internal: true}}\n",
    },
  ],
  good: [
    {
      title: "External and named",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {external: true, name: proxy}}\n",
    },
  ],
  check(view, report) {
    for (const one of view.stack?.external ?? []) {
      const written = MAKING.filter((key) => has(one.node, key));
      if (written.length === 0) continue;
      const hollow = Object.hasOwn(one.options, "encrypted");
      report({
        object: { kind: "network", name: one.name },
        message: `Network ${one.name} is external, so deploy ignores its ${written.join(", ")}` +
          (hollow ? ": the file says encrypted, the network may not be" : ""),
        at: whereIs(one, [written[0]!]),
        fix: {
          text: "Remove the options here, and look how the network really is",
          commands: [`docker swarmnet inspect ${one.name}`],
        },
      });
    }
  },
});

function has(node: Mapping | undefined, key: string): boolean {
  return node?.entries.some((entry) => entry.key === key) ?? false;
}
