import { indexOf } from "../../swarm/index.ts";
import { listOf } from "../../swarm/attached.ts";
import { nearest } from "../../base/suggest.ts";
import { type Service, STACK_LABEL } from "../../swarm/model.ts";
import { imageName } from "../images.ts";
import { rule, type View } from "../rule.ts";
import { service as subject } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

/** Labels that tell Traefik which network to reach a service through (v2 and v3). */
const LABELS = ["traefik.docker.network", "traefik.swarm.network"];

export const sn0403 = rule({
  code: "SN0403",
  name: "proxy-network-unshared",
  level: "warning",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live", "stack"],
  reads: ["networks", "services"],
  what: "A label tells Traefik to reach a service through a network that one of the two is not on",
  why:
    "Traefik sends requests to the service's address on the network that the label names. If Traefik is not on it, every request " +
    "ends in a gateway timeout; if the service is not, Traefik takes any of its networks, which may be one it cannot reach.",
  fix: "Name a network that both are on, by its full name in the swarm (STACK_NETWORK)",
  reference: [
    "https://github.com/traefik/traefik/issues/3535",
    "https://github.com/traefik/traefik/issues/11459",
  ],
  falsePositives: "A Traefik that runs outside of swarm, or under an image of another name",
  bad: [
    {
      title: "The proxy is elsewhere",
      swarm: {
        networks: [{ name: "edge" }, { name: "metrics" }],
        services: [
          { name: "proxy", image: "traefik:v3.1", on: ["edge"] },
          { name: "graphs", on: ["edge", "metrics"], labels: { "traefik.docker.network": "metrics" } },
        ],
      },
    },
    {
      title: "The network's name in the file instead of in the swarm",
      stack:
        "services: {a: {image: x, networks: [edge], deploy: {labels: {traefik.docker.network: edge}}}}\nnetworks: {edge: {}}\n",
    },
  ],
  good: [
    {
      title: "Both are there",
      swarm: {
        networks: [{ name: "edge" }],
        services: [
          { name: "proxy", image: "traefik:v3.1", on: ["edge"] },
          { name: "web", on: ["edge"], labels: { "traefik.docker.network": "edge" } },
        ],
      },
    },
    {
      title: "Switched off",
      swarm: {
        networks: [{ name: "edge" }],
        services: [{
          name: "web",
          on: ["edge"],
          labels: { "traefik.enable": "false", "traefik.docker.network": "x" },
        }],
      },
    },
  ],
  check(view, report) {
    const proxies = view.services.filter((one) => imageName(one.image) === "traefik");
    const proxied = new Set(proxies.flatMap((one) => namesOf(view, one)));
    for (const one of view.services) {
      if (!view.judged(one) || one.labels["traefik.enable"] === "false") continue;
      for (const label of LABELS) {
        const name = one.labels[label];
        if (name === undefined || name === "") continue;
        const own = namesOf(view, one);
        const away = !own.includes(name);
        if (!away && (proxies.length === 0 || proxied.has(name))) continue;
        const meant = away ? hint(one, name, own) : own.filter((each) => proxied.has(each));
        report({
          object: subject(one),
          message: `Service ${one.name} tells Traefik to use network ${name} (label ${label}), where ${
            away ? "the service" : listed(proxies.map((proxy) => proxy.name))
          } is not`,
          part: label,
          fix: {
            text: meant.length === 0
              ? "Name a network that both the service and Traefik are on"
              : `Set the label to a network that both are on: ${label}=${meant[0]}`,
          },
        });
      }
    }
  },
});

/** Names of the networks in a service's list, known or not. */
function namesOf(view: View, service: Service): string[] {
  const index = indexOf(view.swarm);
  return listOf(service).map(({ target }) => index.network(target)?.name ?? target);
}

/** The service's network that was probably meant. */
function hint(service: Service, name: string, own: readonly string[]): string[] {
  const prefixed = `${service.labels[STACK_LABEL] ?? ""}_${name}`;
  if (own.includes(prefixed)) return [prefixed];
  const near = nearest(name, own);
  return near === undefined ? [] : [near];
}
