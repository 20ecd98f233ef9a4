import assert from "node:assert/strict";
import { diskJournal } from "../../../lib/operation/disk_journal.ts";
import type { JournalEntry, OperationHeader } from "../../../lib/operation/model.ts";
import { Failure } from "../../../lib/base/errors.ts";

const ID = "0123456789";
const posix = { ignore: Deno.build.os === "windows" };

function header(id = ID, started = "2026-11-22T12:00:00.000Z"): OperationHeader {
  return {
    schema: "swarmnet/operation/1",
    id,
    plan: {
      schema: "swarmnet/plan/2",
      kind: "encrypt",
      title: "Encrypt",
      standsOn: [],
      findings: [],
      steps: [],
      phases: [],
    },
    undoes: "",
    who: "a@b",
    started,
    clusterId: "c",
  };
}
const before: JournalEntry = { at: "t1", step: "s1", event: "before" };
const after: JournalEntry = { at: "t2", step: "s1", event: "after", made: "n1" };

const isLinkRefusal = (error: Failure) => /It is a symbolic link/.test(error.why ?? "");

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "journal-" });
  try {
    await test(`${root}/swarmnet/operations`);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("what was written comes back, from another process as well, and is gone when removed", () =>
  inFolder(async (folder) => {
    const journal = diskJournal(folder);
    assert.deepEqual(await journal.list(), []);
    assert.equal(await journal.read(ID), undefined);
    await journal.create(header());
    await journal.append(ID, before);
    await journal.append(ID, after);
    const other = diskJournal(folder);
    assert.deepEqual(await other.read(ID), { header: header(), entries: [before, after] });
    assert.deepEqual(await other.list(), [{ header: header(), entries: [before, after] }]);
    await assert.rejects(other.create(header()), /is there already/);
    await journal.remove(ID);
    assert.deepEqual(await other.list(), []);
  }));

Deno.test({
  name: "folders are made with mode 0700, files with 0600, also where a looser folder was there",
  ...posix,
  fn: () =>
    inFolder(async (folder) => {
      await Deno.mkdir(folder, { recursive: true, mode: 0o755 });
      const journal = diskJournal(folder);
      await journal.create(header());
      await journal.claim!(ID, "token");
      const mode = (path: string) => (Deno.lstatSync(path).mode! & 0o777).toString(8);
      assert.equal(mode(folder), "700");
      assert.equal(mode(folder.replace(/\/[^/]+$/, "")), "700");
      assert.equal(mode(`${folder}/${ID}.ndjson`), "600");
      assert.equal(mode(`${folder}/${ID}.lock`), "600");
      await journal.remove(ID);
      assert.deepEqual([...Deno.readDirSync(folder)], []);
    }),
});

Deno.test("a torn last line is passed over and replaced by the next entry", () =>
  inFolder(async (folder) => {
    const journal = diskJournal(folder);
    await journal.create(header());
    await journal.append(ID, before);
    const path = `${folder}/${ID}.ndjson`;
    const whole = await Deno.readTextFile(path);
    for (let cut = 1; cut < JSON.stringify(after).length; cut += 7) {
      await Deno.writeTextFile(path, whole + JSON.stringify(after).slice(0, cut));
      assert.deepEqual((await journal.read(ID))!.entries, [before]);
    }
    await journal.append(ID, after);
    assert.deepEqual((await journal.read(ID))!.entries, [before, after]);
    await Deno.writeTextFile(path, JSON.stringify(header()).slice(0, 30));
    assert.equal(await journal.read(ID), undefined);
    assert.deepEqual(await journal.list(), []);
  }));

Deno.test("a journal that cannot be read any more makes room for the swarm's copy, and is kept beside", () =>
  inFolder(async (folder) => {
    const journal = diskJournal(folder);
    await journal.create(header());
    await Deno.writeTextFile(`${folder}/${ID}.ndjson`, "garbage\n");
    assert.deepEqual(await journal.list(), []);
    await journal.create(header());
    await journal.append(ID, before);
    assert.deepEqual((await journal.read(ID))?.entries, [before]);
    assert.equal(await Deno.readTextFile(`${folder}/${ID}.ndjson.damaged`), "garbage\n");
    assert.equal((await journal.list()).length, 1);
  }));

Deno.test("an end that lies far behind the last line feed is found", () =>
  inFolder(async (folder) => {
    const journal = diskJournal(folder);
    await journal.create(header());
    await journal.append(ID, before);
    await Deno.writeTextFile(`${folder}/${ID}.ndjson`, "x".repeat(20_000), { append: true });
    await journal.append(ID, after);
    assert.deepEqual((await journal.read(ID))!.entries, [before, after]);
  }));

Deno.test({
  name: "symbolic links are refused: for the folder, the journal and the lock",
  ...posix,
  fn: () =>
    inFolder(async (folder) => {
      const target = `${folder}-target`;
      await Deno.mkdir(target, { recursive: true });
      await Deno.symlink(target, folder);
      await assert.rejects(diskJournal(folder).create(header()), isLinkRefusal);
      assert.deepEqual([...Deno.readDirSync(target)], []);
      await Deno.remove(folder);
      const journal = diskJournal(folder);
      await journal.create(header("aaaaaaaaaa"));
      await Deno.writeTextFile(`${target}/precious`, "stays");
      for (const name of [`${ID}.ndjson`, `${ID}.lock`]) {
        await Deno.symlink(`${target}/precious`, `${folder}/${name}`);
      }
      await assert.rejects(journal.append(ID, before), isLinkRefusal);
      await assert.rejects(journal.read(ID), isLinkRefusal);
      await assert.rejects(journal.create(header()), /is there already/);
      await assert.rejects(journal.claim!(ID, "token"), isLinkRefusal);
      assert.equal(await Deno.readTextFile(`${target}/precious`), "stays");
      assert.equal((await journal.list()).length, 1);
    }),
});

Deno.test({
  name: "a journal that others can write is not read: resume and undo do what it says",
  ...posix,
  fn: () =>
    inFolder(async (folder) => {
      const journal = diskJournal(folder);
      await journal.create(header());
      const path = `${folder}/${ID}.ndjson`;
      const refusal = (why: string, fix: string) => (error: Failure) =>
        error.why === why && error.next[0] === fix;
      await Deno.chmod(folder, 0o777);
      const open = refusal(`every user can write to folder ${folder}`, `chmod go-w ${folder}`);
      await assert.rejects(journal.read(ID), open);
      await assert.rejects(journal.list(), open);
      await Deno.chmod(folder, 0o700);
      await Deno.chmod(path, 0o602);
      await assert.rejects(
        journal.read(ID),
        refusal("every user can write to it", `chmod go-w ${path}`),
      );
      await Deno.chmod(path, 0o600);
      assert.deepEqual(await journal.read(ID), { header: header(), entries: [] });
    }),
});

Deno.test("an ID that is none of ours never becomes a path", () =>
  inFolder(async (folder) => {
    const journal = diskJournal(folder);
    for (const id of ["../escape", "", "ABC", "a/b", "x".repeat(10)]) {
      await assert.rejects(async () => await journal.read(id), Failure);
      await assert.rejects(async () => await journal.create(header(id)), Failure);
    }
  }));

Deno.test("the newest fifty finished operations are kept, and every unfinished one", () =>
  inFolder(async (folder) => {
    const journal = diskJournal(folder);
    const idOf = (number: number) => number.toString(16).padStart(10, "0");
    const started = (number: number) => new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString();
    for (let number = 0; number < 55; number++) {
      await journal.create(header(idOf(number), started(number)));
      if (number !== 2) await journal.append(idOf(number), { at: "t", event: "finished" });
    }
    await journal.create(header(idOf(99), started(99)));
    const ids = (await journal.list()).map((one) => Number.parseInt(one.header.id, 16));
    assert.equal(ids.length, 52);
    assert.ok(ids.includes(2) && ids.includes(99) && !ids.includes(0) && !ids.includes(4) && ids.includes(5));
  }));

Deno.test("a dead process is known by its token at once, a living one is not taken for dead", () =>
  inFolder(async (folder) => {
    const journal = diskJournal(folder);
    await journal.create(header());
    await journal.claim!(ID, "first");
    const other = diskJournal(folder);
    assert.equal(await other.fateOf!(ID, "first"), "alive");
    await assert.rejects(
      other.claim!(ID, "second"),
      /Another process on this machine works on operation 0123456789/,
    );
    await journal.release!(ID);
    assert.equal(await other.fateOf!(ID, "somebody on another machine"), "unknown");
    assert.equal(await other.fateOf!("aaaaaaaaaa", "first"), "unknown");
    assert.equal(await other.fateOf!(ID, "first"), "gone");
    await other.claim!(ID, "second");
    assert.equal(await journal.fateOf!(ID, "first"), "unknown", "somebody else works here now");
    await other.release!(ID);
  }));

/** Runs a script in a process that may not write files beyond `blocks` of 512 bytes, as on a disk that is full then. */
async function withLittleRoom(blocks: number, script: string): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, script);
    const { stdout, stderr } = await new Deno.Command("sh", {
      args: [
        "-c",
        `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`,
        Deno.execPath(),
        "run",
        "-A",
        "--no-check",
        file,
      ],
    }).output();
    return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test({
  name:
    "a full disk is a failure that names the journal: at creation nothing stays, at an entry the others do",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inFolder(async (folder) => {
      const source = new URL("../../../lib/operation/disk_journal.ts", import.meta.url).href;
      const script = (work: string) => `
        import { diskJournal } from ${JSON.stringify(source)};
        const journal = diskJournal(${JSON.stringify(folder)});
        const header = ${JSON.stringify(header())};
        try { ${work} } catch (error) { console.log(error.name + ": " + error.message + ": " + error.why); }`;
      const big = `header.plan.title = "x".repeat(100_000); await journal.create(header);`;
      const refused = await withLittleRoom(20, script(big));
      assert.match(refused, /^Failure: Cannot write the journal .*0123456789\.ndjson: File too large/m);
      assert.deepEqual([...Deno.readDirSync(folder)], []);
      const long = `await journal.create(header);
        for (;;) await journal.append(header.id, { at: "t".repeat(3000), step: "s1", event: "before" });`;
      assert.match(
        await withLittleRoom(20, script(long)),
        /^Failure: Cannot write the journal .*: File too large/m,
      );
      const { entries } = (await diskJournal(folder).read(ID))!;
      assert.equal(entries.length, 3);
      await diskJournal(folder).append(ID, after);
      assert.equal((await diskJournal(folder).read(ID))!.entries.length, 4);
    }),
});

Deno.test({
  name: "a home that cannot be written is a failure that says what to do",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await assert.rejects(diskJournal("/proc/swarmnet/operations").create(header()), (error: Failure) => {
      assert.match(error.message, /^Cannot write the journal \/proc\/swarmnet\/operations$/);
      assert.match(error.next[0]!, /DOCKER_CONFIG/);
      return true;
    });
  },
});
