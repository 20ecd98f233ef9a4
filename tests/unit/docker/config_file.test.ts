import assert from "node:assert/strict";
import fc from "../../support/fast_check.ts";
import { UsageError } from "../../../lib/base/errors.ts";
import { editConfig, type Setting } from "../../../lib/docker/config_edit.ts";
import { changeDockerConfig, readDockerConfig } from "../../../lib/docker/config_file.ts";
import { parseJsonText, writeJsonText } from "../../../lib/docker/json_text.ts";
import { MemoryFiles } from "../../support/context.ts";

const HOOKS: Setting = { path: ["plugins", "swarmnet", "hooks"], value: "network create" };
const SWITCH: Setting = { path: ["features", "hooks"], value: "true" };
const UNDO: Setting[] = [{ ...HOOKS, value: undefined }, { ...SWITCH, value: undefined }];

Deno.test("config.json: a new file looks as docker would start it", () => {
  const expected =
    '{\n\t"auths": {},\n\t"plugins": {\n\t\t"swarmnet": {\n\t\t\t"hooks": "network create"\n\t\t}\n\t},\n' +
    '\t"features": {\n\t\t"hooks": "true"\n\t}\n}';
  assert.equal(editConfig(undefined, [HOOKS, SWITCH]), expected);
  assert.equal(editConfig(" \n", [SWITCH, HOOKS]), expected);
});

Deno.test("config.json: new fields stand where docker puts them, maps are sorted, the rest is untouched", () => {
  const before = '{"currentContext":"a","unknown":{"b":1e400,"a":[true,null]},"features":{"zeta":"1"},' +
    '"plugins":{"zed":{"x":"\\u003c"},"alpha":{}}}';
  const after = editConfig(before, [HOOKS, SWITCH]);
  assert.equal(
    after,
    `{
	"currentContext": "a",
	"unknown": {
		"b": 1e400,
		"a": [
			true,
			null
		]
	},
	"features": {
		"hooks": "true",
		"zeta": "1"
	},
	"plugins": {
		"swarmnet": {
			"hooks": "network create"
		},
		"zed": {
			"x": "\\u003c"
		},
		"alpha": {}
	}
}`,
  );
});

Deno.test("config.json: taking settings away takes the maps that are then empty, and only those", () => {
  const bare = '{\n\t"auths": {}\n}';
  assert.equal(editConfig(editConfig(bare, [HOOKS, SWITCH]), UNDO), bare);
  const shared = '{\n\t"plugins": {\n\t\t"swarmnet": {\n\t\t\t"other": "1"\n\t\t}\n\t}\n}';
  assert.equal(editConfig(editConfig(shared, [HOOKS]), UNDO), shared);
});

Deno.test("config.json: nothing to change gives the very same text, however it is laid out", () => {
  const text = '{ "plugins": {"swarmnet":{"hooks":"network create"}} , "features":{"hooks":"true"}}\n';
  assert.equal(editConfig(text, [HOOKS, SWITCH]), text);
  assert.equal(editConfig('{ "a" : 1 }', UNDO), '{ "a" : 1 }');
});

Deno.test("config.json: a field written in another case is used, as docker would; null is no map yet", () => {
  assert.equal(editConfig('{"Features":null}', [SWITCH]), '{\n\t"Features": {\n\t\t"hooks": "true"\n\t}\n}');
});

Deno.test("config.json: a boolean where docker wants text is replaced by text", () => {
  assert.equal(
    editConfig('{"features":{"hooks":true}}', [SWITCH]),
    '{\n\t"features": {\n\t\t"hooks": "true"\n\t}\n}',
  );
});

for (
  const [text, why] of [["[]", /not a JSON object/], ['{"plugins":1}', /"plugins" is not an object/], [
    '{"a":}',
    /line 1, column 6/,
  ]] as const
) {
  Deno.test(`config.json: ${text} is not edited`, () => {
    assert.throws(
      () => editConfig(text, [HOOKS]),
      (error) => error instanceof SyntaxError && why.test(error.message),
    );
  });
}

Deno.test("config.json: whatever else stands in the file is there afterwards", () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (extra) => {
    const clean = Object.fromEntries(
      Object.entries(extra).filter(([key]) => !/^(plugins|features)$/i.test(key)),
    );
    const after = JSON.parse(editConfig(JSON.stringify(clean), [HOOKS, SWITCH]));
    const expected = JSON.parse(JSON.stringify(clean));
    assert.deepEqual(after, {
      ...expected,
      plugins: { swarmnet: { hooks: "network create" } },
      features: { hooks: "true" },
    });
  }));
});

