import type { Topology } from "../../insight/topology_model.ts";
import { jsonReport } from "../common/json_report.ts";

/** Schema of `map --format json`. */
const MAP_SCHEMA = "swarmnet/map/1";

/** The topology as one JSON document: without places, which are the drawn formats' own. */
export function mapJson(topology: Topology): string {
  return jsonReport({ schema: MAP_SCHEMA, ...topology });
}
