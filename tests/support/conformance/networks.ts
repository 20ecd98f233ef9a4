import assert from "node:assert/strict";
import {
  type Behaviour,
  good,
  inspect,
  type Json,
  MARK,
  network,
  refused,
  type Subject,
  until,
} from "./subject.ts";

const VNI = "com.docker.network.driver.overlay.vxlanid_list";

function ipam(config: Json): Json {
  return { IPAM: { Config: [config] } };
}

/** What POST /networks/create refuses: name of the case, body, status, message. Seen on 28.5.2. */
const REFUSED: [what: string, body: Json, status: number, message: string | RegExp, from?: number][] = [
  ["an empty name", { Name: "" }, 400, "invalid name: name is empty", 28],
  ["a name in use", { Name: "ingress" }, 409, "network with name ingress already exists"],
  ["the name of a local network", { Name: "docker_gwbridge" }, 409, /already exists/, 25],
  [
    "a name that differs in letter case only",
    { Name: "INGRESS" },
    500,
    /name conflicts with an existing object/,
  ],
  ["a name with a dot", { Name: "a.b" }, 400, /name must be valid as a DNS name component/],
  ["a name that ends in a dash", { Name: "a-" }, 400, /name must be valid as a DNS name component/],
  ["a name of 64 characters", { Name: "n".repeat(64) }, 400, /name must be 63 characters or fewer/],
  [
    "host bits",
    ipam({ Subnet: "10.60.0.1/24" }),
    400,
    "invalid network config:\ninvalid subnet 10.60.0.1/24: it should be 10.60.0.0/24",
    25,
  ],
  ["a subnet without length", ipam({ Subnet: "10.60.0.0" }), 400, /invalid CIDR block notation/, 25],
  [
    "a range larger than the subnet",
    ipam({ Subnet: "10.60.0.0/24", IPRange: "10.60.0.0/20" }),
    400,
    /CIDR block is bigger than its parent subnet 10\.60\.0\.0\/24/,
    25,
  ],
  [
    "a range outside",
    ipam({ Subnet: "10.60.0.0/24", IPRange: "10.61.0.0/28" }),
    400,
    /parent subnet 10\.60\.0\.0\/24 doesn't contain ip-range/,
    25,
  ],
  [
    "a range with host bits",
    ipam({ Subnet: "10.60.0.0/24", IPRange: "10.60.0.1/28" }),
    400,
    /invalid ip-range 10\.60\.0\.1\/28: it should be 10\.60\.0\.0\/28/,
    25,
  ],
  [
    "a range of the other family",
    ipam({ Subnet: "10.60.0.0/24", IPRange: "fd00::/64" }),
    400,
    /invalid ip-range fd00::\/64: parent subnet is an IPv4 block/,
    25,
  ],
  [
    "a gateway outside",
    ipam({ Subnet: "10.60.0.0/24", Gateway: "10.61.0.1" }),
    400,
    /invalid gateway 10\.61\.0\.1: parent subnet 10\.60\.0\.0\/24 doesn't contain this address/,
    25,
  ],
  [
    "a gateway that is none",
    ipam({ Subnet: "10.60.0.0/24", Gateway: "foo" }),
    400,
    /invalid gateway foo/,
    25,
  ],
  [
    "an auxiliary address outside",
    ipam({ Subnet: "10.60.0.0/24", AuxiliaryAddresses: { a: "10.61.0.1" } }),
    400,
    /invalid auxiliary address a/,
    25,
  ],
  [
    "two faults at once",
    { IPAM: { Config: [{ Subnet: "10.60.0.1/24" }, { Subnet: "10.61.0.1/24" }] } },
    400,
    "invalid network config:\n* invalid subnet 10.60.0.1/24: it should be 10.60.0.0/24\n* invalid subnet 10.61.0.1/24: it should be 10.61.0.0/24",
    25,
  ],
  ["local scope", { Scope: "local" }, 403, "cannot downgrade network scope for overlay networks"],
  ["a second ingress network", { Ingress: true }, 409, /ingress network \(\w{25}\) is already present/],
  [
    "an attachable ingress network",
    { Ingress: true, Attachable: true },
    400,
    /ingress network cannot be attachable/,
  ],
  [
    "ingress on a bridge",
    { Driver: "bridge", Ingress: true },
    403,
    "Ingress network can only be global scope network",
  ],
  [
    "config-only and internal",
    { ConfigOnly: true, Internal: true },
    403,
    /configuration network can only contain/,
  ],
  [
    "a configuration that is not there",
    { Driver: "", ConfigFrom: { Network: "cf-none" } },
    404,
    'configuration network "cf-none" does not exist',
  ],
  [
    "an overlay without IPv4",
    { EnableIPv4: false },
    400,
    "IPv4 cannot be disabled in a Swarm scoped network",
    28,
  ],
  [
    "the reserved label",
    { Labels: { "com.docker.swarm.predefined": "true" } },
    403,
    /label com\.docker\.swarm\.predefined is for internally created predefined networks/,
  ],
];

