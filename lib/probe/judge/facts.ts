/** What one node's helper found, read from its lines. Every text here came from a node and is hostile. */
export interface NodeFacts {
  /** Tools of the image: name to whether it is there. */
  tools: Map<string, boolean>;
  /** Seconds since the epoch on the node, and milliseconds when that line reached us. */
  clock: { node: number; received: number } | null;
  kernel: string;
  /** Addresses of the node's own interfaces, without prefix length. */
  addresses: Map<string, string>;
  links: Map<string, { mtu: number; driver: string; checksum: string }>;
  modules: ReadonlySet<string>;
  sysctls: Map<string, string>;
  neighbours: number | null;
  /** The node's route to 169.254.169.254, or "". */
  metadataRoute: string;
  /** Addresses and ports that somebody listens on, as /proc/net/tcp writes them. */
  listeners: string[];
  /** null: it could not be read. */
  ipsec: Ipsec | null;
  firewall: { read: string[]; legacy: boolean; nftTables: string[]; chains: Chain[]; rules: Rule[] };
  /** Why docker's namespaces could not be entered; "" when they could. */
  closed: string;
  namespaces: string[];
  hostVxlans: { device: string; vni: number }[];
  /** By the number that the network had in the plan. */
  networks: Map<number, NetworkFacts>;
  tcp: Map<string, boolean>;
  gossip: Map<string, number>;
  stderr: string[];
}

/** IPsec of a node as `ip xfrm` lists it, without keys. */
export interface Ipsec {
  states: { src: string; dst: string; spi: string; reqid: string }[];
  policies: { src: string; dst: string; port: string; dir: string; mark: string; reqid: string }[];
  /** Of /proc/net/xfrm_stat: how much each counter has risen while the helper was there. */
  rises: Map<string, number>;
  /** Keys `SRC DST SPI` of the states that were there at the end as well. */
  after: ReadonlySet<string>;
}

/** A chain of the packet filter. */
export interface Chain {
  table: string;
  name: string;
  /** ACCEPT, DROP, or "-" for a chain that is not the kernel's own. */
  policy: string;
}

/** A rule of the packet filter, as `iptables-save` writes it. */
export interface Rule {
  table: string;
  text: string;
}

/** What a node found of one network. */
export interface NetworkFacts {
  /** The network does not live on this node. */
  absent: boolean;
  /** MTU of the load balancer's interface inside the network, in bytes. */
  insideMtu: number | null;
  /** Addresses of the load balancer: its own and the VIPs. */
  own: string[];
  vxlans: { vni: number; port: number }[];
  /** Endpoints on other nodes: address to the data path address of its node. */
  peers: Map<string, string>;
  ipvs: Ipvs | null;
  ipvsTimeouts: number[] | null;
  /** Answers to what was sent, in the order it was sent. */
  pings: { to: string; address: string; sent: number; got: number }[];
  /** The throw-away network's answers around this network's own, in the same capture. */
  control: { after: boolean; to: string; got: number }[];
  sweeps: { to: string; address: string; wanted: number; largest: number }[];
  capture: Capture | null;
  names: { name: string; ms: number; addresses: string[] }[];
}

/** A load balancer as `ipvsadm` lists it. */
export interface Ipvs {
  /** Why it could not be read; "" when it was. */
  refused: string;
  /** Back-ends by firewall mark. */
  services: Map<string, { address: string; weight: number }[]>;
}

/** One capture on the node's own interfaces. */
export interface Capture {
  begun: boolean;
  ended: boolean;
  refused: string;
  captured: number | null;
  dropped: number | null;
  /** Packets by kind, direction and VNI (vxlan) or length (esp). */
  frames: { kind: "vxlan" | "esp"; from: string; to: string; value: number; count: number }[];
}

