import type { NetworkSketch } from "./sketch.ts";

const ON = { encrypted: "" };

/** The overlay networks of the example swarm, in the order they were made (and so numbered). */
export const SWARM_NETWORKS: readonly NetworkSketch[] = [
  { name: "ingress", subnet: "10.0.0.0/24", ingress: true },
  { name: "edge_public", subnet: "10.0.1.0/24", options: ON, stack: "edge" },
  { name: "shop_backend", subnet: "10.0.2.0/24", options: ON, internal: true, stack: "shop" },
  { name: "shop_frontend", subnet: "10.0.3.0/24", options: ON, stack: "shop" },
  { name: "monitoring_metrics", subnet: "10.0.4.0/24", stack: "monitoring" },
  { name: "legacy_default", subnet: "10.20.0.0/28", options: ON, stack: "legacy" },
  { name: "legacy_dmz", subnet: "10.0.5.0/24", options: { encrypted: "false" }, stack: "legacy" },
  { name: "ci_runners", subnet: "10.0.6.0/24", options: ON, attachable: true, stack: "ci" },
  { name: "reports_net", subnet: "172.18.4.0/24", options: ON },
  { name: "mail_relay", subnet: "10.0.7.0/24", options: { ...ON, "com.docker.network.mtu": "1400" } },
  { name: "metrics_old", subnet: "10.0.8.0/24", options: ON },
  { name: "staging_default", driver: "", stack: "staging" },
];

const BRIDGE = "com.docker.network.bridge.";

/** Local networks of the manager that was asked. */
export const LOCAL_NETWORKS: readonly NetworkSketch[] = [
  {
    name: "bridge",
    scope: "local",
    driver: "bridge",
    subnet: "172.17.0.0/16",
    options: { [`${BRIDGE}default_bridge`]: "true", [`${BRIDGE}name`]: "docker0" },
  },
  {
    name: "docker_gwbridge",
    scope: "local",
    driver: "bridge",
    subnet: "172.18.0.0/16",
    options: {
      [`${BRIDGE}enable_icc`]: "false",
      [`${BRIDGE}enable_ip_masquerade`]: "true",
      [`${BRIDGE}name`]: "docker_gwbridge",
    },
  },
  { name: "host", scope: "local", driver: "host" },
  { name: "none", scope: "local", driver: "null" },
];
