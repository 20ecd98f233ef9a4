import type { Reply } from "./subject.ts";

/** Calls to the engine at a unix socket, without a client of ours in between. */
export function overHttp(
  socket: string,
): { call(method: string, path: string, body?: unknown): Promise<Reply>; close(): void } {
  const client = Deno.createHttpClient({ proxy: { transport: "unix", path: socket } });
  return {
    async call(method, path, body) {
      const response = await fetch(`http://engine${path}`, {
        client,
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      const text = await response.text();
      return { status: response.status, json: text === "" ? undefined : JSON.parse(text) };
    },
    close: () => client.close(),
  };
}
