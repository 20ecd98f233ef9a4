import type { ServiceFacts } from "../../insight/service_facts.ts";
import { type Port, type ServiceMode, STACK_LABEL } from "../../swarm/model.ts";
import { hasLabel, isYes, oneOf, type Tests, YES_NO } from "./filters.ts";
import type { ListField, Listing } from "./list_table.ts";
import { labelsText, shortId } from "./network_list.ts";

const MODES: Readonly<Record<ServiceMode, string>> = {
  "replicated": "replicated",
  "global": "global",
  "replicated-job": "replicated job",
  "global-job": "global job",
};

/** docker's word for a mode in lists. */
export function modeText(mode: ServiceMode): string {
  return MODES[mode];
}

/** "2/3", with docker's notes for jobs and placement limits (docker/cli cli/command/service/list.go). */
export function replicasText(facts: ServiceFacts): string {
  const { service } = facts;
  const counted = `${facts.running}/${facts.desired}`;
  if (service.mode.endsWith("job")) {
    const total = service.mode === "replicated-job" ? service.replicas ?? 0 : facts.completed + facts.desired;
    return `${counted} (${facts.completed}/${total} completed)`;
  }
  return service.maxReplicasPerNode > 0 ? `${counted} (max ${service.maxReplicasPerNode} per node)` : counted;
}

interface Range {
  published: [number, number];
  target: [number, number];
  protocol: string;
}

/**
 * docker's PORTS cell: ports published through the routing mesh, neighbours as ranges
 * (docker/cli cli/command/service/formatter.go).
 */
function dockerPorts(ports: readonly Port[]): string {
  const sorted = [...ports].sort((a, b) =>
    a.protocol === b.protocol ? a.published - b.published : a.protocol < b.protocol ? -1 : 1
  );
  const ranges: Range[] = [];
  for (const port of sorted) {
    if (port.mode !== "ingress") continue;
    const last = ranges.at(-1);
    if (last === undefined || !continues(last, port)) {
      ranges.push({
        published: [port.published, port.published],
        target: [port.target, port.target],
        protocol: port.protocol,
      });
    } else {
      last.published[1] = port.published;
      last.target[1] = port.target;
    }
  }
  const span = ([from, to]: [number, number]) => from === to ? String(from) : `${from}-${to}`;
  return ranges.filter((one) => one.published[0] > 0)
    .map((one) => `*:${span(one.published)}->${span(one.target)}/${one.protocol}`).join(", ");
}

function continues(range: Range, port: Port): boolean {
  const published = port.published - range.published[1];
  const target = port.target - range.target[1];
  const isRange = range.target[0] !== range.target[1];
  // Docker counts in unsigned numbers, so that a lower target starts a new range.
  return port.protocol === range.protocol && published <= 1 && target >= 0 && target <= 1 &&
    !(isRange && target <= 0);
}

/** All published ports, host mode included: "*:8080->80/tcp, host:9100->9100/tcp". */
function publishedText(ports: readonly Port[]): string {
  const host = ports.filter((port) => port.mode === "host")
    .map((port) => `host:${port.published || "auto"}->${port.target}/${port.protocol}`);
  return [dockerPorts(ports), ...host].filter((text) => text !== "").join(", ");
}

type Fields = Record<string, ListField<ServiceFacts>>;

function fields(noTrunc: boolean): Fields {
  return {
    ID: { header: "ID", value: ({ service }) => shortId(service.id, noTrunc) },
    Name: { header: "NAME", value: ({ service }) => service.name },
    Mode: { header: "MODE", value: ({ service }) => modeText(service.mode) },
    Replicas: { header: "REPLICAS", value: replicasText },
    Image: { header: "IMAGE", value: ({ service }) => noTrunc ? service.image : imageText(service.image) },
    Ports: { header: "PORTS", value: ({ service }) => dockerPorts(service.ports) },
    Encrypted: { header: "ENCRYPTED", value: ({ encryption }) => encryption === "none" ? "-" : encryption },
    Endpoint: { header: "ENDPOINT", value: ({ service }) => service.endpointMode },
    Labels: { header: "LABELS", value: ({ service }) => labelsText(service.labels) },
    Networks: {
      header: "NETWORKS",
      value: ({ networks }) => networks.map((one) => one.name).join(",") || "-",
    },
    Published: { header: "PORTS", value: ({ service }) => publishedText(service.ports) },
    Stack: { header: "STACK", value: ({ service }) => service.labels[STACK_LABEL] ?? "" },
    VIPs: {
      header: "VIPS",
      value: ({ networks }) =>
        networks.filter((one) => one.vip !== "").map((one) => `${one.name}=${one.vip}`).join(","),
    },
  };
}

/** How `service ls` lists services: docker's fields, and where they are on the network. */
export function serviceListing(options: { noTrunc: boolean }): Listing<ServiceFacts> {
  return {
    type: "*service.serviceContext",
    fields: fields(options.noTrunc),
    methods: ({ service }) => ({
      Label: { args: ["string"], call: (key: string) => service.labels[key] ?? "" },
    }),
    table: ["ID", "Name", "Mode", "Replicas", "Endpoint", "Networks", "Encrypted", "Published"],
    quiet: "{{.ID}}",
    raw: {
      all:
        "id: {{.ID}}\nname: {{.Name}}\nmode: {{.Mode}}\nreplicas: {{.Replicas}}\nimage: {{.Image}}\nports: {{.Ports}}\n",
      quiet: "id: {{.ID}}",
    },
  };
}

/** An image as lists show it: without digest where it has a tag, without docker's own registry. */
function imageText(image: string): string {
  const tagged = /^(.+:[\w][\w.-]*)@sha256:[0-9a-f]+$/.exec(image)?.[1] ?? image;
  return tagged.replace(/^docker\.io\/(library\/)?/, "");
}

const SERVICE_MODES = ["replicated", "global", "replicated-job", "global-job"];

/**
 * What `service ls --filter` understands: docker's keys, names and IDs by their beginning (swarmkit controlapi
 * ListServices), and ours.
 */
export const SERVICE_FILTERS: Tests<ServiceFacts> = {
  id: { kind: "any", matches: ({ service }, value) => service.id.startsWith(value) },
  name: { kind: "any", matches: ({ service }, value) => service.name.startsWith(value) },
  label: { kind: "all", matches: ({ service }, value) => hasLabel(service.labels, value) },
  mode: { kind: "any", matches: ({ service }, value) => service.mode === value, ...oneOf(SERVICE_MODES) },
  network: {
    kind: "any",
    matches: ({ networks }, value) => networks.some((one) => one.name === value || one.network?.id === value),
  },
  stack: { kind: "any", matches: ({ service }, value) => service.labels[STACK_LABEL] === value },
  "endpoint-mode": {
    kind: "any",
    matches: ({ service }, value) => service.endpointMode === value,
    ...oneOf(["vip", "dnsrr"]),
  },
  encrypted: {
    kind: "any",
    // false: some of it is unencrypted between nodes.
    matches: ({ encryption }, value) =>
      isYes(value) ? encryption === "yes" : encryption === "no" || encryption === "partly",
    ...YES_NO,
  },
};
