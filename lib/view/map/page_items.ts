import {
  type MapFinding,
  type MapNetwork,
  type MapService,
  STATE_TEXT,
  type Topology,
} from "../../insight/topology_model.ts";
import { addressCount } from "../common/address_count.ts";
import { portText, tasksText } from "./box_text.ts";
import { keyOf } from "./picture.ts";

/** What the page's panel says about one thing; all texts are set as text, never as markup. */
export interface PageItem {
  kind: "service" | "network" | "node";
  name: string;
  /** Keys of the networks a service is on or a node has tasks on. */
  networks: string[];
  facts: [string, string][];
  findings: Pick<MapFinding, "code" | "level" | "message" | "fix" | "commands">[];
}

/** Everything in the picture, by ID. */
export function pageItems(topology: Topology): [string, PageItem][] {
  const found = new Map<string, PageItem["findings"]>();
  for (const { object, code, level, message, fix, commands } of topology.findings) {
    const key = `${object.kind} ${object.name}`;
    found.set(key, [...(found.get(key) ?? []), { code, level, message, fix, commands }]);
  }
  const about = (kind: PageItem["kind"], name: string) => found.get(`${kind} ${name}`) ?? [];
  const byService = Map.groupBy(topology.links, (link) => link.service);
  const byNetwork = Map.groupBy(topology.links, (link) => link.network);
  const serviceName = new Map(topology.services.map((one) => [one.id, one.name]));
  const nameOf = new Map(topology.networks.map((one) => [one.id, one.name]));
  return [
    ...topology.networks.map((one): [string, PageItem] => [keyOf("network", one.id), {
      kind: "network",
      name: one.name,
      networks: [keyOf("network", one.id)],
      facts: networkFacts(one, (byNetwork.get(one.id) ?? []).map((link) => serviceName.get(link.service)!)),
      findings: about("network", one.name),
    }]),
    ...topology.services.map((one): [string, PageItem] => {
      const links = byService.get(one.id) ?? [];
      const on = links.map((link) =>
        `${nameOf.get(link.network)} (${STATE_TEXT[link.encryption]}${
          link.vip === "" ? "" : `, VIP ${link.vip}`
        }${link.aliases.length === 0 ? "" : `, as ${link.aliases.join(", ")}`})`
      );
      return [keyOf("service", one.id), {
        kind: "service",
        name: one.name,
        networks: links.map((link) => keyOf("network", link.network)),
        facts: serviceFacts(one, on),
        findings: about("service", one.name),
      }];
    }),
    ...nodeItems(topology, byService, about),
  ];
}

function networkFacts(network: MapNetwork, services: readonly string[]): [string, string][] {
  const { addresses, containers, attachable, internal } = network;
  return given([
    ["Stack", network.stack],
    ["Encryption", STATE_TEXT[network.encryption]],
    ["Subnets", network.subnets.join(", ")],
    [
      "Addresses",
      addresses === null
        ? ""
        : `${addresses.used} of ${addressCount(addresses.usable)} used, ${addressCount(addresses.free)} free`,
    ],
    ["MTU inside", network.mtuInside === null ? "" : String(network.mtuInside)],
    ["Attachable", attachable ? "yes: containers may join it" : ""],
    ["Attached", containers === 0 ? "" : `${containers} containers`],
    ["Internal", internal ? "yes: no way out" : ""],
    ["Allocated", network.kind === "unallocated" ? "never" : ""],
    ["Nodes", network.nodes.join(", ")],
    ["Services", services.join(", ")],
    ["ID", network.id],
  ]);
}

function serviceFacts(service: MapService, on: readonly string[]): [string, string][] {
  const placed = service.placed.map((one) => `${one.name || "no node yet"} ×${one.tasks}`);
  return given([
    ["Stack", service.stack],
    ["Mode", service.mode],
    ["Tasks", tasksText(service)],
    ["On nodes", placed.join(", ")],
    ["Networks", on.join("; ")],
    ["Endpoint", service.endpointMode],
    ["Publishes", service.ports.map((port) => `${portText(port)} (${port.mode})`).join(", ")],
    ["Image", service.image],
    ["ID", service.id],
  ]);
}

function nodeItems(
  topology: Topology,
  byService: ReadonlyMap<string, Topology["links"]>,
  about: (kind: "node", name: string) => PageItem["findings"],
): [string, PageItem][] {
  const at = new Map<string, { networks: Set<string>; services: string[] }>();
  for (const service of topology.services) {
    for (const { node, tasks } of service.placed) {
      const here = at.get(node) ?? { networks: new Set(), services: [] };
      here.services.push(tasks === 1 ? service.name : `${service.name} ×${tasks}`);
      for (const { network } of byService.get(service.id) ?? []) here.networks.add(keyOf("network", network));
      at.set(node, here);
    }
  }
  return topology.nodes.map((node) => [keyOf("node", node.id), {
    kind: "node",
    name: node.name,
    networks: [...(at.get(node.id)?.networks ?? [])],
    facts: given([
      ["Role", node.leader ? "manager, leader" : node.role],
      ["State", node.state],
      ["Availability", node.availability],
      ["Address", node.addr],
      ["Services", (at.get(node.id)?.services ?? []).join(", ")],
      ["ID", node.id],
    ]),
    findings: about("node", node.name),
  }]);
}

function given(facts: [string, string][]): [string, string][] {
  return facts.filter(([, text]) => text !== "");
}
