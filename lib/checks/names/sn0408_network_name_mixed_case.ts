import { rule } from "../rule.ts";
import { isApplicationOverlay, network } from "../subjects.ts";

export const sn0408 = rule({
  code: "SN0408",
  name: "network-name-mixed-case",
  level: "info",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack"],
  reads: ["networks"],
  what: "A network's name has capital letters",
  why:
    "The long form of docker's --network (name=NET,alias=…) lower-cases the whole value, so it never finds such a network, and an " +
    "alias cannot be given by command line; everywhere else the name has to be typed in exact case.",
  fix:
    "Use small letters in names of new networks; to attach a service with an alias meanwhile, use docker swarmnet attach",
  reference: ["docker/cli opts/network.go", "reproduced on 20.10.24: network nb not found, for nB"],
  bad: [
    { title: "A live network", swarm: { networks: [{ name: "MyApp" }] } },
    {
      title: "A key in a stack file",
      stack: "services: {a: {image: x, networks: [Back]}}\nnetworks: {Back: {}}\n",
    },
  ],
  good: [
    { title: "Small letters", swarm: { networks: [{ name: "my-app_2" }] } },
    {
      title: "The name decides, not the key",
      stack: "services: {a: {image: x, networks: [Back]}}\nnetworks: {Back: {name: back}}\n",
    },
  ],
  check(view, report) {
    for (const one of view.networks) {
      if (!view.judged(one) || !isApplicationOverlay(one) || one.name === one.name.toLowerCase()) continue;
      report({
        object: network(one),
        message:
          `Network ${one.name} has capital letters in its name: docker's --network name=…,alias=… cannot find it`,
      });
    }
  },
});
