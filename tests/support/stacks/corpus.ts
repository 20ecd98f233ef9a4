import type { Case } from "./case.ts";
import { DOCUMENTS, VERSIONS } from "./documents.ts";
import { INTERPOLATION } from "./interpolation.ts";
import { MERGES } from "./merges.ts";
import { NETWORKS, PORTS } from "./networks.ts";
import { SERVICES } from "./services.ts";
import { YAML } from "./yaml.ts";

export type { Case };

/** Every case: the conformance test runs each through the real CLI; the unit test needs none. */
export const CORPUS: readonly Case[] = [
  ...DOCUMENTS,
  ...VERSIONS,
  ...NETWORKS,
  ...PORTS,
  ...SERVICES,
  ...INTERPOLATION,
  ...MERGES,
  ...YAML,
];
