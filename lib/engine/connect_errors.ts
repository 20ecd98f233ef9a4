import { messageOf } from "../base/errors.ts";
import { type Attempt, innermost } from "./attempt.ts";
import { EngineError } from "./errors.ts";
import { helperError } from "./helper_errors.ts";
import { tlsError } from "./tls_errors.ts";

const ELSEWHERE = "Or choose another engine: docker --context NAME swarmnet …, or DOCKER_HOST";

function startIt(os: string): string {
  return os === "linux" ? "Start it: sudo systemctl start docker" : "Start Docker Desktop";
}

function notRunning(attempt: Attempt, why: string, cause: unknown): EngineError {
  return new EngineError("not-running", `Cannot connect to the Docker engine at ${attempt.host}`, {
    why,
    next: [
      attempt.kind === "tcp"
        ? "Start the engine there, and let it listen on that address"
        : startIt(attempt.os),
      ELSEWHERE,
    ],
    cause,
  });
}

function permission(attempt: Attempt, cause: unknown): EngineError {
  return new EngineError("permission", `No permission to use the Docker engine at ${attempt.host}`, {
    why: `This user may not write to ${attempt.path ?? "it"}`,
    next: attempt.os === "linux"
      ? [
        "Join the group that owns the socket, then log in again: sudo usermod -aG docker $USER",
        "Or run it as root: sudo docker swarmnet …",
      ]
      : [ELSEWHERE],
    cause,
  });
}

/** The error that a connection that could not be made, or that broke, means. */
export function connectError(error: unknown, attempt: Attempt): EngineError {
  const text = messageOf(error);
  if (attempt.helper !== undefined) return helperError(attempt, attempt.helper, error);
  const system = attempt.system;
  if (system instanceof Deno.errors.NotFound) {
    return notRunning(
      attempt,
      "There is no such socket: the engine is not running, or listens elsewhere",
      error,
    );
  }
  if (system instanceof Deno.errors.ConnectionRefused) {
    return notRunning(
      attempt,
      "The socket is there, and nobody listens on it: the engine has stopped",
      error,
    );
  }
  if (system instanceof Deno.errors.PermissionDenied) return permission(attempt, error);
  if (/\(Connect\)/.test(text) && /refused/i.test(text)) {
    return notRunning(attempt, "Nothing listens at that address", error);
  }
  if (/dns error|failed to lookup/i.test(text)) {
    return new EngineError("unreachable", `Cannot find the host of the Docker engine at ${attempt.host}`, {
      why: "The host name is not known",
      next: "Check the name in the context or in DOCKER_HOST",
      cause: error,
    });
  }
  const tls = attempt.kind === "tcp" ? tlsError(attempt, error) : undefined;
  if (tls !== undefined) return tls;
  if (/\(Connect\)/.test(text)) {
    return new EngineError("unreachable", `Cannot reach the Docker engine at ${attempt.host}`, {
      why: innermost(text),
      next: "Check the address, the network and firewalls in between",
      cause: error,
    });
  }
  return new EngineError(
    "unreachable",
    `The connection to the Docker engine at ${attempt.host} failed (${attempt.call})`,
    {
      why: innermost(text),
      next: "If a command was changing something, look first what it did; then run it again",
      cause: error,
    },
  );
}

/** A call that took longer than `limit` milliseconds without a sign of life. */
export function timeoutError(host: string, call: string, limit: number): EngineError {
  return new EngineError(
    "timeout",
    `The Docker engine at ${host} did not answer ${call} within ${limit / 1000} s`,
    {
      why: "It accepts connections, or the network swallows them, but nothing comes back",
      next: [
        "See whether it answers docker itself: docker version",
        "A hanging engine shows in its log: journalctl -u docker",
      ],
    },
  );
}
