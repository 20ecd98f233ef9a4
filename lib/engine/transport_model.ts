import type { Attempt } from "./attempt.ts";

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
export const DUMMY_HOST = "http://api.moby.localhost";
