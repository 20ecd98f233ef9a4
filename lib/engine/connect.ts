import { Failure } from "../base/errors.ts";
import type { ByteStream, Dialer } from "./byte_stream.ts";
import type { Endpoint, Target, TcpEndpoint } from "./endpoint.ts";
import { VERSION } from "../base/version.ts";
import { EngineClient } from "./client.ts";
import type { Engine } from "./engine.ts";
import { Http } from "./http.ts";
import { negotiate } from "./negotiate.ts";

/** docker gives the first call 2 s, too (cli/command/cli.go). */
const PING_LIMIT = 2000;
/** A busy engine gets a second chance, because docker goes on without an answer as well. */
const PING_RETRY_LIMIT = 8000;
/** ssh may take 30 s to connect, and a login its time. */
const COSTLY_PING_LIMIT = 40_000;
/** Longest time of any other call. Creating a service may look an image up in a registry first. */
export const CALL_LIMIT = 60_000;

/** Options of `connect`; times in milliseconds. */
export interface ConnectOptions {
  /** Stops every call of this engine; its reason is what they throw. */
  signal?: AbortSignal | undefined;
  /** How long the first call may take. Default: `pingLimits`. */
  pingLimit?: number | undefined;
  /** Longest time of other calls (60 s), from the request to the last byte. Events and followed logs have none. */
  callLimit?: number | undefined;
  /** The flag that raises it, where the command has one: named when the limit is reached. */
  limitFlag?: string | undefined;
}

/**
 * Connects to an engine and agrees on an API version. Throws `EngineError` that says why there is no engine, `UsageError` for a
 * DOCKER_API_VERSION that cannot be used. The engine must be closed, or helper processes stay.
 */
export async function connect(target: Target, options: ConnectOptions = {}): Promise<Engine> {
  const dialer = dialerOf(target);
  const http = new Http(dialer, {
    host: dialer.proxy === undefined ? target.host : `${target.host} through the proxy ${dialer.proxy}`,
    headers: { "User-Agent": `swarmnet/${VERSION}`, ...target.headers },
    limit: options.callLimit ?? CALL_LIMIT,
    limitFlag: options.limitFlag,
    signal: options.signal,
  });
  try {
    const ping = await negotiate(http, {
      pinned: target.apiVersion,
      host: target.host,
      ...options.pingLimit === undefined
        ? pingLimits(options.callLimit ?? CALL_LIMIT, dialer.costly)
        : { limit: options.pingLimit, retryLimit: 0 },
    });
    http.prefix = `/v${ping.apiVersion}`;
    return new EngineClient(http, ping, { host: target.host, local: dialer.local });
  } catch (error) {
    http.close();
    throw error;
  }
}

/**
 * How long the first call and its second try may take. An engine that is not there should not take a minute to say so; a limit below
 * the default holds for this call too, and one above it gives a slow engine more time.
 */
export function pingLimits(callLimit: number, costly: boolean): { limit: number; retryLimit: number } {
  const whole = callLimit > CALL_LIMIT
    ? callLimit
    : Math.min(callLimit, costly ? COSTLY_PING_LIMIT : PING_LIMIT + PING_RETRY_LIMIT);
  const limit = costly ? whole : Math.min(whole, PING_LIMIT);
  return { limit, retryLimit: whole - limit };
}

/** The Host header for a socket or pipe (DummyHost in moby client/client.go). */
const LOCAL_HOST = "api.moby.localhost";
/** The Host header where a command carries the connection (docker/cli cli/connhelper/connhelper.go). */
const COMMAND_HOST = "docker.example.com";

/**
 * The way to an engine. Unix sockets and plain tcp are connected directly or through an HTTP proxy; everything else is carried by
 * `docker system dial-stdio`, so that host keys and certificates are checked by docker's own code. Nothing is opened yet.
 */
function dialerOf(target: Target): Dialer {
  const { endpoint, dialStdio } = target;
  const way = {
    host: hostHeader(endpoint),
    targetPrefix: endpoint.kind === "tcp" ? endpoint.pathPrefix : "",
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
    const proxied = endpoint.proxy === undefined ? undefined : throughProxy(endpoint, endpoint.proxy);
    const { hostname, port } = proxied ?? { hostname: endpoint.host, port: endpoint.port };
    return {
      ...way,
      ...proxied?.way,
      costly: false,
      dial: async () => streamOf(await Deno.connect({ hostname, port })),
    };
  }
  throw new Failure(`Cannot reach the Docker engine at ${target.host}`, {
    why: "TLS, ssh and named pipes need the docker CLI, and no docker command was found",
    next: "Run this as docker swarmnet, or add docker to the PATH",
  });
}

/**
 * A proxy for plain HTTP is sent the engine's URL as target and passes the path on (RFC 9112, 3.2.2), as Go's client does for docker.
 * `docker system dial-stdio` is no way there: it connects to the engine directly (tried with docker 28.2.2).
 */
function throughProxy(endpoint: TcpEndpoint, url: string) {
  const parts = /^http:\/\/(?:([^/]*)@)?(\[[^\]]+\]|[^:/@]+)(?::(\d+))?(?:\/.*)?$/i.exec(url);
  const login = parts?.[1] === undefined ? undefined : basic(parts[1]);
  const port = Number(parts?.[3] ?? 80);
  if (parts === null || port > 65535 || login === null) {
    throw new Failure("The proxy in HTTP_PROXY cannot be used for this engine", {
      why: "Plain HTTP needs the URL of an HTTP proxy, with its user and password percent-encoded",
      next: `Correct HTTP_PROXY, or except the engine from it: NO_PROXY=${endpoint.host}`,
    });
  }
  const hostname = parts[2]!;
  return {
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port,
    way: {
      proxy: `http://${hostname}:${port}`,
      targetPrefix: `http://${tcpHost(endpoint)}${endpoint.pathPrefix}`,
      ...(login === undefined ? {} : { headers: { "Proxy-Authorization": `Basic ${login}` } }),
    },
  };
}

/** User and password of a URL as the Basic scheme has them (RFC 7617); null where their encoding is broken. */
function basic(userinfo: string): string | null {
  try {
    return btoa(String.fromCharCode(...new TextEncoder().encode(decodeURIComponent(userinfo))));
  } catch {
    return null;
  }
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
