import { count } from "../../base/listing.ts";
import { compareNatural } from "../../base/natural.ts";
import {
  type MapLink,
  type MapNetwork,
  type MapService,
  type MapState,
  stateOf,
  type Topology,
} from "../../insight/topology_model.ts";
import { Levels, networkBox, placedText, portText, worse } from "./box_text.ts";
import { type Box, keyOf, type Line, type Picture } from "./picture.ts";
import { rankFromOutside } from "./ranks.ts";

const HOST = "host";

/** Every service and network as a box of its own, in frames by stack. */
export function detailedPicture(topology: Topology): Picture {
  const levels = new Levels(topology.findings);
  const boxes: Box[] = [];
  const idOf = new Map<string, string>();
  const stacks = [...new Set([...topology.services, ...topology.networks].map((one) => one.stack))]
    .filter((stack) => stack !== "").sort(compareNatural);
  const frameOf = new Map(stacks.map((stack, at) => [stack, `f${at}`]));
  topology.networks.forEach((network, at) => {
    idOf.set(network.id, `n${at}`);
    boxes.push({ ...networkBox(network, `n${at}`, levels), frame: frameOf.get(network.stack) ?? "" });
  });
  topology.services.forEach((service, at) => {
    idOf.set(service.id, `s${at}`);
    boxes.push({ ...serviceBox(service, `s${at}`, levels), frame: frameOf.get(service.stack) ?? "" });
  });
  const meshId = topology.networks.find((one) => one.kind === "ingress")?.id;
  const byId = new Map(topology.services.map((one) => [one.id, one]));
  const lines = topology.links.map((link): Line => ({
    from: idOf.get(link.network)!,
    to: idOf.get(link.service)!,
    state: stateOf(link.encryption),
    label: link.network === meshId ? portLabel(byId.get(link.service)!, "ingress") : "",
    crosses: link.crosses,
  }));
  const host = topology.services.filter((one) => one.ports.some((port) => port.mode === "host"));
  addHostEntry(boxes, lines, host.map((one) => ({ to: idOf.get(one.id)!, label: portLabel(one, "host") })));
  rankFromOutside(boxes, lines, entriesOf(boxes, meshId, idOf));
  return {
    boxes,
    lines,
    frames: [...frameOf].map(([title, id]) => ({ id, title: `stack ${title}` })),
    notes: [],
  };
}

function serviceBox(service: MapService, id: string, levels: Levels): Box {
  return {
    id,
    kind: "service",
    title: service.name,
    lines: [placedText(service)],
    state: null,
    frame: "",
    level: levels.of("service", service.name),
    stacks: [service.stack],
    of: [keyOf("service", service.id)],
    rank: 0,
  };
}

function portLabel(service: MapService, mode: "ingress" | "host"): string {
  const ports = service.ports.filter((port) => port.mode === mode).map((port) => portText(port));
  return ports.length > 2 ? `${ports.slice(0, 2).join(", ")} +${ports.length - 2}` : ports.join(", ");
}

/** Ports in host mode go past the mesh: only the node of a task answers, and what comes in was never in an overlay. */
function addHostEntry(boxes: Box[], lines: Line[], to: readonly { to: string; label: string }[]): void {
  if (to.length === 0) return;
  boxes.push({
    id: HOST,
    kind: "entry",
    title: "Ports in host mode",
    lines: ["past the mesh, on the task's node"],
    state: null,
    frame: "",
    level: "",
    stacks: [],
    of: [],
    rank: 0,
  });
  for (const one of to) lines.push({ from: HOST, state: "unknown", crosses: false, ...one });
}

function entriesOf(boxes: readonly Box[], meshId: string | undefined, idOf: Map<string, string>): string[] {
  const mesh = meshId === undefined ? undefined : idOf.get(meshId);
  return boxes.filter((box) => box.id === HOST || box.id === mesh).map((box) => box.id);
}

/** Services put together: what a box of the condensed picture stands for. */
interface Cluster {
  title: string;
  stack: string;
  services: MapService[];
}

/**
 * Stacks as one box each, services without a stack by the networks they share, and of the networks those that join several
 * boxes. Where all services belong to very few stacks, each stack is divided by networks, too.
 */
export function condensedPicture(topology: Topology): Picture {
  const linksOf = Map.groupBy(topology.links, (link) => link.service);
  const nameOf = new Map(topology.networks.map((one) => [one.id, one.name]));
  const byNetworks = (service: MapService) => {
    const names = (linksOf.get(service.id) ?? []).map((link) => nameOf.get(link.network)!).sort(
      compareNatural,
    );
    const shown = names.length > 2
      ? `${names.slice(0, 2).join(", ")} +${names.length - 2}`
      : names.join(", ");
    return { key: JSON.stringify(names), words: names.length === 0 ? "on no network" : `on ${shown}` };
  };
  let clusters = clustersOf(topology.services, (service) => {
    if (service.stack !== "") return { key: `s${service.stack}`, title: service.stack, stack: service.stack };
    const { key, words } = byNetworks(service);
    return { key: `n${key}`, title: words, stack: "" };
  });
  if (clusters.length < 4) {
    clusters = clustersOf(topology.services, (service) => {
      const { key, words } = byNetworks(service);
      return {
        key: JSON.stringify([service.stack, key]),
        title: service.stack === "" ? words : `${service.stack} ${words}`,
        stack: service.stack,
      };
    });
  }
  return drawClusters(topology, clusters, linksOf);
}

