/** One `--network`, in docker's short or long form. */
export interface RequestedNetwork {
  /** The value as typed. */
  text: string;
  /** The network asked for, as docker will look it up. */
  target: string;
  /** As typed: the long form is lower-cased by docker as a whole (docker/cli opts/network.go). */
  typed: string;
  aliases: string[];
}

/** One `--publish`. */
export interface RequestedPort {
  text: string;
  /** 0: swarm chooses. */
  published: number;
  target: number;
  protocol: string;
  mode: "ingress" | "host";
}

/** What a `docker service create` or `update` line says about networks, ports, placement and updates; undefined: nothing. */
export interface ServiceRequest {
  /** Name of the service: --name, or the operand of an update; undefined where docker makes one up. */
  service: string | undefined;
  networks: RequestedNetwork[];
  networksRemoved: string[];
  ports: RequestedPort[];
  /** Target ports. */
  portsRemoved: number[];
  endpointMode: string | undefined;
  mode: string | undefined;
  replicas: number | undefined;
  constraints: string[];
  constraintsRemoved: string[];
  maxReplicasPerNode: number | undefined;
  updateOrder: "start-first" | "stop-first" | undefined;
  updateParallelism: number | undefined;
  /** Whether tasks are started or replaced: not by what only changes labels, the number of tasks or the way of updating. */
  replacesTasks: boolean;
}
