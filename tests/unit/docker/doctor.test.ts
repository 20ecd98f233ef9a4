import assert from "node:assert/strict";
import { VERSION } from "../../../lib/base/version.ts";
import { Failure } from "../../../lib/base/errors.ts";
import type { Engine } from "../../../lib/engine/engine.ts";
import { checkContexts, checkEngine, checkHooks } from "../../../lib/docker/doctor/examine.ts";
import { checkCopies, type Machine, pluginFolders, readLauncher } from "../../../lib/docker/doctor/copies.ts";
import { type Capture, checkDocker } from "../../../lib/docker/doctor/docker_view.ts";
import type { Finding } from "../../../lib/docker/doctor/finding.ts";
import { HOOKS_SETTING } from "../../../lib/docker/hooks_state.ts";
import { checkConfigFolder } from "../../../lib/docker/doctor/path_check.ts";
import { realFiles } from "../../../lib/cli/files.ts";
import { systemOwners } from "../../../lib/docker/system_owners.ts";
import type { Owners, PathInfo } from "../../../lib/docker/trust.ts";
import { launcherScript } from "../../../scripts/install/launcher.ts";
import { doctorJson, doctorText } from "../../../lib/view/reports/doctor.ts";
import { unstyled } from "../../../lib/terminal/style.ts";
import { MemoryFiles } from "../../support/context.ts";

const FOLDER: PathInfo = { kind: "folder", mode: 0o755, uid: 1000, gid: 1000 };
const FILE: PathInfo = { kind: "file", mode: 0o755, uid: 1000, gid: 1000 };
const HOME = "/h/.docker/cli-plugins";
const SYSTEM = "/usr/libexec/docker/cli-plugins";

/** Folders above what is given are root's. */
function ownersOf(paths: Record<string, PathInfo>): Owners {
  const above = (path: string) =>
    Object.keys(paths).some((one) => one.startsWith(path === "/" ? path : `${path}/`));
  return {
    users: [1000, 0],
    look: (path, { follow }) => {
      const info = paths[path] ?? (above(path) ? { ...FOLDER, uid: 0, gid: 0 } : undefined);
      return Promise.resolve(follow && info?.kind === "link" ? paths[info.target!] : info);
    },
    groupOf: () => Promise.resolve(undefined),
  };
}

function copies(
  paths: Record<string, PathInfo>,
  more: {
    extra?: unknown;
    windows?: boolean;
    env?: Record<string, string>;
    files?: Record<string, string>;
  } = {},
) {
  return checkCopies({
    config: { cliPluginsExtraDirs: more.extra },
    configDir: "/h/.docker",
    env: { get: (name) => more.env?.[name] },
    windows: more.windows ?? false,
    owners: ownersOf(paths),
    files: new MemoryFiles(more.files),
  });
}

function texts(findings: Finding[], level: Finding["level"]): string[] {
  return findings.filter((finding) => finding.level === level).map((finding) => finding.text);
}

