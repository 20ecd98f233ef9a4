import assert from "node:assert/strict";
import { EXIT } from "../../lib/base/errors.ts";
import { answerError } from "../../lib/engine/answer_errors.ts";
import type { EngineErrorKind } from "../../lib/engine/errors.ts";
import { isEngineError } from "../../lib/engine/errors.ts";

const WORKER =
  "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. " +
  "Please run this command on a manager node or promote the current node to a manager.";
const NO_SWARM =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';

/** Status and message as real engines sent them (20.10.24, 28.5.2), and what they mean. */
const ANSWERS: [status: number, message: string, kind: EngineErrorKind][] = [
  [503, WORKER, "worker"],
  [503, NO_SWARM, "not-a-swarm"],
  [500, "rpc error: code = Unknown desc = update out of sequence", "out-of-sequence"],
  [400, "update out of sequence", "out-of-sequence"],
  [404, "network nope not found", "not-found"],
  [404, "service nope not found", "not-found"],
  [
    500,
    "rpc error: code = AlreadyExists desc = name conflicts with an existing object: network APP already exists",
    "conflict",
  ],
  [409, "network with name app already exists", "conflict"],
  [
    400,
    "rpc error: code = InvalidArgument desc = port '8080' is already in use by service 'web' (z6m0) as an ingress port",
    "conflict",
  ],
  [400, "rpc error: code = FailedPrecondition desc = network app is in use by service z6m0", "in-use"],
  [500, "rpc error: code = FailedPrecondition desc = network app is in use by task 1xvi", "in-use"],
  [403, "error while removing network: network app id 25aj has active endpoints", "in-use"],
  [
    400,
    "rpc error: code = FailedPrecondition desc = ingress network cannot be removed because service z6m0 depends on it",
    "in-use",
  ],
  [400, "network a is ambiguous (2 matches found based on name)", "ambiguous"],
  [400, "service a is ambiguous (2 matches found)", "ambiguous"],
  [400, "client version 1.55 is too new. Maximum supported API version is 1.51", "api-too-old"],
  [
    400,
    "client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade your client",
    "api-too-old",
  ],
  [501, "rpc error: code = Unimplemented desc = renaming services is not supported", "refused"],
  [403, "cannot create a swarm scoped network when swarm is not active", "refused"],
  [400, "invalid CIDR address: x", "refused"],
  [400, "Client sent an HTTP request to an HTTPS server.", "tls"],
  [500, "rpc error: code = DeadlineExceeded desc = context deadline exceeded", "timeout"],
  [
    500,
    "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online.",
    "unreachable",
  ],
  [500, "something nobody has seen before", "other"],
];

for (const [status, message, kind] of ANSWERS) {
  Deno.test(`HTTP ${status} "${message.slice(0, 70)}" means ${kind}`, () => {
    const error = answerError(status, JSON.stringify({ message }), "GET /x");
    assert.equal(error.kind, kind);
    assert.equal(error.message, `Error response from daemon: ${message}`);
    assert.equal(error.status, status);
    assert.equal(error.reply, message);
    assert.equal(error.exit, EXIT.failed);
    assert.ok(isEngineError(error, "other", kind));
  });
}

Deno.test("a worker and an engine without a swarm are told what to do, each something else", () => {
  const worker = answerError(503, JSON.stringify({ message: WORKER }), "GET /swarm");
  const none = answerError(503, JSON.stringify({ message: NO_SWARM }), "GET /swarm");
  assert.match(worker.next.join("\n"), /manager.*docker node promote/s);
  assert.match(none.next.join("\n"), /docker swarm init.*docker swarm join/s);
  assert.notEqual(worker.why, none.why);
});

Deno.test("a message in plain text, with line breaks or of great length stays one short line", () => {
  assert.equal(
    answerError(500, "out of\n\n memory\n", "GET /x").message,
    "Error response from daemon: out of memory",
  );
  assert.ok(answerError(500, "x".repeat(100_000), "GET /x").message.length < 2100);
});

Deno.test("an answer without a message says so", () => {
  assert.equal(
    answerError(502, "", "GET /info").message,
    "The engine answered GET /info with HTTP 502 and no message",
  );
});

Deno.test("a web page is not taken for an engine's message", () => {
  const error = answerError(503, "<!DOCTYPE html><html><body>Bad gateway</body></html>", "GET /info");
  assert.match(error.message, /something other than a Docker engine \(HTTP 503\)/);
  assert.match(error.next.join(), /NO_PROXY/);
});
