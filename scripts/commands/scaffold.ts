/** The texts of a new command: its file, its entry in the table of contents, and a test that fails until it is written. */
import { commandFile } from "../docs/layout.ts";

/** Why these words cannot be a new command; none when they can. */
export function nameProblems(words: string, taken: readonly string[]): string[] {
  const parts = words.split(" ");
  const parent = parts.slice(0, -1).join(" ");
  return [
    ...(parts.length <= 2 && parts.every((part) => /^[a-z][a-z0-9]*$/.test(part))
      ? []
      : [`"${words}" is not one or two lower-case words, such as "flows" or "service flows"`]),
    ...(taken.includes(words) ? [`"${words}" is a command already`] : []),
    ...(parent === "" || taken.includes(parent) ? [] : [`There is no command "${parent}" to put it below`]),
  ];
}

/** The name of the command's object: "service flows" is serviceFlows. */
export function symbolOf(words: string): string {
  return words.replace(/ ([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The file of the command's test. */
export function testFile(words: string): string {
  return `tests/unit/${commandFile(words).replace(/\.ts$/, ".test.ts")}`;
}

/** The command's file: it compiles, reads the swarm, and says where to write what. */
export function commandSource(words: string): string {
  return `import { EXIT } from "../lib/base/errors.ts";
import { defineCommand, fromFlag } from "../lib/cli/command.ts";

/** \`docker swarmnet ${words}\`. */
export const ${symbolOf(words)} = defineCommand({
  name: "${words}",
  operands: "",
  args: { min: 0 },
  summary: "${SUMMARY}",
  examples: [{ text: "Try it without a swarm", command: "docker swarmnet ${words} --from demo" }],
  flags: { from: fromFlag },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  parse: ({ from }) => ({ from }),
  async run(ctx, { from }) {
    const swarm = await ctx.swarm({ from });
    ctx.io.out(\`\${swarm.networks.length} networks\\n\`);
  },
});
`;
}

const SUMMARY = "Write one line here and in commands/index.ts";

/** The table of contents with one entry more, in its place. */
export function withEntry(index: string, words: string): string {
  const group = words.includes(" ") ? "" : '    group: "common",\n';
  const file = commandFile(words).split("/").at(-1)!;
  const entry = `  {\n    words: "${words}",\n    summary: "${SUMMARY}",\n${group}` +
    `    load: async () => (await import("./${file}")).${symbolOf(words)},\n  },\n`;
  const later = [...index.matchAll(/^ {2}\{\n {4}words: "([^"]+)"/gm)].find((one) => one[1]! > words);
  const at = later?.index ?? index.lastIndexOf("];");
  return index.slice(0, at) + entry + index.slice(at);
}

/** A test that runs the command on the example swarm, and fails until someone wrote what is expected. */
export function testSource(words: string): string {
  const symbol = symbolOf(words);
  return `import assert from "node:assert/strict";
import { ${symbol} } from "../../../${commandFile(words)}";
import { runOnSwarm } from "../../support/run_command.ts";

Deno.test("${words}: write here what it does for its user", async () => {
  const { out, err, exit } = await runOnSwarm(${symbol}, []);
  assert.deepEqual([exit, err], [0, ""]);
  assert.fail(\`Write what is expected of this output:\\n\${out}\`);
});
`;
}
