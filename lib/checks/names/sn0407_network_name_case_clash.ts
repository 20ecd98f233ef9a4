import type { Network } from "../../swarm/model.ts";
import { rule } from "../rule.ts";
import { network as subject } from "../subjects.ts";

export const sn0407 = rule({
  code: "SN0407",
  name: "network-name-case-clash",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack", "change"],
  reads: ["networks"],
  refusedByEngine: true,
  what: "A network would have the name of another one but for letter case",
  why:
    "Names are looked up by exact case but must be unique in any case: the network is not found under its name, and the managers " +
    "refuse to create it because the other one exists.",
  fix: "Give it a name that differs in more than letter case, or use the other network under its exact name",
  reference: ["swarmkit manager/state/store (reproduced on 20.10.24 and 28.5.2)"],
  bad: [
    {
      title: "Two networks of the file",
      stack: "services: {a: {image: x, networks: [app, App]}}\nnetworks: {app: {}, App: {}}\n",
    },
    {
      title: "One that is in the swarm already",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {name: Edge}}\n",
      swarm: { networks: [{ name: "edge" }] },
    },
  ],
  good: [
    {
      title: "The same network, spelt the same",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {name: edge}}\n",
      swarm: { networks: [{ name: "edge" }] },
    },
    {
      title: "Different names",
      stack: "services: {a: {image: x, networks: [a, b]}}\nnetworks: {a: {}, b: {}}\n",
    },
  ],
  check(view, report) {
    const first = new Map<string, Network>();
    // Networks of the swarm come before those that the file adds.
    for (const one of view.networks) {
      if (one.scope === "local") continue;
      const key = one.name.toLowerCase();
      const other = first.get(key);
      if (other === undefined) first.set(key, one);
      else if (other.name !== one.name && (view.judged(one) || view.judged(other))) {
        const [made, there] = view.judged(one) ? [one, other] : [other, one];
        report({
          object: subject(made),
          message:
            `Network ${made.name} differs from ${there.name} in letter case only, which the managers refuse`,
        });
      }
    }
  },
});
