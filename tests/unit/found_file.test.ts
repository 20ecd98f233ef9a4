import assert from "node:assert/strict";
import { distrustOf } from "../../lib/docker/found_file.ts";
import { realFiles } from "../../lib/cli/files.ts";
import type { Group, Owners, PathInfo } from "../../lib/docker/trust.ts";
import { trustedUsers } from "../../lib/docker/trust.ts";

const FOLDER: PathInfo = { kind: "folder", mode: 0o755, uid: 1000, gid: 1000 };
const FILE: PathInfo = { kind: "file", mode: 0o644, uid: 1000, gid: 1000 };
const PATH = "/p/.swarmnet.yaml";

function owners(
  entries: Record<string, PathInfo>,
  { groups = {}, users = [1000, 0] }: { groups?: Record<number, Group>; users?: number[] } = {},
): Owners {
  return {
    users,
    look: (path) => Promise.resolve(entries[path]),
    groupOf: (gid) => Promise.resolve(groups[gid]),
  };
}

const ME: Group = { members: [1000], namesake: 1000 };
const CASES: [
  what: string,
  entries: Record<string, PathInfo>,
  expected: [why: string, fix: string] | undefined,
  groups?: Record<number, Group>,
][] = [
  ["own file in an own folder", { "/p": FOLDER, [PATH]: FILE }, undefined],
  ["root's file in root's folder", {
    "/p": { ...FOLDER, uid: 0, gid: 0 },
    [PATH]: { ...FILE, uid: 0, gid: 0, mode: 0o664 },
  }, undefined],
  ["file of another user", { "/p": FOLDER, [PATH]: { ...FILE, uid: 1001 } }, [
    "it belongs to user 1001",
    `sudo chown 1000 ${PATH}`,
  ]],
  ["folder of another user", { "/p": { ...FOLDER, uid: 1001 }, [PATH]: FILE }, [
    "folder /p belongs to user 1001",
    "sudo chown 1000 /p",
  ]],
  ["folder and file of another user", {
    "/p": { ...FOLDER, uid: 1001 },
    [PATH]: { ...FILE, uid: 1001, mode: 0o666 },
  }, ["folder /p belongs to user 1001", `sudo chown 1000 /p ${PATH} && chmod go-w ${PATH}`]],
  ["file that every user can write to", { "/p": FOLDER, [PATH]: { ...FILE, mode: 0o666 } }, [
    "every user can write to it",
    `chmod go-w ${PATH}`,
  ]],
  ["root's folder that every user can write to", {
    "/p": { ...FOLDER, mode: 0o777, uid: 0 },
    [PATH]: FILE,
  }, ["every user can write to folder /p", "sudo chmod go-w /p"]],
  ["folder such as /tmp", { "/p": { ...FOLDER, mode: 0o1777, uid: 0 }, [PATH]: FILE }, [
    "every user can write to folder /p",
    "move it to a folder that only you can write to",
  ]],
  [
    "private group of the owner",
    {
      "/p": { ...FOLDER, mode: 0o2775, gid: 7000 },
      [PATH]: { ...FILE, mode: 0o664, gid: 7000 },
    },
    undefined,
    { 7000: ME },
  ],
  ["group of the owner's number that nobody lists", {
    "/p": FOLDER,
    [PATH]: { ...FILE, mode: 0o664 },
  }, undefined],
  ["private group with another member", { "/p": FOLDER, [PATH]: { ...FILE, mode: 0o664 } }, [
    "group 1000 can write to it",
    `chmod g-w ${PATH}`,
  ], { 1000: { members: [1000, 1001], namesake: 1000 } }],
  [
    "shared group that may have members elsewhere",
    {
      "/p": { ...FOLDER, mode: 0o775, gid: 100 },
      [PATH]: FILE,
    },
    ["group 100 can write to folder /p", "chmod g-w /p"],
    { 100: { members: [], namesake: undefined } },
  ],
  [
    "empty group of the base system",
    {
      "/p": { ...FOLDER, mode: 0o2775, uid: 0, gid: 50 },
      [PATH]: FILE,
    },
    undefined,
    { 50: { members: [], namesake: undefined } },
  ],
  ["link to a file of another user", {
    "/p": FOLDER,
    [PATH]: { ...FILE, kind: "link", mode: 0o777, target: "../q/x" },
    "/p/../q": FOLDER,
    "/p/../q/x": { ...FILE, uid: 1001 },
  }, ["file /p/../q/x belongs to user 1001", "sudo chown 1000 /p/../q/x"]],
  ["link into a folder that every user can write to", {
    "/p": FOLDER,
    [PATH]: { ...FILE, kind: "link", mode: 0o777, target: "/q/x" },
    "/q": { ...FOLDER, mode: 0o777 },
    "/q/x": FILE,
  }, ["every user can write to folder /q", "chmod go-w /q"]],
  ["link of another user", {
    "/p": FOLDER,
    [PATH]: { ...FILE, kind: "link", mode: 0o777, uid: 1001, target: "/q/x" },
    "/q": FOLDER,
    "/q/x": FILE,
  }, ["it belongs to user 1001", `sudo chown -h 1000 ${PATH}`]],
  ["system without owners, such as Windows", {
    "/p": { kind: "folder", mode: null, uid: null, gid: null },
    [PATH]: { kind: "file", mode: null, uid: null, gid: null },
  }, undefined],
];
for (const [what, entries, expected, groups] of CASES) {
  Deno.test(`trust of a found file: ${what}`, async () => {
    const found = await distrustOf(PATH, owners(entries, groups === undefined ? {} : { groups }));
    assert.deepEqual(found === undefined ? undefined : [found.why, found.fix], expected);
  });
}

