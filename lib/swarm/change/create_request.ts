/** What `create` was asked for, in docker's terms. Nothing of it has been judged yet. */
export interface CreateRequest {
  name: string;
  /** "" means the driver's own scope. */
  scope: string;
  attachable: boolean;
  internal: boolean;
  ingress: boolean;
  configOnly: boolean;
  /** Name of a config-only network, or "". */
  configFrom: string;
  ipamDriver: string;
  ipamOptions: Record<string, string>;
  subnets: string[];
  ranges: string[];
  gateways: string[];
  aux: Record<string, string>;
  /** undefined: not said. */
  ipv4: boolean | undefined;
  ipv6: boolean | undefined;
  /** --opt. */
  options: Record<string, string>;
  labels: Record<string, string>;
  /** --encrypted[=BOOL]; undefined: not said. */
  encrypted: boolean | undefined;
  /** --mtu: the budget between the nodes in bytes; undefined: not said. */
  mtu: number | undefined;
  /** --size-for: tasks that must fit; undefined: not said. */
  sizeFor: number | undefined;
}

/** A request that asks for nothing but a name. */
export function plainRequest(name: string): CreateRequest {
  return {
    name,
    scope: "",
    attachable: false,
    internal: false,
    ingress: false,
    configOnly: false,
    configFrom: "",
    ipamDriver: "default",
    ipamOptions: {},
    subnets: [],
    ranges: [],
    gateways: [],
    aux: {},
    ipv4: undefined,
    ipv6: undefined,
    options: {},
    labels: {},
    encrypted: undefined,
    mtu: undefined,
    sizeFor: undefined,
  };
}
