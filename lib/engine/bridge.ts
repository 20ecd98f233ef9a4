import { childEnvironment } from "./child_environment.ts";

/** Most of what a helper said on standard error that is kept, in bytes (docker keeps 4 KiB as well). */
const SAID_LIMIT = 4096;
/** Longest request head that is read before the secret must have been seen, in bytes. */
const HEAD_LIMIT = 65536;
/** How long a failed helper is given to end and to say why, in milliseconds. */
const LAST_WORDS = 1000;
const SECRET_HEADER = "x-swarmnet-bridge";

/** A private address of this machine, every connection to which is carried by a helper process of its own. */
export interface Bridge {
  /** Where an HTTP client has to connect to. */
  proxy: Deno.Proxy;
  /** Headers that every request must carry to be let through. */
  headers: Record<string, string>;
  /** What the last helper said on standard error, at most 4 KiB; waits a moment for it to end. */
  said(): Promise<string>;
  /** Ends the helpers and removes the socket. */
  close(): void;
}

/** Options of `openBridge`. */
export interface BridgeOptions {
  /** Listen on a loopback port with a secret instead of a socket in a private folder: Windows has no unix sockets for fetch. */
  port?: boolean;
}

/**
 * Opens a bridge to `argv`, a command that speaks the Engine API on its standard streams (`docker … system dial-stdio`, alone or
 * through ssh). Fetch cannot speak through a process, and docker's own code keeps its checks of host keys and certificates.
 * The unix socket lies in a folder only this user can enter; the loopback port asks for a secret that only this process knows.
 */
export function openBridge(argv: readonly string[], options: BridgeOptions = {}): Bridge {
  const place = options.port ? loopbackPort() : privateSocket();
  const helpers = new Set<Helper>();
  let last: Helper | undefined;
  void acceptAll(place, (connection) => {
    const helper = new Helper(argv, connection, place.secret);
    helpers.add(helper);
    last = helper;
    helper.ended.then(() => helpers.delete(helper));
  });
  const close = () => {
    globalThis.removeEventListener("unload", close);
    for (const helper of helpers) helper.kill();
    place.remove();
  };
  globalThis.addEventListener("unload", close);
  return {
    proxy: place.proxy,
    headers: place.secret === undefined ? {} : { [SECRET_HEADER]: place.secret },
    said: async () => {
      if (last !== undefined) await lastWords(last.ended);
      return last?.said.trim() ?? "";
    },
    close,
  };
}

interface Place {
  proxy: Deno.Proxy;
  listener: Deno.Listener;
  secret?: string;
  remove(): void;
}

function privateSocket(): Place {
  // Mode 0700 from the start: makeTempDir creates it so.
  const folder = Deno.makeTempDirSync({ prefix: "swarmnet-" });
  const path = `${folder}/engine.sock`;
  const listener = Deno.listen({ transport: "unix", path }) as unknown as Deno.Listener;
  return {
    proxy: { transport: "unix", path },
    listener,
    remove: () => {
      closeQuietly(listener);
      try {
        Deno.removeSync(folder, { recursive: true });
      } catch {
        // Gone already: there is nothing left to remove.
      }
    },
  };
}

function loopbackPort(): Place {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return {
    proxy: { transport: "tcp", hostname: "127.0.0.1", port: listener.addr.port },
    listener,
    secret: [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    remove: () => closeQuietly(listener),
  };
}

async function acceptAll(place: Place, use: (connection: Deno.Conn) => void): Promise<void> {
  try {
    for await (const connection of place.listener) use(connection);
  } catch {
    // The listener was closed.
  }
}

async function lastWords(ending: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => timer = setTimeout(resolve, LAST_WORDS));
  await Promise.race([ending, limit]);
  clearTimeout(timer);
}

/** One process that carries one connection. */
class Helper {
  readonly ended: Promise<void>;
  said = "";
  #process: Deno.ChildProcess | undefined;
  #connection: Deno.Conn;

  constructor(argv: readonly string[], connection: Deno.Conn, secret: string | undefined) {
    this.#connection = connection;
    this.ended = this.#carry(argv, secret).catch((error) => {
      this.said ||= error instanceof Error ? error.message : String(error);
    }).finally(() => closeQuietly(connection));
  }

  kill(): void {
    closeQuietly(this.#connection);
    try {
      this.#process?.kill("SIGTERM");
    } catch {
      // It has ended by itself.
    }
  }

  async #carry(argv: readonly string[], secret: string | undefined): Promise<void> {
    const head = secret === undefined ? undefined : await headWith(this.#connection, secret);
    if (secret !== undefined && head === undefined) return;
    // A session of its own, as docker does: Ctrl-C must not cut a call that is about to change something.
    const child = new Deno.Command(argv[0]!, {
      args: argv.slice(1),
      ...childEnvironment(),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      detached: Deno.build.os !== "windows",
    }).spawn();
    this.#process = child;
    const listening = this.#listen(child.stderr);
    const sending = send(this.#connection, child.stdin, head);
    await child.stdout.pipeTo(writableOf(this.#connection)).catch(() => {});
    // Either side has hung up: the other is of no use any more.
    closeQuietly(this.#connection);
    await sending;
    await Promise.all([listening, child.status]);
  }

  async #listen(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      this.said = (this.said + decoder.decode(chunk, { stream: true })).slice(-SAID_LIMIT);
    }
  }
}

async function send(
  connection: Deno.Conn,
  stdin: WritableStream<Uint8Array>,
  head: Uint8Array | undefined,
): Promise<void> {
  const writer = stdin.getWriter();
  try {
    if (head !== undefined) await writer.write(head);
    const buffer = new Uint8Array(65536);
    for (let count = await connection.read(buffer); count !== null; count = await connection.read(buffer)) {
      await writer.write(buffer.slice(0, count));
    }
  } catch {
    // One side has hung up; closing the other is what follows anyway.
  }
  await writer.close().catch(() => {});
}

function writableOf(connection: Deno.Conn): WritableStream<Uint8Array> {
  return new WritableStream({
    async write(chunk) {
      for (let done = 0; done < chunk.length;) done += await connection.write(chunk.subarray(done));
    },
  });
}

/** Reads a request's head; undefined when it does not carry the secret. */
async function headWith(connection: Deno.Conn, secret: string): Promise<Uint8Array | undefined> {
  const buffer = new Uint8Array(HEAD_LIMIT);
  let length = 0;
  while (length < HEAD_LIMIT) {
    const count = await connection.read(buffer.subarray(length));
    if (count === null) return undefined;
    length += count;
    const text = new TextDecoder("latin1").decode(buffer.subarray(0, length));
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const wanted = `${SECRET_HEADER}: ${secret}`;
    const found = text.slice(0, end).split("\r\n").some((line) => line.toLowerCase() === wanted);
    return found ? buffer.slice(0, length) : undefined;
  }
  return undefined;
}

function closeQuietly(closable: { close(): void }): void {
  try {
    closable.close();
  } catch {
    // Closed already.
  }
}
