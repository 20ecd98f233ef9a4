import { type Block, blockOf, formatBlock, formatIp, overlap, sizeOf } from "./address.ts";
import { poolsOf } from "./pool.ts";
import type { State } from "./state.ts";
import { type FakeNetwork, type FakeService, type FakeTask, type IpamConfig, isOver, rank } from "./types.ts";
import { setTaskState } from "./task_state.ts";
import { planPlacement } from "./scheduler.ts";

const VNI = "com.docker.network.driver.overlay.vxlanid_list";

/** Asks for a pass of the allocator: networks first, then VIPs, then tasks, each in the order they came. */
export function planAllocation(state: State): void {
  state.plan("allocate", state.timing.allocate, () => {
    for (const id of [...state.waiting.networks]) allocateNetwork(state, state.networks.get(id));
    for (const id of [...state.waiting.services]) allocateService(state, state.services.get(id));
    for (const id of [...state.waiting.tasks]) allocateTask(state, state.tasks.get(id));
  });
}

function usedBlocks(state: State): Block[] {
  const blocks: Block[] = [];
  for (const network of state.networks.values()) {
    if (network.scope !== "swarm") continue;
    for (const config of network.allocated?.subnets ?? []) {
      const block = blockOf(config.Subnet!);
      if (block !== undefined) blocks.push(block);
    }
  }
  return blocks;
}

/** The first free block of the default pools (10.0.0.0/8 in /24 unless set at init). */
function automaticSubnet(state: State, used: Block[]): Block | undefined {
  const size = sizeOf(state.cluster.subnetSize);
  for (const text of state.cluster.defaultAddrPool ?? ["10.0.0.0/8"]) {
    const pool = blockOf(text)!;
    for (let base = pool.base; base < pool.base + sizeOf(pool.bits); base += size) {
      const block = { base, bits: state.cluster.subnetSize };
      if (base < state.nextSubnet || used.some((other) => overlap(block, other))) continue;
      // Engines before 27 go on from the last one given (reproduced on 20.10.24), later ones take the first that is free.
      if (state.engineMajor < 27) state.nextSubnet = base + size;
      return block;
    }
  }
  return undefined;
}

/** Subnets of the swarm that a request with an ip-range may share: the very same one (moby issue 46756). */
function sharesRange(state: State, config: IpamConfig): boolean {
  return Boolean(config.IPRange) &&
    [...state.networks.values()].some((network) =>
      network.scope === "swarm" && network.allocated?.subnets.some((other) => other.Subnet === config.Subnet)
    );
}

/** Network and broadcast address are taken before a gateway could be. */
function isEdge(block: Block, gateway: string): boolean {
  return [block.base, block.base + sizeOf(block.bits) - 1].map(formatIp).includes(gateway);
}

/** The subnets a network gets, or undefined when the allocator refuses (moby libnetwork/cnmallocator). */
function subnetsFor(state: State, network: FakeNetwork): IpamConfig[] | undefined {
  const used = usedBlocks(state);
  const wanted = (network.spec.IPAM?.Config ?? []).filter((config) => (config.Subnet ?? "") !== "");
  if (wanted.length === 0) {
    const block = automaticSubnet(state, used);
    if (block === undefined) return undefined;
    return [{ Subnet: formatBlock(block), Gateway: formatIp(block.base + 1) }];
  }
  const out: IpamConfig[] = [];
  for (const config of wanted) {
    const block = blockOf(config.Subnet!);
    if (block === undefined || block.bits > 31 || (block.bits === 31 && state.engineMajor < 25)) {
      return undefined;
    }
    if (!sharesRange(state, config) && used.some((other) => overlap(block, other))) return undefined;
    if (config.Gateway && block.bits < 31 && isEdge(block, config.Gateway)) return undefined;
    used.push(block);
    const first = blockOf(config.IPRange || config.Subnet!)!.base;
    out.push({
      Subnet: config.Subnet!,
      ...(config.IPRange ? { IPRange: config.IPRange } : {}),
      Gateway: config.Gateway || formatIp(first === block.base ? first + 1 : first),
    });
  }
  return out;
}

function vnis(state: State, network: FakeNetwork, count: number): string | undefined {
  const taken = new Set<number>();
  for (const other of state.networks.values()) {
    for (const vni of (other.allocated?.options?.[VNI] ?? "").split(",")) {
      if (vni !== "") taken.add(Number(vni));
    }
  }
  const words = network.spec.Options?.[VNI]?.split(",") ?? [];
  // An empty word is no number, and numbers beyond those of the subnets are dropped (moby overlayutils AppendVNIList, ovmanager).
  if (words.some((word) => !/^\d+$/.test(word) || Number(word) >= 2 ** 24)) return undefined;
  const asked = words.slice(0, count).map(Number);
  if (asked.some((vni) => taken.has(vni))) return undefined;
  while (asked.length < count) {
    while (taken.has(state.nextVni)) state.nextVni++;
    asked.push(state.nextVni++);
  }
  return asked.join(",");
}

function allocateNetwork(state: State, network: FakeNetwork | undefined): void {
  if (network === undefined || network.allocated !== null) return;
  const driver = network.spec.Driver || "overlay";
  if (driver !== "overlay") {
    // Swarm-scoped macvlan and the like are local to each node: a driver, but no addresses (28.5.2).
    network.allocated = { driver, subnets: [], options: null };
  } else {
    const subnets = subnetsFor(state, network);
    const list = subnets === undefined ? undefined : vnis(state, network, subnets.length);
    if (subnets === undefined || list === undefined) return;
    network.allocated = { driver, subnets, options: { ...network.spec.Options, [VNI]: list } };
    state.pools.set(network.id, poolsOf(subnets));
    if (network.spec.Ingress) {
      for (const node of state.nodes.values()) addBalancer(state, network, node.id);
    }
  }
  state.touch(network);
  state.waiting.networks.delete(network.id);
  planAllocation(state);
}

