import assert from "node:assert/strict";
import { VERSION } from "../../../lib/base/version.ts";
import { Failure } from "../../../lib/base/errors.ts";
import type { Engine } from "../../../lib/engine/engine.ts";
import { checkContexts } from "../../../lib/docker/doctor/contexts_check.ts";
import { checkCopies, pluginFolders, type Stat } from "../../../lib/docker/doctor/copies.ts";
import { type Capture, checkDocker } from "../../../lib/docker/doctor/docker_view.ts";
import { checkEngine } from "../../../lib/docker/doctor/engine_check.ts";
import type { Finding } from "../../../lib/docker/doctor/finding.ts";
import { checkHooks } from "../../../lib/docker/doctor/hooks_check.ts";
import { HOOKS_SETTING } from "../../../lib/docker/hooks_state.ts";
import { doctorJson, doctorText } from "../../../lib/view/reports/doctor.ts";
import { unstyled } from "../../../lib/terminal/style.ts";
import { MemoryFiles } from "../../support/context.ts";

const FOLDER: Stat = { kind: "folder", mode: 0o755, uid: 1000, gid: 1000 };
const FILE: Stat = { kind: "file", mode: 0o755, uid: 1000, gid: 1000 };
const HOME = "/h/.docker/cli-plugins";
const SYSTEM = "/usr/libexec/docker/cli-plugins";

function copies(
  paths: Record<string, Stat>,
  more: { extra?: unknown; windows?: boolean; env?: Record<string, string> } = {},
) {
  return checkCopies({
    config: { cliPluginsExtraDirs: more.extra },
    configDir: "/h/.docker",
    env: { get: (name) => more.env?.[name] },
    windows: more.windows ?? false,
    uid: 1000,
    stat: (path) => Promise.resolve(paths[path]),
  });
}

function texts(findings: Finding[], level: Finding["level"]): string[] {
  return findings.filter((finding) => finding.level === level).map((finding) => finding.text);
}

Deno.test("doctor: folders come in docker's real order: extra ones first, as they are written", () => {
  const machine = {
    config: { cliPluginsExtraDirs: ["~/x", "rel", 3, "/usr/lib/docker/cli-plugins"] },
    configDir: "/h/.docker",
    env: { get: (name: string) => name === "ProgramFiles" ? "C:\\PF" : undefined },
    windows: false,
    uid: 0,
    stat: () => Promise.resolve(undefined),
  };
  assert.deepEqual(pluginFolders(machine), [
    "~/x",
    "rel",
    "/usr/lib/docker/cli-plugins",
    "/h/.docker/cli-plugins",
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
  ]);
  assert.deepEqual(pluginFolders({ ...machine, config: {}, windows: true }), [
    "/h/.docker/cli-plugins",
    "C:\\PF\\Docker\\cli-plugins",
  ]);
});

Deno.test("doctor: one copy that only its owner can change is fine", async () => {
  const found = await copies({ [HOME]: FOLDER, [`${HOME}/docker-swarmnet`]: FILE });
  assert.deepEqual(found.map((finding) => finding.level), ["ok"]);
  assert.deepEqual(await copies({}), []);
});

Deno.test("doctor: a copy behind another one is never run", async () => {
  const found = await copies({
    [HOME]: FOLDER,
    [SYSTEM]: FOLDER,
    [`${HOME}/docker-swarmnet`]: FILE,
    [`${SYSTEM}/docker-swarmnet`]: FILE,
  });
  assert.deepEqual(texts(found, "problem"), [
    `${SYSTEM}/docker-swarmnet is never run, because ${HOME}/docker-swarmnet comes first`,
  ]);
});

const BAD_COPIES: [what: string, stat: Partial<Stat>, message: RegExp][] = [
  ["without execute bit", { mode: 0o644 }, /cannot be executed/],
  ["that is a dangling link", { kind: "broken link", mode: null }, /link to a file that is not there/],
  ["that is a pipe", { kind: "other" }, /neither a file nor a link/],
  ["every user can change", { mode: 0o757 }, /Every user can change the file/],
  ["a group can change", { mode: 0o775, gid: 5 }, /A group of users can change the file/],
  ["of another user", { uid: 1001, gid: 1001 }, /belongs to another user \(1001\)/],
];
for (const [what, stat, message] of BAD_COPIES) {
  Deno.test(`doctor: a copy ${what} is a problem`, async () => {
    const found = await copies({ [HOME]: FOLDER, [`${HOME}/docker-swarmnet`]: { ...FILE, ...stat } });
    assert.equal(texts(found, "problem").length, 1);
    assert.match(texts(found, "problem")[0]!, message);
  });
}

Deno.test("doctor: a folder others can write to is a problem even without a copy, a group of one's own is not", async () => {
  assert.match(
    texts(await copies({ [SYSTEM]: { ...FOLDER, mode: 0o1777 } }), "problem")[0]!,
    /Every user can change the folder/,
  );
  assert.deepEqual(await copies({ [SYSTEM]: { ...FOLDER, mode: 0o775 } }), []);
  assert.deepEqual(await copies({ [SYSTEM]: { ...FOLDER, mode: 0o775, uid: 0, gid: 0 } }), []);
});

const PLUGIN = { Name: "swarmnet", Path: "/p/docker-swarmnet", Version: VERSION };
function docker(version: string, plugins: unknown): Capture {
  return ([word]) =>
    Promise.resolve({
      code: 0,
      stdout: word === "info" ? JSON.stringify(plugins) : `Docker version ${version}, build e6534b4\n`,
    });
}