/** Tells the lines of one node apart; what does not have the form it must have is left out. */
export function readFacts(facts: readonly { kind: string; text: string; received: number }[]): NodeFacts {
  const found = emptyFacts();
  const ipsec: Ipsec = { states: [], policies: [], rises: new Map(), after: new Set() };
  const after = new Set<string>();
  const before = new Map<string, number>();
  for (const { kind, text, received } of facts) {
    const words = text.split(" ");
    if (kind === "clock" && isCount(words[0])) found.clock = { node: Number(words[0]), received };
    else if (kind === "xfrm") found.ipsec = words[0] === "yes" ? ipsec : null;
    else if (kind === "xfrm-after") after.add(words.slice(0, 3).join(" "));
    else if (kind === "xfrm-count") before.set(words[0]!, Number(words[1]));
    else if (kind === "xfrm-count-after") {
      ipsec.rises.set(words[0]!, Number(words[1]) - (before.get(words[0]!) ?? 0));
    } else if (kind.startsWith("xfrm-")) readIpsec(ipsec, kind, words);
    else if (!readNode(found, kind, words, text)) readNetwork(found, kind, words, text);
  }
  ipsec.after = after;
  return found;
}

function emptyFacts(): NodeFacts {
  return {
    tools: new Map(),
    clock: null,
    kernel: "",
    addresses: new Map(),
    links: new Map(),
    modules: new Set(),
    sysctls: new Map(),
    neighbours: null,
    metadataRoute: "",
    listeners: [],
    ipsec: null,
    firewall: { read: [], legacy: false, nftTables: [], chains: [], rules: [] },
    closed: "the helper did not say whether it could enter docker's network namespaces",
    namespaces: [],
    hostVxlans: [],
    networks: new Map(),
    tcp: new Map(),
    gossip: new Map(),
    stderr: [],
  };
}

function readIpsec(ipsec: Ipsec, kind: string, words: string[]): void {
  const [a = "", b = "", c = "", d = "", e = "", f = ""] = words;
  if (kind === "xfrm-state" && c === "esp") ipsec.states.push({ src: a, dst: b, spi: d, reqid: e });
  if (kind === "xfrm-policy") {
    ipsec.policies.push({ src: bare(a), dst: bare(b), port: c, dir: d, mark: e, reqid: f });
  }
}

type Read = (found: NodeFacts, words: readonly [string, string, string], text: string) => void;

/** Lines about the node itself, by their kind. */
const NODE_LINES: Readonly<Record<string, Read>> = {
  tool: (found, [name, there]) => found.tools.set(name, there === "yes"),
  kernel: (found, _, text) => found.kernel = text,
  address: (found, [device, cidr]) => found.addresses.set(bare(cidr), device),
  link: (found, [device, mtu, driver], text) => {
    const checksum = text.split(" ").slice(3).join(" ");
    found.links.set(device, { mtu: Number(mtu), driver, checksum });
  },
  modules: (found, _, text) => found.modules = new Set(text.split(" ")),
  sysctl: (found, [key, value]) => found.sysctls.set(key, value),
  neighbours: (found, [count]) => found.neighbours = isCount(count) ? Number(count) : null,
  "metadata-route": (found, _, text) => found.metadataRoute = text,
  listen: (found, [place]) => found.listeners.push(place),
  "rules-read": (found, _, text) => {
    found.firewall.read = text.split(" ").filter((word) => word !== "" && word !== "none");
  },
  "rules-kind": (found, [kind]) => found.firewall.legacy = kind === "legacy",
  "nft-table": (found, [family, name]) => found.firewall.nftTables.push(`${family} ${name}`),
  chain: (found, [table, name, policy]) => found.firewall.chains.push({ table, name, policy }),
  rule: (found, [table], text) => found.firewall.rules.push({ table, text: text.slice(table.length + 1) }),
  netns: (found, [name]) => found.namespaces.push(name),
  "netns-refused": (found, _, text) => found.closed = `docker's network namespaces cannot be seen: ${text}`,
  enter: (found, [answer], text) => {
    found.closed = answer === "yes" ? "" : `docker's network namespaces cannot be entered: ${text.slice(3)}`;
  },
  "host-vxlan": (found, [device, vni]) => found.hostVxlans.push({ device, vni: Number(vni) }),
  tcp: (found, [address, port, answer]) => found.tcp.set(`${address} ${port}`, answer === "open"),
  gossip: (found, [from, to, count]) => {
    if (isCount(count)) found.gossip.set(`${from} ${to}`, Number(count));
  },
  stderr: (found, _, text) => found.stderr.push(text),
};