Deno.test("trust: links in a circle end", async () => {
  const link = { ...FILE, kind: "link" as const, target: PATH };
  assert.equal(await distrustOf(PATH, owners({ "/p": FOLDER, [PATH]: link })), undefined);
});

Deno.test("trust: under sudo the files of the caller count as one's own, as for git", () => {
  const env = (value?: string) => ({ get: (name: string) => name === "SUDO_UID" ? value : undefined });
  assert.deepEqual(trustedUsers(0, env("1000")), [0, 0, 1000]);
  assert.deepEqual(trustedUsers(0, env("1000x")), [0, 0]);
  assert.deepEqual(trustedUsers(0, env()), [0, 0]);
  // A user other than root may set the variable to anything.
  assert.deepEqual(trustedUsers(1000, env("1001")), [1000, 0]);
  assert.deepEqual(trustedUsers(null, env()), []);
});

const UNIX = { ignore: Deno.build.os === "windows" };

Deno.test(
  "found files: real modes decide, a link's target counts, and no pipe is opened",
  UNIX,
  async () => {
    const folder = await Deno.makeTempDir();
    try {
      const files = realFiles();
      const path = `${folder}/.swarmnet.yaml`;
      const look = async () => {
        const found = await files.readFound(path, 1000);
        return found instanceof Uint8Array ? new TextDecoder().decode(found) : found?.why;
      };
      assert.equal(await look(), undefined);
      await Deno.writeTextFile(path, "show: info\n");
      assert.equal(await look(), "show: info\n");
      await Deno.chmod(path, 0o666);
      assert.equal(await look(), "every user can write to it");
      await Deno.chmod(path, 0o644);
      await Deno.chmod(folder, 0o1777);
      assert.equal(await look(), `every user can write to folder ${folder}`);
      await Deno.chmod(folder, 0o755);
      await Deno.rename(path, `${folder}/real`);
      await Deno.symlink("real", path);
      assert.equal(await look(), "show: info\n");
      await Deno.chmod(`${folder}/real`, 0o602);
      assert.equal(await look(), `every user can write to file ${folder}/real`);
      await Deno.remove(`${folder}/real`);
      assert.equal(await look(), undefined);
      const { code } = await new Deno.Command("mkfifo", { args: ["-m", "666", `${folder}/real`] }).output();
      assert.equal(code, 0);
      assert.match(String(await look()), /every user can write to .*\/real$/);
      await Deno.chmod(`${folder}/real`, 0o600);
      await assert.rejects(look(), /Cannot read .*\.swarmnet\.yaml/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

const ROOT = { ignore: Deno.build.os === "windows" || Deno.uid() !== 0 };

Deno.test("found files: those of another user are not read", ROOT, async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/.swarmnet.yaml`;
    await Deno.writeTextFile(path, "show: info\n");
    await Deno.chown(path, 12345, 12345);
    const found = await realFiles().readFound(path, 1000);
    assert.deepEqual(found, { why: "it belongs to user 12345", fix: `chown 0 ${path}` });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