const refusals: Behaviour[] = REFUSED.map(([what, body, status, message, from]) => ({
  name: `creating a network with ${what} is refused`,
  ...(from === undefined ? {} : { from }),
  run: (subject) =>
    refused(
      subject,
      ["POST", "/networks/create", { Name: "cf-x", Driver: "overlay", ...body }],
      status,
      message,
    ),
}));

/** Creates a network that is not allocated, and makes sure it stays so. */
async function unallocated(subject: Subject, name: string, more: Json): Promise<string> {
  const { Id } = await good(subject, "POST", "/networks/create", {
    Name: MARK + name,
    Driver: "overlay",
    ...more,
  });
  await subject.sleep(500);
  const seen = await inspect(subject, Id);
  assert.deepEqual([seen.Driver, seen.Options, seen.IPAM.Config], ["", null, null]);
  return Id;
}

function second(cidr: string): number {
  return Number(cidr.split(".")[2]);
}

const allocation: Behaviour[] = [
  {
    name:
      "networks get the next free /24 of the default pool, its first address as gateway, and the next VNI",
    async run(subject) {
      const seen: Json[] = [];
      for (const name of ["a", "b"]) seen.push(await inspect(subject, await network(subject, name)));
      const [a, b] = seen.map((one) => one.IPAM.Config[0]);
      assert.match(a.Subnet, /^10\.0\.\d+\.0\/24$/);
      assert.equal(second(b.Subnet), second(a.Subnet) + 1);
      assert.equal(a.Gateway, a.Subnet.replace(".0/24", ".1"));
      const [first, next] = seen.map((one) => Number(one.Options[VNI]));
      assert.ok(first! >= 4096);
      assert.equal(next, first! + 1);
    },
  },
  {
    name: "a removed network's subnet is given out again",
    from: 28,
    async run(subject) {
      const first = await inspect(subject, await network(subject, "a"));
      await good(subject, "DELETE", `/networks/${first.Id}`);
      const next = await inspect(subject, await network(subject, "b"));
      assert.equal(next.IPAM.Config[0].Subnet, first.IPAM.Config[0].Subnet);
    },
  },
  {
    name: "a removed network's subnet is not given out again while there are others",
    before: 23,
    async run(subject) {
      const first = await inspect(subject, await network(subject, "a"));
      await good(subject, "DELETE", `/networks/${first.Id}`);
      const next = await inspect(subject, await network(subject, "b"));
      assert.equal(second(next.IPAM.Config[0].Subnet), second(first.IPAM.Config[0].Subnet) + 1);
    },
  },
  {
    name: "a subnet that overlaps another is accepted and never allocated",
    async run(subject) {
      await network(subject, "a", ipam({ Subnet: "10.50.0.0/24" }));
      await unallocated(subject, "b", ipam({ Subnet: "10.50.0.0/25" }));
      await unallocated(subject, "c", ipam({ Subnet: "10.48.0.0/12" }));
    },
  },
  {
    name: "an unallocated network is allocated once the other one is gone",
    async run(subject) {
      const a = await network(subject, "a", ipam({ Subnet: "10.50.0.0/24" }));
      const b = await unallocated(subject, "b", ipam({ Subnet: "10.50.0.0/25" }));
      await good(subject, "DELETE", `/networks/${a}`);
      await until(
        subject,
        "allocation",
        async () => (await inspect(subject, b)).Driver === "overlay" ? true : undefined,
      );
    },
  },
  {
    name: "with an ip-range the overlap goes unnoticed",
    async run(subject) {
      await network(subject, "a", ipam({ Subnet: "10.50.0.0/24", IPRange: "10.50.0.16/28" }));
      await network(subject, "b", ipam({ Subnet: "10.50.0.0/24", IPRange: "10.50.0.32/28" }));
    },
  },
  {
    name: "a network address as gateway is never allocated",
    run: async (subject) =>
      void await unallocated(subject, "a", ipam({ Subnet: "10.76.0.0/24", Gateway: "10.76.0.0" })),
  },
  {
    name: "a broadcast address as gateway is never allocated",
    run: async (subject) =>
      void await unallocated(subject, "a", ipam({ Subnet: "10.76.0.0/24", Gateway: "10.76.0.255" })),
  },
  {
    name: "a VNI in use is never allocated",
    async run(subject) {
      await network(subject, "a", { Options: { [VNI]: "7777" } });
      await unallocated(subject, "b", { Options: { [VNI]: "7777" } });
    },
  },
  {
    name: "two subnets that overlap each other are never allocated",
    async run(subject) {
      const config = [{ Subnet: "10.73.0.0/24" }, { Subnet: "10.73.0.0/25" }];
      await unallocated(subject, "a", { IPAM: { Config: config } });
    },
  },
  {
    name: "an IPv6 subnet is never allocated",
    from: 28,
    run: async (subject) =>
      void await unallocated(subject, "a", { EnableIPv6: true, ...ipam({ Subnet: "fd00:71::/64" }) }),
  },
  {
    name: "two subnets get two VNIs",
    async run(subject) {
      const config = [{ Subnet: "10.73.0.0/24" }, { Subnet: "10.74.0.0/24" }];
      const seen = await inspect(subject, await network(subject, "a", { IPAM: { Config: config } }));
      assert.match(seen.Options[VNI], /^\d+,\d+$/);
      assert.equal(seen.IPAM.Config.length, 2);
    },
  },
  {
    name: "options are kept as they were given, encrypted=false and a senseless MTU included",
    async run(subject) {
      const options = { encrypted: "false", "com.docker.network.driver.mtu": "abc", other: "x" };
      const seen = await inspect(subject, await network(subject, "a", { Options: options }));
      const { [VNI]: _, ...rest } = seen.Options;
      assert.deepEqual(rest, options);
    },
  },
  {
    name: "auxiliary addresses are dropped, a range is kept",
    async run(subject) {
      const config = {
        Subnet: "10.70.0.0/24",
        IPRange: "10.70.0.64/28",
        AuxiliaryAddresses: { a: "10.70.0.70" },
      };
      const seen = await inspect(subject, await network(subject, "a", ipam(config)));
      assert.deepEqual(seen.IPAM.Config, [{
        Subnet: "10.70.0.0/24",
        IPRange: "10.70.0.64/28",
        Gateway: "10.70.0.64",
      }]);
    },
  },
];

