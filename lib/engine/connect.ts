import { VERSION } from "../base/version.ts";
import { EngineClient } from "./client.ts";
import { dialerOf } from "./dial.ts";
import type { Target } from "./endpoint.ts";
import type { Engine } from "./engine.ts";
import { Http } from "./http.ts";
import { negotiate } from "./negotiate.ts";

/** docker gives the first call 2 s, too (cli/command/cli.go). */
const PING_LIMIT = 2000;
/** A busy engine gets a second chance, because docker goes on without an answer as well. */
const PING_PATIENCE = 8000;
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
        : { limit: options.pingLimit, patience: 0 },
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
 * the default holds for this call too, and one above it is patience with a slow engine.
 */
export function pingLimits(callLimit: number, costly: boolean): { limit: number; patience: number } {
  const whole = callLimit > CALL_LIMIT
    ? callLimit
    : Math.min(callLimit, costly ? COSTLY_PING_LIMIT : PING_LIMIT + PING_PATIENCE);
  const limit = costly ? whole : Math.min(whole, PING_LIMIT);
  return { limit, patience: whole - limit };
}
