import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { stripped, unzipped } from "../../scripts/build/base.ts";
import { checkEntry } from "../../scripts/build/bundle.ts";
import { withPureCalls } from "../../scripts/build/js_yaml.ts";
import { which } from "../../scripts/support/process.ts";

Deno.test("build: an entry that only imports late is accepted", () => {
  checkEntry({ bytes: 900, imports: [{ path: "run-ABC.js", kind: "dynamic-import" }] });
});

Deno.test("build: an entry that imports before it answers is refused", () => {
  const late = { path: "run-ABC.js", kind: "dynamic-import" } as const;
  const early = { path: "chunk-X.js", kind: "import-statement" } as const;
  assert.throws(
    () => checkEntry({ bytes: 900, imports: [late, early] }),
    /imports chunk-X\.js before it answers/,
  );
});

Deno.test("build: a large entry is refused", () => {
  assert.throws(() => checkEntry({ bytes: 5000, imports: [] }), /at most 4096/);
});

Deno.test("build: a base is stripped in a copy", { ignore: which("strip") === undefined }, async () => {
  await inFolder(async (folder) => {
    const before = Deno.readFileSync("/bin/sh");
    const made = await stripped("/bin/sh", Deno.build.target, folder);
    assert.ok("path" in made && made.path.startsWith(folder));
    assert.equal((await new Deno.Command(made.path, { args: ["-c", "exit 7"] }).output()).code, 7);
    assert.deepEqual(Deno.readFileSync("/bin/sh"), before);
  });
});

Deno.test("build: a base stays as it is where no program can strip it", async () => {
  await inFolder(async (folder) => {
    const missing = await stripped("/bin/sh", Deno.build.target, folder, ["no-strip", "no-other-strip"]);
    assert.deepEqual(missing, { why: "no-strip or no-other-strip is not on the PATH" });
    const failing = await stripped("/bin/sh", Deno.build.target, folder, ["false"]);
    assert.match("why" in failing ? failing.why : "", /false ended with 1/);
  });
});

Deno.test("build: the base is taken out of deno's archive, packed or not", () => {
  const text = new TextEncoder().encode("a program, a program, a program");
  for (const method of [0, 8] as const) {
    const archive = zipOf([["readme", new Uint8Array(3)], ["denort", text]], method);
    assert.deepEqual(new Uint8Array(unzipped(archive, "denort")), text);
    assert.throws(() => unzipped(archive, "other"), /No other in the archive/);
  }
  assert.throws(() => unzipped(text, "denort"), /Not a ZIP archive/);
});

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "swarmnet-build-test-" });
  try {
    await work(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** A ZIP archive of files that are stored (0) or deflated (8). */
function zipOf(files: [string, Uint8Array][], method: 0 | 8): Uint8Array {
  const bytes: number[] = [];
  const directory: number[] = [];
  const number = (value: number, size: number) =>
    Array.from({ length: size }, (_, at) => value >> 8 * at & 255);
  for (const [name, content] of files) {
    const packed = method === 0 ? content : deflateRawSync(content);
    const [label, at] = [new TextEncoder().encode(name), bytes.length];
    const about = [
      ...[...number(20, 2), ...number(0, 2), ...number(method, 2), ...number(0, 8)],
      ...[
        ...number(packed.length, 4),
        ...number(content.length, 4),
        ...number(label.length, 2),
        ...number(0, 2),
      ],
    ];
    bytes.push(...number(0x04034b50, 4), ...about, ...label, ...packed);
    directory.push(
      ...number(0x02014b50, 4),
      ...number(20, 2),
      ...about,
      ...number(0, 10),
      ...number(at, 4),
      ...label,
    );
  }
  const counts = [...number(files.length, 2), ...number(files.length, 2)];
  const end = [...counts, ...number(directory.length, 4), ...number(bytes.length, 4), ...number(0, 2)];
  return Uint8Array.from([...bytes, ...directory, ...number(0x06054b50, 4), ...number(0, 4), ...end]);
}

Deno.test("build: what js-yaml works out at its top level can be dropped where nothing uses it, and stays right", () => {
  const source = [
    'var A = defineScalarTag("a", {',
    "\timplicit: true",
    "});",
    "var B = new Schema([",
    "\t...A.tags,",
    "]);",
    "var DEFAULT_C = {",
    "\t...A,",
    "\tone: { two: 2 }",
    "};",
    'var D = new RegExp("d");',
  ].join("\n");
  const marked = withPureCalls(source);
  assert.equal(marked.match(/@__PURE__/g)?.length, 4);
  const run = (text: string) =>
    new Function(
      `function defineScalarTag(name, rest) { return { name, ...rest, tags: [name] }; }
       class Schema { constructor(tags) { this.tags = tags; } }
       ${text}; return JSON.stringify([A, B, DEFAULT_C, String(D)]);`,
    )();
  assert.equal(run(marked), run(source));
});
