import type { Need, NodeRules, PortNode } from "../../insight/ports.ts";

/** The kinds of firewall that rules can be written for. */
export const FIREWALLS = ["nftables", "iptables", "ufw", "firewalld", "terraform-aws"] as const;
/** One of them. */
export type Firewall = (typeof FIREWALLS)[number];

/**
 * Rules for one node as text for a firewall: what the swarm needs from its peers, and nothing from anybody else on the
 * swarm's own ports. Addresses are numbers and names are reduced to harmless characters, so nothing from the swarm can
 * end a comment or a quote.
 */
export function firewallText(kind: Firewall, rules: NodeRules): string {
  return `${header(kind, rules)}${WRITERS[kind](rules)}`;
}

const WRITERS: Record<Firewall, (rules: NodeRules) => string> = {
  nftables,
  iptables,
  ufw,
  firewalld,
  "terraform-aws": terraformAws,
};

/** How a file of each kind is put to use. */
const USE: Record<Firewall, string> = {
  nftables:
    "check: nft -c -f FILE   load: nft -f FILE   what another table drops by default must be let in there, too",
  iptables: "check: iptables-restore --noflush --test FILE   load: iptables-restore --noflush FILE   " +
    "once: iptables -I INPUT -j SWARMNET",
  ufw: "run as a script on the node; ufw must be enabled and deny what is not allowed",
  firewalld:
    "run as a script on the node; before engine 29.0 and 25.0.13 a reload breaks published ports until docker is restarted",
  "terraform-aws": "attach the security group to the node; published ports are opened apart",
};

function header(kind: Firewall, rules: NodeRules): string {
  const use = kind === "iptables" && wantsV6(rules)
    ? USE.iptables.replaceAll("iptables", "ip6tables")
    : USE[kind];
  const lines = [
    `swarm node ${
      safe(rules.node.name)
    } (${rules.node.role}): what its peers must reach; made by docker swarmnet ports`,
    use,
    "Ports that services publish are not in here. Make the rules again when nodes join, leave or change their address.",
    "Peers are let in by the addresses that the managers know: add those of nodes with a --data-path-addr of their own.",
    ...(rules.node.role === "manager"
      ? ["A node that is to join must be let in to the management port before it can."]
      : []),
    ...(rules.peers === 0 ? ["There is no other node yet: nothing has to be let in."] : []),
    ...rules.unknown.map((node) => `No address is known of ${safe(node.name)}: it is left out`),
    ...(kind === "iptables" ? otherFamily(rules) : []).map((node) =>
      `${safe(node.name)} has the address ${node.addr}, of the other family: it is left out`
    ),
  ];
  return lines.map((line) => `# ${line}\n`).join("");
}

/** Whether a file that holds one family of addresses holds those of IPv6: the node's own, or where that is unknown its peers'. */
function wantsV6({ node, rules }: NodeRules): boolean {
  return node.addr === ""
    ? rules.length > 0 && rules.every(({ sources }) => sources.every(({ addr }) => isV6(addr)))
    : isV6(node.addr);
}

/** Peers with an address of the other family. */
function otherFamily(rules: NodeRules): PortNode[] {
  const v6 = wantsV6(rules);
  return [...new Set(rules.rules.flatMap(({ sources }) => sources.filter(({ addr }) => isV6(addr) !== v6)))];
}

/**
 * What nobody but the peers may send. ESP is not among it: a stranger's may belong to another VPN of this node, and the
 * kernel drops what fits no security association.
 */
function guarded(rules: NodeRules["rules"]): Need[] {
  return rules.map(({ need }) => need).filter(({ protocol }) => protocol !== "esp");
}

function nftables({ rules }: NodeRules): string {
  const accept = rules.flatMap(({ need, sources }) =>
    [false, true].flatMap((v6) => {
      const addresses = sources.map((one) => one.addr).filter((addr) => isV6(addr) === v6);
      return addresses.length === 0 ? [] : [
        `    ${v6 ? "ip6" : "ip"} saddr { ${addresses.join(", ")} } ${
          nftMatch(need)
        } accept comment "${need.purpose}"`,
      ];
    })
  );
  const drop = guarded(rules).map((need) => `    ${nftMatch(need)} drop`);
  return [
    "table inet swarmnet",
    "delete table inet swarmnet",
    "table inet swarmnet {",
    "  chain input {",
    "    type filter hook input priority filter - 5; policy accept;",
    '    iifname "lo" accept',
    ...accept,
    ...drop,
    "  }",
    "}",
    "",
  ].join("\n");
}

