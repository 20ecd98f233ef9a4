import { isEncrypted, type Network, STACK_LABEL, type Swarm, VNI_OPTION } from "../swarm/model.ts";
import { indexOf } from "../swarm/index.ts";
import { type InsideMtu, insideMtu } from "../swarm/mtu.ts";
import { isLive } from "../swarm/task_state.ts";
import { type Usage, usageOf } from "../swarm/usage.ts";

/**
 * Whether a network's traffic between nodes is encrypted. `by-key`: the option says something like "false", but the
 * overlay driver only looks whether the key is there, so it is encrypted all the same (moby overlay/ov_network.go;
 * reproduced on 28.5.2). `none`: not an overlay, encryption does not apply.
 */
export type Encryption = "on" | "by-key" | "off" | "none";

/** What a list says about one network. */
export interface NetworkFacts {
  network: Network;
  encryption: Encryption;
  /** null where managers allocate no addresses. */
  usage: Usage | null;
  /** Services on it; on the ingress network those that publish a port through it. */
  services: number;
  /** Tasks on it that have not ended. */
  tasks: number;
  /** null where it is not an overlay. */
  mtu: InsideMtu | null;
  /** Virtual network identifiers, one for each subnet. */
  vnis: string[];
  /** Stack that owns it, or "". */
  stack: string;
}

/** Overlay networks carry the swarm's traffic; a network whose driver is empty was never allocated, but asked for as one. */
export function isOverlay(network: Pick<Network, "driver" | "scope">): boolean {
  return network.driver === "overlay" || (network.driver === "" && network.scope === "swarm");
}

export function encryptionOf(network: Pick<Network, "driver" | "scope" | "options">): Encryption {
  if (!isOverlay(network)) return "none";
  if (!isEncrypted(network)) return "off";
  return /^(0|f|false|no|off|disabled?)$/i.test((network.options.encrypted ?? "").trim()) ? "by-key" : "on";
}

export function factsOf(swarm: Swarm, network: Network): NetworkFacts {
  const index = indexOf(swarm);
  const swarmScoped = network.scope === "swarm";
  return {
    network,
    encryption: encryptionOf(network),
    usage: usageOf(swarm, network),
    services: index.servicesOn(network.id).length,
    tasks: swarmScoped
      ? index.tasksOn(network.id).filter((task) => isLive(task) && task.attachment === "").length
      : 0,
    mtu: isOverlay(network) ? insideMtu(network) : null,
    vnis: (network.options[VNI_OPTION] ?? "").split(",").filter((one) => one !== ""),
    stack: network.labels[STACK_LABEL] ?? "",
  };
}
