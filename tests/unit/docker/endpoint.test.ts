import assert from "node:assert/strict";
import { EXIT, Failure } from "../../../lib/base/errors.ts";
import type { Target } from "../../../lib/engine/endpoint.ts";
import type { Globals } from "../../../lib/docker/globals.ts";
import { joinPath } from "../../../lib/base/files.ts";
import { configDir, homeIn } from "../../../lib/docker/config_dir.ts";
import { listContexts } from "../../../lib/docker/contexts.ts";
import { resolveTarget } from "../../../lib/docker/endpoint.ts";
import { MemoryFiles } from "../../support/context.ts";

/** SHA-256 of the names, as `docker context create` 28.2.2 lays them out. */
const FOLDER = {
  ab: "fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603",
};

interface Case {
  globals?: Partial<Globals>;
  env?: Record<string, string>;
  config?: Record<string, unknown>;
  files?: Record<string, string>;
  windows?: boolean;
  docker?: string;
}

async function resolve(given: Case): Promise<Target> {
  return await resolveTarget({
    globals: { debug: false, logLevel: "info", words: [], ...given.globals },
    env: { get: (name) => ({ HOME: "/home/u", ...given.env })[name] },
    windows: given.windows ?? false,
    home: () => undefined,
    files: new MemoryFiles(given.files),
    config: given.config ?? {},
    configDir: "/home/u/.docker",
    findDocker: () => Promise.resolve(given.docker),
  });
}

function context(host: string, extra: Record<string, unknown> = {}, name = "ab"): Record<string, string> {
  const meta = {
    Name: name,
    Metadata: {},
    Endpoints: { docker: { Host: host, SkipTLSVerify: false, ...extra } },
  };
  return { [`/home/u/.docker/contexts/meta/${FOLDER.ab}/meta.json`]: JSON.stringify(meta) };
}

Deno.test("target: context flag, then host flag, DOCKER_HOST, DOCKER_CONTEXT, currentContext, default", async () => {
  const files = context("unix:///ab.sock");
  const all = {
    env: { DOCKER_HOST: "unix:///env.sock", DOCKER_CONTEXT: "ab" },
    config: { currentContext: "ab" },
    files,
  };
  const host = async (given: Case) => {
    const { context: name, host: text } = await resolve(given);
    return `${name} ${text}`;
  };
  assert.equal(await host({ ...all, globals: { context: "ab" } }), "ab unix:///ab.sock");
  assert.equal(await host({ ...all, globals: { host: "unix:///flag.sock" } }), "default unix:///flag.sock");
  assert.equal(await host(all), "default unix:///env.sock");
  assert.equal(await host({ ...all, env: { DOCKER_CONTEXT: "ab" }, config: {} }), "ab unix:///ab.sock");
  assert.equal(await host({ ...all, env: { DOCKER_HOST: "" } }), "ab unix:///ab.sock");
  assert.equal(await host({ files }), "default unix:///var/run/docker.sock");
});

Deno.test("target: an empty -H still chooses the default context, and the default engine", async () => {
  const target = await resolve({
    globals: { host: "" },
    env: { DOCKER_HOST: "unix:///env.sock" },
    config: { currentContext: "ab" },
    files: context("unix:///ab.sock"),
  });
  assert.equal(target.context, "default");
  assert.equal(target.host, "unix:///var/run/docker.sock");
});

Deno.test("target: the context named default is the virtual one", async () => {
  const target = await resolve({ globals: { context: "default" }, env: { DOCKER_HOST: "tcp://h" } });
  assert.equal(target.host, "tcp://h:2375");
});

Deno.test("target: a context that is not there is docker's message, exit 1, with the nearest name", async () => {
  await assert.rejects(resolve({ globals: { context: "ac" }, files: context("x") }), (error) => {
    assert.ok(error instanceof Failure);
    assert.equal(
      error.message,
      'Failed to initialize: unable to resolve docker endpoint: context "ac": context not found',
    );
    assert.equal(error.exit, EXIT.failed);
    return true;
  });
});

Deno.test("target: a broken context file is named", async () => {
  const path = `/home/u/.docker/contexts/meta/${FOLDER.ab}/meta.json`;
  await assert.rejects(
    resolve({ globals: { context: "ab" }, files: { [path]: "{" } }),
    (error) => error instanceof Failure && error.message.includes(path),
  );
  await assert.rejects(
    resolve({ globals: { context: "ab" }, files: { [path]: '{"Name":"ab","Endpoints":{}}' } }),
    /cannot find docker endpoint in context/,
  );
});

Deno.test("target: keys of a context are read in any case, as Go does", async () => {
  const path = `/home/u/.docker/contexts/meta/${FOLDER.ab}/meta.json`;
  const text = '{"name":"ab","endpoints":{"docker":{"host":"unix:///lower"}}}';
  assert.equal(
    (await resolve({ globals: { context: "ab" }, files: { [path]: text } })).host,
    "unix:///lower",
  );
});

