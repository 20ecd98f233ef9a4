import { lintAgainstDeploy } from "./lint_deploy.ts";

await lintAgainstDeploy("oldest");
