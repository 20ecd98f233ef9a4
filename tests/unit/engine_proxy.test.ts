import assert from "node:assert/strict";
import { connect } from "../../lib/engine/connect.ts";
import { proxyFor } from "../../lib/engine/proxy.ts";

/** Host, port, TLS, environment → proxy. As Go's httpproxy decides. */
const CASES: [
  host: string,
  port: number,
  secure: boolean,
  env: Record<string, string>,
  proxy: string | undefined,
][] = [
  ["10.0.0.1", 2375, false, {}, undefined],
  ["10.0.0.1", 2375, false, { HTTP_PROXY: "http://p:3128" }, "http://p:3128"],
  ["10.0.0.1", 2375, false, { http_proxy: "p:3128" }, "http://p:3128"],
  ["10.0.0.1", 2376, true, { HTTP_PROXY: "http://p:3128" }, undefined],
  ["10.0.0.1", 2376, true, { HTTPS_PROXY: "socks5://p:1080" }, "socks5://p:1080"],
  ["10.0.0.1", 2375, false, { ALL_PROXY: "http://p:3128" }, undefined],
  ["127.0.0.1", 2375, false, { HTTP_PROXY: "http://p:3128" }, undefined],
  ["127.8.8.8", 2375, false, { HTTP_PROXY: "http://p:3128" }, undefined],
  ["localhost", 2376, true, { HTTPS_PROXY: "http://p:3128" }, undefined],
  ["::1", 2375, false, { HTTP_PROXY: "http://p:3128" }, undefined],
  ["a.example.com", 2375, false, { HTTP_PROXY: "p", NO_PROXY: "example.com" }, undefined],
  ["a.example.com", 2375, false, { HTTP_PROXY: "p", no_proxy: " .EXAMPLE.com " }, undefined],
  ["example.com", 2375, false, { HTTP_PROXY: "p", NO_PROXY: ".example.com" }, "http://p"],
  ["badexample.com", 2375, false, { HTTP_PROXY: "p", NO_PROXY: "example.com" }, "http://p"],
  ["a.example.com", 2375, false, { HTTP_PROXY: "p", NO_PROXY: "*.example.com" }, undefined],
  ["10.1.2.3", 2375, false, { HTTP_PROXY: "p", NO_PROXY: "10.1.0.0/16" }, undefined],
  ["10.2.2.3", 2375, false, { HTTP_PROXY: "p", NO_PROXY: "10.1.0.0/16" }, "http://p"],
  ["10.1.2.3", 2375, false, { HTTP_PROXY: "p", NO_PROXY: "10.1.2.3:2375" }, undefined],
  ["10.1.2.3", 2375, false, { HTTP_PROXY: "p", NO_PROXY: "10.1.2.3:9" }, "http://p"],
  ["10.1.2.3", 2375, false, { HTTP_PROXY: "p", NO_PROXY: "x, *" }, undefined],
];

for (const [host, port, secure, env, proxy] of CASES) {
  Deno.test(`${secure ? "https" : "http"} to ${host}:${port} with ${JSON.stringify(env)} goes ${proxy ?? "straight"}`, () => {
    assert.equal(proxyFor(host, port, secure, (name) => env[name]), proxy);
  });
}

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
