import { Failure } from "../base/errors.ts";
import type { ByteStream, Dialer } from "./byte_stream.ts";
import type { Endpoint, Target, TcpEndpoint } from "./endpoint.ts";

/** The Host header for a socket or pipe (DummyHost in moby client/client.go). */
const LOCAL_HOST = "api.moby.localhost";
/** The Host header where a command carries the connection (docker/cli cli/connhelper/connhelper.go). */
const COMMAND_HOST = "docker.example.com";

/**
 * The way to an engine. Unix sockets and plain tcp are connected directly; everything else is carried by
 * `docker system dial-stdio`, so that host keys and certificates are checked by docker's own code. Nothing is opened yet.
 */
export function dialerOf(target: Target): Dialer {
  const { endpoint, dialStdio } = target;
  const way = {
    host: hostHeader(endpoint),
    pathPrefix: endpoint.kind === "tcp" ? endpoint.pathPrefix : "",
    local: endpoint.kind === "unix" || endpoint.kind === "npipe",
    costly: true,
  };
  if (dialStdio !== undefined) {
    return { ...way, dial: async () => (await import("./dial_process.ts")).dialProcess(dialStdio) };
  }
  if (endpoint.kind === "unix") {
    const path = endpoint.path.startsWith("@") ? `\0${endpoint.path.slice(1)}` : endpoint.path;
    return {
      ...way,
      costly: false,
      dial: async () => streamOf(await Deno.connect({ transport: "unix", path })),
    };
  }
  if (endpoint.kind === "tcp" && !endpoint.tls) {
    const { host: hostname, port } = endpoint;
    return { ...way, costly: false, dial: async () => streamOf(await Deno.connect({ hostname, port })) };
  }
  throw new Failure(`Cannot reach the Docker engine at ${target.host}`, {
    why: "TLS, ssh and named pipes need the docker CLI, and no docker command was found",
    next: "Run this as docker swarmnet, or add docker to the PATH",
  });
}

function hostHeader(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case "unix":
    case "npipe":
      return LOCAL_HOST;
    case "ssh":
      return COMMAND_HOST;
    case "tcp":
      return tcpHost(endpoint);
  }
}

function tcpHost({ host, port }: TcpEndpoint): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function streamOf(connection: Deno.Conn): ByteStream {
  return {
    read: (buffer) => connection.read(buffer),
    async write(bytes) {
      for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
    },
    close() {
      try {
        connection.close();
      } catch {
        // The other side was faster.
      }
    },
  };
}
