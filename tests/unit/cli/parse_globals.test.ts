import assert from "node:assert/strict";
import { EXIT, Failure } from "../../../lib/base/errors.ts";
import { parseCall } from "../../../lib/cli/parse_globals.ts";
import { parseBool } from "../../../lib/base/parse_bool.ts";

/** Arguments as docker hands them over (plugin protocol, argv), and what they ask for. */
const ROWS: [args: string[], form: string, words: string[], globals?: Record<string, unknown>][] = [
  [["swarmnet", "ls", "-q"], "command", ["ls", "-q"]],
  [["--context", "foo", "-D", "swarmnet", "ls"], "command", ["ls"], { context: "foo", debug: true }],
  [["-H", "tcp://127.0.0.1:9999", "swarmnet"], "command", [], { host: "tcp://127.0.0.1:9999" }],
  [
    ["-l", "debug", "--tls", "--tlscacert=/x", "swarmnet", "ls", "-H", "bar"],
    "command",
    ["ls", "-H", "bar"],
    { logLevel: "debug", tls: true, tlscacert: "/x" },
  ],
  [["swarmnet"], "command", []],
  [["help", "swarmnet"], "help", []],
  [["help", "swarmnet", "ls"], "help", ["ls"]],
  [["swarmnet", "--help"], "command", ["--help"]],
  [["swarmnet", "-h"], "command", ["-h"]],
  [["swarmnet", "ls", "--help"], "command", ["ls", "--help"]],
  [["swarmnet", "help"], "command", ["help"]],
  [["--help", "swarmnet", "ls"], "help", ["ls"]],
  [["-h", "swarmnet"], "help", []],
  [["-v", "swarmnet"], "version", []],
  [["swarmnet", "--", "ls"], "command", ["ls"]],
  [["--", "swarmnet", "ls"], "command", ["ls"]],
  [["__complete", "swarmnet", ""], "complete", [""]],
  [["__complete", "swarmnet", "ls", "--fi"], "complete", ["ls", "--fi"]],
  [["__completeNoDesc", "swarmnet", ""], "complete", [""]],
  // Standalone: the name is optional.
  [["ls", "-q"], "command", ["ls", "-q"]],
  [["-H", "unix:///x", "ls"], "command", ["ls"], { host: "unix:///x" }],
  [["-c", "prod", "swarmnet", "ls"], "command", ["ls"], { context: "prod" }],
  [["help", "ls"], "help", ["ls"]],
  [["--help"], "help", []],
  [["--version"], "version", []],
  [[], "command", []],
  [["__complete", "ls", ""], "complete", ["ls", ""]],
  // pflag's grammar.
  [["-cfoo", "swarmnet"], "command", [], { context: "foo" }],
  [["-c=foo", "swarmnet"], "command", [], { context: "foo" }],
  [["-Dc", "foo", "swarmnet"], "command", [], { context: "foo", debug: true }],
  [["-DcD", "swarmnet"], "command", [], { context: "D", debug: true }],
  [["-c=", "swarmnet"], "command", [], { context: "=" }],
  [["--context=", "-H", "x", "swarmnet"], "command", [], { context: "", host: "x" }],
  [["--tls=false", "--tlsverify=0", "swarmnet"], "command", [], { tls: false, tlsverify: false }],
  [["--tlsverify", "swarmnet"], "command", [], { tlsverify: true }],
  [["--config", "-D", "swarmnet"], "command", [], { config: "-D" }],
  [["--help=false", "swarmnet", "ls"], "command", ["ls"]],
  [["--log-level=", "swarmnet"], "command", [], { logLevel: "info" }],
  [["--log-level", "WARN", "swarmnet"], "command", [], { logLevel: "WARN" }],
  [["--tlscert", "'/a b'", "--tlskey", '"k"', "swarmnet"], "command", [], { tlscert: "/a b", tlskey: "k" }],
  [["-D=true", "swarmnet"], "command", [], { debug: true }],
  [["-", "swarmnet"], "command", ["-", "swarmnet"]],
  [["swarmnet", "--", "-x"], "command", ["--", "-x"]],
];

