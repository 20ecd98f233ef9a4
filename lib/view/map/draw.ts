import type { Topology } from "../../insight/topology_model.ts";
import { jsonReport } from "../common/json_report.ts";
import { dotOf } from "./dot.ts";
import { htmlOf } from "./html.ts";
import { layOut } from "./layout.ts";
import { pictureOf } from "./make_picture.ts";
import { mermaidOf } from "./mermaid.ts";
import type { GroupBy } from "./picture.ts";
import { svgOf } from "./svg.ts";

/** How a map is drawn. */
export interface DrawOptions {
  format: "mermaid" | "dot" | "svg" | "html";
  groupBy: GroupBy;
}

/** The map in one of the drawn formats. */
export function drawMap(topology: Topology, { format, groupBy }: DrawOptions): string {
  if (format === "html") return htmlOf(topology, groupBy);
  const picture = pictureOf(topology, groupBy);
  if (format === "mermaid") return mermaidOf(picture);
  if (format === "dot") return dotOf(picture);
  return svgOf(layOut(picture), { title: titleOf(topology) });
}

function titleOf({ nodes, networks, services, taken }: Topology): string {
  return `Swarm networks, ${taken}: ${nodes.length} nodes, ${networks.length} networks, ${services.length} services`;
}

/** Schema of `map --format json`. */
const MAP_SCHEMA = "swarmnet/map/1";

/** The topology as one JSON document: without places, which are the drawn formats' own. */
export function mapJson(topology: Topology): string {
  return jsonReport({ schema: MAP_SCHEMA, ...topology });
}
