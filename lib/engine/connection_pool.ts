import type { Dialer } from "./byte_stream.ts";
import { ConnectionError, HttpConnection } from "./http_connection.ts";
import type { Watch } from "./watch.ts";

/** Most idle connections that are kept: as many as calls are made at a time (inspect_networks.ts). */
const IDLE_LIMIT = 8;

/** The connections to one engine: idle ones are used again, the most recent first. */
export class ConnectionPool {
  readonly #dialer: Dialer;
  readonly #idle: HttpConnection[] = [];
  #closed = false;

  constructor(dialer: Dialer) {
    this.#dialer = dialer;
  }

  /** An idle connection; undefined when there is none. */
  kept(): HttpConnection | undefined {
    for (let one = this.#idle.pop(); one !== undefined; one = this.#idle.pop()) {
      if (!one.broken) return one;
      one.close();
    }
    return undefined;
  }

  /** A new connection. Throws `ConnectionError`, and the watch's reason when that stopped the waiting. */
  async dial(watch: Watch): Promise<HttpConnection> {
    watch.throwIfStopped();
    const dialing = this.#dialer.dial().catch((error) => {
      throw new ConnectionError("dial", error);
    });
    return new HttpConnection(await watch.unlessStopped(dialing, (stream) => stream.close()));
  }

  /** Takes a connection back after an answer was read to its end. */
  giveBack(connection: HttpConnection): void {
    const limit = this.#dialer.costly ? 1 : IDLE_LIMIT;
    if (this.#closed || !connection.reusable || this.#idle.length >= limit) return connection.close();
    this.#idle.push(connection);
    connection.rest();
  }

  /** Ends the idle connections; those in use end when they are given back. */
  close(): void {
    this.#closed = true;
    for (const connection of this.#idle.splice(0)) connection.close();
  }
}
