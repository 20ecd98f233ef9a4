import { Failure, messageOf, UsageError } from "../base/errors.ts";
import { type Bridge, openBridge } from "./bridge.ts";
import type { SshEndpoint, Target, TcpEndpoint, Tls } from "./endpoint.ts";
import { proxyFor, withoutProxyVariables } from "./proxy.ts";
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
      return bridged(target, sshCommand(endpoint), "ssh", false, options);
    case "tcp":
      return endpoint.tls?.skipVerify
        ? bridged(target, dialStdio(target, "TLS without verification"), "docker", false, options)
        : tcp(target, endpoint, options);
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