/** One address of the network; "" where the network gives none, undefined when it is full or not allocated. */
function takeAddress(state: State, networkId: string): string | undefined {
  const network = state.networks.get(networkId);
  if (network === undefined) return undefined;
  if (network.predefined || (network.allocated !== null && network.allocated.subnets.length === 0)) return "";
  for (const pool of state.pools.get(networkId) ?? []) {
    const address = pool.take();
    if (address !== undefined) return address;
  }
  return undefined;
}

function releaseQuietly(state: State, networkId: string, address: string): void {
  for (const pool of state.pools.get(networkId) ?? []) if (pool.free(address)) break;
}

/** Gives an address back and lets whatever waits try again. */
export function freeAddress(state: State, networkId: string, address: string): void {
  releaseQuietly(state, networkId, address);
  planAllocation(state);
}

/** The networks a service's tasks join, in the allocator's order: ingress first, then as the spec lists them. */
export function networksOf(state: State, service: FakeService): string[] {
  const listed = service.spec.TaskTemplate.Networks ?? service.spec.Networks ?? [];
  const ids = listed.map((ref) => ref.Target);
  const ingress = [...state.networks.values()].find((network) => network.spec.Ingress);
  if (ingress !== undefined && usesIngress(service)) ids.unshift(ingress.id);
  return ids;
}

export function usesIngress(service: FakeService): boolean {
  const ports = service.spec.EndpointSpec?.Ports ?? [];
  return ports.some((port) => (port.PublishMode ?? "ingress") === "ingress");
}

/** VIPs as the spec wants them: kept where they are, added, given back. All or, when one is missing, what there is. */
export function allocateService(state: State, service: FakeService | undefined): void {
  if (service === undefined) return;
  const wanted = service.spec.EndpointSpec?.Mode === "dnsrr" ? [] : networksOf(state, service);
  const has = service.vips.map((vip) => vip.network).sort();
  // Without an endpoint spec every change of the networks gives all VIPs anew (swarmkit allocator/network.go allocateService, 28.5.2).
  const anew = service.spec.EndpointSpec === undefined && has.join() !== [...wanted].sort().join();
  const given = anew ? service.vips.splice(0) : [];
  for (const vip of given) releaseQuietly(state, vip.network, vip.addr);
  const kept = [...service.vips];
  const next: { network: string; addr: string }[] = [];
  let complete = true;
  for (const network of wanted) {
    const at = kept.findIndex((vip) => vip.network === network);
    if (at >= 0) next.push(...kept.splice(at, 1));
    else {
      const addr = takeAddress(state, network);
      if (addr === undefined) complete = false;
      else next.push({ network, addr });
    }
  }
  for (const vip of kept) freeAddress(state, vip.network, vip.addr);
  const networksReady = networksOf(state, service).every((id) => state.networks.get(id)?.allocated !== null);
  service.vips = next;
  service.allocated = complete && networksReady;
  if (!service.allocated) return;
  state.waiting.services.delete(service.id);
  state.touch(service);
  state.emit("service", "update", service.id, { name: service.spec.Name });
}

function allocateTask(state: State, task: FakeTask | undefined): void {
  if (task === undefined || task.state !== "new" || rank(task.desired) > rank("complete")) return;
  const service = state.services.get(task.service);
  if (service === undefined || !service.allocated) return;
  const attachments = [];
  for (const network of networksOf(state, service)) {
    const address = takeAddress(state, network);
    if (address === undefined) {
      // All or nothing: what was taken for the other networks goes back at once, without waking the others up.
      for (const taken of attachments) {
        for (const one of taken.addresses) {
          for (const pool of state.pools.get(taken.network) ?? []) pool.free(one);
        }
      }
      return;
    }
    attachments.push({ network, addresses: address === "" ? [] : [address] });
  }
  task.attachments = attachments;
  state.waiting.tasks.delete(task.id);
  setTaskState(state, task, "pending", "pending task scheduling");
  state.unplaced.add(task.id);
  planPlacement(state);
}

function addBalancer(state: State, network: FakeNetwork, node: string): void {
  if (network.balancers.has(node) || network.allocated?.driver !== "overlay") return;
  const address = takeAddress(state, network.id);
  if (address !== undefined && address !== "") network.balancers.set(node, address);
}

/** Load-balancer endpoints of the task's networks on its node. */
export function joinNode(state: State, task: FakeTask): void {
  for (const { network } of task.attachments) {
    const found = state.networks.get(network);
    if (found !== undefined) addBalancer(state, found, task.node);
  }
}

/** Every node has an endpoint on the ingress network, tasks or not. */
export function joinIngress(state: State, node: string): void {
  for (const network of state.networks.values()) if (network.spec.Ingress) addBalancer(state, network, node);
}

/** Gives back what a task held; the node's endpoint goes with its last task on the network (never on ingress). */
export function releaseTask(state: State, task: FakeTask): void {
  for (const { network, addresses } of task.attachments) {
    for (const address of addresses) freeAddress(state, network, address);
    const found = state.networks.get(network);
    if (found === undefined || found.spec.Ingress || task.node === "") continue;
    const balancer = found.balancers.get(task.node);
    if (balancer === undefined || stillOn(state, network, task)) continue;
    found.balancers.delete(task.node);
    freeAddress(state, network, balancer);
  }
}

function stillOn(state: State, network: string, leaving: FakeTask): boolean {
  for (const task of state.tasks.values()) {
    if (task === leaving || task.node !== leaving.node || isOver(task)) continue;
    if (task.attachments.some((attachment) => attachment.network === network)) return true;
  }
  return false;
}
