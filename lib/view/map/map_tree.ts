import { count } from "../../base/listing.ts";
import { compareNatural } from "../../base/natural.ts";
import {
  type MapLink,
  type MapNetwork,
  type MapNode,
  type MapService,
  STATE_TEXT,
  stateOf,
  type Topology,
} from "../../insight/topology_model.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, dim, green, red, yellow } from "../../terminal/style.ts";
import { addressCount } from "../common/address_count.ts";
import type { Advise } from "../../base/advice.ts";
import { placedText, portText } from "./box_text.ts";
import type { GroupBy } from "./picture.ts";
import { isJob } from "../../swarm/service.ts";

/** The map as a tree for a terminal: each network and each service in one place, what is encrypted in words. */
export function mapTree(
  topology: Topology,
  options: { groupBy: GroupBy; ascii: boolean; advise?: Advise },
): string {
  const marks = findingMarks(topology);
  const roots = options.groupBy === "stack" ? stackRoots(topology, marks) : nodeRoots(topology, marks);
  const { nodes, networks, services } = topology;
  const head = `${count(nodes.length, "node")}, ${count(networks.length, "network")}, ${
    count(services.length, "service")
  }`;
  if (roots.length === 0) return `${head}\n`;
  const trees = roots.map((root) => tree([root], { ascii: options.ascii })).join("\n");
  const found = topology.findings.some(({ level }) => level !== "info");
  const advise = options.advise ?? ((text) => text);
  return `${head}\n\n${trees}${found ? dim(advise("\n! found by the rules: docker swarmnet audit\n")) : ""}`;
}

type Marks = (kind: string, name: string) => string;

/** "  ! SN0101" behind a name that rules found something about. */
function findingMarks(topology: Topology): Marks {
  const codes = new Map<string, Set<string>>();
  const worst = new Map<string, string>();
  for (const { object, code, level } of topology.findings) {
    if (level === "info") continue;
    const key = `${object.kind} ${object.name}`;
    codes.set(key, (codes.get(key) ?? new Set()).add(code));
    if (level === "error" || !worst.has(key)) worst.set(key, level);
  }
  return (kind, name) => {
    const found = codes.get(`${kind} ${name}`);
    if (found === undefined) return "";
    const text = `! ${[...found].sort().join(" ")}`;
    return `  ${worst.get(`${kind} ${name}`) === "error" ? red(text) : yellow(text)}`;
  };
}

function stackRoots(topology: Topology, marks: Marks): TreeNode[] {
  const stacks = [...new Set([...topology.services, ...topology.networks].map((one) => one.stack))]
    .sort((a, b) => Number(a === "") - Number(b === "") || compareNatural(a, b));
  const byService = Map.groupBy(topology.links, (link) => link.service);
  const nameOf = new Map(topology.networks.map((one) => [one.id, one.name]));
  return stacks.map((stack) => ({
    label: bold(stack === "" ? "no stack" : `stack ${inline(stack)}`),
    children: [
      ...topology.networks.filter((one) => one.stack === stack).map((one) => ({
        label: networkLabel(one, marks),
      })),
      ...topology.services.filter((one) => one.stack === stack).map((one) =>
        serviceNode(one, byService.get(one.id) ?? [], nameOf, marks)
      ),
    ],
  }));
}

function networkLabel(network: MapNetwork, marks: Marks): string {
  const kind = network.kind === "ingress" ? "routing mesh" : "network";
  const name = `${kind} ${bold(inline(network.name))}`;
  const mark = marks("network", network.name);
  if (network.kind === "unallocated") {
    return `${name}  ${red("never allocated: no driver, no subnet")}${mark}`;
  }
  if (network.kind === "missing") return `${name}  ${yellow("not in the list of networks")}${mark}`;
  const parts = [...network.subnets.map(inline)];
  if (network.addresses !== null) {
    const { used, usable, free } = network.addresses;
    const text = `${used} of ${addressCount(usable)} addresses used`;
    parts.push(free === 0 ? red(text) : text);
  }
  if (network.attachable) parts.push("attachable");
  if (network.internal) parts.push("internal");
  if (network.containers > 0) parts.push(count(network.containers, "attached container"));
  return `${name}  ${stateWords(network)}${parts.length > 0 ? dim(`  ${parts.join(", ")}`) : ""}${mark}`;
}

function stateWords({ encryption }: Pick<MapLink, "encryption">): string {
  const paint = { encrypted: green, clear: yellow, unknown: dim }[stateOf(encryption)];
  return paint(`[${STATE_TEXT[encryption]}]`);
}