function clustersOf(
  services: readonly MapService[],
  keyOf: (service: MapService) => { key: string; title: string; stack: string },
): Cluster[] {
  const clusters = new Map<string, Cluster>();
  for (const service of services) {
    const { key, title, stack } = keyOf(service);
    const cluster = clusters.get(key) ?? { title, stack, services: [] };
    cluster.services.push(service);
    clusters.set(key, cluster);
  }
  return [...clusters.values()].sort((a, b) => compareNatural(a.title, b.title));
}

function drawClusters(
  topology: Topology,
  clusters: readonly Cluster[],
  linksOf: ReadonlyMap<string, MapLink[]>,
): Picture {
  const levels = new Levels(topology.findings);
  const on = new Map<string, Map<number, number>>(topology.networks.map((one) => [one.id, new Map()]));
  clusters.forEach((cluster, at) => {
    for (const service of cluster.services) {
      for (const { network } of linksOf.get(service.id) ?? []) {
        const counts = on.get(network)!;
        counts.set(at, (counts.get(at) ?? 0) + 1);
      }
    }
  });
  const stackAt = new Map(clusters.map((cluster, at) => [cluster.stack, at]));
  const inside = new Map<number, MapNetwork[]>();
  const apart: MapNetwork[] = [];
  for (const network of topology.networks) {
    const users = [...on.get(network.id)!.keys()];
    const home = users.length === 1
      ? users[0]
      : network.stack === ""
      ? undefined
      : stackAt.get(network.stack);
    if (users.length > 1 || network.kind === "ingress" || home === undefined) apart.push(network);
    else inside.set(home, [...(inside.get(home) ?? []), network]);
  }
  const boxes = [
    ...apart.map((network, at) => networkBox(network, `n${at}`, levels)),
    ...clusters.map((cluster, at) => clusterBox(cluster, inside.get(at) ?? [], `g${at}`, levels)),
  ];
  const crosses = new Map(topology.links.map((link) => [link.network, link.crosses]));
  const lines = apart.flatMap((network, at) =>
    [...on.get(network.id)!].map(([group, services]): Line => ({
      from: `n${at}`,
      to: `g${group}`,
      state: stateOf(network.encryption),
      label: network.kind === "ingress" ? count(services, "service") : "",
      crosses: crosses.get(network.id) ?? false,
    }))
  );
  const mesh = apart.findIndex((network) => network.kind === "ingress");
  rankFromOutside(boxes, lines, mesh < 0 ? [] : [`n${mesh}`]);
  const together = `${topology.services.length} services are drawn as ${clusters.length} groups`;
  return {
    boxes,
    lines,
    frames: [],
    notes: [`${together}; --stack or --network draws a part of them one by one`],
  };
}

function clusterBox(cluster: Cluster, inside: readonly MapNetwork[], id: string, levels: Levels): Box {
  const states = inside.map((network) => stateOf(network.encryption));
  const clear = states.filter((state) => state === "clear").length;
  const lines = [
    inside.length === 0
      ? count(cluster.services.length, "service")
      : `${count(cluster.services.length, "service")}, ${count(inside.length, "network")} inside`,
  ];
  if (inside.length > 0) {
    lines.push(
      clear > 0
        ? `${clear} of ${inside.length} in clear`
        : states.includes("unknown")
        ? "encryption unknown"
        : "all encrypted",
    );
  }
  const ports = cluster.services.flatMap((one) => one.ports).filter((port) => port.published > 0);
  if (ports.length > 0) lines.push(`publishes ${count(ports.length, "port")}`);
  let level: Box["level"] = "";
  for (const one of cluster.services) level = worse(level, levels.of("service", one.name));
  for (const one of inside) level = worse(level, levels.of("network", one.name));
  const state: MapState | null = inside.length === 0
    ? null
    : clear > 0
    ? "clear"
    : states.includes("unknown")
    ? "unknown"
    : "encrypted";
  return {
    id,
    kind: "group",
    title: cluster.title,
    lines,
    state,
    frame: "",
    level,
    stacks: [cluster.stack],
    of: [
      ...cluster.services.map((one) => keyOf("service", one.id)),
      ...inside.map((one) => keyOf("network", one.id)),
    ],
    rank: 0,
  };
}
