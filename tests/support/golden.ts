import assert from "node:assert/strict";

/**
 * Compares text with `<folder of the test>/golden/<test file name without .test.ts>/<name>.txt`.
 * `./dev update-golden` (UPDATE_GOLDEN=1) rewrites the file: read the difference before committing it. A missing file is a failure, never accepted.
 */
export function assertGolden(testUrl: string, name: string, actual: string): void {
  const test = new URL(testUrl);
  const base = test.pathname.split("/").at(-1)!.replace(/\.test\.ts$/, "");
  const file = new URL(`./golden/${base}/${name}.txt`, test);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") {
    Deno.mkdirSync(new URL(".", file), { recursive: true });
    Deno.writeTextFileSync(file, actual);
    return;
  }
  let expected: string;
  try {
    expected = Deno.readTextFileSync(file);
  } catch {
    throw new Error(`No golden file for "${name}": ./dev update-golden, then read ${file.pathname}`);
  }
  assert.equal(actual, expected, `Golden file ${base}/${name}.txt differs`);
}
