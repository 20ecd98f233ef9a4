/**
 * An authorization plugin of an engine: writes down every request that the engine asks about and refuses those it was told to
 * (docker's docs/extend/plugins_authorization.md).
 */
export interface Asked {
  method: string;
  /** As the engine received it: path and query, or whatever stood in the request line. */
  uri: string;
}

export interface AuthorizationPlugin extends AsyncDisposable {
  asked: Asked[];
  /** Requests that are refused from now on, as "METHOD URI"; undefined: none. */
  refuse: RegExp | undefined;
}

const CONTENT_TYPE = "application/vnd.docker.plugins.v1.2+json";

/** Listens on this unix socket. */
export function startAuthorizationPlugin(socket: string): AuthorizationPlugin {
  const answer = (value: unknown) =>
    new Response(JSON.stringify(value), { headers: { "content-type": CONTENT_TYPE } });
  const server = Deno.serve({ path: socket, onListen() {} }, async (request) => {
    const call = new URL(request.url).pathname;
    if (call === "/Plugin.Activate") return answer({ Implements: ["authz"] });
    const { RequestMethod: method, RequestUri: uri } = await request.json();
    if (call !== "/AuthZPlugin.AuthZReq") return answer({ Allow: true });
    plugin.asked.push({ method, uri });
    const refused = plugin.refuse?.test(`${method} ${uri}`) === true;
    return answer(refused ? { Allow: false, Msg: "refused by the test" } : { Allow: true });
  });
  const plugin: AuthorizationPlugin = {
    asked: [],
    refuse: undefined,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return plugin;
}