Deno.test("doctor: folders come in docker's real order: extra ones first, as they are written", () => {
  const machine: Machine = {
    config: { cliPluginsExtraDirs: ["~/x", "rel", 3, "/usr/lib/docker/cli-plugins"] },
    configDir: "/h/.docker",
    env: { get: (name: string) => name === "ProgramFiles" ? "C:\\PF" : undefined },
    windows: false,
    owners: ownersOf({}),
    files: new MemoryFiles(),
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

const BAD_COPIES: [what: string, stat: Partial<PathInfo>, message: RegExp][] = [
  ["without execute bit", { mode: 0o644 }, /cannot be executed/],
  ["that is a dangling link", { kind: "link", target: "/nowhere" }, /link to a file that is not there/],
  ["that is a pipe", { kind: "other" }, /neither a file nor a link/],
  ["every user can change", { mode: 0o757 }, /^Every user can write to file .*: it is the plugin$/],
  ["a group can change", { mode: 0o775, gid: 5 }, /^Group 5 can write to file .*: it is the plugin$/],
  ["of another user", { uid: 1001, gid: 1001 }, /^File .* belongs to user 1001: it is the plugin$/],
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
    /^Every user can write to folder .*: it is the plugin folder$/,
  );
  assert.deepEqual(await copies({ [SYSTEM]: { ...FOLDER, mode: 0o775 } }), []);
  assert.deepEqual(await copies({ [SYSTEM]: { ...FOLDER, mode: 0o775, uid: 0, gid: 0 } }), []);
});

Deno.test("doctor: every folder above the plugin counts, those of /tmp's kind only with entries of others", async () => {
  const place = { [HOME]: FOLDER, [`${HOME}/docker-swarmnet`]: FILE };
  assert.deepEqual(await copies({ ...place, "/h": { ...FOLDER, mode: 0o777 } }), [{
    check: "copies",
    level: "problem",
    text: `Every user can write to folder /h: it is on the path of the plugin folder ${HOME}`,
    next: "chmod go-w /h",
  }]);
  const tmp = { ...FOLDER, uid: 0, gid: 0, mode: 0o1777 };
  assert.equal((await copies({ ...place, "/h": tmp }))[0]!.level, "ok");
  assert.deepEqual(texts(await copies({ ...place, "/h/.docker": { ...FOLDER, uid: 1001 } }), "problem"), [
    `Folder /h/.docker belongs to user 1001: it is on the path of the plugin folder ${HOME}`,
  ]);
});

Deno.test("doctor: links on the way are followed", async () => {
  const found = await copies({
    [HOME]: FOLDER,
    [`${HOME}/docker-swarmnet`]: { ...FILE, kind: "link", target: "/opt/x/plugin" },
    "/opt/x": { ...FOLDER, mode: 0o775, gid: 100 },
    "/opt/x/plugin": FILE,
  });
  assert.deepEqual(texts(found, "problem"), [
    `Group 100 can write to folder /opt/x: it is on the path of the plugin ${HOME}/docker-swarmnet`,
  ]);
});

Deno.test("doctor: a copy on Windows is not said to be its owner's alone", async () => {
  const folder = "C:\\PF\\Docker\\cli-plugins";
  const found = await copies({
    [folder]: { kind: "folder", mode: null, uid: null, gid: null },
    [`${folder}/docker-swarmnet.exe`]: { kind: "file", mode: null, uid: null, gid: null },
  }, { windows: true, env: { ProgramFiles: "C:\\PF" } });
  assert.deepEqual(texts(found, "ok"), [
    `One copy: ${folder}/docker-swarmnet.exe (on Windows it is not checked who can change it)`,
  ]);
});

Deno.test("doctor: a launcher is read as the installer writes it", async () => {
  const read = (text: string) => readLauncher("/p", new MemoryFiles({ "/p": text }));
  const odd = { root: "/home/o'neill/a 'b", deno: "/opt/de'no", version: "2.9.4" };
  assert.deepEqual(await read(launcherScript(odd)), { root: odd.root, deno: odd.deno });
  assert.equal(await read("#!/bin/sh\nexec something else\n"), undefined);
  assert.equal(await read("\u007fELF"), undefined);
});

const UNIX = { ignore: Deno.build.os === "windows" };

Deno.test(
  "doctor: the checkout that a launcher runs is checked with all above it, on real folders",
  UNIX,
  async () => {
    const top = await Deno.realPath(await Deno.makeTempDir());
    try {
      const root = `${top}/up/checkout`;
      await Deno.mkdir(`${root}/lib/deep`, { recursive: true });
      await Deno.mkdir(`${top}/docker/cli-plugins`, { recursive: true });
      for (const file of [`${root}/main.ts`, `${root}/lib/deep/a.ts`, `${top}/deno`]) {
        await Deno.writeTextFile(file, "");
      }
      const plugin = `${top}/docker/cli-plugins/docker-swarmnet`;
      await Deno.writeTextFile(plugin, launcherScript({ root, deno: `${top}/deno`, version: "2.9.4" }), {
        mode: 0o755,
      });
      const env = { get: () => undefined };
      const problems = async () => {
        const found = await checkCopies({
          config: {},
          configDir: `${top}/docker`,
          env,
          windows: false,
          owners: systemOwners(env),
          files: realFiles(),
        });
        return found.filter(({ level, text }) => level === "problem" && text.includes(top))
          .map(({ text, next }) => [text.replaceAll(top, ""), next!.replaceAll(top, "")]);
      };
      assert.deepEqual(await problems(), []);
      await Deno.chmod(`${top}/up`, 0o777);
      await Deno.chmod(`${root}/lib/deep/a.ts`, 0o666);
      await Deno.chmod(`${root}/lib/deep`, 0o777);
      await Deno.chmod(`${top}/deno`, 0o757);
      assert.deepEqual(await problems(), [
        [
          "Every user can write to code of the launcher: /up/checkout/lib/deep and 1 more",
          "chmod -R go-w /up/checkout",
        ],
        [
          "Every user can write to folder /up: it is on the path of the launcher's checkout /up/checkout",
          "chmod go-w /up",
        ],
        ["Every user can write to file /deno: it is the launcher's runtime", "chmod go-w /deno"],
      ]);
    } finally {
      await Deno.remove(top, { recursive: true });
    }
  },
);

Deno.test(
  "doctor: the configuration folder is checked with all above it, on real folders",
  UNIX,
  async () => {
    const top = await Deno.realPath(await Deno.makeTempDir());
    try {
      await Deno.mkdir(`${top}/me/.docker`, { recursive: true });
      await Deno.writeTextFile(`${top}/me/.docker/config.json`, "{}");
      await Deno.symlink("me/.docker", `${top}/link`);
      const check = async () =>
        (await checkConfigFolder(`${top}/link`, { owners: systemOwners({ get: () => undefined }), cwd: "/" }))
          .map(({ text, next }) => [text.replaceAll(top, ""), next!.replaceAll(top, "")]);
      assert.deepEqual(await check(), []);
      await Deno.chmod(`${top}/me`, 0o773);
      await Deno.chmod(`${top}/me/.docker/config.json`, 0o646);
      const expected = [
        [
          "Every user can write to folder /me: it is on the path of docker's configuration /link",
          "chmod go-w /me",
        ],
        [
          "Every user can write to file /me/.docker/config.json: it is on the path of docker's configuration /link/config.json",
          "chmod go-w /me/.docker/config.json",
        ],
      ];
      assert.deepEqual(await check(), expected);
      if (Deno.uid() !== 0) return;
      await Deno.chown(`${top}/me/.docker`, 12345, 12345);
      assert.deepEqual((await check())[1], [
        "Folder /me/.docker belongs to user 12345: it is on the path of docker's configuration /link",
        "chown 0 /me/.docker",
      ]);
    } finally {
      await Deno.remove(top, { recursive: true });
    }
  },
);

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
