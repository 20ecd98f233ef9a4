import { rule } from "../rule.ts";
import { isNetworkName } from "./keys.ts";

export const sn0618 = rule({
  code: "SN0618",
  name: "network-name-from-unset-variable",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A network's name comes from a variable that is not set",
  why:
    "A `name:` that comes out empty counts as not written: deploy then makes a network STACK_KEY of its own, or looks for " +
    "an external network under the key, and the services are on another network than everybody else.",
  fix: "Set the variable where the stack is deployed, or write ${NAME:?which network} so that docker refuses",
  reference: ["docker/cli cli/compose/loader/loader.go LoadNetworks", "reproduced on 28.2.2"],
  bad: [
    {
      title: "The whole name",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {name: '${NET}'}}\n",
    },
    {
      title: "A part of it",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {name: '${ENV}-net'}}\n",
    },
  ],
  good: [
    {
      title: "Set",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {name: '${NET}'}}\n",
      env: { NET: "shop" },
    },
  ],
  check(view, report) {
    const { stack } = view;
    if (stack === undefined) return;
    const networks = [...stack.networks, ...stack.external, ...stack.unused];
    for (const { name, form, isSet, at, path } of stack.variables) {
      if (form !== "plain" || isSet || !isNetworkName(path)) continue;
      const key = path.replace(/^networks\./, "").replace(/(?:\.external)?\.name$/, "");
      const called = networks.find((one) => one.key === key)?.name;
      report({
        object: called === undefined ? { kind: "file", name: at.file } : { kind: "network", name: called },
        message: `Variable ${name} is not set, so network ${key} is called ${called ?? "something else"}`,
        at,
        part: name,
      });
    }
  },
});
