import { FALLBACK_PATH, PERMISSIONS } from "../build/permissions.ts";

/** What a launcher is written from. */
export interface LauncherOptions {
  /** The checkout. */
  root: string;
  /** The Deno that installs. */
  deno: string;
  /** Version of that Deno. */
  version: string;
}

/**
 * A shell script that runs the checkout with the same permissions as the binary would have. It stands in where the runtime
 * base for `deno compile` cannot be had.
 */
export function launcherScript({ root, deno, version }: LauncherOptions): string {
  const flags = [
    "--quiet",
    "--no-check",
    "--config",
    quote(`${root}/deno.json`),
    ...PERMISSIONS.map((one) => one.flag),
  ].join(" ");
  return `#!/bin/sh
# docker-swarmnet: runs the checkout in ${commentSafe(root)}.
# The single binary could not be built when this was installed; \`deno task install\` in the checkout tries again.
export PATH="\${PATH-${FALLBACK_PATH}}" DENO_TLS_CA_STORE="\${DENO_TLS_CA_STORE:-system,mozilla}" DENO_NO_UPDATE_CHECK=1
deno=${quote(deno)}
if [ -x "$deno" ]; then exec "$deno" run ${flags} ${quote(`${root}/main.ts`)} "$@"; fi
exec npx --yes deno@${version} run ${flags} ${quote(`${root}/main.ts`)} "$@"
`;
}

/** One shell word. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function commentSafe(text: string): string {
  return text.replace(/[\r\n]/g, "?");
}