const DIAL = ["/bin/docker", "system", "dial-stdio"];

Deno.test("target: a context with a folder for TLS files has TLS, whatever flags and variables say", async () => {
  const globals = { context: "ab" };
  const tls = `/home/u/.docker/contexts/tls/${FOLDER.ab}/docker`;
  const kinds: [files: Record<string, string>, tls: true | undefined][] = [
    [{ ...context("tcp://h:1"), [`${tls}/ca.pem`]: "" }, true],
    [context("tcp://h:1", { SkipTLSVerify: true }), true],
    [context("tcp://h:1"), undefined],
  ];
  for (const [files, wanted] of kinds) {
    const { endpoint, dialStdio } = await resolve({
      globals,
      env: { DOCKER_TLS: "1" },
      files,
      docker: "/bin/docker",
    });
    assert.equal(endpoint.kind === "tcp" && endpoint.tls, wanted);
    assert.deepEqual(dialStdio, wanted && DIAL);
  }
});

/** Value of a context's endpoint, and what of docker's message is expected; undefined: the local engine. */
const STORED: [endpoint: string, message: RegExp | undefined][] = [
  ["{}", undefined],
  ['{"Host":null}', undefined],
  ['{"Host":""}', undefined],
  ['{"Host":5}', /context "ab": parsing .*meta\.json: Host is of type number, not string/],
  ['{"Host":true}', /Host is of type boolean/],
  ['{"Host":{}}', /Host is of type object/],
  ['{"Host":[]}', /Host is of type array/],
  ['{"host":5}', /Host is of type number/],
  ['{"Host":"unix:///a","SkipTLSVerify":"yes"}', /SkipTLSVerify is of type string, not boolean/],
  ["null", /endpoint "docker" is not of type EndpointMeta/],
  ["5", /Endpoints\.docker is of type number/],
  ["[]", /Endpoints\.docker is of type array/],
];
for (const [text, message] of STORED) {
  Deno.test(`target: a context whose endpoint is ${text} is ${message ?? "the local engine"}`, async () => {
    const path = `/home/u/.docker/contexts/meta/${FOLDER.ab}/meta.json`;
    const files = { [path]: `{"Name":"ab","Endpoints":{"docker":${text}}}` };
    const resolved = resolve({ globals: { context: "ab" }, files });
    if (message !== undefined) return await assert.rejects(resolved, { message, exit: EXIT.failed });
    assert.equal((await resolved).host, "unix:///var/run/docker.sock");
  });
}

for (
  const text of [
    '{"Name":"ab","Endpoints":{"Docker":{"Host":"unix:///a"}}}',
    '{"Name":"ab","Endpoints":null}',
    "null",
  ]
) {
  Deno.test(`target: a context without an endpoint for docker is refused: ${text}`, async () => {
    const files = { [`/home/u/.docker/contexts/meta/${FOLDER.ab}/meta.json`]: text };
    await assert.rejects(
      resolve({ globals: { context: "ab" }, files }),
      /cannot find docker endpoint in context/,
    );
  });
}

const TLS_CASES: [name: string, given: Case, tls: true | undefined][] = [
  ["no TLS by default", {}, undefined],
  ["--tls is TLS", { globals: { tls: true } }, true],
  ["--tlsverify is TLS", { globals: { tlsverify: true } }, true],
  ["--tlsverify=false is TLS without verification", { globals: { tlsverify: false } }, true],
  ["DOCKER_TLS_VERIFY=0 is TLS: any text does", { env: { DOCKER_TLS_VERIFY: "0" } }, true],
  ["DOCKER_TLS is TLS", { env: { DOCKER_TLS: "1" } }, true],
  ["--tls=false beats DOCKER_TLS", { globals: { tls: false }, env: { DOCKER_TLS: "1" } }, undefined],
  [
    "DOCKER_CERT_PATH names the folder",
    { globals: { tls: true }, env: { DOCKER_CERT_PATH: "/certs" } },
    true,
  ],
  ["--config does not move the certificates", { globals: { tls: true, config: "/other" } }, true],
  ["an empty --tlscacert means the system's authorities", {
    globals: { tls: true, tlscacert: "" },
    files: {},
  }, true],
];
const TLS_FILES = { "/home/u/.docker/ca.pem": "", "/certs/ca.pem": "" };
for (const [name, given, tls] of TLS_CASES) {
  Deno.test(`target: ${name}`, async () => {
    const { endpoint } = await resolve({
      files: TLS_FILES,
      ...given,
      env: { DOCKER_HOST: "tcp://h:1", ...given.env },
    });
    assert.ok(endpoint.kind === "tcp");
    assert.equal(endpoint.tls, tls);
  });
}