for (const [args, form, words, expected = {}] of ROWS) {
  Deno.test(`argv: ${JSON.stringify(args)} is ${form} ${JSON.stringify(words)}`, () => {
    const call = parseCall(args);
    assert.equal(call.form, form);
    if ("words" in call) assert.deepEqual(call.words, words);
    if (!("globals" in call)) return;
    const { words: _, ...globals } = call.globals;
    assert.deepEqual(globals, { debug: false, logLevel: "info", ...expected });
  });
}

Deno.test("argv: the metadata word alone is metadata, with anything else it is a command", () => {
  assert.deepEqual(parseCall(["docker-cli-plugin-metadata"]), { form: "metadata" });
  assert.equal(parseCall(["docker-cli-plugin-metadata", "x"]).form, "command");
});

Deno.test("argv: a hook request is handed on as it came", () => {
  const request = '{"RootCmd":"network create"}';
  assert.deepEqual(parseCall(["swarmnet", "docker-cli-plugin-hooks", request]), { form: "hooks", request });
});

Deno.test("argv: __completeNoDesc asks for no descriptions", () => {
  const call = parseCall(["__completeNoDesc", "swarmnet", ""]);
  assert.equal(call.form === "complete" && call.descriptions, false);
});

Deno.test("argv: the global flags can be handed on to docker as words, without help and version", () => {
  const call = parseCall(["-Dc", "foo", "--tls=0", "--help=false", "--config=", "swarmnet", "-x"]);
  assert.ok("globals" in call);
  assert.deepEqual(call.globals.words, ["--debug=true", "--context=foo", "--tls=0", "--config="]);
});

const REFUSED: [args: string[], exit: number, message: RegExp][] = [
  [
    ["-H", "a", "-H", "b", "swarmnet"],
    EXIT.usage,
    /invalid argument "b" for "-H, --host" flag: specify only one -H/,
  ],
  [
    ["-c", "foo", "-H", "tcp://x", "swarmnet"],
    EXIT.failed,
    /^conflicting options: cannot specify both --host and --context$/,
  ],
  [["-c", "foo", "-H", "", "swarmnet"], EXIT.failed, /^conflicting options/],
  [["-l", "loud", "swarmnet"], EXIT.failed, /^Unable to parse logging level: loud$/],
  [["--bogus", "swarmnet"], EXIT.usage, /^unknown flag: --bogus$/],
  [["-x", "swarmnet"], EXIT.usage, /^unknown shorthand flag: 'x' in -x$/],
  [["-Dx", "swarmnet"], EXIT.usage, /^unknown shorthand flag: 'x' in -x$/],
  [["--context"], EXIT.usage, /^flag needs an argument: --context$/],
  [["-c"], EXIT.usage, /^flag needs an argument: 'c' in -c$/],
  [["--=x"], EXIT.usage, /^bad flag syntax: --=x$/],
  [["---x"], EXIT.usage, /^bad flag syntax: ---x$/],
  [["--tls=maybe", "swarmnet"], EXIT.usage, /^invalid argument "maybe" for "--tls" flag: strconv.ParseBool/],
  [["-D=x", "swarmnet"], EXIT.usage, /^invalid argument "x" for "-D, --debug" flag: strconv.ParseBool/],
];

for (const [args, exit, message] of REFUSED) {
  Deno.test(`argv: ${JSON.stringify(args)} is refused with exit ${exit}`, () => {
    assert.throws(() => parseCall(args), (error) => {
      assert.ok(error instanceof Failure);
      assert.match(error.message, message);
      assert.equal(error.exit, exit);
      return true;
    });
  });
}

Deno.test("Go's booleans: the twelve spellings and nothing else", () => {
  for (const text of ["1", "t", "T", "true", "True", "TRUE"]) assert.equal(parseBool(text), true);
  for (const text of ["0", "f", "F", "false", "False", "FALSE"]) assert.equal(parseBool(text), false);
  for (const text of ["", "yes", "tRUE", "2", " true"]) assert.equal(parseBool(text), undefined);
});
