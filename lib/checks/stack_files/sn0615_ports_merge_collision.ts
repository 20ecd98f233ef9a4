import type { PortConfig } from "../../stack/index.ts";
import { rule } from "../rule.ts";

export const sn0615 = rule({
  code: "SN0615",
  name: "ports-merge-collision",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "Merging the files loses a published port",
  why:
    "When a service occurs in several -c files, `docker stack deploy` keeps one port for each published number and looks " +
    "at nothing else: of 53/tcp and 53/udp one is left, and of all ports without a published number one. It happens even " +
    "if the later file has no ports at all.",
  fix: "Keep the service in one file, or give each port a published number of its own",
  reference: ["docker/cli cli/compose/loader/merge.go", "docker/cli issue 2407", "reproduced on 28.2.2"],
  bad: [
    {
      title: "One number, two protocols",
      stack: [
        "services: {dns: {image: x, ports: ['53:53/tcp', '53:53/udp']}}\n",
        "services: {dns: {image: y}}\n",
      ],
    },
    {
      title: "Two ports without a published number",
      stack: ["services: {a: {image: x, ports: ['80', '443']}}\n", "services: {a: {image: y}}\n"],
    },
  ],
  good: [
    {
      title: "Distinct numbers",
      stack: [
        "services: {a: {image: x, ports: ['80:80']}}\n",
        "services: {a: {image: y, ports: ['443:443']}}\n",
      ],
    },
  ],
  check(view, report) {
    for (const { service, dropped, kept } of view.stack?.merge.droppedPorts ?? []) {
      // The same port said twice is the way to change where it leads; what is lost is another port.
      const same = protocolOf(dropped) === protocolOf(kept) &&
        (dropped.published !== 0 || dropped.target === kept.target);
      if (same) continue;
      report({
        object: { kind: "service", name: `${view.stack!.name}_${service}` },
        message: `Service ${view.stack!.name}_${service} loses port ${portText(dropped)}: merging keeps ${
          portText(kept)
        } because both have ${
          dropped.published === 0 ? "no published number" : `number ${dropped.published}`
        }`,
        at: dropped.at,
        part: portText(dropped),
      });
    }
  },
});

function protocolOf(port: PortConfig): string {
  return port.protocol === "" ? "tcp" : port.protocol.toLowerCase();
}

function portText(port: PortConfig): string {
  return `${port.published === 0 ? "" : `${port.published}:`}${port.target}/${protocolOf(port)}`;
}
