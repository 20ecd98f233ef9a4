import { encrypt, remove, replace, replaceIngress } from "../../lib/checks/change_examples.ts";
import type { SwarmSketch } from "../../lib/swarm/sketch.ts";

export type Srv = NonNullable<SwarmSketch["services"]>[number];
export type Net = NonNullable<SwarmSketch["networks"]>[number];

export const PLAIN: Net = { name: "app", options: {} };
export const update = (order: "start-first" | "stop-first", parallelism = 1, failureAction = "pause") => ({
  parallelism,
  delay: 0,
  monitor: 5e9,
  failureAction,
  maxFailureRatio: 0,
  order,
});
export const web = (more: Partial<Srv> = {}): Srv => ({ name: "web", on: ["app"], replicas: 2, ...more });
/** An unencrypted network with these services. */
export const app = (...services: Srv[]): SwarmSketch => ({ networks: [PLAIN], services });
/** The same, and the network is another one. */
export const net = (more: Partial<Net>, ...services: Srv[]): SwarmSketch => ({
  networks: [{ ...PLAIN, ...more }],
  services,
});
export const port = (mode: "host" | "ingress", published = 8080) => ({
  name: "",
  protocol: "tcp",
  target: 80,
  published,
  mode,
});
export const ports = (mode: "host" | "ingress") => ({ ports: [port(mode)], portsSpec: [port(mode)] });
export const entry = (driverOpts: Record<string, string>, aliases: string[] = []) => ({
  on: [],
  networks: [{ target: "id-app", aliases, driverOpts }],
});
export const IFNAME = "com.docker.network.endpoint.ifname";
export const STACK = { "com.docker.stack.namespace": "shop" };
export const MESH: Net = { name: "ingress", options: {} };
export const ENCRYPT = encrypt("app");
export const MTU = replace("--mtu 1400", "app", { mtu: 1400 });
export const RENAME = replace("--name app2", "app", { name: "app2" });
export const ENCRYPT_MESH = replaceIngress("--encrypted", { encrypted: true });
export const RM = remove("app");
