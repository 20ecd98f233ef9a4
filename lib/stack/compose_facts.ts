/** How a key fares in a swarm: docker refuses the file, deploy ignores the key, or it means something else. */
export type Effect = "refused" | "ignored" | "different";

/** What one key does in `docker compose`, and what in a swarm. */
export interface KeyFact {
  effect: Effect;
  compose: string;
  swarm: string;
}

const ignored = (compose: string, swarm: string): KeyFact => ({ effect: "ignored", compose, swarm });
const refused = (compose: string, swarm: string): KeyFact => ({ effect: "refused", compose, swarm });
const limit = refused("limits resources", "use deploy.resources.limits");

/** Keys at the top of a file. Any other unknown one is refused as well. */
export const TOP_FACTS: Readonly<Record<string, KeyFact>> = {
  name: refused("names the project", "the name is an operand of docker stack deploy"),
  include: refused("reads other files", "give each file with a -c of its own"),
};

/**
 * Keys of services (docker/cli cli/compose/types/types.go: UnsupportedProperties, DeprecatedProperties,
 * ForbiddenProperties). Keys that stack files do not know at all are refused.
 */
export const SERVICE_FACTS: Readonly<Record<string, KeyFact>> = {
  build: ignored(
    "builds the image",
    "nothing is built: the image must be in a registry that every node reaches",
  ),
  cgroup_parent: ignored("places the container in this cgroup", "no effect"),
  cgroupns_mode: ignored("chooses the cgroup namespace", "no effect"),
  container_name: ignored(
    "names the container, which resolves",
    "the name does not exist: use an alias on the network",
  ),
  devices: ignored("gives devices to the container", "no effect"),
  domainname: ignored("sets the domain name", "no effect: use hostname or an alias"),
  expose: ignored("documents ports", "no effect: services of one network reach every port"),
  external_links: ignored("links to containers of other projects", "no effect: share an external network"),
  ipc: ignored("chooses the IPC namespace", "no effect"),
  links: ignored("gives other services more names", "no effect: services resolve by name, and by aliases"),
  mac_address: ignored("sets the MAC address", "no effect"),
  network_mode: ignored(
    "replaces the networks of the service",
    "no effect: the service lands on the stack's default network; for the host's network attach to an external network named host",
  ),
  pid: ignored("chooses the PID namespace", "no effect"),
  privileged: ignored("runs the container privileged", "no effect"),
  profiles: refused(
    "starts the service only with its profile",
    "there are no profiles: keep such services in a file of their own",
  ),
  restart: {
    effect: "different",
    compose: "restarts the container by this policy",
    swarm:
      "deploy warns that it ignores it; tasks restart even after `no`: say it with deploy.restart_policy",
  },
  security_opt: ignored("sets security options", "no effect"),
  shm_size: ignored("sizes /dev/shm", "no effect: mount a tmpfs there"),
  userns_mode: ignored("chooses the user namespace", "no effect"),
  extends: refused("takes over another service", "repeat the keys, or use YAML anchors"),
  volumes_from: refused("mounts another container's volumes", "name the volumes"),
  volume_driver: refused("chooses the volume driver", "set the driver of the volume"),
  cpu_quota: limit,
  cpu_shares: limit,
  cpuset: limit,
  mem_limit: refused("limits memory", "use deploy.resources.limits.memory"),
  memswap_limit: limit,
  cpus: refused("limits processors", "use deploy.resources.limits.cpus"),
  mem_reservation: refused("reserves memory", "use deploy.resources.reservations.memory"),
  pids_limit: refused("limits processes", "use deploy.resources.limits.pids"),
  scale: refused("starts this many containers", "use deploy.replicas"),
  platform: refused(
    "chooses the platform of the image",
    "use deploy.placement.constraints: node.platform.arch, node.platform.os",
  ),
  runtime: refused("chooses the runtime", "make it the default runtime of the nodes' engines"),
  gpus: refused("gives GPUs to the container", "use deploy.resources.reservations.generic_resources"),
  pull_policy: refused(
    "says when to pull the image",
    "the nodes pull by digest: see --resolve-image of docker stack deploy",
  ),
  develop: refused("watches source files", "has no counterpart: keep it in a file for compose only"),
  group_add: refused("adds groups", "has no counterpart in a stack file: docker service create --group"),
  label_file: refused("reads labels from files", "write them under labels"),
  post_start: refused("runs a command after the start", "do it in the entrypoint of the image"),
  pre_stop: refused("runs a command before the end", "handle the stop signal in the container"),
};

/** Keys of ports in the long form that only compose knows. */
export const PORT_FACTS: Readonly<Record<string, KeyFact>> = {
  host_ip: refused(
    "publishes on this address of the host only",
    "ports cannot be bound to an address: leave it out, and close the port elsewhere with a firewall",
  ),
  name: refused("names the port", "ports have no name: leave it out"),
  app_protocol: refused("says what is spoken on the port", "ports have no such mark: leave it out"),
};

/** Keys of top-level networks that only compose knows. */
export const NETWORK_FACTS: Readonly<Record<string, KeyFact>> = {
  enable_ipv4: refused("turns IPv4 off or on", "an overlay always has IPv4"),
  enable_ipv6: refused("gives the network IPv6 addresses", "overlays have no IPv6 to speak of"),
};