function nftMatch({ protocol, port }: Need): string {
  return protocol === "esp" ? "meta l4proto esp" : `${protocol} dport ${port}`;
}

function iptables(all: NodeRules): string {
  const { rules } = all;
  const v6 = wantsV6(all);
  const match = ({ protocol, port }: Need) =>
    protocol === "esp" ? "-p esp" : `-p ${protocol} -m ${protocol} --dport ${port}`;
  const accept = rules.flatMap(({ need, sources }) =>
    sources.filter(({ addr }) => isV6(addr) === v6).map((one) =>
      `-A SWARMNET -s ${one.addr}/${v6 ? 128 : 32} ${
        match(need)
      } -m comment --comment "${need.purpose} from ${safe(one.name)}" -j ACCEPT`
    )
  );
  return [
    "*filter",
    ":SWARMNET - [0:0]",
    "-F SWARMNET",
    "-A SWARMNET -i lo -j RETURN",
    ...accept,
    ...guarded(rules).map((need) => `-A SWARMNET ${match(need)} -j DROP`),
    "COMMIT",
    "",
  ].join("\n");
}

function ufw({ rules }: NodeRules): string {
  const lines = rules.flatMap(({ need, sources }) =>
    sources.map((one) =>
      need.protocol === "esp"
        ? `ufw allow proto esp from ${one.addr} comment '${need.purpose} from ${safe(one.name)}'`
        : `ufw allow proto ${need.protocol} from ${one.addr} to any port ${need.port} comment '${need.purpose} from ${
          safe(one.name)
        }'`
    )
  );
  return lines.map((line) => `${line}\n`).join("");
}

function firewalld({ rules }: NodeRules): string {
  const what = ({ protocol, port }: Need) =>
    protocol === "esp" ? 'protocol value="esp"' : `port port="${port}" protocol="${protocol}"`;
  const lines = rules.flatMap(({ need, sources }) =>
    sources.map((one) =>
      `firewall-cmd --permanent --add-rich-rule='rule family="${
        isV6(one.addr) ? "ipv6" : "ipv4"
      }" source address="${one.addr}" ${what(need)} accept'`
    )
  );
  return [...lines, "firewall-cmd --reload", ""].join("\n");
}

function terraformAws({ node, rules }: NodeRules): string {
  const name = `swarm_${safe(node.name).replace(/[^A-Za-z0-9]/g, "_").toLowerCase()}`;
  const group = [
    'variable "vpc_id" { type = string }',
    "",
    `resource "aws_security_group" "${name}" {`,
    `  name        = "${name.replaceAll("_", "-")}"`,
    `  description = "Swarm traffic to ${safe(node.name)} from its peers"`,
    "  vpc_id      = var.vpc_id",
    "}",
    "",
  ];
  const blocks = rules.flatMap(({ need, sources }) => sources.map((one, at) => awsRule(name, need, one, at)));
  return [...group, ...blocks].join("\n");
}

function awsRule(group: string, need: Need, source: PortNode, at: number): string {
  const v6 = isV6(source.addr);
  const label = `${group}_${need.protocol}_${need.port ?? "all"}_${at + 1}`;
  const ports = need.port === null
    ? []
    : [`  from_port         = ${need.port}`, `  to_port           = ${need.port}`];
  return [
    `resource "aws_vpc_security_group_ingress_rule" "${label}" {`,
    `  security_group_id = aws_security_group.${group}.id`,
    `  description       = "${need.purpose} from ${safe(source.name)}"`,
    `  ip_protocol       = "${need.protocol === "esp" ? "50" : need.protocol}"`,
    ...ports,
    v6 ? `  cidr_ipv6         = "${source.addr}/128"` : `  cidr_ipv4         = "${source.addr}/32"`,
    "}",
    "",
  ].join("\n");
}

function isV6(address: string): boolean {
  return address.includes(":");
}

/** A node's name where quotes, comments and line ends mean something. */
function safe(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, "?").slice(0, 64);
}
