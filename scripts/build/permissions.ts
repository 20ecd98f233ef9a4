/**
 * What the compiled binary may do, each with its reason. The list is baked in at compile time and is all there is: no prompt,
 * no foreign code (ffi), no other program. tests/unit/permissions.test.ts pins it, so that it cannot grow unnoticed.
 */
export const PERMISSIONS: readonly { flag: string; why: string }[] = [
  { flag: "--no-prompt", why: "a refused permission is an error, never a question on the user's terminal" },
  {
    flag: "--allow-net",
    why: "the engine listens where the user's context, -H or DOCKER_HOST says: any host, port or socket",
  },
  {
    flag: "--allow-read",
    why:
      "docker's configuration, contexts and certificates, snapshots and stack files: wherever the user names them; a unix socket counts as a file",
  },
  {
    flag: "--allow-write",
    why:
      "a unix socket counts as a file; `snapshot -o`, `hooks enable` and journals write where the user says",
  },
  {
    flag: "--allow-env",
    why:
      "docker's own variables, NO_COLOR and friends, and ${VARIABLES} of stack files, whose names are not known here",
  },
  {
    // A bare name grants what it means on the PATH; the absolute ones are for a docker that was called by its path.
    flag: "--allow-run=docker,/usr/bin/docker,/usr/local/bin/docker",
    why:
      "docker itself for `service create|update`, and for `system dial-stdio`, which carries TLS, ssh and named pipes",
  },
  {
    flag: "--allow-sys=networkInterfaces,osRelease,uid",
    why:
      "whether the engine is on this machine's kernel, which subnets the machine is attached to (an overlay must not cover them), and who owns a plugin folder",
  },
];

/**
 * The folders that take the place of PATH for a process without one, which is how docker-compose asks for metadata. The runtime
 * looks the names of --allow-run up when it starts, and refuses to start without a PATH.
 */
export const FALLBACK_PATH = "/usr/local/bin:/usr/bin:/bin";
