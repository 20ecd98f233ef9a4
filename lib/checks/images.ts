/** "library/postgres" of "registry.example:5000/library/postgres:16@sha256:…", in lower case. */
function pathOf(image: string): string {
  const path = image.toLowerCase().replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  return path.replace(/^(?=[^/]*[.:])[^/]*\/|^localhost\//, "");
}

/** The last part of an image's name: "postgres" of "bitnami/postgres:16". */
export function imageName(image: string): string {
  return pathOf(image).split("/").at(-1) ?? "";
}

/** Images of HTTP and TCP proxies, by the last part of their names: programs that log, filter and limit by client address. */
export const PROXIES: ReadonlySet<string> = new Set([
  "apisix",
  "caddy",
  "caddy-docker-proxy",
  "envoy",
  "haproxy",
  "kong",
  "nginx",
  "nginx-proxy",
  "nginx-proxy-manager",
  "nginx-unprivileged",
  "openresty",
  "traefik",
]);

/**
 * Servers whose clients keep idle connections and that leave keepalive to the kernel, which waits two hours, by the
 * last part of their images' names. Redis, MongoDB, RabbitMQ and SQL Server are not here: they send probes of their own in time.
 */
export const IDLE_SERVERS: ReadonlySet<string> = new Set([
  "cassandra",
  "mariadb",
  "mariadb-galera",
  "memcached",
  "mysql",
  "mysql-server",
  "percona",
  "percona-server",
  "percona-xtradb-cluster",
  "pgbouncer",
  "pgpool",
  "pgvector",
  "postgis",
  "postgres",
  "postgresql",
  "postgresql-repmgr",
  "scylla",
  "timescaledb",
]);

/** Ports of the same servers. */
export const IDLE_PORTS: ReadonlyMap<number, string> = new Map([
  [3306, "MySQL"],
  [5432, "PostgreSQL"],
  [6432, "PgBouncer"],
  [9042, "Cassandra"],
  [11211, "memcached"],
]);