function serviceNode(
  service: MapService,
  links: readonly MapLink[],
  nameOf: ReadonlyMap<string, string>,
  marks: Marks,
): TreeNode {
  const short = service.running < service.wanted && !isJob(service) ? yellow : dim;
  return {
    label: `service ${bold(inline(service.name))}  ${short(inline(placedText(service)))}${
      marks("service", service.name)
    }`,
    children: [
      ...service.ports.map((port) => ({
        label: `publishes ${inline(portText(port, "->"))} ${
          port.mode === "host" ? "on the task's node" : "on every node"
        }`,
      })),
      ...links.map((link) => ({
        label: `on ${inline(nameOf.get(link.network) ?? link.network)} ${stateWords(link)}${
          link.vip === ""
            ? (service.endpointMode === "dnsrr" ? dim("  no VIP (dnsrr)") : "")
            : dim(`  VIP ${inline(link.vip)}`)
        }${link.aliases.length > 0 ? dim(`  as ${link.aliases.map(inline).join(", ")}`) : ""}`,
      })),
    ],
  };
}

function nodeRoots(topology: Topology, marks: Marks): TreeNode[] {
  const byService = Map.groupBy(topology.links, (link) => link.service);
  const networkOf = new Map(topology.networks.map((one) => [one.id, one]));
  const on = (service: MapService) =>
    (byService.get(service.id) ?? []).map((link) =>
      `${inline(networkOf.get(link.network)?.name ?? link.network)} ${stateWords(link)}`
    ).join(", ");
  const tasksAt = (id: string): TreeNode[] =>
    topology.services.flatMap((service) => {
      const here = service.placed.find((one) => one.node === id);
      if (here === undefined) return [];
      const times = here.tasks === 1 ? "" : ` (${here.tasks} tasks)`;
      return [{
        label: `${bold(inline(service.name))}${times}  ${on(service) || dim("on no network")}${
          marks("service", service.name)
        }`,
      }];
    });
  const roots: TreeNode[] = topology.nodes.map((node) => ({
    label: nodeLabel(node, marks),
    children: tasksAt(node.id),
  }));
  const waiting = tasksAt("");
  if (waiting.length > 0) roots.push({ label: yellow("on no node yet"), children: waiting });
  const none = topology.services.filter((one) => one.placed.length === 0);
  if (none.length > 0) {
    roots.push({
      label: yellow("without a task"),
      children: none.map((one) => ({
        label: `${bold(inline(one.name))}  ${on(one)}${marks("service", one.name)}`,
      })),
    });
  }
  if (topology.networks.length > 0) {
    roots.push({
      label: bold("networks"),
      children: topology.networks.map((one) => ({
        label: `${networkLabel(one, marks)}${
          one.nodes.length > 0 ? dim(`  on ${count(one.nodes.length, "node")}`) : ""
        }`,
      })),
    });
  }
  return roots;
}

function nodeLabel(node: MapNode, marks: Marks): string {
  const words = [node.leader ? "leader" : node.role, inline(node.addr), count(node.tasks, "task")];
  if (node.availability !== "active") words.push(yellow(node.availability));
  if (node.state !== "ready") words.push(red(node.state));
  return `node ${bold(inline(node.name))}  ${words.join(", ")}${marks("node", node.name)}`;
}

/** A tree as text. Labels are one line each and may have style marks. */
export interface TreeNode {
  label: string;
  children?: readonly TreeNode[];
}

/** How a tree is drawn. */
export interface TreeStyle {
  /** ASCII instead of box-drawing characters. */
  ascii?: boolean;
}

/** Deeper nodes are not drawn: no tree of networks, services, nodes and tasks is that deep. */
const DEEPEST = 64;

/** The roots and all below them, one node a line. */
export function tree(roots: readonly TreeNode[], style: TreeStyle = {}): string {
  const marks = style.ascii
    ? { middle: "|-- ", last: "`-- ", through: "|   ", under: "    " }
    : { middle: "├── ", last: "└── ", through: "│   ", under: "    " };
  const lines: string[] = [];
  const draw = (node: TreeNode, lead: string, branch: string, rest: string, depth: number) => {
    lines.push(lead + branch + node.label);
    if (depth === DEEPEST) return;
    const children = node.children ?? [];
    children.forEach((child, at) => {
      const last = at === children.length - 1;
      draw(
        child,
        lead + rest,
        last ? marks.last : marks.middle,
        last ? marks.under : marks.through,
        depth + 1,
      );
    });
  };
  for (const root of roots) draw(root, "", "", "", 0);
  return lines.map((line) => line + "\n").join("");
}
