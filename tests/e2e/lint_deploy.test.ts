import assert from "node:assert/strict";
import { RULES } from "../../lib/checks/registry.ts";
import { judgeExample } from "../support/judge_example.ts";
import { badExamples, lintAgainstDeploy, NOT_SHOWN } from "./lint_deploy.ts";

Deno.test("every rule that reports errors in stack files is tried or named with the reason why not", () => {
  const tried = new Set(badExamples().map(([rule]) => rule.code));
  const errors = RULES.filter((rule) =>
    rule.scope.includes("stack") &&
    rule.bad.some((example) =>
      example.stack !== undefined &&
      judgeExample(example, [rule]).findings.some((one) => one.level === "error")
    )
  );
  assert.deepEqual(
    errors.map(({ code }) => code).filter((code) => !tried.has(code) && NOT_SHOWN[code] === undefined),
    [],
  );
});

await lintAgainstDeploy("newest");
