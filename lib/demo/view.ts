import { parseAddress } from "../swarm/cidr.ts";
import { containerId } from "./id.ts";
import type { Endpoint, Network, Node, Service, Task } from "../swarm/model.ts";
import { isLive } from "../swarm/task_state.ts";

/** What an inspect on `self` shows: peers and its own endpoints, where the network has any there. */
export function see(
  network: Network,
  balancers: ReadonlyMap<string, string>,
  nodes: readonly Node[],
  self: string,
  services: readonly Service[],
  tasks: readonly Task[],
): void {
  const own = balancers.get(self);
  if (own === undefined) return;
  const names = new Map(services.map((service) => [service.id, service.name]));
  const endpoints: Endpoint[] = [];
  for (const task of tasks) {
    const address = task.networks.find((one) => one.network === network.id)?.addresses[0];
    if (task.node !== self || !isLive(task) || address === undefined) continue;
    const slot = task.slot === 0 ? task.node : task.slot;
    endpoints.push(
      endpoint(task.container, `${names.get(task.service)}.${slot}.${task.id}`, address, network.id),
    );
  }
  const [id, name] = network.ingress
    ? ["ingress-sbox", "ingress-endpoint"]
    : [`lb-${network.name}`, `${network.name}-endpoint`];
  network.containers = [...endpoints, endpoint(id, name, own, network.id)];
  network.peers = nodes.filter((node) => balancers.has(node.id)).map((node) => ({
    name: containerId(`peer ${node.id}`).slice(0, 12),
    ip: node.addr,
  }));
}

function endpoint(id: string, name: string, ipv4: string, network: string): Endpoint {
  const address = parseAddress(ipv4.split("/")[0]!)!;
  const hex = address.value.toString(16).padStart(8, "0").match(/../g)!.join(":");
  return { id, name, endpointId: containerId(`${id} on ${network}`), mac: `02:42:${hex}`, ipv4, ipv6: "" };
}
