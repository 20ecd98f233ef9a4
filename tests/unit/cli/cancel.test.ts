import assert from "node:assert/strict";
import { Interrupted } from "../../../lib/base/errors.ts";
import { listenForCancel } from "../../../lib/cli/cancel.ts";

function harness(socket?: string) {
  const handlers = new Map<string, () => void>();
  const exits: number[] = [];
  const paths: string[] = [];
  let end = () => {};
  let unrefs = 0;
  const cancellation = listenForCancel({
    env: { get: (name) => name === "DOCKER_CLI_PLUGIN_SOCKET" ? socket : undefined },
    onSignal(signal, handler) {
      if (signal === "SIGHUP") throw new TypeError("not on this system");
      handlers.set(signal, handler);
    },
    connect(path) {
      paths.push(path);
      if (path.endsWith("dead")) return Promise.reject(new Error("refused"));
      const ended = new Promise<null>((resolve) => end = () => resolve(null));
      return Promise.resolve({ read: () => ended, unref: () => void unrefs++ });
    },
    exit: (code) => void exits.push(code),
  });
  return { cancellation, handlers, exits, paths, end: () => end(), unrefs: () => unrefs };
}

/** Lets everything that is already due happen. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function exitOf(signal: AbortSignal): number {
  assert.ok(signal.reason instanceof Interrupted);
  return signal.reason.exit;
}

Deno.test("cancel: SIGINT means 130, SIGTERM 143", () => {
  const first = harness();
  assert.equal(first.cancellation.signal.aborted, false);
  first.handlers.get("SIGINT")!();
  assert.equal(exitOf(first.cancellation.signal), 130);
  assert.equal(first.cancellation.source(), "signal");
  const second = harness();
  second.handlers.get("SIGTERM")!();
  assert.equal(exitOf(second.cancellation.signal), 143);
});

Deno.test("cancel: the end of docker's socket means 130, and its name starts with NUL", async () => {
  const { cancellation, paths, end, unrefs } = harness("@docker_cli_00");
  await settle();
  assert.deepEqual(paths, ["\0docker_cli_00"]);
  assert.equal(unrefs(), 1);
  assert.equal(cancellation.signal.aborted, false);
  end();
  await settle();
  assert.equal(exitOf(cancellation.signal), 130);
  assert.equal(cancellation.source(), "socket");
});

Deno.test("cancel: a signal and the end of the socket together count once", async () => {
  const { cancellation, handlers, end, exits } = harness("@x");
  await settle();
  let aborts = 0;
  cancellation.signal.addEventListener("abort", () => aborts++);
  handlers.get("SIGTERM")!();
  end();
  await settle();
  assert.equal(aborts, 1);
  assert.equal(exitOf(cancellation.signal), 143);
  assert.equal(cancellation.source(), "signal");
  assert.deepEqual(exits, []);
});

Deno.test("cancel: the second signal is urgent, the end of the socket alone is not", async () => {
  const { cancellation, handlers, end } = harness("@x");
  await settle();
  handlers.get("SIGTERM")!();
  end();
  await settle();
  assert.equal(cancellation.urgent.aborted, false);
  handlers.get("SIGTERM")!();
  assert.equal(exitOf(cancellation.urgent), 143);
});

Deno.test("cancel: the third signal ends the process at once", () => {
  const { handlers, exits } = harness();
  handlers.get("SIGINT")!();
  handlers.get("SIGINT")!();
  assert.deepEqual(exits, []);
  handlers.get("SIGINT")!();
  assert.deepEqual(exits, [130]);
});

Deno.test("cancel: without a socket, or with one that refuses, nothing happens", async () => {
  for (const address of [undefined, "", "/tmp/dead", "@dead"]) {
    const { cancellation } = harness(address);
    await settle();
    assert.equal(cancellation.signal.aborted, false);
  }
});
