import { rule } from "../rule.ts";
import { reportIgnored } from "./keys.ts";

const IGNORED: Readonly<Record<string, string>> = {
  network_mode:
    "the service lands on the stack's default network instead; for the host's own network declare `hostnet: {external: true, name: host}` and attach to it",
  links: "services of one network find each other by name without it",
  external_links: "attach both services to one external network instead",
  domainname: "use hostname, or an alias on the network",
  mac_address: "tasks get an address of the engine's choice",
};

export const sn0611 = rule({
  code: "SN0611",
  name: "network-key-ignored",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A service has a network setting that deploy ignores",
  why:
    "network_mode, links, external_links, domainname and mac_address do something in docker compose only. " +
    "`docker stack deploy` says so in one line on standard error and goes on; with network_mode the service is then on " +
    "another network than the file says.",
  fix: "Remove the key and say it in swarm's way",
  reference: ["docker/cli cli/compose/types/types.go UnsupportedProperties", "reproduced on 28.2.2"],
  bad: [
    { title: "Host networking that is none", stack: "services: {a: {image: x, network_mode: host}}\n" },
    { title: "links", stack: "services: {a: {image: x, links: [b]}, b: {image: y}}\n" },
  ],
  good: [
    {
      title: "Host networking in swarm's way",
      stack:
        "services: {a: {image: x, networks: [hostnet]}}\nnetworks: {hostnet: {external: true, name: host}}\n",
    },
  ],
  check: (view, report) => reportIgnored(view, report, IGNORED),
});
