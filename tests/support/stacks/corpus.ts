/**
 * Stack files, each about one behaviour of `docker stack deploy`. `refused` holds words of docker's complaint; without
 * it docker accepts the files. The conformance test runs every one through the real CLI; the unit test needs none.
 */
export interface Case {
  about: string;
  /** One text for each `-c`. */
  files: (string | Uint8Array)[];
  env?: Record<string, string>;
  refused?: string;
}

/** A service `a` with more keys under it, and more sections after it where the text is not indented. */
function service(more: string): string {
  return `services:\n  a:\n    image: x\n${more}`;
}

function bytes(...parts: (string | number[])[]): Uint8Array {
  return new Uint8Array(
    parts.flatMap((part) => typeof part === "string" ? [...new TextEncoder().encode(part)] : part),
  );
}

function utf16(text: string, order: "le" | "be"): Uint8Array {
  const units = [...text].flatMap((char) => {
    const code = char.charCodeAt(0);
    return order === "le" ? [code & 0xff, code >> 8] : [code >> 8, code & 0xff];
  });
  return new Uint8Array([...(order === "le" ? [0xff, 0xfe] : [0xfe, 0xff]), ...units]);
}

const accepted = (about: string, text: string, env?: Record<string, string>): Case => ({
  about,
  files: [service(text)],
  ...(env && { env }),
});
const refused = (about: string, text: string, words: string, env?: Record<string, string>): Case => ({
  about,
  files: [service(text)],
  refused: words,
  ...(env && { env }),
});
const document = (about: string, text: string | Uint8Array, words?: string): Case => ({
  about,
  files: [text],
  ...(words !== undefined && { refused: words }),
});

const DOCUMENTS: Case[] = [
  document("empty file", "", "top-level object must be a mapping"),
  document("comments only", "# nothing\n", "top-level object must be a mapping"),
  document("list", "- a\n", "top-level object must be a mapping"),
  document("text", "abc", "top-level object must be a mapping"),
  document("empty first document", "---\n---\nservices: {}\n", "top-level object must be a mapping"),
  document("second document is ignored", service("---\nservices: 1\n")),
  document("broken second document is ignored", service("---\n}{\n")),
  document("text after the document end is ignored", service("...\n}{\n")),
  document("leading marker and comment", `# head\n---\n${service("")}`),
  document("YAML 1.1 directive", `%YAML 1.1\n---\n${service("")}`),
  document("YAML 1.2 directive", `%YAML 1.2\n---\n${service("")}`, "found incompatible YAML document"),
  document("unknown directive", `%FOO a\n---\n${service("")}`, "found unknown directive name"),
  document("tag directive", `%TAG !e! tag:e,2000:\n---\nservices: {a: {image: !e!x y}}\n`),
  document("byte order mark", bytes([0xef, 0xbb, 0xbf], service(""))),
  document("UTF-16 little endian", utf16(service(""), "le")),
  document("UTF-16 big endian", utf16(service(""), "be")),
  document("NUL in a comment", service("# \0\n"), "control characters are not allowed"),
  document("bell in a comment", service("# \x07\n"), "control characters are not allowed"),
  document("C1 control in a comment", service("# \x9b\n"), "control characters are not allowed"),
  document("Latin-1 byte", bytes(service("# "), [0xe9, 0x0a]), "UTF-8"),
  document("carriage returns", service("").replaceAll("\n", "\r")),
  document("CRLF", service("    hostname: h\n").replaceAll("\n", "\r\n")),
  document("next line ends a line", service("# \x85    hostname: q\n")),
  document("tab as indentation", "services:\n\ta: 1\n", ""),
  document("tab after a colon", "services:\n  a:\n    image:\tx\n"),
  document("unclosed flow mapping", "services: {a: {image: x}\n", ""),
  document(
    "duplicate key",
    "services:\n  a: {image: x}\n  a: {image: y}\n",
    'mapping key "a" already defined at line 2',
  ),
  document("duplicate key, one quoted", 'services:\n  a: {image: x}\n  "a": {image: y}\n', "already defined"),
  document(
    "duplicate merge key",
    "x-a: &a {image: i}\nservices:\n  a:\n    <<: *a\n    <<: *a\n",
    "already defined",
  ),
  document("number as a key", "services:\n  a: {image: x, labels: {1: b}}\n", ""),
  document("number as a root key", "1: a\nservices: {}\n", ""),
  document("null as a key", "services:\n  a: {image: x, labels: {~: b}}\n", ""),
  document("date as a key", "services:\n  a: {image: x, labels: {2020-01-01: b}}\n", ""),
  document("yes is a text key", "services:\n  a: {image: x, labels: {yes: b}}\n"),
  document("mapping as a key", "? {a: 1}\n: b\n", "invalid map key"),
  document("alias", "x-n: &n [front]\nservices: {a: {image: x, networks: *n}}\nnetworks: {front: }\n"),
  document("unknown alias", "services: *a\n", "unknown anchor 'a' referenced"),
  document("alias inside its own anchor", "services: &a\n  a: *a\n", "anchor 'a' value contains itself"),
  document("anchor defined twice", "x-a: &a 1\nx-b: &a hh\nservices: {a: {image: i, hostname: *a}}\n"),
  document("merge key", "x-a: &a {image: i, ports: [80]}\nservices:\n  a:\n    <<: *a\n    hostname: z\n"),
  document(
    "own key wins over a later merge",
    "x-a: &a {image: i, ports: [80]}\nservices: {a: {ports: [81], <<: *a}}\n",
  ),
  document(
    "first of several merges wins",
    "x-a: &a {image: i, ports: [80]}\nx-b: &b {ports: [81], networks: [n]}\nservices: {a: {<<: [*a, *b]}}\n",
  ),
  document("merge of merges", "x-a: &a {image: i}\nx-b: &b {<<: *a, ports: [9]}\nservices: {a: {<<: *b}}\n"),
  document("merge of a mapping in place", "services:\n  a:\n    <<: {image: q}\n"),
  document(
    "merge of text",
    "services:\n  a:\n    <<: q\n",
    "map merge requires map or sequence of maps as the value",
  ),
  document("merge of null", "services:\n  a:\n    image: x\n    <<:\n", "map merge requires"),
  document(
    "merge of an aliased list",
    "x-a: &a [{image: i}]\nservices:\n  a:\n    <<: *a\n",
    "map merge requires",
  ),
  document(
    "quoted merge key is a key",
    "x-a: &a {image: i}\nservices:\n  a:\n    '<<': *a\n",
    "Additional property <<",
  ),
  document("tagged merge key", "x-a: &a {image: i}\nservices:\n  a:\n    !!merge <<: *a\n"),
  document("foreign tags", "services: {a: !foo {image: !bar i}}\n"),
  document("number tagged as text", "services: {a: {image: !!str 12}}\n"),
  document(
    "text tagged as integer",
    "services: {a: {image: !!int foo}}\n",
    "cannot decode !!str `foo` as a !!int",
  ),
  document("binary", "services: {a: {image: !!binary aGk=}}\n"),
  document(
    "integer tagged as float",
    "services: {a: {image: x, ports: [!!float 80]}}\n",
    "invalid type float64",
  ),
];

