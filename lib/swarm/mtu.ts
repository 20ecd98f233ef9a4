import { isEncrypted, MTU_OPTION, type Network } from "./model.ts";

/** What VXLAN over IPv4 adds to each packet, in bytes (moby libnetwork/drivers/overlay/overlay.go vxlanEncap). */
export const VXLAN_BYTES = 50;
/** What ESP adds: SPI 4, sequence 4, IV 8, padding 1, next header 1, ICV 8 (moby overlay/encryption.go pktExpansion). */
export const ESP_BYTES = 26;
/** The overlay driver's budget where the option is missing or 0; it never looks at the network card. */
export const DEFAULT_MTU = 1500;
/** The least MTU that Linux takes for a veth or VXLAN device (linux include/uapi/linux/if_ether.h ETH_MIN_MTU). */
export const LEAST_MTU = 68;
/** The largest option that makes sense: 65535 is the largest IP packet. */
export const MOST_MTU = 65535;

/** IPv6 asks at least this much of every link (RFC 8200 section 5); all in use carry it. */
const LEAST_USUAL_MTU = 1280;
/** Hardly a network card takes larger frames. */
export const MOST_USUAL_MTU = 9216;

/** Whether an option's value is likely a mistake although it can be set; 0 stands for the default. Bytes. */
export function unusualMtu(option: number): boolean {
  return option !== 0 && (option < LEAST_USUAL_MTU || option > MOST_USUAL_MTU);
}

/** The option's value as a number, or why each node refuses it (Go strconv.Atoi, then not negative). */
export type MtuOption = { value: number; why: null } | { value: null; why: string };

/** MTU inside the network's containers, or why nodes will refuse to set the network up. Bytes. */
export type InsideMtu = { mtu: number; option: number; why: null } | { mtu: null; option: null; why: string };

/** Reads the MTU driver option as the overlay driver does. */
export function parseMtu(text: string): MtuOption {
  if (!/^[+-]?\d+$/.test(text)) return { value: null, why: "it is not a whole number" };
  const value = Number(text);
  if (value < 0) return { value: null, why: "it is negative" };
  if (!Number.isSafeInteger(value) || value > MOST_MTU) {
    return { value: null, why: `it is more than ${MOST_MTU}, the largest IP packet` };
  }
  return { value, why: null };
}

/** Bytes left inside for a budget of `option` bytes on the wire between the nodes (moby overlay maxMTU). */
export function insideOf(option: number, encrypted: boolean): number {
  const plain = (option === 0 ? DEFAULT_MTU : option) - VXLAN_BYTES;
  if (!encrypted) return plain;
  const inside = plain - ESP_BYTES;
  return inside - inside % 4;
}

/**
 * The MTU a container sees on its interface in this network. The option is the budget between the nodes, not the inner
 * MTU. A bad option is accepted at creation and refused by each node when a task lands (moby overlay/ov_network.go).
 */
export function insideMtu(network: Pick<Network, "options">): InsideMtu {
  const text = network.options[MTU_OPTION];
  const option = text === undefined ? { value: DEFAULT_MTU, why: null } : parseMtu(text);
  if (option.value === null) return { mtu: null, option: null, why: `${MTU_OPTION}=${text}: ${option.why}` };
  const mtu = insideOf(option.value, isEncrypted(network));
  if (mtu < LEAST_MTU) {
    return {
      mtu: null,
      option: null,
      why: `${MTU_OPTION}=${text}: it leaves ${mtu} bytes inside, less than the ${LEAST_MTU} a device needs`,
    };
  }
  return { mtu, option: option.value === 0 ? DEFAULT_MTU : option.value, why: null };
}
