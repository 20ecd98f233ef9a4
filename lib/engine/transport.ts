import { Failure, messageOf, UsageError } from "../base/errors.ts";
import { type Bridge, openBridge } from "./bridge.ts";
import type { Attempt } from "./attempt.ts";
import type { SshEndpoint, Target, TcpEndpoint, Tls } from "./endpoint.ts";
import { proxyFor, withoutProxyVariables } from "./proxy.ts";

/** A way to an engine: an HTTP client and what has to be known to use it. */
export interface Transport {
  client: Deno.HttpClient;
  /** What every URL starts with, without a final slash. */
  base: string;
  headers: Record<string, string>;
  /** A socket or pipe of this machine. */
  local: boolean;
  /** Each connection costs a process (and, with ssh, a login): calls wait for each other and share one. */
  costly: boolean;
  /** What is known about a failed call, for its message. */
  attempt(call: string): Promise<Attempt>;
  close(): void;
}

/** What the choice of a transport depends on besides the target. */
export interface TransportOptions {
  /** Reads an environment variable. */
  env: (name: string) => string | undefined;
  os: typeof Deno.build.os;
}

/** docker's own name for the other end of a socket; a Host header must stand there (moby client/client.go). */
const DUMMY_HOST = "http://api.moby.localhost";

/** Opens the way to an engine. Nothing is sent yet, except that ssh and dial-stdio start with the first call. */
export function openTransport(target: Target, options: TransportOptions): Transport {
  const { endpoint } = target;
  switch (endpoint.kind) {
    case "unix":
      return unix(target, endpoint.path, options);
    case "npipe":
      return bridged(target, dialStdio(target, "A named pipe"), "docker", true, options);
    case "ssh":
      return bridged(target, sshCommand(endpoint), "ssh", false, options);
    case "tcp":
      return endpoint.tls?.skipVerify
        ? bridged(target, dialStdio(target, "TLS without verification"), "docker", false, options)
        : tcp(target, endpoint, options);
  }
}

function unix(target: Target, path: string, { os }: TransportOptions): Transport {
  const socket = path.startsWith("@") ? `\0${path.slice(1)}` : path;
  const client = Deno.createHttpClient({ proxy: { transport: "unix", path: socket }, http2: false });
  return {
    client,
    base: DUMMY_HOST,
    headers: {},
    local: true,
    costly: false,
    attempt: async (call) => ({
      host: target.host,
      kind: "unix",
      path,
      call,
      os,
      system: await socketError(socket),
    }),
    close: () => client.close(),
  };
}

/** Fetch knows of a failed connection as text only; a plain connect tells the operating system's reason as a class. */
async function socketError(path: string): Promise<unknown> {
  try {
    (await Deno.connect({ transport: "unix", path })).close();
    return undefined;
  } catch (error) {
    return error;
  }
}

function tcp(target: Target, endpoint: TcpEndpoint, { env, os }: TransportOptions): Transport {
  const { host, port, tls } = endpoint;
  const unusable = (why: string, cause?: unknown) =>
    new UsageError(`The TLS files for ${target.host} cannot be used`, {
      why,
      next: "They must be PEM; the key must not have a passphrase. Check ca.pem, cert.pem and key.pem",
      cause,
    });
  // Deno takes any text here and then trusts nothing of it.
  if (tls?.ca !== undefined && !tls.ca.includes("-----BEGIN CERTIFICATE-----")) {
    throw unusable("There is no certificate in ca.pem");
  }
  const url = proxyFor(host, port, tls !== undefined, env);
  const client = withoutProxyVariables(() => {
    try {
      return Deno.createHttpClient({
        http2: false,
        ...(url === undefined ? {} : { proxy: { url } }),
        ...(tls === undefined ? {} : certificates(tls)),
      });
    } catch (error) {
      throw unusable(messageOf(error), error);
    }
  });
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    client,
    base: `${tls === undefined ? "http" : "https"}://${name}:${port}${endpoint.pathPrefix}`,
    headers: {},
    local: false,
    costly: false,
    attempt: (call) => Promise.resolve({ host: target.host, kind: "tcp", call, os }),
    close: () => client.close(),
  };
}

/** Deno trusts the system's authorities besides the one given here; docker trusts the given one alone (crypto/tls RootCAs). */
function certificates(tls: Tls): { caCerts?: string[]; cert?: string; key?: string } {
  return {
    ...(tls.ca === undefined ? {} : { caCerts: [tls.ca] }),
    ...(tls.cert === undefined || tls.key === undefined ? {} : { cert: tls.cert, key: tls.key }),
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
    base: DUMMY_HOST,
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

/**
 * ssh as docker 28.5.2 runs it: the destination after `--`, so that no name can become an option; host keys are checked as the
 * user's configuration says.
 */
export function sshCommand(endpoint: SshEndpoint): string[] {
  const remote = endpoint.socket === undefined
    ? "docker system dial-stdio"
    : `docker ${quoted(`--host=unix://${endpoint.socket}`)} system dial-stdio`;
  return [
    "ssh",
    ...(endpoint.user === undefined ? [] : ["-l", endpoint.user]),
    ...(endpoint.port === undefined ? [] : ["-p", String(endpoint.port)]),
    "-o ConnectTimeout=30",
    "-T",
    "--",
    endpoint.host,
    remote,
  ];
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'"'"'`)}'`;
}