Deno.test("target: TLS without a host means port 2376, and needs the authority's file even for a socket", async () => {
  assert.equal((await resolve({ globals: { tls: true }, files: TLS_FILES })).host, "tcp://localhost:2376");
  await assert.rejects(resolve({ globals: { tlsverify: true } }), /ca\.pem/);
  await assert.rejects(resolve({ globals: { tlsverify: true, host: "unix:///x" } }), /ca\.pem/);
  await assert.rejects(resolve({ env: { DOCKER_TLS_VERIFY: "0" } }), {
    why: /TLS is on \(DOCKER_TLS_VERIFY\)/,
    next: [
      "Name it: --tlscacert FILE, or its folder in DOCKER_CERT_PATH",
      "For an engine without TLS: unset DOCKER_TLS_VERIFY",
    ],
  });
  const socket = await resolve({ globals: { tls: true, host: "unix:///x" }, files: TLS_FILES });
  assert.deepEqual(socket.endpoint, { kind: "unix", path: "/x" });
});

/** Which endpoints docker itself connects to. */
const DIALLED: [host: string, env: Record<string, string>, byDocker: boolean][] = [
  ["unix:///x", { HTTP_PROXY: "http://p:1" }, false],
  ["tcp://h:1", {}, false],
  ["tcp://h:1", { HTTP_PROXY: "http://p:1" }, false],
  ["tcp://h:1", { HTTP_PROXY: "http://p:1", NO_PROXY: "h" }, false],
  ["tcp://h:1", { DOCKER_TLS: "1" }, true],
  ["tcp://h:1", { DOCKER_TLS_VERIFY: "1" }, true],
  ["ssh://h", {}, true],
  ["npipe://", {}, true],
];
for (const [host, env, byDocker] of DIALLED) {
  Deno.test(`target: ${host} with ${JSON.stringify(env)} is dialled ${byDocker ? "by docker" : "directly"}`, async () => {
    const target = await resolve({
      globals: { host, words: [`--host=${host}`] },
      env,
      files: TLS_FILES,
      docker: "/bin/docker",
    });
    assert.deepEqual(target.dialStdio, byDocker ? [DIAL[0], `--host=${host}`, ...DIAL.slice(1)] : undefined);
  });
}

Deno.test("target: DOCKER_API_VERSION pins the version, with or without a v, and must be one", async () => {
  assert.equal((await resolve({ env: { DOCKER_API_VERSION: "v1.44" } })).apiVersion, "1.44");
  assert.equal((await resolve({ env: { DOCKER_API_VERSION: "1.41" } })).apiVersion, "1.41");
  assert.equal((await resolve({ env: { DOCKER_API_VERSION: "" } })).apiVersion, undefined);
  await assert.rejects(resolve({ env: { DOCKER_API_VERSION: "latest" } }), { exit: EXIT.usage });
});

Deno.test("target: without a docker there is nothing to connect with", async () => {
  assert.equal((await resolve({ windows: true })).dialStdio, undefined);
});

Deno.test("contexts: listed by name, broken ones left out", async () => {
  const files = new MemoryFiles({
    "/c/contexts/meta/1/meta.json":
      '{"Name":"zed","Endpoints":{"docker":{"Host":"tcp://z","SkipTLSVerify":true}}}',
    "/c/contexts/meta/2/meta.json": "broken",
    "/c/contexts/meta/3/meta.json": '{"Name":"abc","Endpoints":{"docker":{}}}',
  });
  assert.deepEqual(await listContexts(files, "/c"), [
    { name: "abc", host: "", skipTlsVerify: false },
    { name: "zed", host: "tcp://z", skipTlsVerify: true },
  ]);
  assert.deepEqual(await listContexts(files, "/nowhere"), []);
});

Deno.test("config folder: flag, DOCKER_CONFIG, home, in this order", () => {
  const place = (env: Record<string, string>, windows = false, home?: string) => ({
    env: { get: (name: string) => env[name] },
    windows,
    home: () => home,
  });
  assert.equal(configDir({ config: "/f" }, place({ DOCKER_CONFIG: "/e" })), "/f");
  assert.equal(configDir({ config: "" }, place({ DOCKER_CONFIG: "/e" })), "/e");
  assert.equal(configDir({}, place({ HOME: "/h/", DOCKER_CONFIG: "" })), "/h/.docker");
  assert.equal(configDir({}, place({ USERPROFILE: "C:\\U", HOME: "/h" }, true)), "C:\\U/.docker");
  assert.equal(configDir({}, place({}, false, "/passwd")), "/passwd/.docker");
  assert.equal(configDir({}, place({})), ".docker");
  assert.equal(joinPath("/", "a"), "/a");
});

Deno.test("config folder: without HOME the account's home, found by the user's number", () => {
  const passwd = "root:x:0:0:root:/root:/bin/sh\nme:x:1000:1000:Me,,,:/home/me:/bin/sh\nno:x:7:7::\n";
  assert.equal(homeIn(passwd, 1000), "/home/me");
  assert.equal(homeIn(passwd, 7), undefined);
  assert.equal(homeIn(passwd, 5), undefined);
  assert.equal(homeIn("", null), undefined);
});
