/** A service whose updates can never complete on a swarm of three nodes. */
export interface UpdateShape {
  title: string;
  /** The check that every command names. */
  code: string;
  /** What a pending task of the update says on a real engine. */
  pending: RegExp;
  /** Parts of the service's spec; the constraint names `node`. */
  parts: Record<string, unknown>;
}

const HOST_PORT = {
  EndpointSpec: { Ports: [{ Protocol: "tcp", TargetPort: 80, PublishedPort: 8090, PublishMode: "host" }] },
  UpdateConfig: { Parallelism: 1, Order: "start-first" },
};
const TAKEN = /host-mode port already in use/;

/** The shapes, with constraints for a swarm whose second node has this host name. */
export function updateShapes(second: string): UpdateShape[] {
  return [
    {
      title: "host port, start-first, a constraint that leaves one node",
      code: "SN0319",
      pending: TAKEN,
      parts: { ...HOST_PORT, ...replicas(1), ...on(`node.hostname==${second}`) },
    },
    {
      title: "host port of a global service",
      code: "SN0319",
      pending: TAKEN,
      parts: { ...HOST_PORT, Mode: { Global: {} } },
    },
    {
      title: "host port, as many tasks as nodes that meet the constraint",
      code: "SN0319",
      pending: TAKEN,
      parts: { ...HOST_PORT, ...replicas(2), ...on(`node.hostname!=${second}`) },
    },
    {
      title: "no node that meets the constraint",
      code: "SN0326",
      pending: /scheduling constraints not satisfied/,
      parts: { ...replicas(1), ...on("node.labels.zone==c") },
    },
    {
      title: "max replicas per node, all taken",
      code: "SN0327",
      pending: /max replicas per node limit exceed/,
      parts: {
        ...replicas(3),
        UpdateConfig: { Parallelism: 1, Order: "start-first" },
        TaskTemplate: { Placement: { MaxReplicas: 1 } },
      },
    },
  ];
}

/** The same on the nodes of a fake engine. */
export const UPDATE_SHAPES = updateShapes("node2");

function on(constraint: string) {
  return { TaskTemplate: { Placement: { Constraints: [constraint] } } };
}

function replicas(Replicas: number) {
  return { Mode: { Replicated: { Replicas } } };
}
