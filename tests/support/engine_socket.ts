import { connect, type ConnectOptions } from "../../lib/engine/connect.ts";
import type { Target } from "../../lib/engine/endpoint.ts";
import type { Engine } from "../../lib/engine/engine.ts";

/** A temporary folder that is removed afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = Deno.makeTempDirSync({ prefix: "engine-test-" });
  try {
    return await use(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Answers of a small engine: by "METHOD /path" without version prefix; `/_ping` answers API 1.51 unless given. */
export type Answers = Record<string, (request: Request, url: URL) => Response | Promise<Response>>;

/** An answer in JSON. */
export function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });
}

/** The answer to a ping. */
export function pong(version: string, swarm = "active/manager"): Response {
  return new Response(null, { headers: { "api-version": version, swarm } });
}

/** A target on this unix socket. */
export function unixTarget(path: string, more: Partial<Target> = {}): Target {
  return {
    endpoint: { kind: "unix", path },
    host: `unix://${path}`,
    context: "default",
    headers: {},
    ...more,
  };
}

/** Serves `answers` on a unix socket; `requests` records "METHOD /v1.51/path?query" of each. */
export async function withEngineSocket<T>(
  answers: Answers,
  use: (path: string, requests: string[]) => Promise<T>,
): Promise<T> {
  return await withFolder(async (folder) => {
    const path = `${folder}/engine.sock`;
    const requests: string[] = [];
    const server = Deno.serve({ path, onListen() {} }, (request) => {
      const url = new URL(request.url);
      requests.push(`${request.method} ${url.pathname}${url.search}`);
      const bare = url.pathname.replace(/^\/v\d+\.\d+(?=\/)/, "");
      const answer = answers[`${request.method} ${bare}`];
      if (answer !== undefined) return answer(request, url);
      if (bare === "/_ping") return pong("1.51");
      return json({ message: "page not found" }, 404);
    });
    try {
      return await use(path, requests);
    } finally {
      await server.shutdown();
    }
  });
}

/** Connects to a small engine with these answers. */
export function withEngine<T>(
  answers: Answers,
  use: (engine: Engine, requests: string[]) => Promise<T>,
  options: ConnectOptions = {},
): Promise<T> {
  return withEngineSocket(answers, async (path, requests) => {
    const engine = await connect(unixTarget(path), options);
    try {
      return await use(engine, requests);
    } finally {
      engine.close();
    }
  });
}

/**
 * A unix socket that answers each connection's first request with these bytes and then does as told; a ping gets a proper answer.
 * For what no HTTP server would send.
 */
export async function withRawSocket<T>(
  answer: string,
  then: "close" | "hang",
  use: (path: string) => Promise<T>,
): Promise<T> {
  return await withFolder(async (folder) => {
    const path = `${folder}/engine.sock`;
    const listener = Deno.listen({ transport: "unix", path });
    const open = new Set<Deno.Conn>();
    const serving = (async () => {
      for await (const connection of listener) {
        open.add(connection);
        void serveOne(connection, answer, then).catch(() => {});
      }
    })().catch(() => {});
    try {
      return await use(path);
    } finally {
      listener.close();
      for (const connection of open) closeQuietly(connection);
      await serving;
    }
  });
}

async function serveOne(connection: Deno.Conn, answer: string, then: "close" | "hang"): Promise<void> {
  const buffer = new Uint8Array(65536);
  while (true) {
    const count = await connection.read(buffer);
    if (count === null) break;
    const head = new TextDecoder().decode(buffer.subarray(0, count));
    if (head.includes("/_ping")) {
      await connection.write(
        new TextEncoder().encode("HTTP/1.1 200 OK\r\nApi-Version: 1.51\r\nContent-Length: 0\r\n\r\n"),
      );
      continue;
    }
    await connection.write(new TextEncoder().encode(answer));
    if (then === "close") break;
  }
  closeQuietly(connection);
}

function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed by the other path.
  }
}