function readNode(found: NodeFacts, kind: string, words: string[], text: string): boolean {
  const read = Object.hasOwn(NODE_LINES, kind) ? NODE_LINES[kind] : undefined;
  const [a = "", b = "", c = ""] = words;
  read?.(found, [a, b, c], text);
  return read !== undefined;
}

function readNetwork(found: NodeFacts, kind: string, words: string[], text: string): void {
  const [number = "", a = "", b = "", c = "", d = "", e = ""] = words;
  if (!isCount(number)) return;
  const network = networkOf(found, Number(number));
  switch (kind) {
    case "absent":
      network.absent = true;
      break;
    case "inside-mtu":
      network.insideMtu = Number(a);
      break;
    case "own":
      network.own.push(bare(a));
      break;
    case "vxlan":
      network.vxlans.push({ vni: Number(a), port: Number(b) });
      break;
    case "peer":
      network.peers.set(a, b);
      break;
    case "ipvs":
      readIpvs(network, words, text);
      break;
    case "ipvs-timeout":
      network.ipvsTimeouts = words.slice(1).map(Number);
      break;
    case "ping":
      network.pings.push({ to: a, address: b, sent: Number(c), got: Number(d) });
      break;
    case "control":
      network.control.push({ after: a === "after", to: b, got: Number(e) });
      break;
    case "sweep":
      network.sweeps.push({ to: a, address: b, wanted: Number(c), largest: Number(d) });
      break;
    case "capture":
    case "captured":
    case "frames":
      readCapture(network, kind, words, text);
      break;
    case "dns":
      network.names.push({
        name: a,
        ms: Number(b),
        addresses: [c, d, e, ...words.slice(6)].filter((one) => one !== ""),
      });
      break;
  }
}

function readIpvs(
  network: NetworkFacts,
  [, what, mark = "", address = "", weight = ""]: string[],
  text: string,
): void {
  network.ipvs ??= { refused: "", services: new Map() };
  if (what === "refused") network.ipvs.refused = text.split(" ").slice(2).join(" ") || "no reason given";
  if (what === "service") network.ipvs.services.set(mark, []);
  if (what === "server") {
    network.ipvs.services.get(mark)?.push({ address: address.replace(/:\d+$/, ""), weight: Number(weight) });
  }
}

function readCapture(network: NetworkFacts, kind: string, words: string[], text: string): void {
  network.capture ??= { begun: false, ended: false, refused: "", captured: null, dropped: null, frames: [] };
  const capture = network.capture;
  const [, a = "", b = "", c = "", d = "", e = ""] = words;
  if (kind === "capture") {
    if (a === "begun") capture.begun = true;
    if (a === "ended") capture.ended = true;
    if (a === "refused") capture.refused = text.split(" ").slice(2).join(" ") || "no reason given";
  } else if (kind === "captured" && isCount(a)) {
    if (b === "captured") capture.captured = Number(a);
    else capture.dropped = Math.max(capture.dropped ?? 0, Number(a));
  } else if (kind === "frames" && (a === "vxlan" || a === "esp") && isCount(d) && isCount(e)) {
    capture.frames.push({ kind: a, from: b, to: c, value: Number(d), count: Number(e) });
  }
}

/** The network's facts, made at first use. */
function networkOf(found: NodeFacts, number: number): NetworkFacts {
  let network = found.networks.get(number);
  if (network === undefined) {
    network = {
      absent: false,
      insideMtu: null,
      own: [],
      vxlans: [],
      peers: new Map(),
      ipvs: null,
      ipvsTimeouts: null,
      pings: [],
      control: [],
      sweeps: [],
      capture: null,
      names: [],
    };
    found.networks.set(number, network);
  }
  return network;
}

function isCount(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,12}$/.test(text);
}

function bare(cidr: string): string {
  return cidr.replace(/\/\d+$/, "");
}
