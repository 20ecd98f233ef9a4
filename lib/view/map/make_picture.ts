import type { Topology } from "../../insight/topology_model.ts";
import { machinePicture } from "./machine_picture.ts";
import type { GroupBy, Picture } from "./picture.ts";
import { condensedPicture, detailedPicture } from "./stack_picture.ts";

/** More boxes than this on one picture are not readable on a screen; groups are then put together. */
export const MOST_BOXES = 80;

/** The picture of a topology: by stack with services and networks, by node with machines and networks. */
export function pictureOf(topology: Topology, groupBy: GroupBy, most = MOST_BOXES): Picture {
  if (groupBy === "node") return machinePicture(topology);
  const many = topology.services.length + topology.networks.length > most;
  return many ? condensedPicture(topology) : detailedPicture(topology);
}
