import { accepted, type Case, refused } from "./case.ts";

/** Networks and ports. */
export const NETWORKS: Case[] = [
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

export const PORTS: Case[] = [
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
