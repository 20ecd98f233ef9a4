import { port, type ServiceSketch, updateConfig } from "./sketch.ts";

const KEEPALIVE = { "net.ipv4.tcp_keepalive_time": "600" };
const STABLE = updateConfig({ order: "start-first", failureAction: "rollback", delay: 5_000_000_000 });
const MANAGERS = ["mgr-fra-1", "mgr-fra-2", "mgr-ams-1"];
const WORKERS = ["worker-fra-1.int.example", "WRK-AMS-1"];

const EDGE: readonly ServiceSketch[] = [
  {
    name: "edge_traefik",
    stack: "edge",
    image: "traefik:v3.1",
    mode: "global",
    nodes: MANAGERS,
    constraints: ["node.role==manager"],
    on: ["edge_public=traefik"],
    ports: [port(80, 80, "host"), port(443, 443, "host")],
  },
];

const SHOP: readonly ServiceSketch[] = [
  {
    name: "shop_web",
    stack: "shop",
    image: "shop/web:4.12.0",
    replicas: 4,
    on: ["edge_public=web", "shop_frontend=web"],
    labels: { "traefik.enable": "true", "traefik.docker.network": "edge_public" },
    update: STABLE,
  },
  {
    name: "shop_api",
    stack: "shop",
    image: "shop/api:4.12.0",
    replicas: 5,
    on: ["shop_frontend=api", "shop_backend=api"],
    update: STABLE,
  },
  {
    name: "shop_worker",
    stack: "shop",
    image: "shop/worker:4.12.0",
    replicas: 2,
    on: ["shop_backend=worker"],
  },
  {
    name: "shop_postgres",
    stack: "shop",
    image: "postgres:16.4",
    nodes: ["worker-fra-1.int.example"],
    constraints: ["node.labels.disk==ssd"],
    on: ["shop_backend=postgres,db"],
  },
  { name: "shop_redis", stack: "shop", image: "redis:7.4", on: ["shop_backend=redis"], sysctls: KEEPALIVE },
  {
    name: "shop_mail",
    stack: "shop",
    image: "shop/mail:2.3.1",
    on: ["mail_relay=mail", "shop_frontend=mail"],
  },
];

const MONITORING: readonly ServiceSketch[] = [
  {
    name: "monitoring_node-exporter",
    stack: "monitoring",
    image: "prom/node-exporter:v1.8.2",
    mode: "global",
    endpointMode: "dnsrr",
    on: ["monitoring_metrics=node-exporter"],
  },
  {
    name: "monitoring_cadvisor",
    stack: "monitoring",
    image: "cadvisor/cadvisor:v0.49.1",
    mode: "global",
    endpointMode: "dnsrr",
    on: ["monitoring_metrics=cadvisor"],
  },
  {
    name: "monitoring_prometheus",
    stack: "monitoring",
    image: "prom/prometheus:v2.54.1",
    nodes: ["mgr-ams-1"],
    on: ["monitoring_metrics=prometheus"],
  },
  {
    name: "monitoring_alertmanager",
    stack: "monitoring",
    image: "prom/alertmanager:v0.27.0",
    nodes: ["mgr-fra-2"],
    on: ["monitoring_metrics=alertmanager"],
  },
  {
    name: "monitoring_grafana",
    stack: "monitoring",
    image: "grafana/grafana:11.2.0",
    on: ["edge_public=grafana", "monitoring_metrics=grafana"],
    labels: { "traefik.enable": "true", "traefik.docker.network": "monitoring_metrics" },
  },
];

const LEGACY: readonly ServiceSketch[] = [
  {
    name: "legacy_app",
    stack: "legacy",
    image: "legacy/app:2019.7",
    replicas: 5,
    nodes: [...MANAGERS, ...WORKERS].slice(1),
    on: ["legacy_default=app"],
    update: updateConfig({ parallelism: 2, order: "start-first" }),
  },
  {
    name: "legacy_cron",
    stack: "legacy",
    image: "legacy/cron:2019.7",
    nodes: ["WRK-AMS-1"],
    on: ["legacy_default=cron", "legacy_dmz=cron"],
  },
  {
    name: "legacy_web",
    stack: "legacy",
    image: "legacy/web:2019.7",
    replicas: 2,
    nodes: WORKERS,
    on: ["edge_public=web", "legacy_dmz=soap"],
    ports: [port(8088, 8080)],
    healthCheck: false,
  },
];

const CI: readonly ServiceSketch[] = [
  {
    name: "ci_server",
    stack: "ci",
    image: "ci/server:9.1",
    on: ["edge_public=ci", "ci_runners=server"],
    labels: { "traefik.enable": "true", "traefik.docker.network": "edge_public" },
  },
  {
    name: "ci_runner",
    stack: "ci",
    image: "ci/runner:9.1",
    replicas: 3,
    nodes: WORKERS,
    on: ["ci_runners=runner"],
  },
  {
    name: "ci_registry",
    stack: "ci",
    image: "registry:2.8.3",
    nodes: ["WRK-AMS-1"],
    on: ["ci_runners=registry"],
    ports: [port(5000, 5000)],
  },
];

/** All services of the example swarm, in the order they were made. */
export const SERVICES: readonly ServiceSketch[] = [
  ...EDGE,
  ...SHOP,
  ...MONITORING,
  ...LEGACY,
  ...CI,
  { name: "reports", image: "reports/app:0.9", replicas: 2, on: ["reports_net=reports"] },
  { name: "staging_web", stack: "staging", image: "shop/web:5.0.0-rc1", on: ["staging_default=web"] },
];

/** A shell somebody keeps open on the attachable network. */
export const ATTACHED: readonly { network: string; node: string }[] = [
  { network: "ci_runners", node: "WRK-AMS-1" },
];
