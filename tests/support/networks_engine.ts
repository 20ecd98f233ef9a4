/** An engine that knows networks only, to put the same answers before the docker CLI and before us. */
import { dockerCli } from "./docker_cli.ts";

/** A network as the engine gives it. */
export function rawNetwork(
  id: string,
  name: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    Name: name,
    Id: id,
    Created: "2026-11-22T10:00:00.120000000Z",
    Scope: "swarm",
    Driver: "overlay",
    EnableIPv4: true,
    EnableIPv6: false,
    IPAM: { Driver: "default", Options: null, Config: [{ Subnet: "10.0.1.0/24", Gateway: "10.0.1.1" }] },
    Internal: false,
    Attachable: false,
    Ingress: false,
    ConfigFrom: { Network: "" },
    ConfigOnly: false,
    Containers: {},
    Options: {},
    Labels: {},
    ...more,
  };
}

export interface NetworksEngine {
  host: string;
  config: string;
  close(): Promise<void>;
}

/** Serves these networks; a filter on the name "none" leaves nothing. */
export function networksEngine(networks: readonly Record<string, unknown>[]): NetworksEngine {
  const folder = Deno.makeTempDirSync({ prefix: "swarmnet-formats-" });
  const headers = { "Api-Version": "1.50", "Ostype": "linux" };
  const server = Deno.serve({ path: `${folder}/engine.sock`, onListen: () => {} }, (request) => {
    const url = new URL(request.url);
    const name = /\/networks\/(.+)$/.exec(url.pathname)?.[1];
    if (url.pathname.endsWith("/_ping")) return new Response("OK", { headers });
    if (name === undefined) return Response.json(url.search.includes("none") ? [] : networks, { headers });
    const found = networks.find((one) => one.Name === decodeURIComponent(name));
    if (found !== undefined) return Response.json(found, { headers });
    return Response.json({ message: `network ${name} not found` }, { status: 404, headers });
  });
  return {
    host: `unix://${folder}/engine.sock`,
    config: `${folder}/config`,
    close: async () => {
      await server.shutdown();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

/** What the docker CLI prints, output before errors. */
export async function askDocker(
  engine: Pick<NetworksEngine, "host" | "config">,
  args: string[],
): Promise<string> {
  const output = await new Deno.Command(dockerCli()!, {
    args,
    env: { DOCKER_HOST: engine.host, DOCKER_CONFIG: engine.config, LC_ALL: "C.UTF-8", DOCKER_CONTEXT: "" },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return text.decode(output.stdout) + text.decode(output.stderr);
}
