import { VERSION } from "../base/version.ts";

/**
 * The answer to `docker-cli-plugin-metadata`: main.ts writes it before anything else is loaded. SchemaVersion 0.1.0 is
 * the only one that every docker CLI accepts (docker/cli cli-plugins/manager/plugin.go; others from 28.5.0).
 */
export const METADATA = {
  SchemaVersion: "0.1.0",
  Vendor: "The swarmnet authors",
  Version: VERSION,
  ShortDescription: "Networks of a swarm: create, check, change, encrypt",
  URL: "https://github.com/swarmnet/docker-swarmnet",
} as const;

/** The word docker asks for it with. */
export const METADATA_COMMAND = "docker-cli-plugin-metadata";

/** The word docker asks for a hint with. */
export const HOOKS_COMMAND = "docker-cli-plugin-hooks";
