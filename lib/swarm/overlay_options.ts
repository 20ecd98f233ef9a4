import { ENCRYPTED, MTU_OPTION, VNI_OPTION } from "./model.ts";

/** The keys that the overlay driver and swarm's load balancer read (moby overlay/ov_network.go, libnetwork/controller.go). */
export const OVERLAY_OPTIONS: readonly string[] = [ENCRYPTED, MTU_OPTION, VNI_OPTION, "dsr"];

/** The MTU key of bridges and of older manual pages; overlay networks store it and read another one. */
export const WRONG_MTU_OPTION = "com.docker.network.mtu";

const NO = new Set(["false", "f", "0", "no", "n", "off", "disable", "disabled", "none"]);

/** Whether a value of `encrypted` means no to a person. To the driver the key alone means yes. */
export function saysNo(value: string): boolean {
  return NO.has(value.trim().toLowerCase());
}

/** Whether somebody who set this key wanted encryption; the driver knows `encrypted` only. */
export function meansEncryption(key: string): boolean {
  return key !== ENCRYPTED && /crypt|ipsec|secur/i.test(key);
}
