import type { Encryption, NetworkFacts } from "../../insight/network_facts.ts";
import type { ListField, Listing } from "./list_table.ts";
import { goTime } from "../common/times.ts";
import { addressCount } from "../common/address_count.ts";

/** Length that docker cuts IDs to. */
const SHORT_ID = 12;

/** An ID as lists show it. */
export function shortId(id: string, noTrunc: boolean): string {
  return noTrunc ? id : id.slice(0, SHORT_ID);
}

/** Encryption in a cell. */
export const ENCRYPTION_CELL: Readonly<Record<Encryption, string>> = {
  on: "yes",
  "by-key": "yes (by key)",
  off: "no",
  none: "-",
  unknown: "unknown",
};

type Fields = Record<string, ListField<NetworkFacts>>;

/** docker's fields (docker/cli cli/command/network/formatter.go). */
function dockerFields(noTrunc: boolean): Fields {
  return {
    ID: { header: "NETWORK ID", value: ({ network }) => shortId(network.id, noTrunc) },
    Name: { header: "NAME", value: ({ network }) => network.name },
    Driver: { header: "DRIVER", value: ({ network }) => network.driver },
    Scope: { header: "SCOPE", value: ({ network }) => network.scope },
    IPv4: { header: "IPV4", value: ({ network }) => String(network.enableIPv4) },
    IPv6: { header: "IPV6", value: ({ network }) => String(network.enableIPv6) },
    Internal: { header: "INTERNAL", value: ({ network }) => String(network.internal) },
    Labels: { header: "LABELS", value: ({ network }) => labelsText(network.labels) },
    CreatedAt: { header: "CREATED AT", value: ({ network }) => goTime(network.created) },
  };
}

/** What docker does not show. */
const OUR_FIELDS: Fields = {
  Attachable: { header: "ATTACHABLE", value: ({ network }) => String(network.attachable) },
  Encrypted: {
    header: "ENCRYPTED",
    value: (row) => row.encryption === "by-key" ? "yes" : ENCRYPTION_CELL[row.encryption],
  },
  Encryption: { header: "ENCRYPTED", value: (row) => ENCRYPTION_CELL[row.encryption] },
  Free: { header: "FREE", value: (row) => row.usage === null ? "-" : addressCount(row.usage.free) },
  Ingress: { header: "INGRESS", value: ({ network }) => String(network.ingress) },
  MTU: {
    header: "MTU",
    value: (row) => row.mtu === null ? "-" : row.mtu.mtu === null ? "bad" : String(row.mtu.mtu),
  },
  Services: {
    header: "SERVICES",
    value: (row) => row.network.scope === "swarm" ? String(row.services) : "-",
  },
  Stack: { header: "STACK", value: (row) => row.stack },
  Subnet: { header: "SUBNET", value: subnetText },
  Tasks: { header: "TASKS", value: (row) => row.network.scope === "swarm" ? String(row.tasks) : "-" },
  Usable: { header: "USABLE", value: (row) => row.usage === null ? "-" : addressCount(row.usage.usable) },
  Used: { header: "USED", value: (row) => row.usage === null ? "-" : String(row.usage.used) },
  VNI: { header: "VNI", value: (row) => row.vnis.join(",") || "-" },
};

/** How `ls` lists networks: docker's columns, then ours. */
export function networkListing(options: { noTrunc: boolean }): Listing<NetworkFacts> {
  return {
    type: "*network.networkContext",
    fields: { ...dockerFields(options.noTrunc), ...OUR_FIELDS },
    methods: ({ network }) => ({
      Label: { args: ["string"], call: (key: string) => network.labels[key] ?? "" },
    }),
    table: ["ID", "Name", "Driver", "Scope", "Encryption", "Subnet", "Used", "Free", "Services", "MTU"],
    quiet: "{{.ID}}",
    raw: {
      all: "network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n",
      quiet: "network_id: {{.ID}}",
    },
  };
}

function subnetText(row: NetworkFacts): string {
  const subnets = row.network.ipam.config.map((one) => one.subnet).filter((one) => one !== "");
  return subnets.length === 0 ? "-" : subnets.join(",");
}

/** `key=value` pairs in the order of their keys; docker leaves the order to chance. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.keys(labels).sort().map((key) => `${key}=${labels[key]}`).join(",");
}
