import assert from "node:assert/strict";
import { Failure } from "../../lib/base/errors.ts";
import { connect } from "../../lib/engine/connect.ts";
import { proxyFor } from "../../lib/engine/proxy.ts";

/** Host, port, environment → proxy. As Go's httpproxy decides. */
const CASES: [
  host: string,
  port: number,
  env: Record<string, string>,
  proxy: string | undefined,
][] = [
  ["10.0.0.1", 2375, {}, undefined],
  ["10.0.0.1", 2375, { HTTP_PROXY: "http://p:3128" }, "http://p:3128"],
  ["10.0.0.1", 2375, { http_proxy: "p:3128" }, "http://p:3128"],
  ["10.0.0.1", 2375, { ALL_PROXY: "http://p:3128" }, undefined],
  ["127.0.0.1", 2375, { HTTP_PROXY: "http://p:3128" }, undefined],
  ["127.8.8.8", 2375, { HTTP_PROXY: "http://p:3128" }, undefined],
  ["::1", 2375, { HTTP_PROXY: "http://p:3128" }, undefined],
  ["a.example.com", 2375, { HTTP_PROXY: "p", NO_PROXY: "example.com" }, undefined],
  ["a.example.com", 2375, { HTTP_PROXY: "p", no_proxy: " .EXAMPLE.com " }, undefined],
  ["example.com", 2375, { HTTP_PROXY: "p", NO_PROXY: ".example.com" }, "http://p"],
  ["badexample.com", 2375, { HTTP_PROXY: "p", NO_PROXY: "example.com" }, "http://p"],
  ["a.example.com", 2375, { HTTP_PROXY: "p", NO_PROXY: "*.example.com" }, undefined],
  ["10.1.2.3", 2375, { HTTP_PROXY: "p", NO_PROXY: "10.1.0.0/16" }, undefined],
  ["10.2.2.3", 2375, { HTTP_PROXY: "p", NO_PROXY: "10.1.0.0/16" }, "http://p"],
  ["10.1.2.3", 2375, { HTTP_PROXY: "p", NO_PROXY: "10.1.2.3:2375" }, undefined],
  ["10.1.2.3", 2375, { HTTP_PROXY: "p", NO_PROXY: "10.1.2.3:9" }, "http://p"],
  ["10.1.2.3", 2375, { HTTP_PROXY: "p", NO_PROXY: "x, *" }, undefined],
];

for (const [host, port, env, proxy] of CASES) {
  Deno.test(`http to ${host}:${port} with ${JSON.stringify(env)} goes ${proxy ?? "straight"}`, () => {
    assert.equal(proxyFor(host, port, (name) => env[name]), proxy);
  });
}

Deno.test("an engine that is dialled directly is, whatever HTTP_PROXY says", async () => {
  const seen: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    seen.push(new URL(request.url).host);
    return new Response(null, { headers: { "api-version": "1.51" } });
  });
  const port = server.addr.port;
  const endpoint = { kind: "tcp" as const, host: "127.0.0.1", port, pathPrefix: "" };
  Deno.env.set("HTTP_PROXY", "http://127.0.0.1:1");
  try {
    (await connect({ endpoint, host: "tcp://x", context: "default", headers: {} })).close();
    assert.equal(Deno.env.get("HTTP_PROXY"), "http://127.0.0.1:1");
    assert.deepEqual(seen, [`127.0.0.1:${port}`]);
  } finally {
    Deno.env.delete("HTTP_PROXY");
    await server.shutdown();
  }
});

Deno.test("a path in the address stands before every request", async () => {
  const seen: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    seen.push(new URL(request.url).pathname);
    return new Response("{}", { headers: { "api-version": "1.51" } });
  });
  const endpoint = {
    kind: "tcp" as const,
    host: "127.0.0.1",
    port: server.addr.port,
    pathPrefix: "/pre/fix",
  };
  const engine = await connect({ endpoint, host: "tcp://x", context: "default", headers: {} });
  await engine.info();
  engine.close();
  await server.shutdown();
  assert.deepEqual(seen, ["/pre/fix/_ping", "/pre/fix/v1.51/info"]);
});

Deno.test("a proxy is sent the engine's URL, and its password in a header", async () => {
  const heard: string[] = [];
  const proxy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    using connection = await proxy.accept();
    const buffer = new Uint8Array(4096);
    const length = await connection.read(buffer);
    heard.push(...new TextDecoder().decode(buffer.subarray(0, length ?? 0)).split("\r\n"));
    const answer = "HTTP/1.1 200 OK\r\nApi-Version: 1.51\r\nContent-Length: 0\r\n\r\n";
    await connection.write(new TextEncoder().encode(answer));
  })();
  const endpoint = {
    kind: "tcp" as const,
    host: "engine.example",
    port: 2375,
    pathPrefix: "",
    proxy: `http://me:p%40ss@127.0.0.1:${proxy.addr.port}`,
  };
  const engine = await connect({
    endpoint,
    host: "tcp://engine.example:2375",
    context: "default",
    headers: {},
  });
  engine.close();
  await serving;
  proxy.close();
  assert.equal(heard[0], "HEAD http://engine.example:2375/_ping HTTP/1.1");
  assert.ok(heard.includes("Host: engine.example:2375"));
  assert.ok(heard.includes(`Proxy-Authorization: Basic ${btoa("me:p@ss")}`));
});

/** What connecting to engine.example through this proxy fails with: message, why and next as one text. */
async function failureThrough(proxy: string): Promise<string> {
  const endpoint = { kind: "tcp" as const, host: "engine.example", port: 2375, pathPrefix: "", proxy };
  const target = { endpoint, host: "tcp://engine.example:2375", context: "default", headers: {} };
  try {
    (await connect(target)).close();
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    return [error.message, error.why, ...error.next].join("\n");
  }
  assert.fail("it connected");
}

Deno.test("a proxy that cannot be used is refused without its password", async () => {
  const proxies = [
    "socks5://u:secret@p:1080",
    "https://u:secret@p:1",
    "http://u:secret%ww@p:1",
    "http://u:secret@p:99999",
    "http://u:secret@",
  ];
  for (const proxy of proxies) {
    const said = await failureThrough(proxy);
    assert.match(said, /^The proxy in HTTP_PROXY cannot be used[^]*NO_PROXY=engine\.example$/);
    assert.doesNotMatch(said, /secret/);
  }
});

Deno.test("a proxy that is not there is named without its password", async () => {
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = free.addr;
  free.close();
  const said = await failureThrough(`http://u:s€cret@127.0.0.1:${port}/`);
  assert.equal(
    said.split("\n")[0],
    `Cannot reach the Docker engine at tcp://engine.example:2375 through the proxy http://127.0.0.1:${port}`,
  );
  assert.match(said, /The proxy cannot be reached: .*refused[^]*NO_PROXY=HOST$/);
  assert.doesNotMatch(said, /cret/);
});

Deno.test("a proxy that wants a password is what the message is about", async () => {
  const proxy = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(null, { status: 407, headers: { "proxy-authenticate": "Basic" } }),
  );
  const said = await failureThrough(`http://u:secret@127.0.0.1:${proxy.addr.port}`);
  await proxy.shutdown();
  assert.match(said, /^The proxy in HTTP_PROXY refused GET \/_ping \(HTTP 407\)/);
  assert.doesNotMatch(said, /secret/);
});
