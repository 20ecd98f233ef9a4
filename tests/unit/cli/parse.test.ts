import assert from "node:assert/strict";
import { defineCommand } from "../../../lib/cli/command.ts";
import { CommandLineError, parseCommand } from "../../../lib/cli/parse.ts";

const sample = defineCommand({
  name: "sample",
  operands: "NETWORK [NETWORK...]",
  args: { min: 1, max: 2 },
  summary: "A command for tests",
  examples: [],
  flags: {
    quiet: { kind: "bool", short: "q", text: "Quiet" },
    "no-trunc": { kind: "bool", text: "Whole" },
    format: { kind: "string", short: "f", text: "Format" },
    label: { kind: "list", text: "Label" },
    filter: { kind: "filter", text: "Filter" },
    opt: { kind: "map", short: "o", text: "Options" },
    count: { kind: "int", text: "Count", default: 3 },
    timeout: { kind: "duration", text: "Time", default: 10_000 },
    encrypted: { kind: "string", text: "Encrypt", bare: "true" },
    color: { kind: "string", text: "Colour", choices: ["auto", "never"], strict: true },
  },
  needs: "nothing",
  changes: "nothing",
  exits: [0, 125],
  parse: (values, args) => ({ ...values, args }),
  run: () => Promise.resolve(),
});

function read(...words: string[]) {
  const parsed = parseCommand(sample, words);
  assert.equal(parsed.kind, "run");
  return (parsed as { options: ReturnType<typeof sample.parse> }).options;
}

function refused(...words: string[]): CommandLineError {
  try {
    parseCommand(sample, words);
  } catch (error) {
    assert.ok(error instanceof CommandLineError);
    return error;
  }
  throw new Error(`accepted: ${words.join(" ")}`);
}

Deno.test("parseCommand reads every spelling of a value that pflag reads", () => {
  for (
    const words of [["--format=x", "n"], ["--format", "x", "n"], ["-fx", "n"], ["-f=x", "n"], [
      "-f",
      "x",
      "n",
    ], ["n", "-qfx"]]
  ) {
    assert.equal(read(...words).format, "x", words.join(" "));
  }
});

Deno.test("parseCommand takes booleans only with an equals sign", () => {
  assert.equal(read("--quiet=false", "n").quiet, false);
  assert.equal(read("--quiet", "n").quiet, true);
  assert.deepEqual(read("--quiet", "false").args, ["false"]);
  assert.equal(read("-q=0", "n").quiet, false);
  assert.match(refused("--quiet=maybe", "n").message, /invalid argument "maybe" for "-q, --quiet" flag/);
});

Deno.test("parseCommand treats --no-trunc as a flag of its own, false unless given", () => {
  assert.equal(read("n").noTrunc, false);
  assert.equal(read("--no-trunc", "n").noTrunc, true);
  assert.match(refused("--trunc", "n").message, /unknown flag: --trunc/);
});

Deno.test("parseCommand keeps empty values, dashes and everything behind --", () => {
  assert.equal(read("--format=", "n").format, "");
  assert.equal(read("--format", "--quiet", "n").format, "--quiet");
  assert.deepEqual(read("--", "--quiet", "-x").args, ["--quiet", "-x"]);
  assert.deepEqual(read("-").args, ["-"]);
});

Deno.test("parseCommand collects repeated lists, filters and maps in order", () => {
  const values = read(
    "--label",
    "a",
    "--label=b,c",
    "--filter",
    "Name = x ",
    "--filter",
    "name=y",
    "-o",
    "k=v=w",
    "-o",
    "flag",
    "n",
  );
  assert.deepEqual(values.label, ["a", "b,c"]);
  assert.deepEqual(values.filter, [["name", "x"], ["name", "y"]]);
  assert.deepEqual(values.opt, { k: "v=w", flag: "" });
});

Deno.test("parseCommand fills defaults and says which flags were given", () => {
  const values = read("--count", "7", "n");
  assert.equal(values.count, 7);
  assert.equal(values.timeout, 10_000);
  assert.equal(values.format, undefined);
  assert.deepEqual([...values.changed], ["count"]);
  assert.equal(read("--timeout", "1m30s", "n").timeout, 90_000);
});

Deno.test("parseCommand gives a bare flag its own value and never takes the next word for it", () => {
  const values = read("--encrypted", "n");
  assert.equal(values.encrypted, "true");
  assert.deepEqual(values.args, ["n"]);
  assert.equal(read("--encrypted=false", "n").encrypted, "false");
});

Deno.test("parseCommand refuses in docker's words, with usage and the nearest flag", () => {
  const unknown = refused("--fromat", "x", "n");
  assert.equal(unknown.message, "unknown flag: --fromat");
  assert.deepEqual(unknown.next, ["Did you mean --format?"]);
  assert.equal(unknown.usage, "docker swarmnet sample [OPTIONS] NETWORK [NETWORK...]");
  assert.equal(unknown.exit, 125);
  assert.equal(refused("-z", "n").message, "unknown shorthand flag: 'z' in -z");
  assert.equal(refused("-qz", "n").message, "unknown shorthand flag: 'z' in -z");
  for (
    const [typed, place] of [["--context", "--context NAME"], ["-H", "-H ADDRESS"], ["--tls=x", "--tls"]]
  ) {
    assert.deepEqual(refused("n", typed!).next, [
      `That flag is docker's own and stands before the word swarmnet: docker ${place} swarmnet sample`,
    ]);
  }
  assert.equal(refused("n", "--format").message, "flag needs an argument: --format");
  assert.equal(refused("n", "-f").message, "flag needs an argument: 'f' in -f");
  assert.match(
    refused("--filter", "foo", "n").message,
    /for "--filter" flag: bad format of filter \(expected name=value\)/,
  );
  assert.match(refused("--count", "1.5", "n").message, /invalid argument "1.5" for "--count" flag/);
  assert.match(refused("--timeout", "5", "n").message, /invalid duration/);
  assert.match(refused("--color", "pink", "n").message, /must be one of auto, never/);
  assert.match(refused("---x").message, /bad flag syntax: ---x/);
});

Deno.test("parseCommand counts operands in docker's words", () => {
  assert.equal(refused().message, "docker: 'docker swarmnet sample' requires at least 1 argument");
  assert.equal(
    refused("a", "b", "c").message,
    "docker: 'docker swarmnet sample' requires at most 2 arguments",
  );
  const none = { ...sample, args: { min: 0 } };
  assert.throws(() => parseCommand(none, ["x"]), /accepts no arguments/);
});

Deno.test("parseCommand gives help precedence over operands that are missing, and marks -h as deprecated", () => {
  assert.deepEqual(parseCommand(sample, ["--help"]), { kind: "help", deprecated: false });
  assert.deepEqual(parseCommand(sample, ["-h", "--bogus"]), { kind: "help", deprecated: true });
});