const VERSIONS: Case[] = [
  ...["3", "3.0", "3.1", "3.7", "3.8", "3.13"].map((version) =>
    document(`version ${version}`, `version: "${version}"\n${service("")}`)
  ),
  document("empty version", `version: ""\n${service("")}`),
  ...["2", "2.4", "3.14", "4", "3.07", "x"].map((version) =>
    document(
      `version ${version}`,
      `version: "${version}"\n${service("")}`,
      "unsupported Compose file version",
    )
  ),
  document("version as a number", `version: 3.8\n${service("")}`, "version must be a string"),
  document("version as the number 3", `version: 3\n${service("")}`, "version must be a string"),
  document("null version", `version:\n${service("")}`, "unsupported Compose file version: <nil>"),
  document(
    "variable in the version",
    `version: "\${V}"\n${service("")}`,
    "unsupported Compose file version: ${V}",
  ),
  document("name at the root", `name: x\n${service("")}`, "(root) Additional property name is not allowed"),
  document(
    "include at the root",
    `include: [x]\n${service("")}`,
    "(root) Additional property include is not allowed",
  ),
  document("extension at the root", `x-a: {b: [1, {c: d}]}\n${service("")}`),
  document("extension at the root of 3.3", `version: "3.3"\nx-a: 1\n${service("")}`, "x-a is not allowed"),
  document("no services", "networks: {n: }\n"),
  document("null services", "services:\n", "services must be a mapping"),
  document("list of services", "services: [a]\n", "services must be a mapping"),
  document("null service", "services:\n  a:\n", "services.a must be a mapping"),
  document(
    "service name with a space",
    'services:\n  "a b": {image: x}\n',
    "services Additional property a b",
  ),
  document("service name with dots", "services:\n  a.b-c_d: {image: x}\n"),
  document("service without an image", "services:\n  a: {hostname: x}\n"),
  ...[
    ["3.1", "attachable", "networks: {n: {attachable: true}}\n"],
    ["3.2", "configs section", "configs: {c: {file: ./x}}\n"],
    ["3.3", "network in build", "    build: {context: ., network: n}\n"],
    ["3.4", "network name", "networks: {n: {name: x}}\n"],
    ["3.6", "init", "    init: true\n"],
    ["3.6", "rollback_config", "    deploy: {rollback_config: {order: stop-first}}\n"],
    ["3.6", "service extension", "    x-a: 1\n"],
    ["3.7", "max_replicas_per_node", "    deploy: {placement: {max_replicas_per_node: 1}}\n"],
    ["3.8", "pids", "    deploy: {resources: {limits: {pids: 5}}}\n"],
    ["3.11", "start_interval", "    healthcheck: {start_interval: 5s}\n"],
    ["3.12", "driver_opts of an attachment", "    networks: {n: {driver_opts: {a: b}}}\nnetworks: {n: }\n"],
    ["3.12", "oom_score_adj", "    oom_score_adj: 5\n"],
    ["3.1", "long port", "    ports: [{target: 80}]\n"],
    ["3.1", "long volume", "    volumes: [{type: volume, target: /x}]\n"],
    ["3.10", "unknown key in build", "    build: {context: ., ssh: x}\n"],
  ].flatMap(([version, about, text]) => {
    const next = `3.${Number(version!.slice(2)) + 1}`;
    return [
      document(`${about} in ${version}`, `version: "${version}"\n${service(text!)}`, ""),
      document(`${about} in ${next}`, `version: "${next}"\n${service(text!)}`),
    ];
  }),
];

