import { isOn } from "../../insight/network_facts.ts";
import type { ServiceFacts } from "../../insight/service_facts.ts";
import { STACK_LABEL } from "../../swarm/model.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, dim, green, red, yellow } from "../../terminal/style.ts";
import { ENCRYPTION_CELL, labelsText } from "../lists/network_list.ts";
import { modeText, replicasText } from "../lists/service_list.ts";
import { heading, type Screen } from "../network/text.ts";
import { facts, table } from "../common/table.ts";
import { ago } from "../common/times.ts";

/** One service as the network sees it, for a person to read. */
export function serviceText(known: ServiceFacts, screen: Screen): string {
  const parts = [
    `${bold(inline(known.service.name))}  ${modeText(known.service.mode)}, ${
      inline(replicasText(known))
    } running\n`,
    facts(identity(known, screen), { indent: 2, width: screen.width }),
    networks(known, screen),
    ports(known),
    tasks(known, screen),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function identity(known: ServiceFacts, screen: Screen): [string, string][] {
  const { service } = known;
  const pairs: [string, string][] = [
    ["ID", inline(service.id)],
    ["Image", inline(service.image)],
    [
      "Endpoint",
      service.endpointMode === "vip"
        ? "vip: its name stands for one virtual IP in each network, balanced by IPVS on every node"
        : "dnsrr: its name stands for the addresses of its tasks, in turn; clients that cache names stick to one",
    ],
  ];
  const age = ago(service.updated, screen.now);
  if (age !== "") pairs.push(["Updated", age]);
  if (service.updateStatus !== null && service.updateStatus.state !== "completed") {
    pairs.push([
      "Update",
      yellow(`${inline(service.updateStatus.state)}: ${inline(service.updateStatus.message)}`),
    ]);
  }
  const stack = service.labels[STACK_LABEL];
  if (stack !== undefined) pairs.push(["Stack", inline(stack)]);
  if (service.networks.length === 0 && service.legacyNetworks.length > 0) {
    pairs.push([
      "Problem",
      "its networks stand in the deprecated place of the spec: they must be moved before they can be changed",
    ]);
  }
  return pairs;
}

function networks(known: ServiceFacts, screen: Screen): string {
  if (known.networks.length === 0) {
    return `${bold("Networks")}\n  ${dim("none: reachable only through docker_gwbridge or host ports")}\n`;
  }
  const columns = ["NAME", "ENCRYPTED", "SUBNET", "VIP", "ALIASES", "OPTIONS"].map((header) => ({ header }));
  const rows = known.networks.map((one) => [
    one.network === undefined ? `${inline(one.name)} ${red("(does not exist)")}` : inline(one.name),
    encryptionCell(one.encryption),
    one.network?.ipam.config.map((config) => inline(config.subnet)).join(" ") || "-",
    inline(one.vip) || "-",
    one.aliases.map(inline).join(" ") || "-",
    inline(labelsText(one.driverOpts)) || "-",
  ]);
  return heading("Networks", rows.length) + table(columns, rows, { indent: 2, width: screen.width });
}

function encryptionCell(encryption: ServiceFacts["networks"][number]["encryption"]): string {
  const text = ENCRYPTION_CELL[encryption];
  return encryption === "off" ? yellow(text) : isOn(encryption) ? green(text) : text;
}

function ports({ service }: ServiceFacts): string {
  if (service.ports.length === 0) return "";
  const columns = ["PUBLISHED", "TARGET", "MODE", "ANSWERED BY"].map((header) => ({ header }));
  const rows = [...service.ports].sort((a, b) => a.published - b.published || a.target - b.target).map((
    port,
  ) => [
    `${port.published || "auto"}/${inline(port.protocol)}`,
    String(port.target),
    port.mode,
    port.mode === "ingress" ? "every node, through the routing mesh" : "only the nodes where a task runs",
  ]);
  return heading("Published ports", rows.length) + table(columns, rows, { indent: 2 });
}

function tasks(known: ServiceFacts, screen: Screen): string {
  const columns = ["NODE", "TASK", "STATE", "ADDRESSES"].map((header) => ({ header }));
  const rows = known.nodes.flatMap((node) =>
    node.tasks.map((task, at) => [
      at > 0 ? "" : node.name === "" ? yellow("(no node yet)") : inline(node.name) +
        (node.state === "ready" ? "" : ` ${red(`(${inline(node.state)})`)}`),
      inline(task.name),
      task.state === "running" ? green("running") : yellow(inline(task.state)),
      addresses(task),
    ])
  );
  if (rows.length === 0) return `${bold("Tasks by node")}\n  ${dim("none")}\n`;
  return heading("Tasks by node", rows.length) + table(columns, rows, { indent: 2, width: screen.width });
}

function addresses(task: ServiceFacts["nodes"][number]["tasks"][number]): string {
  const list = task.addresses.map((one) => `${inline(one.network)}=${inline(one.address)}`);
  const host = task.hostPorts.map((port) => `host:${port.published}/${inline(port.protocol)}`);
  const text = [...list, ...host].join(" ") || "-";
  return task.error === "" ? text : `${text} ${red("error:")} ${inline(task.error)}`;
}
