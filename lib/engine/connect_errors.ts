import { EngineError, type EngineErrorKind } from "./errors.ts";
import { messageOf } from "../base/errors.ts";
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

/** What docker, or the ssh that it started, wrote to standard error -> what it means. */
interface Case {
  text: RegExp;
  kind: EngineErrorKind;
  why: string;
  next: string;
}

/** Wordings: Go's crypto/tls and crypto/x509, the alerts of crypto/tls alert.go. */
const TLS_CASES: Case[] = [
  {
    text: /certificate signed by unknown authority/i,
    kind: "tls",
    why: "The engine's certificate was issued by an authority that is not trusted",
    next: "Name its authority: --tlscacert FILE, or ca.pem in DOCKER_CERT_PATH or in the context",
  },
  {
    text: /certificate has expired or is not yet valid/i,
    kind: "tls",
    why: "The engine's certificate has expired or is not valid yet",
    next: "Renew the engine's certificate, or correct the clock of this machine",
  },
  {
    text: /cannot validate certificate for|certificate is (?:not )?valid for|not valid for any names/i,
    kind: "tls",
    why: "The engine's certificate is for another name",
    next: "Use a name that its certificate has, or issue one with this name (subjectAltName)",
  },
  {
    text: /remote error: tls: |tls: (?:bad certificate|certificate required)/i,
    kind: "tls",
    why:
      "The engine refused the TLS connection, usually because it requires a client certificate that it trusts",
    next:
      "Name both: --tlscert FILE and --tlskey FILE, or cert.pem and key.pem in DOCKER_CERT_PATH or in the context",
  },
  {
    text: /first record does not look like a TLS handshake/i,
    kind: "tls",
    why: "The port does not use TLS",
    next: "Use the engine's TLS port, usually 2376",
  },
  {
    text: /x509:|\btls:/i,
    kind: "tls",
    why: "The TLS connection failed",
    next: "Check ca.pem, cert.pem and key.pem: openssl s_client -connect HOST:PORT -CAfile ca.pem",
  },
];

const CASES: Case[] = [
  {
    text: /host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i,
    kind: "unreachable",
    why: "ssh does not trust the host's key: it is unknown here, or it has changed",
    next: "Compare the key with the host's administrator, then connect once manually: ssh HOST",
  },
  {
    text: /permission denied \(/i,
    kind: "permission",
    why: "The host refused the login",
    next: "Load a key that the host accepts (ssh-add) and check the user name: ssh HOST true",
  },
  {
    text: /docker(\.exe)?: (command )?not found|docker: No such file/i,
    kind: "unreachable",
    why: "There is no docker command on the host (18.09 or later is needed there)",
    next: "Install the docker CLI on the host, on the PATH of non-interactive logins",
  },
  {
    text: /permission denied.*docker|docker.*permission denied/is,
    kind: "permission",
    why: "The user may not use the engine's socket",
    next: "On the engine's machine: sudo usermod -aG docker USER",
  },
  {
    text:
      /cannot connect to the docker daemon|failed to connect to the docker API|dial unix .*: connect: (no such file|connection refused)|open \/\/.\/pipe\//i,
    kind: "not-running",
    why: "The engine is not running",
    next: "Start it on its machine: sudo systemctl start docker, or Docker Desktop",
  },
  ...TLS_CASES,
  {
    text: /could not resolve hostname|name or service not known|no such host/i,
    kind: "unreachable",
    why: "The host name is not known",
    next: "Check the name in the context or in DOCKER_HOST",
  },
  {
    text: /connection refused/i,
    kind: "unreachable",
    why: "No server listens at that address",
    next: "Check the port, and that the server runs",
  },
  {
    text: /timed out|i\/o timeout|no route to host|network is unreachable/i,
    kind: "unreachable",
    why: "The host does not answer",
    next: "Check the address, the network and firewalls in between",
  },
];

/** The error of a connection through `docker system dial-stdio`, from what it wrote to standard error. */
function helperError(host: string, said: string, cause: unknown): EngineError {
  const found = CASES.find((each) => each.text.test(said));
  const words = said.replace(/\s+/g, " ").trim();
  // docker puts its command line and general advice in front of what ssh wrote (docker/cli cli/connhelper/commandconn).
  const ssh = /\bstderr=(.+)$/.exec(words)?.[1];
  const heard = words === ""
    ? "docker closed the connection and reported nothing"
    : ssh === undefined
    ? `docker reported: ${words}`
    : `ssh reported: ${ssh}`;
  return new EngineError(
    found?.kind ?? "unreachable",
    `Cannot reach the Docker engine at ${host} through docker`,
    {
      why: found === undefined ? heard : `${found.why}; ${heard}`,
      next: found?.next ?? "Check that docker reaches it: docker version",
      cause,
    },
  );
}
