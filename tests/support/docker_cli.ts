import { programPath } from "./programs.ts";

/** Path of a docker CLI on the PATH, or undefined: protocol tests that compare with docker are skipped then. */
export function dockerCli(): string | undefined {
  return programPath("docker");
}