const looking: Behaviour[] = [
  {
    name: "a list tells no containers or peers of swarm networks, and labels of none as null",
    async run(subject) {
      const id = await network(subject, "a");
      const list: Json[] = await good(subject, "GET", "/networks");
      const seen = list.find((one) => one.Id === id);
      assert.equal(seen.Containers, null);
      assert.equal("Peers" in seen, false);
      assert.equal(seen.Labels, null);
      assert.deepEqual([seen.Scope, seen.Attachable, seen.Internal, seen.Ingress], [
        "swarm",
        false,
        false,
        false,
      ]);
    },
  },
  {
    name: "swarm's own bridge and host are in no list",
    async run(subject) {
      const list: Json[] = await good(subject, "GET", "/networks");
      const scopes = list.filter((one) => one.Name === "host" || one.Name === "bridge").map((one) =>
        one.Scope
      );
      assert.deepEqual(scopes, ["local", "local"]);
    },
  },
  {
    name: "networks are found by ID, by the beginning of it, by name in the right letter case",
    async run(subject) {
      const id = await network(subject, "Mixed");
      for (const name of [id, id.slice(0, 12), "cf-Mixed"]) {
        assert.equal((await inspect(subject, name)).Id, id);
      }
      await refused(subject, ["GET", "/networks/cf-mixed"], 404, "network cf-mixed not found");
    },
  },
  {
    name: "filters narrow a list of networks",
    async run(subject) {
      const id = await network(subject, "a", { Labels: { team: "x" } });
      await network(subject, "b");
      const ids = async (filters: Json) =>
        (await good(subject, "GET", `/networks?filters=${encodeURIComponent(JSON.stringify(filters))}`))
          .map((one: Json) => one.Id);
      assert.deepEqual(await ids({ name: ["cf-a"] }), [id]);
      assert.deepEqual(await ids({ label: ["team=x"] }), [id]);
      assert.deepEqual(await ids({ label: { "team": true }, driver: { overlay: true } }), [id]);
      assert.deepEqual(await ids({ id: [id] }), [id]);
      assert.ok(!(await ids({ scope: ["local"] })).includes(id));
    },
  },
  {
    name: "an unknown filter is refused",
    run: (subject) =>
      refused(
        subject,
        ["GET", `/networks?filters=${encodeURIComponent('{"bogus":["x"]}')}`],
        400,
        /invalid filter '?bogus/i,
      ),
  },
  {
    name: "removing what is not there is refused, and what is there gone afterwards",
    async run(subject) {
      const id = await network(subject, "a");
      assert.equal((await subject.call("DELETE", `/networks/${id}`)).status, 204);
      await refused(subject, ["DELETE", `/networks/${id}`], 404, `network ${id} not found`);
      await refused(subject, ["GET", "/networks/cf-none"], 404, "network cf-none not found");
    },
  },
];

export const NETWORKS: readonly Behaviour[] = [...refusals, ...allocation, ...looking];
