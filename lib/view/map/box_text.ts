import {
  type MapFinding,
  type MapNetwork,
  type MapService,
  STATE_TEXT,
  stateOf,
} from "../../insight/topology_model.ts";
import type { Port } from "../../swarm/model.ts";
import { displayWidth } from "../../terminal/width.ts";
import { addressCount } from "../common/address_count.ts";
import { type Box, keyOf } from "./picture.ts";
import { count } from "../../base/listing.ts";
import { isJob } from "../../swarm/service.ts";

/** Columns that a line of a box may take; the full text is in the page's panel and in the tool tip. */
const WIDEST = 34;

/** Cuts a text to the columns of a box. */
export function cut(text: string, columns = WIDEST): string {
  // No name is drawn that long; cutting first keeps hostile ones from costing time.
  const short = text.slice(0, 4 * columns);
  if (displayWidth(short) <= columns) return short.length < text.length ? short + "…" : short;
  let width = 0;
  let kept = "";
  for (const char of short) {
    width += displayWidth(char);
    if (width > columns - 1) break;
    kept += char;
  }
  return kept + "…";
}

/** "8088→8080/tcp"; a port that the engine has still to choose is "auto". */
export function portText(port: Port, arrow = "→"): string {
  return `${port.published === 0 ? "auto" : port.published}${arrow}${port.target}/${port.protocol}`;
}

/** "4 of 4 tasks on w1, w2"; of a job how far it is. */
export function placedText(service: MapService): string {
  const names = service.placed.filter((one) => one.node !== "").map((one) => one.name);
  const where = names.length > 3 ? ` on ${names.length} nodes` : ` on ${names.join(", ")}`;
  const { running, wanted } = service;
  if (isJob(service)) return tasksText(service) + (running > 0 ? where : "");
  if (wanted === 0 && names.length === 0) return "scaled to zero";
  const tasks = `${running} of ${count(wanted, "task")}`;
  return names.length === 0 ? `${tasks}, on no node` : `${tasks}${where}`;
}

/** "4 of 4 running"; of a job how far it is. */
export function tasksText(service: MapService): string {
  const { running, wanted, completed, mode } = service;
  if (!isJob(service)) return `${running} of ${wanted} running`;
  const done = mode === "replicated-job" ? `${completed} of ${wanted}` : `${completed}`;
  return `job: ${done} done${running > 0 ? `, ${running} running` : ""}`;
}

/** What a network's box says below its name: encryption first. */
export function networkLines(network: MapNetwork): string[] {
  if (network.kind === "unallocated") return ["never allocated: no driver, no subnet"];
  if (network.kind === "missing") return ["not in the list of networks"];
  const state = STATE_TEXT[network.encryption];
  const lines = [[state, ...network.subnets.slice(0, 1)].join(" · ")];
  if (network.addresses !== null) {
    const { used, usable, free } = network.addresses;
    lines.push(
      free === 0 ? `full: all ${usable} addresses used` : `${used} of ${addressCount(usable)} addresses used`,
    );
  }
  return lines;
}

/** The box of a network, without rank. */
export function networkBox(network: MapNetwork, id: string, levels: Levels): Box {
  return {
    id,
    kind: "network",
    title: network.kind === "ingress" ? `${network.name} (routing mesh)` : network.name,
    lines: networkLines(network),
    state: stateOf(network.encryption),
    frame: "",
    level: levels.of("network", network.name),
    stacks: [network.stack],
    of: [keyOf("network", network.id)],
    rank: 0,
  };
}

const RANK = { "": 0, info: 1, warning: 2, error: 3 } as const;

/** The worst level found, by object. */
export class Levels {
  readonly #levels = new Map<string, Box["level"]>();

  constructor(findings: readonly MapFinding[]) {
    for (const { object, level } of findings) {
      const key = `${object.kind} ${object.name}`;
      this.#levels.set(key, worse(this.#levels.get(key) ?? "", level));
    }
  }
  of(kind: string, name: string): Box["level"] {
    return this.#levels.get(`${kind} ${name}`) ?? "";
  }
}

/** The worse of two levels. */
export function worse(a: Box["level"], b: Box["level"]): Box["level"] {
  return RANK[a] >= RANK[b] ? a : b;
}