const NETWORKS: Case[] = [
  accepted("empty network", "    networks: [n]\nnetworks: {n: }\n"),
  accepted("empty mapping as a network", "    networks: [n]\nnetworks: {n: {}}\n"),
  refused("null networks", "networks:\n", "networks must be a mapping"),
  accepted("network name with a space is not looked at", 'networks: {"a b": {foo: 1}}\n'),
  accepted(
    "every key",
    `    networks: [n]
networks:
  n:
    name: full
    driver: overlay
    driver_opts: {encrypted: "", mtu: 1400, x: 1.5}
    ipam: {driver: default, config: [{subnet: 10.1.0.0/24}, {subnet: 10.2.0.0/24}]}
    internal: true
    attachable: true
    labels: [a=b, c]
    x-note: anything
`,
  ),
  refused(
    "encrypted: true",
    "networks: {n: {driver_opts: {encrypted: true}}}\n",
    "encrypted must be a string or number",
  ),
  refused(
    "encrypted: null",
    "networks: {n: {driver_opts: {encrypted: }}}\n",
    "encrypted must be a string or number",
  ),
  accepted('encrypted: "false"', '    networks: [n]\nnetworks: {n: {driver_opts: {encrypted: "false"}}}\n'),
  accepted("encrypted: 0", "    networks: [n]\nnetworks: {n: {driver_opts: {encrypted: 0}}}\n"),
  refused("driver_opts as a list", "networks: {n: {driver_opts: [a=b]}}\n", "driver_opts must be a mapping"),
  refused("null driver_opts", "networks: {n: {driver_opts: }}\n", "driver_opts must be a mapping"),
  ...["enable_ipv6: true", "ingress: true", "scope: swarm", "config_only: true", "config_from: x"].map((
    key,
  ) => refused(`network ${key}`, `networks: {n: {${key}}}\n`, "networks.n Additional property")),
  ...["gateway", "ip_range", "aux_addresses"].map((key) =>
    refused(`ipam ${key}`, `networks: {n: {ipam: {config: [{${key}: 10.0.0.1}]}}}\n`, "Additional property")
  ),
  refused("ipam options", "networks: {n: {ipam: {options: {a: b}}}}\n", "Additional property options"),
  refused(
    "ipam config as a mapping",
    "networks: {n: {ipam: {config: {subnet: x}}}}\n",
    "config must be a list",
  ),
  accepted("unparsable subnet", "    networks: [n]\nnetworks: {n: {ipam: {config: [{subnet: nonsense}]}}}\n"),
  accepted("external", "    networks: [n]\nnetworks: {n: {external: true}}\n"),
  accepted("external with a name", "    networks: [n]\nnetworks: {n: {external: true, name: q}}\n"),
  accepted("external.name", "    networks: [n]\nnetworks: {n: {external: {name: q}}}\n"),
  accepted("empty external mapping", "    networks: [n]\nnetworks: {n: {external: {}}}\n"),
  accepted("external: false", "    networks: [n]\nnetworks: {n: {external: false}}\n"),
  refused(
    "external.name and name",
    "networks: {n: {external: {name: q}, name: z}}\n",
    "network.name conflict",
  ),
  refused("external as text", 'networks: {n: {external: "true"}}\n', "external must be a boolean or mapping"),
  refused("unknown key in external", "networks: {n: {external: {foo: 1}}}\n", "Additional property foo"),
  accepted(
    "external with other keys",
    "    networks: [n]\nnetworks: {n: {external: true, driver: x, internal: true}}\n",
  ),
  refused("internal: yes", "networks: {n: {internal: yes}}\n", "internal must be a boolean"),
  refused(
    "labels with a boolean",
    "networks: {n: {labels: {a: true}}}\n",
    "must be a string, number or null",
  ),
  accepted(
    "label values are printed",
    `    networks: [n]
networks:
  n:
    labels: {a: 1.50, b: 1e3, c: 0x10, d: 1e25, e: 0.00001, f: 123456789012345678, g: 18446744073709551615,
      h: 2020-01-01, i: 1_000, j: .5, k: 08, l: 012, m: 0o14, n: 0b11, o: -5, p: 1:30, q: , r: ~x, s: 1e400,
      t: 2020-1-2 3:4:5.60, u: 2020-01-01T10:00:00+01:00, v: 2020-13-01, w: 0x, x: +7, y: ., z: 99999999999999999999, aa: 1234567.5,
      ab: 123456.5, ac: -0.0, ad: 100000.0, ae: 1000000.0}
`,
  ),
  refused("label that is no number", "networks: {n: {labels: {a: .nan}}}\n", "json: unsupported value: NaN"),
  accepted("undefined network", "    networks: [nope]\n"),
  accepted("list of networks", "    networks: [n, m]\nnetworks: {n: , m: }\n"),
  refused("network listed twice", "    networks: [n, n]\n", "array items[0,1] must be unique"),
  accepted(
    "mapping of networks",
    `    networks:
      n: {aliases: [q, r], driver_opts: {a: 1}, ipv4_address: 10.0.0.5, ipv6_address: "::5"}
      m:
      o: {}
`,
  ),
  ...["priority: 5", "gw_priority: 5", "mac_address: aa", "interface_name: eth9", "link_local_ips: [a]"].map((
    key,
  ) =>
    refused(`attachment ${key}`, `    networks: {n: {${key}}}\n`, "services.a.networks.n Additional property")
  ),
  refused("alias listed twice", "    networks: {n: {aliases: [q, q]}}\n", "must be unique"),
  refused("alias as a number", "    networks: {n: {aliases: [1]}}\n", "must be a string"),
  refused("networks as a number", "    networks: 5\n", "services.a.networks must be a list"),
  refused("attachment as text", "    networks: {n: x}\n", "services.a.networks.n must be a mapping"),
  refused("attachment name with a space", '    networks: {"n m": }\n', "Additional property n m"),
  accepted("network_mode", "    network_mode: host\n"),
];

