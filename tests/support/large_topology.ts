import { STACK_LABEL, type Swarm } from "../../lib/swarm/model.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";

/** 500 services in 40 stacks, two tasks each, on 50 nodes; a shared entrance, shared metrics, a mesh with ten ports. */
export function largeSwarm(options: { services?: number; stacks?: number } = {}): Swarm {
  const services = options.services ?? 500;
  const stacks = options.stacks ?? 40;
  const labels = (at: number) => ({ [STACK_LABEL]: `team-${at}` });
  const swarm = sketchSwarm({
    nodes: Array.from({ length: 50 }, (_, at) => ({ hostname: `node-${at + 1}` })),
    networks: [
      { name: "ingress", options: {} },
      { name: "edge", labels: { [STACK_LABEL]: "edge" } },
      { name: "metrics", options: {} },
      ...Array.from({ length: stacks }, (_, at) => ({
        name: `team-${at}_default`,
        labels: labels(at),
        subnet: `10.9.${at}.0/24`,
        ...(at % 5 === 0 ? { options: {} } : {}),
      })),
    ],
    services: Array.from({ length: services }, (_, at) => ({
      name: `team-${at % stacks}_service-${Math.floor(at / stacks)}`,
      labels: labels(at % stacks),
      replicas: 2,
      on: [
        `team-${at % stacks}_default`,
        ...(at < stacks && at % 3 === 0 ? ["edge"] : []),
        ...(at % 7 === 0 ? ["metrics"] : []),
      ],
      ports: at < 10
        ? [{ name: "", protocol: "tcp", target: 80, published: 8000 + at, mode: "ingress" as const }]
        : [],
    })),
  });
  swarm.tasks.forEach((task, at) => task.node = swarm.nodes[(at * 7) % swarm.nodes.length]!.id);
  return swarm;
}
