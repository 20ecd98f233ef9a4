/** Refuses a tag that is not this version everywhere it is written: `deno task release-check vX.Y.Z`. */
import { VERSION } from "../lib/base/version.ts";
import { ROOT } from "./support/project.ts";

const tag = Deno.args[0] ?? "";
const { version } = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`));
const changelog = Deno.readTextFileSync(`${ROOT}/CHANGELOG.md`);
const problems = [
  tag === `v${version}` ? "" : `The tag is "${tag}", deno.json says ${version}`,
  VERSION === version ? "" : `lib/base/version.ts says ${VERSION}, deno.json says ${version}`,
  new RegExp(`^## \\[${version.replaceAll(".", "\\.")}\\] - \\d{4}-\\d\\d-\\d\\d$`, "m").test(changelog)
    ? ""
    : `CHANGELOG.md has no dated section for ${version}`,
].filter((problem) => problem !== "");
for (const problem of problems) console.error(problem);
if (problems.length > 0) Deno.exit(1);
