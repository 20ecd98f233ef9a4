/** A unix socket in front of an engine that writes down what is asked of it. */

export interface Recorder {
  /** DOCKER_HOST. */
  host: string;
  /** "METHOD /path" of each request so far, in order. */
  requests: string[];
  close(): Promise<void>;
}

/** Passes every request on to the engine's socket and its answer back. */
export function recordRequests(engineSocket: string): Recorder {
  const folder = Deno.makeTempDirSync({ prefix: "swarmnet-recorder-" });
  const path = `${folder}/engine.sock`;
  const client = Deno.createHttpClient({ proxy: { transport: "unix", path: engineSocket } });
  const requests: string[] = [];
  const server = Deno.serve({ path, onListen() {} }, async (request) => {
    const url = new URL(request.url);
    requests.push(`${request.method} ${url.pathname}`);
    const body = request.method === "GET" || request.method === "HEAD" ? null : await request.arrayBuffer();
    const answer = await fetch(`http://engine${url.pathname}${url.search}`, {
      client,
      method: request.method,
      headers: request.headers,
      body,
    });
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  });
  return {
    host: `unix://${path}`,
    requests,
    async close() {
      await server.shutdown();
      client.close();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}
