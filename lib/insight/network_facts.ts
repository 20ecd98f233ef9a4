import { ENCRYPTED, isEncrypted, type Network, STACK_LABEL, type Swarm, VNI_OPTION } from "../swarm/model.ts";
import { indexOf } from "../swarm/index.ts";
import { type InsideMtu, insideMtu } from "../swarm/mtu.ts";
import { saysNo } from "../swarm/overlay_options.ts";
import { isLive } from "../swarm/task_state.ts";
import { type Usage, usageOf } from "../swarm/usage.ts";

/**
 * Whether a network's traffic between nodes is encrypted. `by-key`: the option says something like "false", but the
 * overlay driver only looks whether the key is there, so it is encrypted all the same (moby overlay/ov_network.go;
 * reproduced on 28.5.2). `none`: not an overlay, encryption does not apply. `unknown`: the managers could not allocate
 * the network, and then show none of its options (swarmkit controlapi; reproduced on 20.10.24).
 */
export type Encryption = "on" | "by-key" | "off" | "none" | "unknown";

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
  /** null where it is no allocated overlay. */
  mtu: InsideMtu | null;
  /** Virtual network identifiers, one for each subnet. */
  vnis: string[];
  /** Stack that owns it, or "". */
  stack: string;
}

/** A network that was asked for and never allocated: its driver, options and addresses are empty. */
export function isUnallocated(network: Pick<Network, "driver" | "scope" | "configOnly">): boolean {
  return network.driver === "" && network.scope === "swarm" && !network.configOnly;
}

/** How a network stands with encryption between nodes. */
export function encryptionOf(network: Pick<Network, "driver" | "scope" | "options">): Encryption {
  if (network.driver === "" && network.scope === "swarm") return "unknown";
  if (network.driver !== "overlay") return "none";
  if (!isEncrypted(network)) return "off";
  return saysNo(network.options[ENCRYPTED] ?? "") ? "by-key" : "on";
}

/** Whether docker encrypts what the network carries between nodes; never on one that is no overlay, whatever its options say. */
export function isProtected(network: Pick<Network, "driver" | "scope" | "options">): boolean {
  return isOn(encryptionOf(network));
}

/** Whether docker encrypts in this state: by the option as anybody would write it, or by its mere presence. */
export function isOn(encryption: Encryption): boolean {
  return encryption === "on" || encryption === "by-key";
}

/** What lists and views say about a network. */
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
    mtu: network.driver === "overlay" ? insideMtu(network) : null,
    vnis: (network.options[VNI_OPTION] ?? "").split(",").filter((one) => one !== ""),
    stack: network.labels[STACK_LABEL] ?? "",
  };
}
