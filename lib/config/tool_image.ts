import { inline } from "../terminal/boundary.ts";
import type { Runtime } from "../engine/runtime.ts";
import { DEFAULT_ORIGIN, type Settings } from "./settings.ts";

/** The image of the helpers on the nodes, and who chose it. */
export interface ToolImage {
  name: string;
  /** "--image", "default", or where the user's configuration sets it. */
  source: string;
}

/**
 * Helpers run with more rights than the services of a stack, so their image is the flag's or the user's own configuration's, never
 * that of a cloned folder. An image that the folder's file names is said to be left out.
 */
export function chooseToolImage(
  { io }: Pick<Runtime, "io">,
  { "tool-image": own, projectImage }: Settings,
  flag: string | undefined,
): ToolImage {
  if (flag !== undefined) return { name: flag, source: "--image" };
  if (projectImage !== null) {
    io.warn(
      `${inline(projectImage)}: tool-image is ignored here. Fix: use --image, or set it in swarmnet.yaml ` +
        "beside docker's config.json",
    );
  }
  return { name: own.value, source: own.origin === DEFAULT_ORIGIN ? "default" : own.origin };
}

/** "nicolaka/netshoot:v0.13 (default)", safe for one line. */
export function toolImageText({ name, source }: ToolImage): string {
  return `${inline(name)} (${inline(source)})`;
}
