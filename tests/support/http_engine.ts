/** A small engine over HTTP that writes down what is asked of it: for where calls go, not for what they do. */
export interface Heard {
  method: string;
  /** With prefix, version and query. */
  path: string;
  headers: Headers;
}

export interface HttpEngine extends AsyncDisposable {
  /** DOCKER_HOST. */
  host: string;
  port: number;
  heard: Heard[];
  /** Resolves once something has been asked. */
  asked: Promise<void>;
}

export interface HttpEngineOptions {
  /** PEM texts: speaks TLS then. */
  tls?: { cert: string; key: string };
  /** Accepts calls and never answers. */
  hang?: boolean;
  /** Api-Version of the ping. */
  version?: string;
}

const NETWORKS = ["web", "db"].map((name, index) => ({
  Id: `${index}`.repeat(25),
  Name: name,
  Driver: "overlay",
  Scope: "swarm",
  Created: "2026-11-22T10:00:00Z",
  IPAM: { Driver: "default", Config: [{ Subnet: `10.0.${index}.0/24`, Gateway: `10.0.${index}.1` }] },
  Options: {},
  Labels: {},
}));

const ANSWERS: Record<string, unknown> = {
  "/networks": NETWORKS,
  "/services": [],
  "/nodes": [],
  "/tasks": [],
  "/info": {
    ServerVersion: "28.5.2",
    Swarm: { LocalNodeState: "active", ControlAvailable: true, NodeID: "n" },
  },
  "/version": { ApiVersion: "1.51", Version: "28.5.2" },
};

/** Listens on a free port of the loopback address. */
export function startHttpEngine(options: HttpEngineOptions = {}): HttpEngine {
  const heard: Heard[] = [];
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const stop = new AbortController();
  const handler = (request: Request): Response | Promise<Response> => {
    const url = new URL(request.url);
    heard.push({ method: request.method, path: url.pathname + url.search, headers: request.headers });
    resolve();
    if (options.hang) {
      return new Promise((_, reject) =>
        stop.signal.addEventListener("abort", () => reject(stop.signal.reason))
      );
    }
    if (url.pathname.endsWith("/_ping")) {
      return new Response(null, {
        headers: { "api-version": options.version ?? "1.51", swarm: "active/manager" },
      });
    }
    const answer = ANSWERS[url.pathname.replace(/^.*\/v\d+\.\d+(?=\/)/, "")];
    return answer === undefined
      ? Response.json({ message: "page not found" }, { status: 404 })
      : Response.json(answer);
  };
  const server = Deno.serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      onListen() {},
      onError: () => new Response(null, { status: 500 }),
      ...options.tls,
    },
    handler,
  );
  return {
    host: `tcp://127.0.0.1:${server.addr.port}`,
    port: server.addr.port,
    heard,
    asked,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.shutdown();
    },
  };
}
