import assert from "node:assert/strict";
import { ROOT } from "../../scripts/support/project.ts";

/** Says its version as Deno does; a task shows where it runs, with which words, and what it finds there. */
const DENO = `#!/bin/sh
if [ "$1" = --version ]; then echo "deno $PINNED (stable)"; exit; fi
pwd
echo "$@"
ls -A | tr '\\n' ' '
touch probe
`;

const UNIX = { ignore: Deno.build.os === "windows" };
/** Root may write everywhere. */
const NOBODY = Deno.build.os !== "windows" && Deno.uid() === 0
  ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
  : [];

async function checkout(folder: string): Promise<string> {
  const source = `${folder}/src`;
  for (const path of [source, `${folder}/bin`, `${source}/lib`, `${folder}/home`]) await Deno.mkdir(path);
  const script = await Deno.readTextFile(`${ROOT}/dev`);
  await Deno.writeTextFile(`${source}/dev`, script, { mode: 0o755 });
  await Deno.writeTextFile(`${source}/lib/a.ts`, "");
  const pinned = /^pinned=(.*)$/m.exec(script)![1]!;
  await Deno.writeTextFile(`${folder}/bin/deno`, DENO.replace("$PINNED", pinned), { mode: 0o755 });
  for (const path of [folder, `${folder}/home`]) await Deno.chmod(path, 0o777);
  for (const path of [`${source}/lib/a.ts`, `${source}/lib`, source]) await Deno.chmod(path, 0o555);
  return source;
}

Deno.test(
  "./dev of a checkout that cannot be written to works on a copy, which it renews",
  UNIX,
  async () => {
    const folder = await Deno.realPath(await Deno.makeTempDir());
    try {
      const source = await checkout(folder);
      const [program = `${source}/dev`, ...words] = [...NOBODY, `${source}/dev`, "layers", "--x"];
      for (let run = 0; run < 2; run++) {
        const { code, stdout, stderr } = await new Deno.Command(program, {
          args: words,
          clearEnv: true,
          env: { PATH: `${folder}/bin:/usr/bin:/bin`, HOME: `${folder}/home` },
        }).output();
        const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
        assert.equal(code, 0, err);
        const copy = `${folder}/home/.cache/swarmnet/checkout`;
        assert.equal(out, `${copy}\ntask layers --x\ndev lib `);
        assert.match(err!, /^dev: the checkout is read-only, so this runs in a copy: /);
      }
      assert.deepEqual([...Deno.readDirSync(source)].map(({ name }) => name).sort(), ["dev", "lib"]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
