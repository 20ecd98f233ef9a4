import { rule } from "../rule.ts";

export const sn0609 = rule({
  code: "SN0609",
  name: "static-address-ignored",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A service asks for a fixed address, which swarm does not have",
  why:
    "ipv4_address and ipv6_address are accepted in a stack file and dropped without a word: each task gets the address " +
    "that the managers choose, another one after every restart. Whatever relies on the fixed one talks to somebody else.",
  fix:
    "Remove the address and reach the service by its name; its virtual IP stays as long as the service is there",
  reference: ["docker/cli cli/compose/convert/service.go convertServiceNetworks", "reproduced on 28.2.2"],
  bad: [
    {
      title: "IPv4",
      stack: "services: {a: {image: x, networks: {n: {ipv4_address: 10.9.0.5}}}}\nnetworks: {n: {}}\n",
    },
    {
      title: "IPv6",
      stack: "services: {a: {image: x, networks: {n: {ipv6_address: 'fd00::5'}}}}\nnetworks: {n: {}}\n",
    },
  ],
  good: [{
    title: "None",
    stack: "services: {a: {image: x, networks: {n: {aliases: [db]}}}}\nnetworks: {n: {}}\n",
  }],
  check(view, report) {
    for (const service of view.stack?.services ?? []) {
      for (const one of service.networks) {
        if (one.staticAddresses.length === 0) continue;
        report({
          object: { kind: "service", name: service.name },
          message: `Service ${service.name} asks for ${
            one.staticAddresses.join(" and ")
          } on network ${one.target}: deploy drops that`,
          at: one.at,
          part: one.network,
        });
      }
    }
  },
});
