import assert from "node:assert/strict";
import { type Call, callsOn, type Printed, printed } from "../support/every_output.ts";
import { type Field, fullSwarm, textFields, withTexts } from "../support/snapshot_fields.ts";
import { readXml, type XmlElement } from "../support/strict_xml.ts";
import { workflowCommand } from "../support/workflow_command.ts";

/** What only injected text has. */
const MARK = "INJECTED";
/** Everything that ends a line somewhere, every way to control a terminal, and the syntax of every format. */
const EVERYTHING = [
  ...["\n", "\r\n", "\r", "\u2028", "\u2029", "\u0085", "\v", "\f", "\t"].map((end) => `${end}${MARK}`),
  "\u001b[2J\u001b]0;t\u0007\u009b31m\u0000\u0008\u007f\u202e\u2066\u200b\ufeff\u{e0041}\ufdd1\ufffe\ud800 ",
  `\n::error::${MARK}\n##[error]${MARK}`,
  `](javascript:${MARK}) | ${MARK} "]; ${MARK} \\" \\`,
  `</script></text></svg><injected a='1' b="2">]]><injected/>--><injected/>`,
  `\`${MARK}\` $(${MARK}) {{${MARK}}} \${${MARK}} %0A::error::${MARK}`,
].join("");
/** What can be put in front of or instead of a text; `{}` is the text. */
const PAYLOADS: Readonly<Record<string, string>> = {
  everything: `{}${EVERYTHING}`,
  "a line of its own": `{}\n${MARK} reachable`,
  "a workflow command": `::error::${MARK}{}`,
  "words that are wrapped": `{}${` ${"x".repeat(30)} ::error::${MARK} ${MARK}`.repeat(40)}`,
  long: `{}${"n".repeat(2_000)}`,
  prototype: "__proto__",
};

const RAW =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufdd0-\ufdef\p{Cs}\u{e0000}-\u{e007f}]/u;
/** Formats in which a line that a workflow command begins is one of the report's own. */
const ANNOTATIONS = "github";

function checkLines(text: string, format: string): void {
  for (const line of text.split("\n")) {
    assert.doesNotMatch(line, new RegExp(`^\\W?${MARK}`), `a line begins with it: ${line.slice(0, 200)}`);
    const command = workflowCommand(line);
    if (command === undefined) continue;
    assert.equal(format, ANNOTATIONS, `a workflow command: ${line.slice(0, 200)}`);
    assert.match(command.name, /^(error|warning|notice)$/);
    for (const name of command.properties.keys()) assert.match(name, /^(file|line|col|title)$/);
  }
}

function elements(element: XmlElement): string[] {
  return [element.name, ...element.children.flatMap(elements)];
}

function noInjectedElement(text: string): void {
  assert.ok(!elements(readXml(text.startsWith("<?xml") ? text : `${XML}${text}`)).includes("injected"));
}
const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Whether every line of a diagram has its quotes closed. */
function quotesClosed(text: string): void {
  for (const line of text.split("\n")) {
    const quotes = line.replace(/\\./g, "").split('"').length - 1;
    assert.equal(quotes % 2, 0, `a quote is open: ${line.slice(0, 200)}`);
  }
}

/** What must be true of a format besides what is true of all; a format that is not here is text for people. */
const CHECKS: Readonly<Record<string, (text: string) => void>> = {
  json: (text) => {
    if (!text.startsWith("{") && !text.startsWith("[")) return;
    const lines = text.startsWith('{"') ? text.trimEnd().split("\n") : [text];
    for (const line of lines) JSON.parse(line);
  },
  sarif: (text) => JSON.parse(text),
  junit: noInjectedElement,
  svg: noInjectedElement,
  html: (text) => assert.doesNotMatch(text, /<injected/),
  // Code blocks show what is in them; that nothing in one ends it is tested with the reports.
  markdown: (text) =>
    assert.doesNotMatch(text.replace(/^(`{3,})sh\n[^]*?\n\1$/gm, ""), /\]\(javascript:|<injected/),
  mermaid: quotesClosed,
  dot: quotesClosed,
  nftables: onlyComments,
  iptables: onlyComments,
  ufw: onlyComments,
  firewalld: onlyComments,
  "terraform-aws": onlyComments,
};

/** Rules for firewalls are run: what other users can choose stands in comments and quoted descriptions, reduced to harmless characters. */
function onlyComments(text: string): void {
  for (const line of text.split("\n")) {
    if (!line.includes(MARK)) continue;
    const bare = line.replace(/"[^"\\$`]*"|'[^'\\$`]*'/g, "");
    if (bare.includes(MARK)) assert.match(line, /^\s*#[^`$]*$/, `not a comment: ${line.slice(0, 200)}`);
  }
}

function check(call: Call, { out, err }: Printed): void {
  assert.doesNotMatch(err, /Internal error/, err);
  for (const text of [out, err]) assert.doesNotMatch(text, RAW);
  checkLines(err, "text");
  const documents = ["json", "sarif", "junit", "svg", "html"];
  if (!documents.includes(call.format)) checkLines(out, call.format);
  if (out !== "") CHECKS[call.format]?.(out);
}

const plain = fullSwarm();

/** Runs every call on a swarm with this text in these fields; the problems, each once. */
async function problemsWith(fields: readonly Field[], payload: string): Promise<string[]> {
  const swarm = withTexts(plain, fields, (text) => payload.replace("{}", () => text));
  const problems: string[] = [];
  for (const call of await callsOn(swarm)) {
    try {
      check(call, await printed(call, swarm, plain));
    } catch (error) {
      const words = call.words.filter((word) => !word.includes(MARK)).join(" ");
      problems.push(`${call.command.name} ${words}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return problems;
}

const FIELDS = textFields();

Deno.test("every text field of the snapshot schema has a text in the swarm that is printed", () => {
  for (const field of FIELDS) {
    let changed = 0;
    withTexts(plain, [field], (text) => {
      changed++;
      return text;
    });
    assert.ok(changed > 0, `${field.name}: give fullSwarm() one`);
  }
});

/** With all fields changed references still fit; with a part of them changed they do not, and other branches run. */
const PARTS = 10;

for (const part of Array(PARTS).keys()) {
  const fields = FIELDS.filter((_, at) => at % PARTS === part);
  const names = fields.map((field) => field.name).join(", ");
  Deno.test(`hostile text is only text in ${names}`, async () => {
    assert.deepEqual(await problemsWith(fields, PAYLOADS["everything"]!), []);
  });
}

for (const [name, payload] of Object.entries(PAYLOADS)) {
  Deno.test(`${name} in all fields at once is only text, in every format of every command that reads`, async () => {
    assert.deepEqual(await problemsWith(FIELDS, payload), []);
  });
}
