import { counts } from "../../base/listing.ts";
import { type Encryption, isOn, type NetworkFacts } from "../../insight/network_facts.ts";
import { DEFAULT_MTU, ESP_BYTES, VXLAN_BYTES } from "../../swarm/mtu.ts";
import type { Usage } from "../../swarm/usage.ts";
import { inline } from "../../terminal/boundary.ts";
import { green, red, yellow } from "../../terminal/style.ts";
import { addressCount } from "../common/address_count.ts";

/** What the state of encryption means for what is said on the network, in one sentence. */
export const ENCRYPTION_MEANING: Readonly<Record<Encryption, string>> = {
  on: `${green("yes")}: traffic between nodes is encrypted (IPsec ESP, AES-GCM); within a node it is not`,
  "by-key": `${green("yes")}, by the option's mere presence: encrypted=false encrypts like encrypted=true; ` +
    "only a network without the option is not encrypted",
  off: `${yellow("no")}: what is said here between nodes travels in clear`,
  none: "does not apply: it is no overlay, its traffic is not carried between nodes by swarm",
  unknown: "unknown: of a network that could not be allocated the managers show no options",
};

/** Encryption of an ingress network: another sentence, since requests come in from outside. */
export const MESH_MEANING: Readonly<Record<Encryption, string>> = {
  on: `${
    green("yes")
  }: requests are encrypted from the node that takes them to the node of the task; up to there not`,
  "by-key": `${
    green("yes")
  }, by the option's mere presence (encrypted=false encrypts as well), from node to node`,
  off: `${yellow("no")}: requests travel in clear from the node that takes them to the node of the task`,
  none: "does not apply",
  unknown: "unknown: of a network that could not be allocated the managers show no options",
};

/** MTU inside and where it comes from. Bytes. */
export function mtuText(facts: NetworkFacts): string {
  if (facts.mtu === null) return "-";
  if (facts.mtu.mtu === null) return `${red("unusable")}: ${inline(facts.mtu.why)}; nodes refuse tasks on it`;
  const encrypted = isOn(facts.encryption);
  const option = facts.mtu.option === DEFAULT_MTU ? `${DEFAULT_MTU}` : `${facts.mtu.option} (option)`;
  const less = encrypted
    ? `less ${VXLAN_BYTES} for VXLAN and ${ESP_BYTES} for ESP, down to a multiple of 4`
    : `less ${VXLAN_BYTES} for VXLAN`;
  return `${facts.mtu.mtu} inside: ${option} between nodes, ${less}`;
}

/** "12 of 253 used, 241 free: 3 VIPs, 6 tasks, 3 load balancers". */
export function usageText(usage: Usage | null): string {
  if (usage === null) return "not managed by swarm";
  const { vips, tasks, containers, loadBalancers, other } = usage.byConsumer;
  const parts = [
    ...counts([
      [vips, "VIP"],
      [tasks, "task"],
      [containers, "attached container"],
      [loadBalancers, "load balancer"],
    ]),
    ...(other === 0 ? [] : [`${other} held by nothing that can be seen`]),
  ];
  const free = usage.free === 0 ? red("0 free") : `${addressCount(usage.free)} free`;
  const by = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  const source = usage.source === "engine counters" ? " (the allocator's own count)" : "";
  return `${usage.used} of ${addressCount(usage.usable)} used, ${free}${by}${source}`;
}

/** "8080->80/tcp (ingress)". Published 0: the engine chooses. */
export function portText(
  port: { published: number; target: number; protocol: string; mode: string },
): string {
  const published = port.published === 0 ? "auto" : String(port.published);
  return `${published}->${port.target}/${inline(port.protocol)} (${port.mode})`;
}
