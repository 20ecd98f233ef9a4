import { messageOf } from "../base/errors.ts";
import { EngineError } from "./errors.ts";
import { helperError } from "./helper_errors.ts";
import type { ConnectionError } from "./http_connection.ts";

/** What is known about a connection that failed. */
export interface Attempt {
  /** The address in the user's words. */
  host: string;
  /** Such as "GET /networks". */
  call: string;
  /** An HTTP proxy is what was dialled. */
  proxied?: boolean | undefined;
  /** Where a process carries the connection: what it wrote to standard error. */
  said?: string | undefined;
}

/** How a call ran out of time. */
export interface Overrun {
  reached: "total" | "idle";
  /** The limit in milliseconds. */
  limit: number;
  /** Bytes of the answer that arrived. */
  arrived: number;
  /** The flag that raises the limit, where the command has one. */
  limitFlag?: string | undefined;
}

const ELSEWHERE = "Or choose another engine: docker --context NAME swarmnet …, or DOCKER_HOST";

/** The error that a connection that could not be made, or that ended too early, means. */
export function connectError(error: ConnectionError, attempt: Attempt): EngineError {
  const { host, call, proxied, said } = attempt;
  if (said !== undefined && (said !== "" || error.stage !== "answer")) return helperError(host, said, error);
  if (error.stage === "dial") return proxied ? proxyError(error.cause, host) : dialError(error.cause, host);
  return new EngineError("unreachable", `The connection to the Docker engine at ${host} failed (${call})`, {
    why: inline(error.message),
    next: /^(?:GET|HEAD) /.test(call)
      ? "Check that the engine runs, then run the command again: docker version"
      : "The engine may have done it: check, then run the command again",
    cause: error,
  });
}

function proxyError(cause: unknown, host: string): EngineError {
  return unreachable(
    host,
    `The proxy cannot be reached: ${inline(messageOf(cause))}`,
    "Correct HTTP_PROXY, or except the engine's host from it: NO_PROXY=HOST",
    cause,
  );
}

function dialError(cause: unknown, host: string): EngineError {
  const isSocket = host.startsWith("unix://");
  if (cause instanceof Deno.errors.NotFound) {
    // Sockets of this machine, and a docker command that has gone since it was found.
    return isSocket
      ? notRunning(host, "There is no such socket: the engine is not running, or listens elsewhere", cause)
      : unreachable(
        host,
        `docker could not be started: ${inline(messageOf(cause))}`,
        "Check that docker is on the PATH",
        cause,
      );
  }
  if (cause instanceof Deno.errors.ConnectionRefused) {
    return notRunning(
      host,
      isSocket ? "The socket exists, but no engine listens on it" : "No server listens at that address",
      cause,
    );
  }
  if (cause instanceof Deno.errors.PermissionDenied && isSocket) return permission(host, cause);
  if (/failed to lookup|name or service not known/i.test(messageOf(cause))) {
    return unreachable(
      host,
      "The host name is not known",
      "Check the name in the context or in DOCKER_HOST",
      cause,
    );
  }
  return unreachable(
    host,
    inline(messageOf(cause)),
    "Check the address, the network and firewalls in between",
    cause,
  );
}

function notRunning(host: string, why: string, cause: unknown): EngineError {
  return new EngineError("not-running", `Cannot connect to the Docker engine at ${host}`, {
    why,
    next: [
      host.startsWith("unix://")
        ? startIt(Deno.build.os)
        : "Start the engine, and let it listen on that address",
      ELSEWHERE,
    ],
    cause,
  });
}

function startIt(os: string): string {
  return os === "linux" ? "Start it: sudo systemctl start docker" : "Start Docker Desktop";
}

function permission(host: string, cause: unknown): EngineError {
  return new EngineError("permission", `No permission to use the Docker engine at ${host}`, {
    why: `This user may not write to ${host.slice("unix://".length)}`,
    next: Deno.build.os === "linux"
      ? [
        "Join the group that owns the socket, then log in again: sudo usermod -aG docker $USER",
        "Or run it as root: sudo docker swarmnet …",
      ]
      : [ELSEWHERE],
    cause,
  });
}

function unreachable(host: string, why: string, next: string, cause: unknown): EngineError {
  return new EngineError("unreachable", `Cannot reach the Docker engine at ${host}`, { why, next, cause });
}

/** The error of an answer that is not HTTP/1.1, or that exceeds a limit. */
export function protocolError(host: string, call: string, cause: Error): EngineError {
  return new EngineError("other", `The answer to ${call} is not what a Docker engine sends`, {
    why: inline(cause.message),
    next: `Check the address, and proxies in between: ${host}`,
    cause,
  });
}

/** The error of a call that took longer than its limit. */
export function timeoutError(
  host: string,
  call: string,
  { reached, limit, arrived, limitFlag }: Overrun,
): EngineError {
  const seconds = `${limit / 1000} s`;
  const what = arrived === 0
    ? `The Docker engine at ${host} did not answer ${call} within ${seconds}`
    : reached === "idle"
    ? `The Docker engine at ${host} stopped within its answer to ${call}: nothing arrived for ${seconds}`
    : `The Docker engine at ${host} did not finish its answer to ${call} within ${seconds}`;
  const raise = limitFlag === undefined || reached === "idle" ? [] : [`Allow it more time: ${limitFlag} 5m`];
  return new EngineError("timeout", what, {
    why: arrived === 0
      ? "The connection was accepted, but no answer arrived"
      : `${sizeText(arrived)} arrived: the list is long, or the connection is slow`,
    next: [
      ...raise,
      "Check that docker itself gets an answer: docker version",
      "Check the engine's log: journalctl -u docker",
    ],
  });
}

function sizeText(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let value = bytes, unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

function inline(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 500);
}