Deno.test("JSON text: what is read is written with the same order, numbers and escapes", () => {
  const text = '{"10":1,"2":1.0,"a":"\\u00e9\\/","b":12345678901234567890,"":[],"c":{}}';
  const written = writeJsonText(parseJsonText(text));
  assert.equal(written.replaceAll(/[\n\t]|(?<=:) /g, ""), text);
  assert.equal(writeJsonText(parseJsonText(written)), written);
});

Deno.test("JSON text: reads exactly what JSON.parse reads", () => {
  const almost = fc.oneof(
    fc.json(),
    fc.json().chain((text) => fc.nat(text.length).map((at) => text.slice(0, at) + text.slice(at + 1))),
    fc.string(),
  );
  const accepts = (read: () => unknown) => {
    try {
      read();
      return true;
    } catch (error) {
      assert.ok(error instanceof SyntaxError, String(error));
      return false;
    }
  };
  fc.assert(fc.property(almost, (text) => {
    assert.equal(accepts(() => parseJsonText(text)), accepts(() => JSON.parse(text)), text);
  }));
});

Deno.test("JSON text: nesting is bounded", () => {
  assert.throws(() => parseJsonText("[".repeat(5000)), /nested too deeply/);
});

Deno.test("config.json: read with a warning where it is broken, silently where it is not there", async () => {
  const read = (text?: string) =>
    readDockerConfig(new MemoryFiles(text === undefined ? {} : { "/c/config.json": text }), "/c");
  assert.deepEqual(await read(), { config: {} });
  assert.deepEqual(await read(""), { config: {} });
  assert.deepEqual(await read('{"a":1}'), { config: { a: 1 } });
  assert.match((await read("{")).warning!, /^Error parsing config file \(\/c\/config\.json\): /);
  assert.match((await read("[]")).warning!, /not a JSON object/);
});

async function inFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const unix = { ignore: Deno.build.os === "windows" };

Deno.test({
  ...unix,
  name: "saving: a new folder is 0700, a new file 0600, no temporary file stays",
  fn: () =>
    inFolder(async (dir) => {
      assert.equal(await changeDockerConfig(`${dir}/new`, [SWITCH]), true);
      assert.equal((await Deno.stat(`${dir}/new`)).mode! & 0o777, 0o700);
      assert.equal((await Deno.stat(`${dir}/new/config.json`)).mode! & 0o777, 0o600);
      assert.deepEqual([...Deno.readDirSync(`${dir}/new`)].map((entry) => entry.name), ["config.json"]);
    }),
});

Deno.test({
  ...unix,
  name: "saving: mode is kept, links are followed, also one whose target is not there yet",
  fn: () =>
    inFolder(async (dir) => {
      await Deno.mkdir(`${dir}/real`);
      await Deno.writeTextFile(`${dir}/real/mine.json`, "{}", { mode: 0o640 });
      await Deno.chmod(`${dir}/real/mine.json`, 0o640);
      await Deno.symlink("real/mine.json", `${dir}/config.json`);
      await changeDockerConfig(dir, [SWITCH]);
      assert.ok((await Deno.lstat(`${dir}/config.json`)).isSymlink);
      assert.equal((await Deno.stat(`${dir}/real/mine.json`)).mode! & 0o777, 0o640);
      assert.match(await Deno.readTextFile(`${dir}/real/mine.json`), /"hooks": "true"/);
      await Deno.remove(`${dir}/real/mine.json`);
      await changeDockerConfig(dir, [SWITCH]);
      assert.match(await Deno.readTextFile(`${dir}/real/mine.json`), /"hooks": "true"/);
    }),
});

Deno.test({
  ...unix,
  name: "saving: a circle of links is refused",
  fn: () =>
    inFolder(async (dir) => {
      await Deno.symlink("config.json", `${dir}/config.json`);
      await assert.rejects(changeDockerConfig(dir, [SWITCH]), {
        message: `Cannot change ${dir}/config.json`,
      });
    }),
});

Deno.test("saving: a file that cannot be parsed stays as it is", () =>
  inFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/config.json`, "{ oops");
    await assert.rejects(changeDockerConfig(dir, [SWITCH]), (error) => error instanceof UsageError);
    assert.equal(await Deno.readTextFile(`${dir}/config.json`), "{ oops");
  }));

Deno.test("saving: nothing to change does not touch the file", () =>
  inFolder(async (dir) => {
    await changeDockerConfig(dir, [SWITCH]);
    const before = await Deno.stat(`${dir}/config.json`);
    assert.equal(await changeDockerConfig(dir, [SWITCH]), false);
    assert.equal((await Deno.stat(`${dir}/config.json`)).ino, before.ino);
  }));
