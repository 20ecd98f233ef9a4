import assert from "node:assert/strict";
import { create } from "../../commands/create.ts";
import { parseCommand } from "../../lib/cli/parse.ts";
import { testContext } from "../support/context.ts";
import { dockerCli } from "../support/docker_cli.ts";
import { json, pong } from "../support/engine_socket.ts";
import { makeSwarm } from "../support/make_swarm.ts";

/** Flags that docker's CLI and ours share; each line is one command. */
const CASES = [
  "n",
  "--attachable --internal --label a=b --label c --label d=e=f -o encrypted -o dsr=1 n",
  "--subnet 10.61.0.0/24 --gateway 10.61.0.1 --ip-range 10.61.0.128/25 n",
  "--subnet 10.61.0.0/24,10.62.0.0/24 --gateway 10.62.0.1 n",
  "--subnet 10.61.0.0/24 --subnet 10.62.0.0/24 --ip-range 10.62.0.64/26 --ip-range 10.61.0.64/26 n",
  "--ipv6=false n",
  "--ipv6 n",
  "--scope swarm n",
  "--ingress --opt com.docker.network.driver.mtu=9000 my-ingress",
  "--ipam-opt a=b --ipam-driver default n",
  "--config-only --subnet 10.61.0.0/24 n",
];

interface Captured {
  body: Record<string, unknown>;
  api: string;
}

/** What docker's CLI posts for these words to an engine of this API version. */
async function dockersBody(docker: string, api: string, words: string[]): Promise<Captured> {
  const folder = Deno.makeTempDirSync({ prefix: "create-body-" });
  const path = `${folder}/docker.sock`;
  let captured: Captured | undefined;
  const server = Deno.serve({ path, onListen() {} }, async (request) => {
    const url = new URL(request.url);
    if (url.pathname.endsWith("/_ping")) return pong(api);
    captured = { body: await request.json(), api: /^\/v([\d.]+)\//.exec(url.pathname)![1]! };
    return json({ Id: "abc", Warning: "" }, 201);
  });
  try {
    const run = await new Deno.Command(docker, {
      args: ["-H", `unix://${path}`, "network", "create", "-d", "overlay", ...words],
      env: { DOCKER_CONFIG: folder, DOCKER_API_VERSION: "" },
    }).output();
    assert.equal(run.code, 0, new TextDecoder().decode(run.stderr));
  } finally {
    await server.shutdown();
    Deno.removeSync(folder, { recursive: true });
  }
  assert.ok(captured !== undefined);
  return captured;
}

/** What our dry run prints for the same words. */
async function ourBody(apiVersion: string, words: string[]): Promise<Record<string, unknown>> {
  const ctx = testContext({ swarm: makeSwarm({ source: { apiVersion }, networks: [] }) });
  const parsed = parseCommand(create, ["--dry-run", ...words]);
  assert.equal(parsed.kind, "run");
  if (parsed.kind === "run") await create.run(ctx, parsed.options);
  return JSON.parse(ctx.io.stdoutText);
}

/**
 * 20.10's CLI always says EnableIPv6; later ones only when asked. Absent and false are the same to every engine. Several subnets come
 * in any order from docker, which keeps them in a Go map.
 */
function normal(body: Record<string, unknown>): Record<string, unknown> {
  const ipam = body.IPAM as { Config?: { Subnet?: string }[] | null };
  const subnet = (config: { Subnet?: string }) => config.Subnet ?? "";
  const sorted = ipam.Config?.toSorted((a, b) => subnet(a) < subnet(b) ? -1 : subnet(a) > subnet(b) ? 1 : 0);
  return {
    EnableIPv6: false,
    ...body,
    IPAM: sorted === undefined ? ipam : { ...ipam, Config: sorted },
  };
}

const docker = dockerCli();
for (const api of ["1.41", "1.44", "1.51"]) {
  Deno.test({
    name: `the body is docker's own for the same flags, at API ${api}`,
    ignore: docker === undefined,
    fn: async () => {
      for (const line of CASES) {
        const words = line.split(" ");
        const theirs = await dockersBody(docker!, api, words);
        assert.deepEqual(normal(await ourBody(theirs.api, words)), normal(theirs.body), line);
      }
    },
  });
}