const PORTS: Case[] = [
  ...[
    "80",
    "8080:80",
    "80/udp",
    "53:53/UDP",
    "1-3",
    "8000-8002:80",
    "8000-8002:80-82",
    "9-11:9-11/sctp",
    "0",
    "0:80",
    "127.0.0.1:80:80",
    "[::1]:80:80",
    "::1:80:80",
    "127.0.0.1::80",
    "80/",
    ":80",
    "8080:80/tcp/udp",
    "1-2-3",
    "080",
    "80-80:90",
    "127.0.0.1:8000-8001:80",
  ].map((port) => accepted(`port ${port}`, `    ports: ["${port}"]\n`)),
  ...[
    "8000-8001:80-82",
    "80-79",
    "65536",
    "70000:80",
    "x:80",
    "80:",
    "/tcp",
    "",
    "80/foo",
    "+80",
    "8_0",
    "a:80:80",
    "[::1:80:80",
    "1.2.3:80:80",
    "01.2.3.4:80:80",
    " 80",
    "8000-:80",
    "8000-9000:80-81",
  ].map((port) =>
    refused(
      `port ${JSON.stringify(port)}`,
      `    ports: ["${port}"]\n`,
      "services.a.ports.0 Does not match format 'ports'",
    )
  ),
  accepted("integer ports", "    ports: [80, 0o20, 0x11, 010]\n"),
  accepted("sexagesimal port stays text", "    ports: [22:22]\n"),
  refused("float port", "    ports: [80.5]\n", "invalid type float64 for port"),
  refused("whole float port", "    ports: [80.0]\n", "invalid type float64 for port"),
  refused("negative port", "    ports: [-80]\n", "Does not match format 'ports'"),
  refused("large port", "    ports: [65536]\n", "Does not match format 'ports'"),
  refused("boolean port", "    ports: [true]\n", "services.a.ports.0 must be a"),
  refused("ports as a mapping", "    ports: {a: 1}\n", "services.a.ports must be a list"),
  refused("port repeated", '    ports: ["80", "80"]\n', "array items[0,1] must be unique"),
  refused(
    "long port repeated",
    "    ports: [{target: 80, mode: host}, {mode: host, target: 80}]\n",
    "must be unique",
  ),
  accepted("port repeated in another spelling", '    ports: [80, "80"]\n'),
  accepted("long port", "    ports: [{target: 80, published: 8080, protocol: udp, mode: host}]\n"),
  accepted(
    "long port with words docker does not know",
    "    ports: [{target: 80, protocol: foo, mode: hots}]\n",
  ),
  accepted("long port without a target", "    ports: [{published: 8080}]\n"),
  accepted("whole float in a long port", "    ports: [{target: 80.0, published: 1e2}]\n"),
  accepted("port beyond 32 bits", "    ports: [{target: 80, published: 4294967376}]\n"),
  refused("published as text", '    ports: [{target: 80, published: "80"}]\n', "published must be a integer"),
  refused(
    "published range in the long form",
    "    ports: [{target: 80, published: 80-81}]\n",
    "must be a integer",
  ),
  refused("fraction in a long port", "    ports: [{target: 80.5}]\n", "target must be a integer"),
  refused("negative published", "    ports: [{target: 80, published: -1}]\n", "overflows uint"),
  ...["host_ip: 1.2.3.4", "name: web", "app_protocol: http"].map((key) =>
    refused(
      `long port ${key}`,
      `    ports: [{target: 80, ${key}}]\n`,
      "services.a.ports.0 Additional property",
    )
  ),
];

