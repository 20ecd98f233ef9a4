import { Failure } from "../base/errors.ts";
import { type Bridge, openBridge } from "./bridge.ts";
import type { Target, TcpEndpoint } from "./endpoint.ts";
import { withoutProxyVariables } from "./proxy.ts";
import { DUMMY_HOST, type Transport, type TransportOptions } from "./transport_model.ts";

/** Ways to engines that are not a unix socket of this machine: tcp, ssh, named pipes. */
export function openFar(
  target: Target,
  endpoint: Exclude<Target["endpoint"], { kind: "unix" }>,
  options: TransportOptions,
): Transport {
  switch (endpoint.kind) {
    case "npipe":
      return bridged(target, dialStdio(target, "A named pipe"), "docker", true, options);
    case "ssh":
      return bridged(target, dialStdio(target, "ssh"), "docker", false, options);
    case "tcp":
      return endpoint.tls || target.dialStdio !== undefined
        ? bridged(target, dialStdio(target, "TLS"), "docker", false, options)
        : tcp(target, endpoint, options);
  }
}

function tcp(target: Target, endpoint: TcpEndpoint, { os }: TransportOptions): Transport {
  const { host, port } = endpoint;
  const client = withoutProxyVariables(() => Deno.createHttpClient({ http2: false }));
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    client,
    base: `http://${name}:${port}${endpoint.pathPrefix}`,
    headers: {},
    local: false,
    costly: false,
    attempt: (call) => Promise.resolve({ host: target.host, kind: "tcp", call, os }),
    close: () => client.close(),
  };
}

function bridged(
  target: Target,
  argv: string[],
  name: string,
  local: boolean,
  { os }: TransportOptions,
): Transport {
  const bridge: Bridge = openBridge(argv, { port: os === "windows" });
  const client = Deno.createHttpClient({ proxy: bridge.proxy, http2: false, poolMaxIdlePerHost: 1 });
  return {
    client,
    base: `${DUMMY_HOST}${target.endpoint.kind === "tcp" ? target.endpoint.pathPrefix : ""}`,
    headers: bridge.headers,
    local,
    costly: true,
    attempt: async (call) => ({
      host: target.host,
      kind: target.endpoint.kind,
      call,
      os,
      helper: { name, said: await bridge.said() },
    }),
    close: () => {
      client.close();
      bridge.close();
    },
  };
}

function dialStdio(target: Target, what: string): string[] {
  if (target.dialStdio !== undefined) return [...target.dialStdio];
  throw new Failure(`Cannot reach the Docker engine at ${target.host}`, {
    why: `${what} is left to docker itself, and no docker command was found`,
    next: "Run this as docker swarmnet, or put docker on the PATH",
  });
}
