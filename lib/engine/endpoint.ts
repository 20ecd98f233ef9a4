/** Where an engine listens, decided from docker's own flags, environment, config.json and contexts. Data only. */
export type Endpoint = UnixEndpoint | NpipeEndpoint | TcpEndpoint | SshEndpoint;

/** A unix socket of this machine. */
export interface UnixEndpoint {
  kind: "unix";
  /** Path of the socket; a leading `@` would be Linux' abstract namespace. */
  path: string;
}

/** A named pipe of this Windows machine. */
export interface NpipeEndpoint {
  kind: "npipe";
  /** Path as docker writes it after `npipe://`, such as `//./pipe/docker_engine`. */
  path: string;
}

/** An engine that listens on TCP. */
export interface TcpEndpoint {
  kind: "tcp";
  /** Name or address; an IPv6 address stands without brackets. */
  host: string;
  port: number;
  /** What every request path starts with: empty, or `/pre/fix` without a final slash. */
  pathPrefix: string;
  /** Absent: plain HTTP. With it docker itself connects (`Target.dialStdio`), with its own checks. */
  tls?: true;
  /** URL of the HTTP proxy that plain HTTP goes through; it may hold a password. */
  proxy?: string;
}

/** An engine reached through ssh. */
export interface SshEndpoint {
  kind: "ssh";
  host: string;
}

/** An endpoint and everything else that has a say in the calls made to it. */
export interface Target {
  endpoint: Endpoint;
  /** The address in the user's words, such as unix:///var/run/docker.sock or ssh://me@host. */
  host: string;
  /** Name of the docker context: `default` where a host was given directly. */
  context: string;
  /** HTTP headers to add to every request, by canonical name; never User-Agent. */
  headers: Record<string, string>;
  /** From DOCKER_API_VERSION, without a leading v: no negotiation then. */
  apiVersion?: string;
  /**
   * The docker CLI and the words to run it with so that it connects its standard streams to this same endpoint
   * (`docker … system dial-stdio`), for endpoints that are not dialled directly; absent where no docker was found.
   */
  dialStdio?: string[];
}
