import assert from "node:assert/strict";
import { Failure } from "../../lib/base/errors.ts";
import { realFiles } from "../../lib/cli/files.ts";
import { findStackFiles } from "../../commands/shared/stack_files.ts";

const files = realFiles();
const unix = Deno.build.os !== "windows";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "swarmnet-files-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function pipe(path: string): Promise<void> {
  const { success } = await new Deno.Command("mkfifo", { args: [path] }).output();
  assert.ok(success);
}

const failure = (why: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Failure);
  assert.match(error.why ?? "", why);
  return true;
};

Deno.test("a file is written whole, with its mode, and nothing is left beside it", () =>
  inFolder(async (folder) => {
    await files.write(`${folder}/a`, "one", { mode: 0o600 });
    await files.write(`${folder}/a`, "two", { mode: 0o600 });
    assert.equal(await Deno.readTextFile(`${folder}/a`), "two");
    if (unix) assert.equal((await Deno.stat(`${folder}/a`)).mode! & 0o777, 0o600);
    assert.deepEqual(await files.list(folder), [{ name: "a", directory: false }]);
  }));

Deno.test("a file that is changed keeps its mode, and its owner where root changes it", {
  ignore: !unix || Deno.uid() !== 0,
}, () =>
  inFolder(async (folder) => {
    const path = `${folder}/stack.yml`;
    await Deno.writeTextFile(path, "before", { mode: 0o640 });
    await Deno.chown(path, 4321, 1234);
    await files.write(path, "after", { mode: 0o644, keepMode: true });
    const { mode, uid, gid } = await Deno.stat(path);
    assert.deepEqual([mode! & 0o7777, uid, gid], [0o640, 4321, 1234]);
    await files.write(path, "new", { mode: 0o600 });
    assert.equal((await Deno.stat(path)).uid, 0, "a file of its own is the writer's");
  }));

Deno.test("a file's kind is told without opening it", { ignore: !unix }, () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    await pipe(`${folder}/pipe`);
    assert.equal(await files.kind(`${folder}/file`), "file");
    assert.equal(await files.kind(folder), "folder");
    assert.equal(await files.kind(`${folder}/pipe`), "other");
    assert.equal(await files.kind("/dev/null"), "other");
    assert.equal(await files.kind(`${folder}/none`), undefined);
    assert.equal(await files.kind(`${folder}/file/none`), undefined);
  }));

Deno.test("a pipe is written into and stays a pipe", { ignore: !unix }, () =>
  inFolder(async (folder) => {
    await pipe(`${folder}/pipe`);
    // Another process: opening both ends in one would wait for itself.
    const reader = new Deno.Command("cat", { args: [`${folder}/pipe`], stdout: "piped" }).spawn();
    await files.write(`${folder}/pipe`, "text", { mode: 0o600 });
    assert.equal(new TextDecoder().decode((await reader.output()).stdout), "text");
    assert.ok((await Deno.stat(`${folder}/pipe`)).isFifo);
  }));

Deno.test("what is neither file, pipe nor device is refused by its kind", () =>
  inFolder(async (folder) => {
    await assert.rejects(files.write(folder, "x", { mode: 0o600 }), failure(/It is a folder/));
    await Deno.writeTextFile(`${folder}/file`, "");
    await assert.rejects(files.write(`${folder}/file/x`, "x", { mode: 0o600 }), failure(/not a folder/));
    await assert.rejects(files.write(`${folder}/none/x`, "x", { mode: 0o600 }), failure(/does not exist/));
  }));

Deno.test("a stack file may be a pipe, of which nothing is lost by looking whether it is there", {
  ignore: !unix,
}, () =>
  inFolder(async (folder) => {
    await pipe(`${folder}/pipe`);
    const writer = new Deno.Command("sh", { args: ["-c", 'echo "services: {}" > "$0"', `${folder}/pipe`] })
      .spawn();
    const found = await findStackFiles([`${folder}/pipe`], files);
    assert.equal(new TextDecoder().decode(await files.read(`${folder}/pipe`, 100)), "services: {}\n");
    assert.ok((await writer.status).success);
    assert.deepEqual(found, { paths: [`${folder}/pipe`], missing: [] });
  }));

Deno.test("a file is read to its end, and refused above the limit, whatever its size", () =>
  inFolder(async (folder) => {
    for (const size of [0, 1, 65_535, 65_536, 65_537, 300_000]) {
      const bytes = new Uint8Array(size).map((_, at) => at % 251);
      await Deno.writeFile(`${folder}/a`, bytes);
      assert.deepEqual(await files.read(`${folder}/a`, size), bytes);
      assert.deepEqual(await files.read(`${folder}/a`, size + 1), bytes);
      if (size > 0) await assert.rejects(files.read(`${folder}/a`, size - 1), failure(/larger than/));
    }
  }));