const SERVICES: Case[] = [
  refused("unknown key", "    foo: 1\n", "services.a Additional property foo is not allowed"),
  refused("depends_on as a mapping", "    depends_on: {b: {condition: x}}\n", "depends_on must be a list"),
  accepted("depends_on as a list", "    depends_on: [b]\n"),
  refused("extends", "    extends: y\n", "forbidden properties"),
  refused("mem_limit", "    mem_limit: 5m\n", "forbidden properties"),
  accepted("null deploy", "    deploy:\n"),
  refused("null image", "    hostname:\n", "hostname must be a string"),
  refused("date as text", "    hostname: 2020-01-01\n", "time.Time"),
  refused("number as text", "    hostname: 5\n", "hostname must be a string"),
  accepted("time of day stays text", "    hostname: 12:30\n"),
  accepted("yes stays text", "    hostname: yes\n"),
  refused("yes as a boolean", "    tty: yes\n", "tty must be a boolean"),
  accepted("duration", "    stop_grace_period: 1m30.5s\n"),
  refused("duration without a unit", '    stop_grace_period: "10"\n', "Does not match format 'duration'"),
  refused("duration as a number", "    stop_grace_period: 10\n", "stop_grace_period must be a string"),
  refused("negative replicas", "    deploy: {replicas: -1}\n", "overflows uint"),
  refused("replicas as text", '    deploy: {replicas: "5"}\n', "replicas must be a integer"),
  accepted("whole float replicas", "    deploy: {replicas: 2.0}\n"),
  refused("unknown order", "    deploy: {update_config: {order: x}}\n", "order must be one of the following"),
  accepted("unknown endpoint mode", "    deploy: {endpoint_mode: dnsr}\n"),
  accepted("unknown deploy mode", "    deploy: {mode: sometimes}\n"),
  refused("unknown key in placement", "    deploy: {placement: {foo: 1}}\n", "Additional property foo"),
  refused(
    "memory without a number",
    "    deploy: {resources: {limits: {memory: abc}}}\n",
    "invalid size: 'abc'",
  ),
  accepted(
    "memory with a unit",
    "    deploy: {resources: {limits: {memory: 1.5gb}, reservations: {memory: 10 KiB}}}\n",
  ),
  refused("cpus as a number", "    deploy: {resources: {limits: {cpus: 0.5}}}\n", "cpus must be a string"),
  accepted(
    "generic resources",
    `    deploy:
      resources: {reservations: {generic_resources: [{discrete_resource_spec: {kind: gpu, value: 2}}]}}
`,
  ),
  refused("shm_size as a number", "    shm_size: 5\n", "'shm_size' expected type 'string'"),
  accepted("shm_size", "    shm_size: 5m\n"),
  accepted("ulimits", "    ulimits: {nofile: 5, nproc: {soft: 1, hard: 2}, NOFILE: 6}\n"),
  refused("ulimit without hard", "    ulimits: {nofile: {soft: 1}}\n", "hard is required"),
  refused("ulimit as a float", "    ulimits: {nofile: 1.0}\n", "invalid type float64 for ulimits"),
  refused("unmatched ulimit as text", "    ulimits: {NOFILE: 1x}\n", "invalid type string for ulimits"),
  refused("command with an open quote", '    command: "a \'b"\n', "EOF found when expecting closing quote"),
  refused("command ending in a backslash", "    command: 'a \\'\n", "EOF found after escape character"),
  accepted("command with a comment and quotes", '    command: "a # \'b"\n'),
  refused("empty volume", '    volumes: [""]\n', "invalid empty volume spec"),
  refused("volume with an empty part", '    volumes: ["ab::cd"]\n', "empty section between colons"),
  refused("volume with many parts", '    volumes: ["ab:/cd:ro:ef"]\n', "too many colons"),
  accepted("volumes", '    volumes: ["/x", "v:/y:ro,z", "c:\\\\d:e:\\\\f", "./r:/s"]\nvolumes: {v: }\n'),
  refused(
    "bind without a source",
    "    volumes: [{type: bind, target: /x}]\n",
    "field Source must not be empty",
  ),
  refused(
    "long volume without a type",
    "    volumes: [{source: x}]\n",
    "services.a.volumes.0 type is required",
  ),
  refused(
    "negative tmpfs size",
    "    volumes: [{type: tmpfs, tmpfs: {size: -1}}]\n",
    "Must be greater than or equal to 0",
  ),
  accepted("tmpfs", "    volumes: [{type: tmpfs, target: /x, tmpfs: {size: 100}}]\n"),
  accepted(
    "environment as a list and labels as a mapping",
    "    environment: [A=1, B]\n    labels: {c: 1, d: }\n",
  ),
  refused("environment with a boolean", "    environment: {A: true}\n", "must be a string, number or null"),
  refused("environment repeated", "    environment: [A=1, A=1]\n", "must be unique"),
  accepted("sysctls", "    sysctls: {net.core.somaxconn: 1024}\n"),
  accepted("expose", '    expose: [80, "81", 82.5]\n'),
  refused("expose repeated", "    expose: [80, 80]\n", "must be unique"),
  refused("healthcheck retries as text", '    healthcheck: {retries: "3"}\n', "retries must be a number"),
  accepted(
    "healthcheck",
    "    healthcheck: {test: [CMD, true], disable: false, retries: 3, interval: 5s}\n".replace("true", "x"),
  ),
  accepted("build with unknown keys", "    build: {context: ., foo: {bar: 1}}\n"),
  accepted("build as text", "    build: .\n"),
  refused("credential spec with unknown keys", "    credential_spec: {foo: x}\n", "Additional property foo"),
  accepted("credential spec", "    credential_spec: {config: c}\nconfigs: {c: {external: true}}\n"),
  accepted("logging", "    logging: {driver: json-file, options: {max-size: 5, x: }}\n"),
  refused(
    "logging options with a list",
    "    logging: {options: {a: []}}\n",
    "must be a string, number or null",
  ),
  accepted(
    "secrets and configs",
    `    secrets: [s, {source: t, target: u, mode: 0440, foo: 1}]
    configs: [{source: c, uid: "1"}]
secrets: {s: {external: true}, t: {file: ./t}}
configs: {c: {external: {name: q, bar: 1}}}
`,
  ),
  refused(
    "negative secret mode",
    "    secrets: [{source: t, mode: -1}]\nsecrets: {t: {file: ./t}}\n",
    "overflows uint",
  ),
  refused("null secret", "secrets: {s: }\n", "secrets.s must be a mapping"),
  refused(
    "secret with a driver and a file",
    "secrets: {s: {file: z, driver: q}}\n",
    "secret.driver and secret.file conflict",
  ),
  refused(
    "external secret named twice",
    "secrets: {s: {external: {name: q}, name: z}}\n",
    "secret.name conflict",
  ),
  refused(
    "external volume with a driver",
    "volumes: {v: {external: true, driver: z}}\n",
    "conflicting parameters",
  ),
  refused(
    "external volume with labels",
    "volumes: {v: {external: true, labels: {a: b}}}\n",
    "conflicting parameters",
  ),
  accepted("external volume with empty labels", "volumes: {v: {external: true, labels: {}}}\n"),
  accepted(
    "cluster volume",
    "volumes: {v: {x-cluster-spec: {group: g, capacity_range: {required_bytes: 5g}}}}\n",
  ),
  refused("volume name with a space", 'volumes: {"a b": }\n', "volumes Additional property a b"),
  accepted("pid may be null", "    pid:\n"),
  accepted("service extension", "    x-note: {a: [b]}\n"),
  refused("dns as a number", "    dns: 1\n", "services.a.dns must be a string"),
  accepted("dns as text", "    dns: 1.1.1.1\n"),
];

