import { networkAsWritten } from "../../stack/as_swarm.ts";
import type { StackNetwork } from "../../stack/index.ts";
import type { Network } from "../../swarm/model.ts";
import type { NetworkBody } from "../model.ts";

/**
 * The body of POST /networks/create as deploy sends it (docker/cli cli/compose/convert/compose.go Networks), which leaves
 * IPAM out where the file says nothing of it: the same to the engine as one without subnets.
 */
export function bodyOfWritten(written: StackNetwork): NetworkBody {
  const { driver, config } = written.ipam;
  return {
    Name: written.name,
    Driver: written.driver === "" ? "overlay" : written.driver,
    IPAM: {
      Driver: driver === "" ? "default" : driver,
      Options: {},
      Config: config.map(({ subnet }) => ({ Subnet: subnet })),
    },
    Internal: written.internal,
    Attachable: written.attachable,
    Options: { ...written.options },
    Labels: { ...written.labels },
  };
}

/** Stands for the ID of a network that does not exist yet. */
export function plannedId(name: string): string {
  return `planned ${name}`;
}

/** A network that does not exist yet, as far as others could collide with it. */
export function plannedNetwork(written: StackNetwork): Network {
  const network = networkAsWritten(written, "");
  return {
    ...network,
    id: plannedId(written.name),
    scope: "swarm",
    ipam: { ...network.ipam, driver: "default" },
  };
}
