import { EngineError, type EngineErrorKind } from "./errors.ts";

/** Longest part of an engine's message that is shown, in characters. */
const MESSAGE_LIMIT = 2000;

interface Meaning {
  kind: EngineErrorKind;
  why?: string;
  next?: string | string[];
}

/** A pattern of the message, or of the status where the message says nothing; the first that fits decides. */
interface Case extends Meaning {
  text?: RegExp;
  status?: number[];
}

const OTHER_ENGINE = "Or choose another engine: docker --context NAME swarmnet …, or DOCKER_HOST";

/**
 * Messages come first and codes last, because engines disagree on codes: 20.10 answers 500 to a stale version, 501 to a
 * network list that must be migrated and 403 to scope errors, where later ones answer 400, 409 or 412 (reproduced on 20.10.24
 * and 28.5.2). Wordings: moby daemon/cluster/errors.go, daemon/network.go, daemon/network/store; swarmkit manager/controlapi.
 */
const CASES: Case[] = [
  {
    kind: "worker",
    text: /worker nodes can't be used to view or modify cluster state/i,
    why: "The engine is a worker of its swarm; only managers know and change networks and services",
    next: [
      "Run this against a manager: docker --context NAME swarmnet …, or DOCKER_HOST",
      "Or make this node a manager. On a manager: docker node promote NODE",
    ],
  },
  {
    kind: "other",
    text: /swarm is encrypted and needs to be unlocked/i,
    why: "This manager was restarted and autolock keeps its keys locked",
    next: "docker swarm unlock",
  },
  {
    kind: "not-a-swarm",
    text: /not a swarm manager|node is not part of a swarm|this node is not a part of swarm/i,
    why: "The engine does not belong to a swarm",
    next: [
      "Start one here: docker swarm init",
      "Or join one: docker swarm join --token TOKEN HOST:2377",
      OTHER_ENGINE,
    ],
  },
  {
    kind: "unreachable",
    text: /swarm does not have a leader|no elected cluster leader|raft: no leader/i,
    why:
      "More than half of the managers must be up and reach each other on port 2377; until then nothing can be read or changed",
    next: [
      "See which are down. On each manager: docker node ls",
      "If they are lost for good: docker swarm init --force-new-cluster",
    ],
  },
  {
    kind: "api-too-old",
    text: /client version (\S+) is too (old|new)/i,
    why: "The engine does not speak the API version that was asked for",
    next: "Unset DOCKER_API_VERSION, so that the version is negotiated",
  },
  {
    kind: "tls",
    text: /client sent an HTTP request to an HTTPS server/i,
    why: "The engine speaks TLS on this port and was addressed without it",
    next: "docker --tlsverify -H tcp://HOST:2376 …, or DOCKER_TLS_VERIFY=1 with DOCKER_CERT_PATH",
  },
  {
    kind: "out-of-sequence",
    text: /update out of sequence/i,
    why: "Somebody else changed the object since it was read",
    next: "Run the command again: it reads the object again",
  },
  {
    kind: "ambiguous",
    text: /is ambiguous|multiple (networks|IDs) found/i,
    why: "Several objects answer to that name or ID prefix",
    next: "Name it by its full ID: docker swarmnet ls --no-trunc",
  },
  {
    kind: "conflict",
    text:
      /is already in use by service|name conflicts with an existing object|already exists|already present|already in swarm/i,
  },
  {
    kind: "in-use",
    text:
      /is in use by|has active endpoints|cannot be removed because service|in use by the following service/i,
  },
  {
    kind: "timeout",
    text: /context deadline exceeded|code = DeadlineExceeded/i,
    why:
      "The engine gave up waiting for something behind it: the other managers, a registry or the allocator",
    next: "Look at its state, then run the command again: docker node ls; journalctl -u docker",
  },
  {
    kind: "not-found",
    text: /page not found/i,
    why:
      "This engine does not have the call that was made; it is older than the API version it announces, or not Docker",
  },
  { kind: "not-found", status: [404] },
  {
    kind: "not-found",
    text:
      /^(network|service|node|task|config|secret) \S+ not found$|no such (network|service|node|task|config|secret|container)/i,
  },
  { kind: "conflict", status: [409] },
  {
    kind: "refused",
    text:
      /rpc error: code = (InvalidArgument|FailedPrecondition|PermissionDenied|Unimplemented)|authorization denied/i,
  },
  { kind: "refused", status: [400, 401, 403, 405, 406, 411, 412, 413, 415, 422, 501] },
];

function meaningOf(status: number, message: string): Meaning {
  for (const each of CASES) {
    if (each.text !== undefined ? each.text.test(message) : each.status?.includes(status)) return each;
  }
  return { kind: "other" };
}

/** The message of an error answer: JSON's `message`, else the text itself (Go's net/http and proxies send plain text). */
function messageIn(body: string): string {
  let text = body;
  try {
    const parsed: unknown = JSON.parse(body);
    if (
      typeof parsed === "object" && parsed !== null && "message" in parsed &&
      typeof parsed.message === "string"
    ) {
      text = parsed.message;
    }
  } catch {
    // Not JSON: the text is the message.
  }
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MESSAGE_LIMIT ? `${line.slice(0, MESSAGE_LIMIT)}…` : line;
}

/** The error that an answer with a status of 300 or above means. `call` is such as "GET /networks". */
export function answerError(status: number, body: string, call: string): EngineError {
  const reply = messageIn(body);
  if (/<html|<!doctype/i.test(reply)) {
    return new EngineError(
      "other",
      `${call} was answered by something other than a Docker engine (HTTP ${status})`,
      {
        why: "The answer is a web page, such as a proxy or a web server sends",
        next: "Check the address, and HTTP_PROXY and NO_PROXY",
        status,
        reply,
      },
    );
  }
  if (status === 407) {
    return new EngineError("refused", `The proxy in HTTP_PROXY refused ${call} (HTTP 407)`, {
      why: "It wants a user and a password, or other ones",
      next: [
        "Give them percent-encoded: HTTP_PROXY=http://USER:PASSWORD@HOST:PORT",
        "Or except the engine's host from it: NO_PROXY=HOST",
      ],
      status,
      reply,
    });
  }
  const { kind, why, next } = meaningOf(status, reply);
  const what = reply === ""
    ? `The engine answered ${call} with HTTP ${status} and no message`
    : `Error response from daemon: ${reply}`;
  return new EngineError(kind, what, { why, next, status, reply });
}
