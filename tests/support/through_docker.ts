import type { Endpoint, Target } from "../../lib/engine/endpoint.ts";
import { withFolder } from "./engine_socket.ts";

const DIAL = new URL("./dial_stdio.ts", import.meta.url).pathname;

/** A target whose connections a command carries. */
export function carriedTarget(endpoint: Endpoint, host: string, dialStdio?: string[]): Target {
  return { endpoint, host, context: "default", headers: {}, ...(dialStdio ? { dialStdio } : {}) };
}

/** Gives the path of a shell script that stands for docker. */
export async function withScript<T>(
  script: string,
  use: (path: string, folder: string) => Promise<T>,
): Promise<T> {
  return await withFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/docker`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return await use(`${folder}/docker`, folder);
  });
}

/** A script that carries the connection to this socket and writes its process ID and its words beside itself. */
export function carrier(socket: string): string {
  return `folder=$(dirname "$0"); echo $$ >>"$folder/pids"; for each; do printf '%s\\n' "$each"; done >>"$folder/argv"
exec "${Deno.execPath()}" run -A "${DIAL}" "${socket}"`;
}
