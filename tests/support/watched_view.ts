import type { Network } from "../../lib/swarm/model.ts";
import type { Reads, View } from "../../lib/checks/rule.ts";

/** Parts of a view or a swarm, and what a rule must declare to read them. */
const PARTS: Readonly<Record<string, Reads>> = {
  networks: "networks",
  services: "services",
  tasks: "tasks",
  nodes: "nodes",
  cluster: "cluster",
  source: "source",
  stack: "stack",
  loaded: "stack",
  against: "against",
  policy: "policy",
  change: "change",
  before: "change",
  now: "time",
  taken: "time",
};
const NETWORK_PARTS: Readonly<Record<string, Reads>> = {
  containers: "inspected",
  peers: "inspected",
  usage: "inspected",
  gossip: "gossip",
};

/** The same view, with every part that is looked at noted in `touched`: how tests compare what a rule declares and reads. */
export function watchedView(view: View, touched: Set<Reads>): View {
  const networks = view.networks.map((network) => watched(network, NETWORK_PARTS, touched));
  const originals = new Map<Network, Network>(networks.map((proxy, at) => [proxy, view.networks[at]!]));
  const swarm = watched({ ...view.swarm, networks }, PARTS, touched);
  const parts: View = {
    ...view,
    networks,
    swarm,
    judged: (object) => view.judged(originals.get(object as Network) ?? object),
    at: (object) => view.at(originals.get(object as Network) ?? object),
  };
  return watched(parts, PARTS, touched);
}

function watched<T extends object>(
  target: T,
  parts: Readonly<Record<string, Reads>>,
  touched: Set<Reads>,
): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      const part = typeof key === "string" ? parts[key] : undefined;
      if (part !== undefined) touched.add(part);
      return Reflect.get(object, key, receiver);
    },
  });
}
