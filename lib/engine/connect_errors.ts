import { messageOf } from "../base/errors.ts";
import { EngineError } from "./errors.ts";

/** What is known about a connection that failed. */
export interface Attempt {
  /** The address in the user's words. */
  host: string;
  kind: "unix" | "npipe" | "tcp" | "ssh";
  /** The socket's path, for `unix`. */
  path?: string | undefined;
  /** Such as "GET /networks". */
  call: string;
  /** Where a helper process carries the connection: its name and what it said on standard error. */
  helper?: { name: string; said: string } | undefined;
  /** What the operating system says to a second try at connecting, where that is more exact than the first error. */
  system?: unknown;
  os: string;
}

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

/** Why TLS failed: what rustls or the peer said → cause and remedy. Wordings: rustls' `Error` and `CertificateError`. */
const TLS_CASES: { text: RegExp; why: string; next: string }[] = [
  {
    text: /UnknownIssuer|unknown issuer/i,
    why: "Its certificate was not issued by a certificate authority that is trusted here",
    next:
      "Give the authority that issued it: --tlscacert FILE, or ca.pem in DOCKER_CERT_PATH or in the context",
  },
  {
    text: /certificate expired|certificate:? Expired/i,
    why: "Its certificate has expired",
    next: "Renew the engine's certificate, or set this machine's clock right",
  },
  {
    text: /not ?valid ?yet/i,
    why: "Its certificate is not valid yet",
    next: "Set this machine's clock right, or wait",
  },
  {
    text: /not valid for name|NotValidForName/i,
    why: "Its certificate is made out to another name",
    next:
      "Address the engine by a name in its certificate, or have one issued for this name (subjectAltName)",
  },
  {
    text:
      /alert: CertificateRequired|alert: BadCertificate|alert: HandshakeFailure|alert: UnknownCA|alert: CertificateUnknown|alert: AccessDenied/i,
    why: "The engine asks for a client certificate that it trusts, and got none or another",
    next:
      "Give both: --tlscert FILE and --tlskey FILE, or cert.pem and key.pem in DOCKER_CERT_PATH or in the context",
  },
  {
    text: /InvalidContentType|corrupt message/i,
    why: "The port does not speak TLS",
    next:
      "Use the engine's TLS port (usually 2376); do not switch TLS off for an engine that others can reach",
  },
  {
    text: /invalid peer certificate|certificate/i,
    why: "Its certificate was not accepted",
    next: "Check ca.pem, and the engine's certificate: openssl s_client -connect HOST:PORT -CAfile ca.pem",
  },
  {
    text: /\btls\b|handshake|fatal alert|ssl/i,
    why: "The TLS handshake failed",
    next: "Check with: openssl s_client -connect HOST:PORT -CAfile ca.pem",
  },
];

function tlsError(attempt: Attempt, text: string, cause: unknown): EngineError | undefined {
  const found = TLS_CASES.find((each) => each.text.test(text));
  return found && new EngineError("tls", `No secure connection to the Docker engine at ${attempt.host}`, {
    why: `${found.why} (${shorten(text)})`,
    next: found.next,
    cause,
  });
}

/** The innermost part of Deno's "error sending request for url (…): client error (Connect): …". */
function shorten(text: string): string {
  return text.replace(/^error sending request .*?client error \(\w+\): /s, "").replace(/\s+/g, " ").trim()
    .slice(0, 500);
}

/** What ssh, or docker on its way, said → cause and remedy. */
const HELPER_CASES: {
  text: RegExp;
  kind: "unreachable" | "permission" | "not-running" | "tls";
  why: string;
  next: string;
}[] = [
  {
    text: /host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i,
    kind: "unreachable",
    why: "ssh does not trust the host's key: it is unknown here, or it has changed",
    next: "Compare the key with the host's administrator, then connect once by hand: ssh HOST",
  },
  {
    text: /permission denied \(/i,
    kind: "permission",
    why: "The host refused the login",
    next:
      "Load a key that it accepts (ssh-add), and check the user name: ssh HOST true must work without a question",
  },
  {
    text: /docker(\.exe)?: (command )?not found|docker: No such file/i,
    kind: "unreachable",
    why: "There is no docker command on the other side (18.09 or later is needed there)",
    next: "Install the docker CLI there, on the PATH of non-interactive logins",
  },
  {
    text: /permission denied.*docker|docker.*permission denied/is,
    kind: "permission",
    why: "The user may not use the engine's socket there",
    next: "On that machine: sudo usermod -aG docker USER",
  },
  {
    text:
      /cannot connect to the docker daemon|failed to connect to the docker API|dial unix .*: connect: (no such file|connection refused)|open \/\/.\/pipe\//i,
    kind: "not-running",
    why: "The machine was reached; the engine there does not answer",
    next: "Start it there: sudo systemctl start docker",
  },
  { text: /x509:|tls:/i, kind: "tls", why: "TLS failed", next: "Check the certificates of the context" },
  {
    text: /could not resolve hostname|name or service not known/i,
    kind: "unreachable",
    why: "The host name is not known",
    next: "Check the name in the context or in DOCKER_HOST",
  },
  {
    text: /connection refused/i,
    kind: "unreachable",
    why: "Nothing listens for ssh at that address",
    next: "Check the port, and that sshd runs there",
  },
  {
    text: /timed out|no route to host|network is unreachable/i,
    kind: "unreachable",
    why: "The host does not answer",
    next: "Check the address, the network and firewalls in between",
  },
];

function helperError(attempt: Attempt, helper: { name: string; said: string }, cause: unknown): EngineError {
  const said = helper.said.trim();
  const found = HELPER_CASES.find((each) => each.text.test(said));
  const what = `Cannot reach the Docker engine at ${attempt.host} through ${helper.name}`;
  const words = said === "" ? messageOf(cause) : said;
  return new EngineError(found?.kind ?? "unreachable", what, {
    why: found === undefined
      ? `${helper.name} said: ${words}`
      : `${found.why}; ${helper.name} said: ${words}`,
    next: found?.next ?? `Try it by hand: docker -H ${attempt.host} version`,
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
  return (attempt.kind === "tcp" ? tlsError(attempt, text, error) : undefined) ??
    new EngineError(
      "unreachable",
      `The connection to the Docker engine at ${attempt.host} failed (${attempt.call})`,
      {
        why: shorten(text),
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
