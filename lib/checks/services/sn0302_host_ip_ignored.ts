import { rule } from "../rule.ts";

/** Writing these asks for what happens anyway. */
const EVERYWHERE = new Set(["", "0.0.0.0", "::"]);

export const sn0302 = rule({
  code: "SN0302",
  name: "host-ip-ignored",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A port is meant for one address of the node, which deploy ignores",
  why:
    "In docker compose `127.0.0.1:8080:80` keeps a port local. Deploy drops the address with one line on standard error and " +
    "publishes the port through the routing mesh, on every address of every node.",
  fix:
    "Leave out the address and keep strangers off with a firewall (chain DOCKER-USER), or do not publish the port and let " +
    "its users join the network",
  reference: [
    "docker/cli cli/compose/loader: ignoring IP-address (reproduced on 28.2.2)",
    "https://github.com/moby/moby/issues/26696",
    "https://github.com/moby/moby/issues/32299",
  ],
  bad: [
    {
      title: "Meant for this machine only",
      stack: "services: {a: {image: x, ports: ['127.0.0.1:8080:80']}}\n",
    },
    {
      title: "Meant for one network card",
      stack: "services: {a: {image: x, ports: ['10.1.2.3:53:53/udp']}}\n",
    },
  ],
  good: [
    { title: "No address", stack: "services: {a: {image: x, ports: ['8080:80']}}\n" },
    {
      title: "The long form knows no address",
      stack: "services: {a: {image: x, ports: [{target: 80, published: 80}]}}\n",
    },
  ],
  check(view, report) {
    for (const service of view.stack?.services ?? []) {
      const seen = new Set<string>();
      for (const { at, written, published, target } of service.ports) {
        // A range is many ports at one place.
        const place = `${at.file}:${at.line}:${at.column}`;
        if (EVERYWHERE.has(written.hostIp) || seen.has(place)) continue;
        seen.add(place);
        const port = published === 0 ? `a port for ${target}` : `port ${published}`;
        report({
          object: { kind: "service", name: service.name },
          message:
            `Service ${service.name} wants ${port} on ${written.hostIp} only, but deploy publishes it on every address of every node`,
          at,
          part: `${written.hostIp} ${published || target}`,
        });
      }
    }
  },
});
