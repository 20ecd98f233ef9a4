import assert from "node:assert/strict";
import { parseCall } from "../../lib/cli/parse_globals.ts";
import { addShellPlugin, protocolTest } from "../support/plugin.ts";

/**
 * What docker really hands to a plugin, and what ours makes of it. The stand-in writes its arguments down, one a line
 * after a mark, and answers as a plugin.
 */
const RECORDER = `
if [ "$1" = docker-cli-plugin-metadata ]; then
  echo '{"SchemaVersion":"0.1.0","Vendor":"test","Version":"1"}'; exit 0
fi
for word in "$@"; do printf 'arg:%s\\n' "$word"; done > "$ARGV_FILE"
case "$1" in __complete*) echo :4;; esac
`;

const ROWS: [typed: string[], received: string[], form: string, words: string[]][] = [
  [["swarmnet", "ls", "-q"], ["swarmnet", "ls", "-q"], "command", ["ls", "-q"]],
  [["--context", "foo", "-D", "swarmnet", "ls"], ["--context", "foo", "-D", "swarmnet", "ls"], "command", [
    "ls",
  ]],
  [["-H", "tcp://127.0.0.1:9999", "swarmnet"], ["-H", "tcp://127.0.0.1:9999", "swarmnet"], "command", []],
  [
    ["-l", "debug", "--tls", "--tlscacert=/x", "swarmnet", "ls", "-H", "bar"],
    ["-l", "debug", "--tls", "--tlscacert=/x", "swarmnet", "ls", "-H", "bar"],
    "command",
    ["ls", "-H", "bar"],
  ],
  [["swarmnet"], ["swarmnet"], "command", []],
  [["help", "swarmnet"], ["help", "swarmnet"], "help", []],
  [["help", "swarmnet", "ls"], ["help", "swarmnet", "ls"], "help", ["ls"]],
  [["swarmnet", "--help"], ["swarmnet", "--help"], "command", ["--help"]],
  [["swarmnet", "-h"], ["swarmnet", "-h"], "command", ["-h"]],
  [["swarmnet", "ls", "--help"], ["swarmnet", "ls", "--help"], "command", ["ls", "--help"]],
  [["swarmnet", "help"], ["swarmnet", "help"], "command", ["help"]],
  [["--help", "swarmnet", "ls"], ["--help", "swarmnet", "ls"], "help", ["ls"]],
  [["-h", "swarmnet"], ["-h", "swarmnet"], "help", []],
  [["-v", "swarmnet"], ["-v", "swarmnet"], "version", []],
  [["swarmnet", "--", "ls"], ["swarmnet", "--", "ls"], "command", ["ls"]],
  [["--", "swarmnet", "ls"], ["--", "swarmnet", "ls"], "command", ["ls"]],
  [["__complete", "swarmnet", ""], ["__complete", "swarmnet", ""], "complete", [""]],
  [["__complete", "swarmnet", "ls", "--fi"], ["__complete", "swarmnet", "ls", "--fi"], "complete", [
    "ls",
    "--fi",
  ]],
  [["__completeNoDesc", "swarmnet", ""], ["__complete", "swarmnet", ""], "complete", [""]],
  [["-D", "__complete", "swarmnet", ""], ["__complete", "swarmnet", ""], "complete", [""]],
  [
    ["__complete", "--context", "foo", "swarmnet", "ls", ""],
    ["__complete", "swarmnet", "ls", ""],
    "complete",
    ["ls", ""],
  ],
];

protocolTest(
  "docker hands its own arguments over as they were typed, and each row is understood",
  async (plugin, t) => {
    await addShellPlugin(plugin.config, "swarmnet", RECORDER);
    const file = `${plugin.config}/argv`;
    for (const [typed, received, form, words] of ROWS) {
      await t.step(`docker ${typed.map((word) => word || "''").join(" ")}`, async () => {
        await plugin.run(typed, { env: { ARGV_FILE: file } });
        const argv = (await Deno.readTextFile(file)).split("\n").slice(0, -1).map((line) =>
          line.slice("arg:".length)
        );
        await Deno.remove(file);
        assert.deepEqual(argv, received);
        const call = parseCall(argv);
        assert.equal(call.form, form);
        assert.deepEqual("words" in call ? call.words : [], words);
      });
    }
  },
  { since: "23.0" },
);

protocolTest(
  "docker itself refuses a conflict and an unknown flag: the plugin is not asked",
  async (plugin) => {
    await addShellPlugin(plugin.config, "swarmnet", RECORDER);
    const env = { ARGV_FILE: `${plugin.config}/argv` };
    const conflict = await plugin.run(["-c", "foo", "-H", "tcp://x", "swarmnet"], { env });
    assert.equal(conflict.code, 1);
    assert.match(conflict.stderr, /--host (and|or) --context/);
    assert.equal((await plugin.run(["--bogus", "swarmnet"], { env })).code, 125);
    await assert.rejects(Deno.stat(env.ARGV_FILE), Deno.errors.NotFound);
  },
);
