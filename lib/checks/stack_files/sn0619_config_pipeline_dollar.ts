import type { Position } from "../../stack/index.ts";
import { rule } from "../rule.ts";

export const sn0619 = rule({
  code: "SN0619",
  name: "config-pipeline-dollar",
  level: "info",
  confidence: "low",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "The file has a `$$`, which `docker stack config | docker stack deploy -c -` breaks",
  why:
    "`docker stack config` prints `$$` as `$`, and deploy then takes what follows for a variable: it vanishes, or the file is " +
    "refused. `--skip-interpolation` is no way out, because it fails on typed fields.",
  fix: "Deploy the files themselves, with several -c, instead of the output of docker stack config",
  reference: ["docker/cli cli/command/stack/config.go", "reproduced on 28.2.2"],
  falsePositives: "Harmless where nobody pipes docker stack config into deploy",
  bad: [
    { title: "A shell variable", stack: 'services: {a: {image: x, command: ["sh", "-c", "echo $$HOME"]}}\n' },
    { title: "A label", stack: "services: {a: {image: x, labels: {rule: 'a$$b'}}}\n" },
  ],
  good: [{ title: "No dollar", stack: "services: {a: {image: x}}\n" }],
  check(view, report) {
    const byFile = new Map<string, Position[]>();
    for (const { at } of view.stack?.escapes ?? []) {
      const places = byFile.get(at.file);
      if (places === undefined) byFile.set(at.file, [at]);
      else places.push(at);
    }
    for (const [file, places] of byFile) {
      const more = places.length - 1;
      report({
        object: { kind: "file", name: file },
        message: `The file has a "$$"${
          more === 0 ? "" : ` here and at ${more} more ${more === 1 ? "place" : "places"}`
        }; piping docker stack config into deploy would replace it twice`,
        at: places[0]!,
      });
    }
  },
});