const VARIABLES = { V: "val", EMPTY: "", N: "80", T: "yes", NEG: "-1", F: "0.5", lower: "low" };
const INTERPOLATION: Case[] = [
  ...[
    "$V",
    "${V}",
    "$lower",
    "${V:-d}",
    "${NOPE:-d}",
    "${EMPTY:-d}",
    "${EMPTY-d}",
    "${NOPE-d}",
    "${EMPTY?e}",
    "${V:?e}",
    "$$V",
    "$$$V",
    "$$$$",
    "$V-x",
    "$V:-x",
    "$NOPE-def ault",
    "${NOPE:-${V}}",
    "${NOPE:-a}b}",
    "${NOPE:-}",
    "${NOPE:-a:?b}",
    "${NOPE?a:-b}",
    "${V:?a-b}",
    "$1 $V",
    "$V}x",
    "$NOPE",
    "${lower}${V}",
  ].map((text) =>
    accepted(`template ${text}`, `    networks: {n: {aliases: [${JSON.stringify(text)}]}}\n`, VARIABLES)
  ),
  ...["$", "a$", "$1", "${1}", "${}", "${V", "${V:+x}", "${V!}", "${ V }", "$V $", "$1 $$", "a $-b"].map((
    text,
  ) =>
    refused(
      `template ${text}`,
      `    hostname: ${JSON.stringify(text)}\n`,
      "invalid interpolation format",
      VARIABLES,
    )
  ),
  ...["${NOPE:?err}", "${EMPTY:?err}", "${NOPE?err}", "$NOPE?err", "${ ${NOPE?err}"].map((text) =>
    refused(
      `template ${text}`,
      `    hostname: ${JSON.stringify(text)}\n`,
      "is missing a value: err",
      VARIABLES,
    )
  ),
  accepted("keys are left alone", '    networks: {n: {driver_opts: {"${V}": 1}}}\n', VARIABLES),
  refused("extensions are interpolated", 'x-a: "${"\n', "invalid interpolation format for x-a"),
  accepted("published port", '    ports: [{target: 80, published: "${N}"}]\n', VARIABLES),
  accepted("short port", '    ports: ["${N}:$N"]\n', VARIABLES),
  refused(
    "published port unset",
    '    ports: [{target: 80, published: "${NOPE}"}]\n',
    'strconv.Atoi: parsing ""',
  ),
  refused(
    "published port negative",
    '    ports: [{target: 80, published: "$NEG"}]\n',
    "overflows uint",
    VARIABLES,
  ),
  accepted("replicas", '    deploy: {replicas: "$N"}\n', VARIABLES),
  accepted("failure ratio", '    deploy: {update_config: {max_failure_ratio: "$F"}}\n', VARIABLES),
  refused(
    "failure ratio that is no number",
    '    deploy: {update_config: {max_failure_ratio: "${X:-NaN}"}}\n',
    "NaN",
  ),
  accepted("tty", '    tty: "$T"\n', VARIABLES),
  refused("tty with a number", '    tty: "$N"\n', "invalid boolean: 80", VARIABLES),
  refused("init is not cast", '    init: "${X:-true}"\n', "init must be a boolean"),
  refused(
    "no cast in a service with a dot",
    '  a.b: {image: y, tty: "$T"}\n',
    "services.a.b.tty must be a boolean",
    VARIABLES,
  ),
  accepted(
    "switches of a network",
    `    networks: [n]
networks: {n: {internal: "\${T}", attachable: "$T", external: "\${X:-off}"}}
`,
    VARIABLES,
  ),
  accepted("ulimits", '    ulimits: {nofile: "$N", nproc: {soft: "$N", hard: "$N"}}\n', VARIABLES),
  accepted("unset name falls back to the key", '    networks: [n]\nnetworks: {n: {name: "${X}"}}\n'),
  accepted("name", '    networks: [n]\nnetworks: {n: {name: "${V}_net"}}\n', VARIABLES),
];

