import { shellLine } from "../../base/shell.ts";
import { listOf } from "../../swarm/attached.ts";
import type { Service } from "../../swarm/model.ts";
import { IDLE_PORTS, IDLE_SERVERS, imageName } from "../images.ts";
import { rule } from "../rule.ts";
import { advice } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { isJob, isOnMesh, portsOf } from "../../swarm/service.ts";

const KEEPALIVE = "net.ipv4.tcp_keepalive_time";
/** IPVS forgets a TCP connection after 900 s without a packet; a probe must come in time (moby libnetwork/service_linux.go). */
const LATEST = 800;
const GOOD = 600;

export const sn0313 = rule({
  code: "SN0313",
  name: "idle-connection-timeout",
  level: "warning",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live", "stack"],
  reads: ["services"],
  what:
    "A server whose clients keep idle connections is reached through a virtual IP that forgets them after 15 minutes",
  why:
    "Connections to a virtual IP go through IPVS, which drops one that was silent for 900 seconds without telling either end; the " +
    "next query hangs or fails with a reset. Linux sends its first keepalive probe after two hours, far too late.",
  fix: `Set the sysctl ${KEEPALIVE} to ${GOOD} on the service and its clients, or use endpoint mode dnsrr`,
  reference: ["https://github.com/moby/moby/issues/31208", "https://github.com/moby/moby/issues/37822"],
  falsePositives:
    "Clients that close idle connections or probe by themselves in time. Servers are known by their image's name or their port",
  bad: [
    {
      title: "PostgreSQL in a stack file",
      stack: "services: {db: {image: 'postgres:16', networks: [n]}}\nnetworks: {n: {}}\n",
    },
    {
      title: "The kernel's own two hours",
      swarm: {
        networks: [{ name: "app" }],
        services: [{ name: "db", on: ["app"], image: "mysql:8", sysctls: { [KEEPALIVE]: "7200" } }],
      },
    },
  ],
  good: [
    {
      title: "Probes every ten minutes",
      stack: `services: {db: {image: 'postgres:16', sysctls: {${KEEPALIVE}: 600}}}\n`,
    },
    {
      title: "Clients connect to the task itself",
      stack: "services: {db: {image: 'postgres:16', deploy: {endpoint_mode: dnsrr}}}\n",
    },
  ],
  check(view, report) {
    for (const one of view.services) {
      if (!view.judged(one) || one.endpointMode !== "vip" || isJob(one)) continue;
      const kind = kindOf(one);
      if (kind === undefined || isProbing(one) || (listOf(one).length === 0 && !isOnMesh(one))) continue;
      const set = one.sysctls[KEEPALIVE];
      report({
        object: subject(one),
        message: `Service ${one.name} (${kind}) is reached through a virtual IP ${
          set === undefined ? "without early keepalive probes" : `with keepalive probes after ${set} s only`
        }: connections that are idle for 15 minutes die`,
        fix: advice(view, `Add sysctls: {${KEEPALIVE}: ${GOOD}} to the service, and to its clients`, {
          text: "Let the kernel probe in time, on its clients too; this replaces the tasks",
          commands: [
            shellLine(["docker", "service", "update", "--sysctl-add", `${KEEPALIVE}=${GOOD}`, one.name]),
          ],
        }),
      });
    }
  },
});

/** What the service is, if idle connections to it are usual. */
function kindOf(service: Service): string | undefined {
  const name = imageName(service.image);
  if (IDLE_SERVERS.has(name)) return name;
  for (const { target, protocol } of portsOf(service)) {
    const known = protocol === "tcp" ? IDLE_PORTS.get(target) : undefined;
    if (known !== undefined) return known;
  }
  return undefined;
}

function isProbing({ sysctls }: Service): boolean {
  const seconds = Number(sysctls[KEEPALIVE] ?? "x");
  return seconds > 0 && seconds <= LATEST;
}
