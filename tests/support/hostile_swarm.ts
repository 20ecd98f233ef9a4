import { STACK_LABEL, type Swarm } from "../../lib/swarm/model.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";

/** A small swarm in which every text that people choose is one of these names. */
export function hostileSwarm(names: readonly string[]): Swarm {
  const at = (index: number) => names[index % names.length]!;
  const swarm = sketchSwarm({
    nodes: names.slice(0, 3).map((name) => ({ hostname: name, addr: name })),
    networks: names.map((name, index) => ({
      name,
      labels: { [STACK_LABEL]: at(index + 1) },
      ...(index % 3 === 0 ? { options: {} } : {}),
    })),
    services: names.map((name, index) => ({
      name,
      labels: { [STACK_LABEL]: at(index + 1) },
      image: name,
      on: [name, at(index + 2)],
    })),
  });
  swarm.taken = names[0]!;
  for (const service of swarm.services) {
    for (const attachment of service.networks) attachment.aliases = [service.name];
    service.ports = [{ name: service.name, protocol: service.name, target: 1, published: 2, mode: "host" }];
  }
  return swarm;
}

/** A finding about each object whose words are hostile, too. */
export function hostileFindings(names: readonly string[]) {
  return names.map((name) => ({
    code: "SN0101",
    level: "warning" as const,
    object: { kind: "service", name },
    message: name,
    fix: name,
    commands: [name],
  }));
}
