import { rule } from "../rule.ts";

export const sn0616 = rule({
  code: "SN0616",
  name: "alias-merge-replaced",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A later file takes aliases or driver options from a service's place on a network",
  why:
    "Where two -c files give one service the same network as a mapping, the later file's aliases stand alone, even if it " +
    "has none, and its driver_opts are not taken over. Names that others resolve vanish without a word. " +
    "Listing the network (`networks: [n]`) in the later file changes nothing.",
  fix: "Repeat the aliases in the later file, or only list the network there",
  reference: ["docker/cli cli/compose/loader/merge.go mergeServiceNetworkConfig", "reproduced on 28.2.2"],
  bad: [
    {
      title: "Other aliases replace the first",
      stack: [
        "services: {a: {image: x, networks: {n: {aliases: [db]}}}}\nnetworks: {n: }\n",
        "services: {a: {image: x, networks: {n: {aliases: [database]}}}}\n",
      ],
    },
    {
      title: "A mapping without aliases",
      stack: [
        "services: {a: {image: x, networks: {n: {aliases: [db]}}}}\nnetworks: {n: }\n",
        "services: {a: {image: x, networks: {n: {driver_opts: {a: b}}}}}\n",
      ],
    },
  ],
  good: [
    {
      title: "Repeated",
      stack: [
        "services: {a: {image: x, networks: {n: {aliases: [db]}}}}\nnetworks: {n: }\n",
        "services: {a: {image: x, networks: {n: {aliases: [db, database]}}}}\n",
      ],
    },
  ],
  check(view, report) {
    for (const { service, before, after } of view.stack?.merge.replacedAliases ?? []) {
      const aliases = before.aliases.filter((alias) => !after.aliases.includes(alias));
      const options = Object.keys(after.driverOpts).filter((key) =>
        before.driverOpts[key] !== after.driverOpts[key]
      );
      const lost = [
        aliases.length > 0 ? `alias ${aliases.join(", ")} of ${before.at.file}` : "",
        options.length > 0 ? `driver option ${options.join(", ")} of ${after.at.file}` : "",
      ].filter((text) => text !== "");
      if (lost.length === 0) continue;
      const name = `${view.stack!.name}_${service}`;
      report({
        object: { kind: "service", name },
        message: `Service ${name} loses ${
          lost.join(" and ")
        } on network ${before.key}, because ${after.at.file} says it again`,
        at: after.at,
        part: before.key,
      });
    }
  },
});
