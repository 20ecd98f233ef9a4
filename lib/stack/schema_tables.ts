import {
  bool,
  duration,
  either,
  list,
  mapping,
  named,
  number,
  orNull,
  set,
  since,
  type Spec,
  text,
  textNumberOrNull,
  textOrNumber,
  whole,
} from "./schema_spec.ts";

/*
 * What `docker stack` accepts in formats 3.0 to 3.13 (docker/cli cli/compose/schema/data, 28.2.2). The formats only ever
 * grew, so one table with the minor version of each key serves them all.
 */

const ANY_NAME = /^[a-zA-Z0-9._-]+$/;
const textSet = set(text);
const textOrSet = either(text, textSet);
const command = either(text, list(text));
const options = named(/^.+$/, textOrNumber, { strict: false });
const pairs = either(named(/.+/, textNumberOrNull, { strict: true }), textSet);

const build = mapping({
  context: text,
  dockerfile: text,
  args: pairs,
  labels: since(3, pairs),
  cache_from: since(2, textSet),
  network: since(4, text),
  target: since(4, text),
  shm_size: since(5, either(whole, text, "integer or string")),
  extra_hosts: since(9, pairs),
}, { open: 11 });

const fileReference = either(
  text,
  mapping({ source: text, target: text, uid: text, gid: text, mode: number }, { open: 0 }),
);

const rollingUpdate = mapping({
  parallelism: whole,
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: number,
  order: since(4, { expects: "string", text: { oneOf: ["start-first", "stop-first"] } }),
});

const genericResources = list(mapping({
  discrete_resource_spec: mapping({ kind: text, value: number }),
}));

const deploy = orNull(mapping({
  mode: text,
  endpoint_mode: since(2, text),
  replicas: whole,
  labels: pairs,
  rollback_config: since(7, rollingUpdate),
  update_config: rollingUpdate,
  resources: mapping({
    limits: mapping({ cpus: text, memory: text, pids: since(9, whole) }),
    reservations: mapping({ cpus: text, memory: text, generic_resources: since(5, genericResources) }),
  }),
  restart_policy: mapping({ condition: text, delay: duration, max_attempts: whole, window: duration }),
  placement: mapping({
    constraints: list(text),
    preferences: since(3, list(mapping({ spread: text }))),
    max_replicas_per_node: since(8, whole),
  }),
}));

const healthcheck = mapping({
  disable: bool,
  interval: duration,
  retries: number,
  test: command,
  timeout: duration,
  start_period: since(4, duration),
  start_interval: since(12, duration),
});

const attachment = orNull(mapping({
  aliases: textSet,
  driver_opts: since(13, options),
  ipv4_address: text,
  ipv6_address: text,
}));

const port: Spec = {
  ...either(number, text),
  ...mapping({ mode: text, target: whole, published: whole, protocol: text }, { since: 2 }),
  expects: "number",
};

const mount: Spec = {
  ...text,
  ...mapping({
    type: text,
    source: text,
    target: text,
    read_only: bool,
    consistency: text,
    bind: mapping({ propagation: text }, { open: 0 }),
    volume: mapping({ nocopy: bool }, { open: 0 }),
    tmpfs: since(
      6,
      mapping({ size: { expects: "integer", number: { whole: true, minimum: 0 } } }, { open: 0 }),
    ),
  }, { since: 2, required: ["type"] }),
  expects: "string",
};

const service = mapping({
  deploy,
  build: either(text, build),
  cap_add: textSet,
  cap_drop: textSet,
  cgroupns_mode: since(9, text),
  cgroup_parent: text,
  command,
  configs: since(3, list(fileReference)),
  container_name: text,
  credential_spec: since(3, mapping({ config: since(8, text), file: text, registry: text })),
  depends_on: textSet,
  devices: textSet,
  dns: textOrSet,
  dns_search: textOrSet,
  domainname: text,
  entrypoint: command,
  env_file: textOrSet,
  environment: pairs,
  expose: set(textOrNumber),
  external_links: textSet,
  extra_hosts: pairs,
  healthcheck,
  hostname: text,
  image: text,
  init: since(7, bool),
  ipc: text,
  isolation: since(5, text),
  labels: pairs,
  links: textSet,
  logging: mapping({ driver: text, options: named(/^.+$/, textNumberOrNull, { strict: false }) }),
  mac_address: text,
  network_mode: text,
  networks: either(textSet, named(ANY_NAME, attachment, { strict: true })),
  pid: orNull(text),
  ports: set(port),
  privileged: bool,
  read_only: bool,
  restart: text,
  security_opt: textSet,
  shm_size: either(number, text, "number or string"),
  secrets: since(1, list(fileReference)),
  sysctls: pairs,
  stdin_open: bool,
  stop_grace_period: duration,
  stop_signal: text,
  tmpfs: textOrSet,
  tty: bool,
  ulimits: named(
    /^[a-z]+$/,
    either(whole, mapping({ hard: whole, soft: whole }, { required: ["soft", "hard"] })),
    {
      strict: false,
    },
  ),
  oom_score_adj: since(13, whole),
  user: text,
  userns_mode: text,
  volumes: list(mount),
  working_dir: text,
}, { extensions: 7 });

const external = either(bool, mapping({ name: text }), "boolean or mapping");
const openExternal = either(bool, mapping({ name: text }, { open: 0 }), "boolean or mapping");

const network = orNull(mapping({
  name: since(5, text),
  driver: text,
  driver_opts: options,
  ipam: mapping({ driver: text, config: list(mapping({ subnet: text })) }),
  external,
  internal: bool,
  attachable: since(2, bool),
  labels: pairs,
}, { extensions: 7 }));

const segments = list(mapping({ segments: pairs }, { open: 0 }));
const clusterVolume = mapping({
  group: text,
  access_mode: mapping({
    scope: text,
    sharing: text,
    block_volume: mapping({}, { open: 0 }),
    mount_volume: mapping({ fs_type: text, mount_flags: list(text) }, { open: 0 }),
  }, { open: 0 }),
  accessibility_requirements: mapping({ requisite: segments, preferred: segments }, { open: 0 }),
  capacity_range: mapping({ required_bytes: text, limit_bytes: text }, { open: 0 }),
  availability: text,
}, { open: 0 });

const volume = orNull(mapping({
  name: since(4, text),
  driver: text,
  driver_opts: options,
  external,
  labels: pairs,
  "x-cluster-spec": since(10, clusterVolume),
}, { extensions: 7 }));

const secret = mapping({
  name: since(5, text),
  file: text,
  external: openExternal,
  labels: pairs,
  driver: since(8, text),
  driver_opts: since(8, options),
  template_driver: since(8, text),
}, { extensions: 7 });

const config = mapping({
  name: since(5, text),
  file: text,
  external: openExternal,
  labels: pairs,
  template_driver: since(8, text),
}, { extensions: 7 });

/** The whole document. */
export const DOCUMENT: Spec = mapping({
  version: text,
  services: named(ANY_NAME, service, { strict: true }),
  // docker does not refuse networks whose key it cannot match; it does not look into them either.
  networks: named(ANY_NAME, network, { strict: false }),
  volumes: named(ANY_NAME, volume, { strict: true }),
  secrets: since(1, named(ANY_NAME, secret, { strict: true })),
  configs: since(3, named(ANY_NAME, config, { strict: true })),
}, { extensions: 4 });

/** Keys of a service in the newest format, for suggestions. */
export const SERVICE_KEYS: readonly string[] = [...service.map!.keys.keys()];
/** Keys of a top-level network in the newest format, for suggestions. */
export const NETWORK_KEYS: readonly string[] = [...network.map!.keys.keys()];
