import { compareNatural } from "../../base/natural.ts";
import { type MapNode, stateOf, type Topology } from "../../insight/topology_model.ts";
import { Levels, networkBox } from "./box_text.ts";
import { type Box, keyOf, type Line, type Picture } from "./picture.ts";
import { rankFromOutside } from "./ranks.ts";

/** Services named in a machine's box; more are counted. */
const MOST_NAMES = 12;
/** With more lines than this nothing can be followed by eye. */
const MOST_LINES = 60;

/** Machines with what runs on them, and the networks that reach them. */
export function machinePicture(topology: Topology): Picture {
  const levels = new Levels(topology.findings);
  const many = topology.nodes.length > 16;
  const idOf = new Map(topology.nodes.map((node, at) => [node.id, `m${at}`]));
  const tasks = tasksByNode(topology);
  const boxes: Box[] = topology.nodes.map((node) =>
    nodeBox(node, idOf.get(node.id)!, tasks.get(node.id) ?? [], many, levels)
  );
  const lines: Line[] = [];
  const stacksOf = stacksByNode(topology);
  topology.nodes.forEach((node, at) =>
    boxes[at]!.stacks = [...stacksOf.get(node.id) ?? []].sort(compareNatural)
  );
  topology.networks.forEach((network, at) => {
    boxes.push(networkBox(network, `n${at}`, levels));
    for (const [node, count] of reach(topology, network.id)) {
      if (!idOf.has(node)) continue;
      lines.push({
        from: `n${at}`,
        to: idOf.get(node)!,
        state: stateOf(network.encryption),
        label: String(count),
        crosses: network.nodes.length > 1,
      });
    }
  });
  const notes = lines.length === 0 ? [] : ["A number on a line: tasks of that network on that node"];
  const drawn = lines.length > MOST_LINES ? [] : lines;
  if (drawn.length < lines.length) {
    notes.splice(
      0,
      1,
      `${lines.length} lines between nodes and networks are left out; --stack or --network draws a part`,
    );
  }
  const mesh = topology.networks.findIndex((network) => network.kind === "ingress");
  rankFromOutside(boxes, drawn, mesh < 0 ? [] : [`n${mesh}`]);
  return { boxes, lines: drawn, frames: [], notes };
}

function tasksByNode(topology: Topology): Map<string, { name: string; tasks: number }[]> {
  const found = new Map<string, { name: string; tasks: number }[]>();
  for (const service of topology.services) {
    for (const { node, tasks } of service.placed) {
      const list = found.get(node) ?? [];
      list.push({ name: service.name, tasks });
      found.set(node, list);
    }
  }
  return found;
}

function stacksByNode(topology: Topology): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const service of topology.services) {
    for (const { node } of service.placed) found.set(node, (found.get(node) ?? new Set()).add(service.stack));
  }
  return found;
}

/** Node → tasks there of services on the network. */
function reach(topology: Topology, network: string): Map<string, number> {
  const on = new Set(topology.links.filter((link) => link.network === network).map((link) => link.service));
  const counts = new Map<string, number>();
  for (const service of topology.services) {
    if (!on.has(service.id)) continue;
    for (const { node, tasks } of service.placed) {
      if (node !== "") counts.set(node, (counts.get(node) ?? 0) + tasks);
    }
  }
  return counts;
}

function nodeBox(
  node: MapNode,
  id: string,
  tasks: readonly { name: string; tasks: number }[],
  many: boolean,
  levels: Levels,
): Box {
  const names = tasks.map((one) => one.tasks === 1 ? one.name : `${one.name} ×${one.tasks}`);
  const most = many ? 0 : MOST_NAMES;
  const shown = names.length > most + 1 ? names.slice(0, most) : names;
  const more = names.length - shown.length;
  const condition = node.state !== "ready"
    ? node.state
    : node.availability !== "active"
    ? node.availability
    : "";
  return {
    id,
    kind: "node",
    title: node.name,
    lines: [
      [node.leader ? "leader" : node.role, node.addr, condition].filter((word) => word !== "").join(" · "),
      ...shown,
      ...(more > 0
        ? [
          `${shown.length > 0 ? "and " : ""}${more} ${
            shown.length > 0 ? "more" : "services"
          }, ${node.tasks} tasks`,
        ]
        : []),
    ],
    state: null,
    frame: "",
    level: levels.of("node", node.name),
    stacks: [],
    of: [keyOf("node", node.id)],
    rank: 0,
  };
}
