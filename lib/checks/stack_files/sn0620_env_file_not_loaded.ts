import { rule } from "../rule.ts";

export const sn0620 = rule({
  code: "SN0620",
  name: "env-file-not-loaded",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "The file uses a variable that only a .env file sets, which deploy does not read",
  why:
    "docker compose reads .env beside the file; `docker stack deploy` reads none. The same file then has nothing, or the " +
    "default, where compose had the value.",
  fix: "Export the variables first: set -a; . ./.env; set +a",
  reference: ["docker/cli cli/command/stack/loader/loader.go buildEnvironment", "reproduced on 28.2.2"],
  bad: [
    {
      title: "Nothing in its place",
      stack: "services: {a: {image: 'shop:${TAG}'}}\n",
      dotEnv: ["TAG"],
    },
    {
      title: "The default instead of the value",
      stack: "services: {a: {image: 'shop:${TAG:-latest}'}}\n",
      dotEnv: ["TAG"],
    },
  ],
  good: [
    {
      title: "Exported",
      stack: "services: {a: {image: 'shop:${TAG}'}}\n",
      dotEnv: ["TAG"],
      env: { TAG: "1" },
    },
  ],
  check(view, report) {
    for (const { name, isSet, usedDefault, form, at, path } of view.stack?.variables ?? []) {
      if (isSet || form === "required" || !view.loaded?.dotEnv.has(name)) continue;
      report({
        object: { kind: "file", name: at.file },
        message: `Variable ${name} is set in .env only, which deploy does not read: ${path} gets ${
          usedDefault ? "the default" : "nothing"
        }`,
        at,
        part: `${name} ${path}`,
      });
    }
  },
});
