import { rule } from "../rule.ts";
import { overriddenNetworks } from "./keys.ts";

export const sn0613 = rule({
  code: "SN0613",
  name: "override-drops-encryption",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A later file makes a network plain, or opens it, that an earlier file encrypts or keeps internal",
  why:
    "Given several -c, `docker stack deploy` replaces a network that a later file names by what that file says of it, " +
    "be it nothing at all; docker compose merges the same files key by key. So an override that only adds a label, or only " +
    "mentions the network, takes `encrypted` and `internal` away, without a word.",
  fix: "Repeat driver_opts and internal in the later file, or leave the network out of it",
  reference: ["docker/cli cli/compose/loader/merge.go", "reproduced on 28.2.2"],
  bad: [
    {
      title: "Mentioned again",
      stack: [
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: ''}}}\n",
        "services: {a: {image: y}}\nnetworks: {n: }\n",
      ],
    },
    {
      title: "No longer internal",
      stack: [
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {internal: true}}\n",
        "networks: {n: {attachable: true}}\n",
      ],
    },
  ],
  good: [
    {
      title: "Repeated",
      stack: [
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: ''}}}\n",
        "networks: {n: {driver_opts: {encrypted: ''}, attachable: true}}\n",
      ],
    },
  ],
  check(view, report) {
    for (const { before, final, at } of overriddenNetworks(view.stack)) {
      const plain = Object.hasOwn(before.driverOpts, "encrypted") &&
        !Object.hasOwn(final.options, "encrypted");
      const open = before.internal && !final.internal;
      if (!plain && !open) continue;
      const lost = [plain ? "encrypted" : "", open ? "internal" : ""].filter((word) => word !== "").join(
        " and ",
      );
      report({
        object: { kind: "network", name: final.name },
        message:
          `Network ${final.name} is ${lost} in ${before.at.file}, but ${at.file} names it again without that, so it will not be`,
        at,
        details: [
          `The earlier declaration stands at ${before.at.file}:${before.at.line}:${before.at.column}`,
        ],
        part: before.at.file,
      });
    }
  },
});
