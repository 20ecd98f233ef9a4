import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { Failure } from "../../lib/base/errors.ts";
import { atBoundary, COMMAND_MARK, escapeText, inline } from "../../lib/terminal/boundary.ts";
import { wantsColor } from "../../lib/terminal/color.ts";
import { ask, questionText, wrapTalk } from "../../lib/terminal/real_io.ts";
import { linesProgress, terminalProgress } from "../../lib/terminal/progress.ts";
import { red } from "../../lib/terminal/style.ts";
import { displayWidth } from "../../lib/terminal/width.ts";
import { HOSTILE_NAMES } from "../support/hostile_names.ts";
import { BrokenPipe, writeResult, writeTalk } from "../../lib/terminal/write_all.ts";

// deno-lint-ignore no-control-regex
const RAW = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\u200B-\u200F\uFEFF]/;

Deno.test("the boundary lets no control, C1 or bidi character through, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      assert.doesNotMatch(atBoundary(text, false), RAW);
      assert.doesNotMatch(escapeText(text), RAW);
      assert.doesNotMatch(inline(text), /[\n\t]/);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("the boundary keeps ordinary text of any language, newline and tab", () => {
  const text = "naïve 漢字 עברית 🙂\n\tok";
  assert.equal(atBoundary(text, true), text);
});

Deno.test("escaped control characters are still valid inside JSON strings", () => {
  const name = "a\u001b[31m\u009b\u202eb";
  assert.equal(JSON.parse(atBoundary(JSON.stringify({ name }), false)).name, name);
});

Deno.test("style marks become colour only where colour is wanted, and a hostile escape never does", () => {
  assert.equal(atBoundary(red("x"), true), "\u001b[31mx\u001b[0m");
  assert.equal(atBoundary(red("x"), false), "x");
  assert.equal(atBoundary("\u001b[2J", true), "\\u001b[2J");
  assert.equal(inline(red("x")), "x");
});

Deno.test("colour follows --color, then NO_COLOR, then CLICOLOR_FORCE, then TERM=dumb, then the terminal", () => {
  const env = (set: Record<string, string>) => ({ get: (name: string) => set[name] });
  assert.equal(wantsColor("always", false, env({ NO_COLOR: "1" })), true);
  assert.equal(wantsColor("never", true, env({ CLICOLOR_FORCE: "1" })), false);
  assert.equal(wantsColor("auto", true, env({ NO_COLOR: "1", CLICOLOR_FORCE: "1" })), false);
  assert.equal(wantsColor("auto", true, env({ NO_COLOR: "" })), true);
  assert.equal(wantsColor("auto", false, env({ CLICOLOR_FORCE: "1", TERM: "dumb" })), true);
  assert.equal(wantsColor("auto", false, env({ CLICOLOR_FORCE: "0" })), false);
  assert.equal(wantsColor("auto", true, env({ TERM: "dumb" })), false);
  assert.equal(wantsColor("auto", true, env({})), true);
  assert.equal(wantsColor("auto", false, env({})), false);
});

function typed(text: string | null): { readable: ReadableStream<Uint8Array> } {
  return {
    readable: new ReadableStream({
      start(controller) {
        if (text === null) return;
        controller.enqueue(new TextEncoder().encode(text));
        controller.close();
      },
    }),
  };
}

Deno.test("only y or Y on the first line is yes; end of input is no", async () => {
  const { signal } = new AbortController();
  for (
    const [text, yes] of [["y\n", true], ["Y\n", true], [" y \n", true], ["yes\n", false], ["\n", false], [
      "",
      false,
    ], ["n\ny\n", false]] as const
  ) {
    assert.equal(await ask(typed(text), signal, () => {}), yes, JSON.stringify(text));
  }
});

Deno.test("a question ends with the signal's reason when the user interrupts", async () => {
  const controller = new AbortController();
  let newline = 0;
  const asking = ask(typed(null), controller.signal, () => newline++);
  controller.abort(new Error("stop"));
  await assert.rejects(asking, /stop/);
  assert.equal(newline, 1);
});

Deno.test("progress on a terminal is cut by columns: wide characters take two, escapes as many as they have", () => {
  let raw = "";
  const area = terminalProgress((more) => raw += more, () => ({ columns: 8, rows: 24 }), false);
  area.show(["漢字漢字漢字", "a\u001b[31mb", "a\tb"]);
  assert.equal(raw, "\r\u001b[2K漢字漢\n\r\u001b[2Ka\\u001b\n\r\u001b[2Ka\\tb\n");
});

Deno.test("progress that is taller than the terminal keeps its beginning and its end, so that it can be rewritten in place", () => {
  let raw = "";
  const area = terminalProgress((more) => raw += more, () => ({ columns: 60, rows: 8 }), false);
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`);
  area.show(lines);
  assert.deepEqual(raw.replaceAll("\r\u001b[2K", "").trimEnd().split("\n"), [
    ...["line 1", "line 2", "line 3", "… 14 more lines: make the terminal taller"],
    ...["line 18", "line 19", "line 20"],
  ]);
  raw = "";
  area.show([...lines.slice(0, -1), "the end"]);
  assert.ok(raw.startsWith("\u001b[7A"), raw);
});

Deno.test("progress in a pipe writes each line once, and again only when it comes back", () => {
  let text = "";
  const area = linesProgress((more) => text += more);
  area.show(["a", "b"]);
  area.show(["a", "c"]);
  area.show(["a", "b"]);
  assert.equal(text, "a\nb\nc\nb\n");
});

Deno.test("progress on a terminal rewrites its lines, cut to the width, and clears those that went", () => {
  let raw = "";
  const area = terminalProgress((more) => raw += more, () => ({ columns: 6, rows: 24 }), false);
  area.show(["abcdefghij", "x"]);
  assert.equal(raw, "\r\u001b[2Kabcde\n\r\u001b[2Kx\n");
  raw = "";
  area.show(["y"]);
  assert.equal(raw, "\u001b[2A\r\u001b[2Ky\n\r\u001b[2K\n\u001b[1A");
  raw = "";
  area.show(["y"]);
  assert.equal(raw, "");
});

/** A stream that answers each write with the next of `answers`: a number of bytes taken, or an error. */
function sink(answers: (number | Error)[]): { writeSync(data: Uint8Array): number; text: string } {
  const decoder = new TextDecoder();
  return {
    text: "",
    writeSync(data) {
      const answer = answers.shift() ?? data.length;
      if (typeof answer !== "number") throw answer;
      this.text += decoder.decode(data.subarray(0, answer));
      return answer;
    },
  };
}

Deno.test("all of a text is written to a pipe that takes little at a time", () => {
  const pipe = sink([2, 1]);
  writeResult(pipe, "abcdef");
  assert.equal(pipe.text, "abcdef");
});

Deno.test("a pipe that another program made non-blocking is waited for while it is full", () => {
  const full = () => new Deno.errors.WouldBlock("Resource temporarily unavailable (os error 11)");
  const pipe = sink([3, full(), full(), 1]);
  writeResult(pipe, "abcdef");
  assert.equal(pipe.text, "abcdef");
  const talk = sink([full()]);
  writeTalk(talk, "abc");
  assert.equal(talk.text, "abc");
});

Deno.test("a result that finds no room is a failure that says so; a reader that has gone is none", () => {
  const full = new Error("No space left on device (os error 28)");
  assert.throws(() => writeResult(sink([full]), "x"), {
    name: "Failure",
    message: /Cannot write to standard output/,
    why: /No space left/,
    exit: 1,
  });
  assert.throws(() => writeResult(sink([new Deno.errors.BrokenPipe()]), "x"), BrokenPipe);
});

Deno.test("talk that finds no room stops nothing", () => {
  writeTalk(sink([new Error("No space left on device (os error 28)")]), "x");
  assert.throws(() => writeTalk(sink([new Deno.errors.BrokenPipe()]), "x"), BrokenPipe);
});

Deno.test("talk on a terminal goes on under its own words; commands and columns stay whole", () => {
  const long = (label: string) => `${label}one two three four five six`;
  assert.equal(wrapTalk(long("  Why:  "), 22), "  Why:  one two three\n        four five six");
  assert.equal(wrapTalk(long("WARNING: "), 22), "WARNING: one two three\n         four five six");
  assert.equal(
    wrapTalk(long(`  ${red("Next:")} `), 22),
    `  ${red("Next:")} one two three\n        four five six`,
  );
  assert.equal(wrapTalk(long("  "), 22), "  one two three four\n    five six");
  assert.equal(
    wrapTalk("  Next: See them: docker swarmnet ls --all\nshort\n", 22),
    "  Next: See them:\n        docker swarmnet ls --all\nshort\n",
  );
  const command = "docker --context prod service ps --no-trunc shop_api";
  for (const label of ["  Next: ", `  ${red("Fix:")}  `]) {
    assert.equal(wrapTalk(`${label}${command}`, 22), `${label}${command}`, "a command stays whole");
  }
  assert.equal(
    wrapTalk(`  Next: See: ${command}, or the log`, 22).split("\n").length > 2,
    true,
    "words about a command are broken like all others",
  );
  assert.equal(wrapTalk("NAME        STATE      WHY", 10), "NAME        STATE      WHY");
  assert.equal(wrapTalk("漢字漢字 漢字漢字", 12), "漢字漢字\n  漢字漢字");
  assert.equal(wrapTalk("Go on with all of it? [y/N] ", 80), "Go on with all of it? [y/N] ");
});

Deno.test("no line is a command for GitHub's runner unless its renderer marked it, colour or not", () => {
  const lines = [
    "::error::x",
    "  ::add-mask::x",
    "\ufdd1::error file=a::x",
    "a ##[error]x",
    "::/0 via ::1",
    "a ::error::x",
  ];
  const shown = lines.map((line) => atBoundary(line, false));
  assert.deepEqual(shown, [
    "\\u003a:error::x",
    "  \\u003a:add-mask::x",
    "\\u003a:error file=a::x",
    "a \\u0023#[error]x",
    "::/0 via ::1",
    "a ::error::x",
  ]);
  assert.equal(atBoundary(`${COMMAND_MARK}::error::x`, false), "::error::x");
});

Deno.test("a line end in a failure's text is shown, and only a list has several lines", () => {
  const failure = new Failure("No node a\nb", { why: ["one\r\n", "two"], next: "docker node ls\n" });
  assert.deepEqual([failure.message, failure.why, failure.next], [
    "No node a\\nb",
    "one\\r\\n\ntwo",
    ["docker node ls\\n"],
  ]);
});

Deno.test("characters that became wide after Unicode 14 take two columns", () => {
  // U+2630 and U+1D306 are wide since Unicode 16, U+1FAE8 was added in Unicode 15.
  for (const char of ["\u2630", "\u{1d306}", "\u{1fae8}"]) assert.equal(displayWidth(char), 2);
});

Deno.test("nothing in a question or in a line of progress begins another line", () => {
  for (const name of HOSTILE_NAMES) {
    const asked = atBoundary(questionText([`  ${name}: 2 tasks`, `Attach ${name}?`]), false);
    assert.equal(asked.split(/[\n\r\u0085\u2028\u2029]/).length, 2, asked);
    let log = "";
    linesProgress((text) => log += atBoundary(text, false)).show([`step ${name}`]);
    assert.equal(log.split(/[\n\r\u0085\u2028\u2029]/).length, 2, log);
  }
});
