import { whereIs } from "../../stack/stack.ts";
import { ENCRYPTED } from "../../swarm/model.ts";
import { saysNo } from "../../swarm/overlay_options.ts";
import { rule } from "../rule.ts";

export const sn0105 = rule({
  code: "SN0105",
  name: "encrypted-odd-value",
  level: "info",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack", "change"],
  reads: ["stack", "change"],
  what: 'A network has an encrypted option with a value that has no effect, such as "1" or "aes"',
  why:
    'The overlay driver looks whether the option is there and at nothing else, so "1", "yes" and "aes-gcm" all do what "" ' +
    "does. Such a value suggests a choice that does not exist, and shows as a difference where files are compared.",
  fix: 'Write encrypted: ""',
  reference: ["moby daemon/libnetwork/drivers/overlay/ov_network.go"],
  bad: [
    {
      title: "A number",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: 1}}}\n",
    },
    {
      title: "A cipher, which is not read",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: aes-256}}}\n",
    },
  ],
  good: [
    {
      title: "Empty",
      stack: 'services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: ""}}}\n',
    },
    {
      title: "true as text",
      stack: 'services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: "true"}}}\n',
    },
  ],
  check(view, report) {
    if (view.change?.kind === "create-network") {
      const { name, options } = view.change.request;
      const value = options[ENCRYPTED];
      if (value === undefined || ["", "true"].includes(value) || saysNo(value)) return;
      report({
        object: { kind: "network", name, id: name },
        message: `Network ${name} has ${ENCRYPTED}=${value}; it is encrypted, and the value has no effect`,
        fix: { text: "--encrypted" },
      });
      return;
    }
    for (const one of view.stack?.networks ?? []) {
      const value = one.options[ENCRYPTED];
      if (value === undefined || ["", "true"].includes(value) || saysNo(value)) continue;
      // What reads like "no" is SN0103's; a boolean is refused, which SN0104 reports.
      const at = whereIs(one, ["driver_opts", ENCRYPTED]);
      report({
        object: { kind: "network", name: one.name },
        message: `Network ${one.name} has encrypted: ${
          JSON.stringify(value)
        }; it is encrypted, and the value has no effect`,
        at,
        fix: {
          text: 'Write encrypted: ""',
          edit: {
            file: at.file,
            path: ["networks", one.key, "driver_opts", ENCRYPTED],
            action: { kind: "set", value: "" },
          },
        },
      });
    }
  },
});