Deno.test("doctor: docker's own word on the plugin counts", async () => {
  const check = async (plugins: unknown) =>
    (await checkDocker("/bin/docker", docker("28.2.2", plugins))).at(-1)!;
  assert.equal((await check([{ Name: "other" }, PLUGIN])).level, "ok");
  assert.match(
    (await check([{ ...PLUGIN, Err: "exec format error\n" }])).text,
    /^docker refuses \/p\/docker-swarmnet: exec format error$/,
  );
  assert.match((await check([])).text, /does not find the plugin/);
  assert.match((await check([{ ...PLUGIN, Version: "0.0.1" }])).text, /runs version 0\.0\.1/);
  assert.match((await check(null)).text, /does not find/);
});

Deno.test("doctor: old dockers are told what they lack, no docker is a problem", async () => {
  const notes = async (version: string) =>
    texts(await checkDocker("/d", docker(version, [PLUGIN])), "note").length;
  assert.equal(await notes("20.10.24+dfsg1"), 2);
  assert.equal(await notes("25.0.5"), 1);
  assert.equal(await notes("26.1.5+dfsg1"), 0);
  assert.equal(await notes("29.0.0-rc.1"), 0);
  assert.equal((await checkDocker(undefined, docker("28.2.2", [])))[0]!.level, "problem");
  assert.match(
    (await checkDocker("/d", () => Promise.resolve(undefined)))[0]!.text,
    /does not say its version/,
  );
});

async function contextFiles(
  contexts: Record<string, { host: string; skip?: boolean; tls?: boolean }>,
): Promise<MemoryFiles> {
  const files: Record<string, string> = {};
  for (const [name, { host, skip, tls }] of Object.entries(contexts)) {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(name));
    const folder = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    files[`/c/contexts/meta/${folder}/meta.json`] = JSON.stringify({
      Name: name,
      Endpoints: { docker: { Host: host, SkipTLSVerify: skip ?? false } },
    });
    if (tls) files[`/c/contexts/tls/${folder}/docker/ca.pem`] = "x";
  }
  return new MemoryFiles(files);
}

Deno.test("doctor: contexts without verification or without TLS are problems, sockets, ssh and loopback are not", async () => {
  const files = await contextFiles({
    skipping: { host: "tcp://a:2376", skip: true, tls: true },
    plain: { host: "tcp://b:2375" },
    good: { host: "tcp://c:2376", tls: true },
    local: { host: "tcp://127.0.0.1:2375" },
    six: { host: "tcp://[::1]:2375" },
    socket: { host: "unix:///x", skip: true },
    shell: { host: "ssh://me@h" },
  });
  const found = texts(await checkContexts(files, "/c"), "problem");
  assert.equal(found.length, 2);
  assert.match(found[0]!, /"plain" talks to tcp:\/\/b:2375 without TLS/);
  assert.match(found[1]!, /"skipping" does not verify/);
  assert.equal((await checkContexts(new MemoryFiles(), "/c"))[0]!.level, "ok");
});

Deno.test("doctor: the engine's part in its swarm is told, an engine that is not there is a problem", async () => {
  const engine = (swarm: unknown) =>
    ({
      host: "unix:///x",
      apiVersion: "1.51",
      info: () => Promise.resolve({ ServerVersion: "28.5.2", Swarm: swarm }),
    }) as unknown as Engine;
  const level = async (swarm: unknown) => (await checkEngine(() => Promise.resolve(engine(swarm)))).level;
  assert.equal(await level({ LocalNodeState: "active", ControlAvailable: true }), "ok");
  assert.equal(await level({ LocalNodeState: "active", ControlAvailable: false }), "note");
  assert.equal(await level({ LocalNodeState: "inactive" }), "note");
  const down = await checkEngine(() =>
    Promise.reject(new Failure("Cannot connect", { why: "down", next: ["start it", "or not"] }))
  );
  assert.deepEqual(down, {
    check: "engine",
    level: "problem",
    text: "Cannot connect: down",
    next: "start it; or not",
  });
  await assert.rejects(checkEngine(() => Promise.reject(new TypeError("defect"))), TypeError);
});

Deno.test("doctor: hints that are off are a note, hints that only look on are a problem", () => {
  const check = (config: Record<string, unknown>, env: Record<string, string> = {}) =>
    checkHooks(config, { get: (name) => env[name] })[0]!;
  const on = { plugins: { swarmnet: { hooks: HOOKS_SETTING } }, features: { hooks: "true" } };
  assert.equal(check(on).level, "ok");
  assert.equal(check({}).level, "note");
  assert.match(check(on, { DOCKER_CLI_HINTS: "0" }).text, /DOCKER_CLI_HINTS says so/);
  assert.equal(check({ features: { hooks: true } }).level, "problem");
});

Deno.test("doctor: the report counts problems, in text and in JSON", () => {
  const findings: Finding[] = [
    { check: "docker", level: "ok", text: "fine" },
    { check: "copies", level: "problem", text: "bad\u001bname", next: "rm it" },
  ];
  assert.equal(
    unstyled(doctorText(findings, 80)),
    "ok       fine\nproblem  bad\\u001bname\n         next: rm it\n\n1 problem found\n",
  );
  const parsed = JSON.parse(doctorJson(findings));
  assert.deepEqual(Object.keys(parsed), ["findings", "problems", "schema"]);
  assert.equal(parsed.problems, 1);
  assert.match(doctorText([], 80), /No problems found/);
  const next = "five six seven eight nine ten";
  const long: Finding[] = [{ check: "docker", level: "problem", text: "one two three four", next }];
  assert.equal(
    unstyled(doctorText(long, 36)),
    "problem  one two three four\n         next: five six seven eight\n               nine ten\n\n1 problem found\n",
  );
});
