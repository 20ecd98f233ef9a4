import type { Target } from "./endpoint.ts";
import { DUMMY_HOST, type Transport, type TransportOptions } from "./transport_model.ts";

/**
 * Opens the way to an engine. Nothing is sent yet, except that ssh and dial-stdio start with the first call. Everything but a
 * socket of this machine is loaded when it is wanted: most calls go to a socket, and many wait for nothing else.
 */
export async function openTransport(target: Target, options: TransportOptions): Promise<Transport> {
  const { endpoint } = target;
  if (endpoint.kind === "unix") return unix(target, endpoint.path, options);
  return (await import("./transport_far.ts")).openFar(target, endpoint, options);
}

function unix(target: Target, path: string, { os }: TransportOptions): Transport {
  const socket = path.startsWith("@") ? `\0${path.slice(1)}` : path;
  const client = Deno.createHttpClient({ proxy: { transport: "unix", path: socket }, http2: false });
  return {
    client,
    base: DUMMY_HOST,
    headers: {},
    local: true,
    costly: false,
    attempt: async (call) => ({
      host: target.host,
      kind: "unix",
      path,
      call,
      os,
      system: await socketError(socket),
    }),
    close: () => client.close(),
  };
}

/** Fetch knows of a failed connection as text only; a plain connect tells the operating system's reason as a class. */
async function socketError(path: string): Promise<unknown> {
  try {
    (await Deno.connect({ transport: "unix", path })).close();
    return undefined;
  } catch (error) {
    return error;
  }
}
