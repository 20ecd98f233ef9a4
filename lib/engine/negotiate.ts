import { UsageError } from "../base/errors.ts";
import { compareApi, isApiVersion, NEWEST_API, OLDEST_API } from "./api_version.ts";
import { EngineError, isEngineError } from "./errors.ts";
import type { Http } from "./http.ts";
import type { Head } from "./http_head.ts";

/** Longest answer to a ping, in bytes; engines send "OK". */
const PING_SIZE = 64 * 1024;

/** What the first call tells about an engine. */
export interface Ping {
  /** The version both sides will speak. */
  apiVersion: string;
  /** The engine's own newest version. */
  engineApi: string;
}

/** How to ping. */
export interface PingOptions {
  /** From DOCKER_API_VERSION. */
  pinned?: string | undefined;
  host: string;
  /** How long the engine may take, in milliseconds. */
  limit: number;
  /** How long it may take at a second try, when the first was too short for a busy engine; 0: no second try. */
  retryLimit: number;
}

/**
 * Asks the engine for its version (HEAD, and GET where HEAD is not known, as docker does) and takes the lower of its newest and
 * ours; a pinned version is taken as it is. Throws `EngineError` "api-too-old" below 1.41.
 */
export async function negotiate(http: Http, options: PingOptions): Promise<Ping> {
  const { pinned, host } = options;
  if (pinned !== undefined) checkPinned(pinned);
  const headers = await ping(http, options);
  const engineApi = headers.get("api-version") ?? "";
  if (!isApiVersion(engineApi)) {
    throw new EngineError("other", `What answers at ${host} is not a Docker engine`, {
      why: "Its answer to /_ping names no API version",
      next: "Check the address in the context or in DOCKER_HOST",
    });
  }
  if (pinned === undefined && compareApi(engineApi, OLDEST_API) < 0) {
    throw new EngineError("api-too-old", `The Docker engine at ${host} is too old`, {
      why: `It speaks API ${engineApi}; swarmnet needs ${OLDEST_API} (Docker 20.10) or later`,
      next: "Upgrade Docker on that machine",
    });
  }
  if (pinned !== undefined && compareApi(pinned, engineApi) > 0) {
    throw new EngineError("api-too-old", `The Docker engine at ${host} does not speak API ${pinned}`, {
      why: `DOCKER_API_VERSION asks for it; the engine's newest is ${engineApi}`,
      next: "Unset DOCKER_API_VERSION, so that the version is negotiated",
    });
  }
  const lower = compareApi(engineApi, NEWEST_API) < 0 ? engineApi : NEWEST_API;
  return { apiVersion: pinned ?? lower, engineApi };
}

function checkPinned(pinned: string): void {
  if (!isApiVersion(pinned)) {
    throw new UsageError(`DOCKER_API_VERSION is not an API version: ${pinned}`, {
      why: "It reads like 1.51",
      next: "Unset it, so that the version is negotiated",
    });
  }
  if (compareApi(pinned, OLDEST_API) < 0) {
    throw new UsageError(`DOCKER_API_VERSION=${pinned} is older than ${OLDEST_API}`, {
      why:
        "What swarmnet reads and writes does not exist in older versions, and writing with one would lose settings of services",
      next: "Unset it, so that the version is negotiated",
    });
  }
}

type Headers = Head["headers"];

async function ping(http: Http, { limit, retryLimit }: PingOptions): Promise<Headers> {
  try {
    const headers = await headersOf(http, "HEAD", limit);
    if (headers.has("api-version")) return headers;
  } catch (error) {
    if (isEngineError(error, "timeout") && retryLimit > 0) return await headersOf(http, "GET", retryLimit);
    // Only an answer counts as "no HEAD here"; a connection that failed fails again.
    if (!isEngineError(error) || error.status === null) throw error;
  }
  return await headersOf(http, "GET", limit);
}

async function headersOf(http: Http, method: string, limit: number): Promise<Headers> {
  let headers: Headers = new Map();
  const call = { method, path: "/_ping", limit, size: PING_SIZE };
  for await (const _ of http.body(call, (head) => headers = head.headers));
  return headers;
}
