import assert from "node:assert/strict";
import { connect } from "../../lib/engine/connect.ts";
import type { Target } from "../../lib/engine/endpoint.ts";
import { EngineError } from "../../lib/engine/errors.ts";
import { missingPrograms } from "../support/programs.ts";
import { json, withEngineSocket, withFolder } from "../support/engine_socket.ts";

const SSHD = "/usr/sbin/sshd";
const reason = missing();
if (reason !== undefined) console.log(`Tests with a real ssh server are skipped: ${reason}`);

function missing(): string | undefined {
  if (Deno.build.os !== "linux") return "they need Linux";
  try {
    Deno.statSync(SSHD);
  } catch {
    return `there is no ${SSHD}`;
  }
  return missingPrograms("ssh", "ssh-keygen", "docker");
}

async function run(...argv: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(argv[0]!, {
    args: argv.slice(1),
    stdout: "null",
    stderr: "piped",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

/** A real sshd for this user on a loopback port; `ssh` on the PATH is the real one with a configuration of its own. */
async function withSshd<T>(
  use: (folder: string, known: (yes: boolean) => void, key: (yes: boolean) => void) => Promise<T>,
): Promise<T> {
  return await withFolder(async (folder) => {
    for (const name of ["host", "me"]) {
      await run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", `${folder}/${name}`);
    }
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    Deno.copyFileSync(`${folder}/me.pub`, `${folder}/authorized`);
    Deno.writeTextFileSync(
      `${folder}/sshd_config`,
      `ListenAddress 127.0.0.1:${port}\nHostKey ${folder}/host\nAuthorizedKeysFile ${folder}/authorized\nPidFile none\n` +
        `StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nSetEnv PATH=${
          Deno.env.get("PATH")
        }\n`,
    );
    const known = (yes: boolean) =>
      Deno.writeTextFileSync(
        `${folder}/known`,
        yes ? `[127.0.0.1]:${port} ${Deno.readTextFileSync(`${folder}/host.pub`)}` : "",
      );
    const key = (yes: boolean) =>
      Deno.writeTextFileSync(
        `${folder}/ssh_config`,
        `Port ${port}\nUserKnownHostsFile ${folder}/known\nGlobalKnownHostsFile /dev/null\nIdentitiesOnly yes\nIdentityAgent none\n` +
          `IdentityFile ${yes ? `${folder}/me` : "/dev/null"}\n`,
      );
    known(true);
    key(true);
    Deno.mkdirSync(`${folder}/bin`);
    Deno.writeTextFileSync(
      `${folder}/bin/ssh`,
      `#!/bin/sh\nexec /usr/bin/ssh -F "${folder}/ssh_config" "$@"\n`,
      { mode: 0o755 },
    );
    const before = Deno.env.get("PATH")!;
    // sshd run by root wants its folder for unprivileged children.
    try {
      Deno.mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
    } catch {
      // Not root: it is not wanted then.
    }
    const server = new Deno.Command(SSHD, {
      args: ["-D", "-e", "-f", `${folder}/sshd_config`],
      stderr: "null",
    }).spawn();
    Deno.env.set("PATH", `${folder}/bin:${before}`);
    try {
      await listening(port);
      return await use(folder, known, key);
    } finally {
      Deno.env.set("PATH", before);
      server.kill();
      await server.status;
    }
  });
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  assert.fail("sshd does not listen");
}

Deno.test({
  name:
    "a real ssh server carries calls; an unknown host key and a refused login are failures, and nothing weakens the checks",
  ignore: reason !== undefined,
  // ssh ends a moment after close() has returned.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    withEngineSocket(
      { "GET /info": () => json({ Name: "far" }), "GET /networks": () => json([]) },
      (socket) =>
        withSshd(async (_folder, known, key) => {
          const through = (path: string): Target => {
            const host = `ssh://127.0.0.1${path}`;
            return {
              endpoint: { kind: "ssh", host: "127.0.0.1" },
              host,
              context: "default",
              headers: {},
              dialStdio: ["docker", "-H", host, "system", "dial-stdio"],
            };
          };
          let target = through(socket);
          const engine = await connect(target);
          assert.equal((await engine.info()).Name, "far");
          assert.deepEqual(await Promise.all([engine.networks(), engine.networks()]), [[], []]);
          engine.close();
          const refused = async (kind: string, why: RegExp) => {
            const error = await connect(target).then(() => assert.fail("it connected"), (error) => error);
            assert.ok(error instanceof EngineError);
            assert.match(error.why!, why);
            assert.equal(error.kind, kind);
          };
          known(false);
          await refused("unreachable", /does not trust the host's key/);
          known(true);
          key(false);
          await refused("permission", /refused the login/);
          key(true);
          target = through(`${socket}.none`);
          await refused("not-running", /engine/);
        }),
    ),
});
