import type { Finding } from "../checks/finding.ts";

/**
 * A plan: how a swarm gets from what it is to what it should be, as steps that are one Engine call each. Plans are data: they
 * are printed, saved, compared with the swarm before they run, kept in the journal, and turned round for undo. Whoever
 * executes one decides nothing.
 */
export interface Plan {
  schema: "swarmnet/plan/2";
  kind: PlanKind;
  /** One line in the imperative, such as "Encrypt network shop_backend". */
  title: string;
  /** What the plan was made from; it is refused when any of this is different. */
  standsOn: Precondition[];
  /** What the checks say of the change: errors, which stop it, first. */
  findings: Finding[];
  /** In the order in which they are done one by one. */
  steps: Step[];
  /** Titles of the phases, by their number. */
  phases: string[];
}

/** What a plan is for. */
export type PlanKind = "encrypt" | "replace" | "ingress" | "stack" | "undo";

/** A fact that a plan rests on. `fingerprint` covers what the planner read of the object, nothing else. */
export interface Precondition {
  kind: "network" | "service" | "users" | "absent-network";
  /** ID, or the name where it must not exist; "users" is the set of services on the network of this ID. */
  id: string;
  name: string;
  fingerprint: string;
}

/** A network by ID, or by the step that makes it. The name is for people and for finding it again after a lost answer. */
export type NetworkTarget = { id: string; name: string } | { step: string; name: string };

/** A service that a step changes. */
export interface ServiceTarget {
  id: string;
  name: string;
}

/** One entry of a service's network list but for its target. */
export interface EntryParts {
  aliases: string[];
  driverOpts: Record<string, string>;
}

/** The body of POST /networks/create as it is sent; the executor adds its operation's label and nothing else. */
export type NetworkBody = { Name: string; Driver: string } & { [key: string]: unknown };

/** A port as in EndpointSpec.Ports, kept whole. */
export type RawPort = { [key: string]: unknown };

/** One Engine call. */
export type Action =
  /** POST /networks/create, then looks until the manager has allocated it (creation is asynchronous). */
  | { kind: "create-network"; body: NetworkBody }
  /** DELETE /networks/{id}; `body` makes it again for undo. */
  | { kind: "remove-network"; network: NetworkTarget; body: NetworkBody }
  /** POST /services/{id}/update that adds one entry at position `at` of the list (at most its end). */
  | { kind: "attach"; service: ServiceTarget; network: NetworkTarget; entry: EntryParts; at: number }
  /** POST /services/{id}/update that removes the entry of one network; `entry` and `at` are what it was. */
  | { kind: "detach"; service: ServiceTarget; network: NetworkTarget; entry: EntryParts; at: number }
  /** POST /services/{id}/update of UpdateConfig.Order only: no task restarts. `null`: the field was not set. */
  | { kind: "set-order"; service: ServiceTarget; from: UpdateOrder | null; to: UpdateOrder | null }
  /** POST /services/{id}/update of EndpointSpec.Ports only. */
  | { kind: "set-ports"; service: ServiceTarget; from: RawPort[]; to: RawPort[] }
  /**
   * The barrier: GETs only. Every service is attached to `network`, its running tasks have addresses on it and on
   * `besides` too (where given), it keeps its aliases there and nobody else claims them. `ask`: then the user is asked whether to go on.
   */
  | {
    kind: "verify";
    network: NetworkTarget;
    besides?: NetworkTarget;
    services: ServiceTarget[];
    ask?: boolean;
  };

/** The order of a service's updates; swarm's default is stop-first. */
export type UpdateOrder = "start-first" | "stop-first";

/** One engine call or check of a plan. */
export interface Step {
  /** "s1", "s2", … in the plan's order. */
  id: string;
  /** Index into `Plan.phases`. */
  phase: number;
  action: Action;
  /** Why it is there, in one sentence. */
  reason: string;
  /** Steps that must be done before it. */
  needs: string[];
  /** What takes it back; null for steps that change nothing. */
  undo: Action | null;
  /** Tasks that this step restarts and how long that takes by the service's update settings; 0 and 0 for none. */
  restarts: { tasks: number; seconds: number };
}
