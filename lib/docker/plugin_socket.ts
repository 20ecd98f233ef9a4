/** The end of docker's plugin socket, as a stream that ends with it. */
export interface PluginSocket {
  readable: ReadableStream<Uint8Array>;
  /** Its pending read does not keep the process alive. */
  unref(): void;
}

/** What the meaning of the socket's end depends on. */
export interface SocketOptions {
  /** docker closes the socket on a signal only where its output is no terminal. */
  stdoutIsTerminal: boolean;
  /** Path of the docker CLI. */
  docker: () => Promise<string | undefined>;
}

/** Short commands are over by then, and cost no process. */
const PATIENCE_MS = 250;

/**
 * Connects to docker's plugin socket; an abstract name starts with NUL. Deno 2.7.11 opens abstract sockets only for a
 * program that may do everything: with a list of permissions, as the binary has, it makes the name a path first
 * ("paths must not contain interior null bytes"; put right in later versions). There the docker CLI, which may be run,
 * holds the connection, and its end is the socket's end. Rejects where there is nothing to connect to.
 */
export async function connectPluginSocket(path: string, options: SocketOptions): Promise<PluginSocket> {
  try {
    return await Deno.connect({ transport: "unix", path });
  } catch (error) {
    const refused = error instanceof TypeError || error instanceof Deno.errors.NotCapable;
    if (!refused || !path.startsWith("\0") || Deno.build.os !== "linux" || options.stdoutIsTerminal) {
      throw error;
    }
    return await throughDocker(path.slice(1), options.docker);
  }
}

async function throughDocker(name: string, docker: SocketOptions["docker"]): Promise<PluginSocket> {
  await new Promise<void>((resolve) => Deno.unrefTimer(setTimeout(resolve, PATIENCE_MS)));
  const path = await docker();
  if (path === undefined) throw new Error("there is no docker to hold the connection");
  // Nothing of the user's settings matters here, and DOCKER_TLS or a context would be in the way.
  const child = new Deno.Command(path, {
    args: ["-H", `unix://@${name}`, "system", "dial-stdio"],
    clearEnv: true,
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  return { readable: endOf(child), unref: () => child.unref() };
}

/**
 * Ends when the socket has ended, which docker reports as a connection refused or lost. Any other end says nothing about
 * the socket, so the stream then stays open for ever.
 */
function endOf(child: Deno.ChildProcess): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async start(controller) {
      const said = await new Response(child.stderr).text();
      const { success, signal } = await child.status;
      if (
        success || signal === "SIGINT" || /connection refused|connection reset|broken pipe|EOF/.test(said)
      ) {
        controller.close();
      }
    },
  });
}