const files = (about: string, ...texts: string[]): Case => ({ about, files: texts });
const N = "services: {a: {image: x, networks: [n]}}\n";
const MERGES: Case[] = [
  files("second file adds a service", service(""), "services: {b: {image: y, ports: [81]}}\n"),
  files(
    "a network named again is replaced whole",
    `${N}networks: {n: {driver_opts: {encrypted: ""}, internal: true, labels: {a: b}, ipam: {config: [{subnet: 10.1.0.0/24}]}}}\n`,
    "networks: {n: {attachable: true}}\n",
  ),
  files(
    "a network named again with nothing is emptied",
    `${N}networks: {n: {driver_opts: {encrypted: ""}}}\n`,
    "networks: {n: }\n",
  ),
  files(
    "networks are united",
    `${N}networks: {n: }\n`,
    "services: {a: {networks: [m]}}\nnetworks: {m: {internal: true}}\n",
  ),
  files(
    "aliases are replaced",
    "services: {a: {image: x, networks: {n: {aliases: [p, q]}}}}\n",
    "services: {a: {networks: {n: {aliases: [r]}}}}\n",
  ),
  files(
    "aliases are dropped",
    "services: {a: {image: x, networks: {n: {aliases: [p, q]}}}}\n",
    "services: {a: {networks: {n: {}}}}\n",
  ),
  files(
    "a listed network keeps its aliases",
    "services: {a: {image: x, networks: {n: {aliases: [p, q]}}}}\n",
    "services: {a: {networks: [n]}}\n",
  ),
  files("aliases come to a listed network", N, "services: {a: {networks: {n: {aliases: [p]}}}}\n"),
  files(
    "three files",
    "services: {a: {image: x, networks: {n: {aliases: [p]}}}}\n",
    "services: {a: {networks: [m]}}\n",
    "services: {a: {networks: {n: {aliases: [z]}, m: {aliases: [y]}}}}\n",
  ),
  files(
    "ports are keyed by published number",
    'services: {a: {image: x, ports: ["53:53/tcp", "53:53/udp", "80:80"]}}\n',
    "services: {a: {hostname: h}}\n",
  ),
  files(
    "unpublished ports collapse",
    "services: {a: {image: x, ports: [80, 81, 82]}}\n",
    "services: {a: {hostname: h}}\n",
  ),
  files(
    "a published port is replaced",
    'services: {a: {image: x, ports: ["80:80", "70:70"]}}\n',
    "services: {a: {ports: [{target: 99, published: 80, mode: host}]}}\n",
  ),
  files(
    "ports of the second file alone stay as they are",
    "services: {a: {image: x}}\n",
    'services: {a: {ports: ["53:53/udp", "53:53/tcp", 80, 81]}}\n',
  ),
  files(
    "ports of a service in one file stay as they are",
    'services: {a: {image: x, ports: ["53:53/udp", "53:53/tcp"]}}\n',
    "services: {b: {image: y}}\n",
  ),
  files("external replaces", `${N}networks: {n: {internal: true}}\n`, "networks: {n: {external: true}}\n"),
  files(
    "an empty list of ports collapses nothing",
    "services: {a: {image: x, ports: []}}\n",
    'services: {a: {ports: ["53:53/udp", "53:53/tcp"]}}\n',
  ),
  {
    about: "versions differ",
    files: [service(""), `version: "3.7"\n${service("")}`],
    refused: "version mismatched between two composefiles : 3.13 and 3.7",
  },
  { about: "absent is the newest version", files: [service(""), `version: "3.13"\n${service("")}`] },
  {
    about: "second file is refused",
    files: [service(""), "services: {b: 1}\n"],
    refused: "services.b must be a mapping",
  },
  { about: "second file is empty", files: [service(""), ""], refused: "top-level object must be a mapping" },
];

/** Every case. */
export const CORPUS: readonly Case[] = [
  ...DOCUMENTS,
  ...VERSIONS,
  ...NETWORKS,
  ...PORTS,
  ...SERVICES,
  ...INTERPOLATION,
  ...MERGES,
];
