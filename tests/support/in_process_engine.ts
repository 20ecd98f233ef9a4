import { answerError } from "../../lib/engine/answer_errors.ts";
import { EngineClient } from "../../lib/engine/client.ts";
import { connectError, timeoutError } from "../../lib/engine/connect_errors.ts";
import type { Dialer } from "../../lib/engine/byte_stream.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import { type Call, Http, nameOf } from "../../lib/engine/http.ts";
import { ConnectionError } from "../../lib/engine/http_connection.ts";
import type { FakeSwarm } from "./fake_engine/core.ts";
import type { ApiAnswer } from "./fake_engine/router.ts";
import { eventStream } from "./fake_engine/streams.ts";

/** The way from the client to the swarm: answers, or throws what a broken connection would. */
export type Wire = (call: Call, send: () => ApiAnswer) => Promise<ApiAnswer>;

const HOST = "unix:///in-process.sock";
const encoder = new TextEncoder();

/** What the client says of a connection that ended before the answer did. */
export function connectionLost(call: Call): Error {
  return connectError(new ConnectionError("answer", undefined), { host: HOST, call: nameOf(call) });
}

/** What the client says when the engine was silent for too long. */
export function noAnswer(call: Call): Error {
  return timeoutError(HOST, nameOf(call), { reached: "total", limit: 60_000, arrived: 0 });
}

const NOWHERE: Dialer = {
  dial: () => Promise.reject(new Error("Nothing leaves the process")),
  host: "",
  targetPrefix: "",
  local: true,
  costly: false,
};

/** Requests to a fake swarm in the same process: everything above HTTP is the product's own. */
class InProcessHttp extends Http {
  readonly #swarm: FakeSwarm;
  readonly #wire: Wire;
  readonly #signal: AbortSignal;

  constructor(swarm: FakeSwarm, wire: Wire, signal: AbortSignal) {
    super(NOWHERE, { host: HOST, headers: {}, limit: Infinity, signal });
    this.#swarm = swarm;
    this.#wire = wire;
    this.#signal = signal;
  }

  async #answer(call: Call): Promise<ApiAnswer> {
    this.#signal.throwIfAborted();
    call.signal?.throwIfAborted();
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) query.set(key, value);
    }
    const { method, path } = call;
    const send = () => {
      // As over a socket: what is sent later changed by the caller does not change what arrived, and the other way round.
      const body = call.body === undefined ? undefined : structuredClone(call.body);
      return this.#swarm.answer({ method, path, query, body, api: this.#swarm.facts.api });
    };
    const answer = await this.#wire(call, send);
    if (answer.status >= 300) {
      throw answerError(answer.status, JSON.stringify(answer.json ?? ""), nameOf(call));
    }
    return answer;
  }

  override async *body(call: Call): AsyncGenerator<Uint8Array, void> {
    if (call.path === "/events") {
      const gone = new AbortController();
      const leave = () => gone.abort();
      const signals = [this.#signal, ...(call.signal === undefined ? [] : [call.signal])];
      for (const signal of signals) signal.addEventListener("abort", leave);
      await this.#wire(call, () => ({ status: 200 }));
      yield* eventStream(this.#swarm, new URLSearchParams(filtersOf(call)), gone.signal);
      return;
    }
    const answer = await this.#answer(call);
    yield encoder.encode(JSON.stringify(answer.list === undefined ? answer.json : [...answer.list]));
  }

  override async json(call: Call): Promise<unknown> {
    const answer = await this.#answer(call);
    // What JSON would do to it, without the detour over text.
    return answer.json === undefined ? undefined : JSON.parse(JSON.stringify(answer.json));
  }

  override close(): void {}
}

function filtersOf(call: Call): Record<string, string> {
  const filters = call.query?.filters;
  return filters === undefined ? {} : { filters };
}

/** An engine client whose requests go straight to a fake swarm, through `wire`. */
export function engineOver(swarm: FakeSwarm, wire: Wire, signal: AbortSignal): Engine {
  const http = new InProcessHttp(swarm, wire, signal);
  const { api } = swarm.facts;
  return new EngineClient(http, { apiVersion: api, engineApi: api }, { host: HOST, local: true });
}
