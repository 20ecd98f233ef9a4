/** What is to be different about a network. What is left out stays as it is. */
export interface NetworkChange {
  encrypted?: boolean;
  /** The subnets it shall have, in CIDR form. */
  subnets?: string[];
  /** The budget between the nodes in bytes, as in the overlay driver's MTU option. */
  mtu?: number;
  /** Driver options to set; null removes one. */
  options?: Record<string, string | null>;
  attachable?: boolean;
  internal?: boolean;
  /** Labels to set; null removes one. */
  labels?: Record<string, string | null>;
}

/** One network to be replaced. */
export interface NetworkMove {
  /** Network ID. */
  network: string;
  /** The name in the end; the same as now means two hops through a temporary network. */
  name: string;
  change: NetworkChange;
}

/** Networks to be replaced by successors while services run. */
export interface ReplaceRequest {
  kind: "encrypt" | "replace" | "ingress";
  moves: NetworkMove[];
  /** ID of the service that goes first and is waited for. */
  canary?: string;
  /** Interruptions are accepted: they become warnings. */
  allowGap: boolean;
  /** Services that would have a gap start new tasks first while the plan is carried out. */
  startFirst: boolean;
}
