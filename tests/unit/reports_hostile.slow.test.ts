import assert from "node:assert/strict";
import type { Finding } from "../../lib/checks/finding.ts";
import type { Verdict } from "../../lib/checks/verdict.ts";
import { REPORT_FORMATS, type ReportFormat } from "../../lib/view/reports/formats.ts";
import { renderVerdict } from "../../lib/view/reports/index.ts";
import { atBoundary } from "../../lib/terminal/boundary.ts";
import { demoVerdict, stackVerdict } from "../support/report_verdicts.ts";
import { readXml, type XmlElement } from "../support/strict_xml.ts";
import { workflowCommand } from "../support/workflow_command.ts";

/** What somebody who may name things can try: each is to be shown as itself, in every format and in every place. */
const PAYLOADS: Readonly<Record<string, string>> = {
  csi: "\u001b[31mred\u001b[2J",
  "title of the terminal": "\u001b]0;owned\u0007",
  clipboard: "\u001b]52;c;cm0gLXJm\u0007",
  "8-bit csi": "\u009b2J",
  "carriage return": "good\rbad",
  backspace: "good\b\b\b\bevil",
  nul: "a\u0000b",
  bidi: "\u202egnp.exe\u2066x\u2069",
  "zero width": "a\u200bb\u2060c\ufeff",
  "line separators": "a\u2028b\u2029c\u0085d",
  "lone surrogate": "a\ud800b\udc00",
  "language tags": "a\u{e0041}\u{e007f}",
  "no XML character": "a\ufffeb\uffff",
  "style marks": "\ufdd8loud\ufdd0",
  "combining flood": `a${"\u0301".repeat(500)}`,
  long: "n".repeat(10_000),
  newline: "one\n::error::INJECTED\ntwo",
  "workflow command": "::error file=x::INJECTED",
  "old workflow command": "##[set-env name=x]INJECTED",
  "stop commands": "\n::stop-commands::x\n",
  percent: "%0A::error::INJECTED%250A",
  "end of CDATA": "]]>&lt;<![CDATA[x",
  "end of comment": "--><script>alert(1)</script><!--",
  script: "<script>alert(1)</script>",
  image: "<img src=x onerror=alert(1)>",
  "end of details": "</summary></details>\n\n# INJECTED",
  quotes: "\"'><a href='javascript:alert(1)'>",
  entity: "&lt;script&gt;&#60;b&#62;&nbsp;",
  pipes: "a | b | c\n| --- |",
  backslash: "a\\| b \\` c \\",
  backticks: "```\n# INJECTED\n````` ` ``",
  emphasis: "**bold** _em_ ~~gone~~ $x$",
  link: "[click](https://evil.example) ![x](https://evil.example/i.png)",
  "automatic link": "https://evil.example www.evil.example",
  mention: "@everyone #1 x/y#2",
  "sarif placeholder": "{0} {{1}} [x](1)",
  prototype: "__proto__",
};

/** Fields whose values the program takes from its own tables, never from the input. */
const CLOSED = new Set([
  "schema",
  "version",
  "kind",
  "level",
  "confidence",
  "code",
  "rule",
  "by",
  "fingerprint",
  "show",
  "failOn",
  "result",
  "rules",
  "judged",
  "item",
  "benchmark",
  "line",
]);

/** Both verdicts in one, so that every optional part is there: places, commands, edits, suppressions, a baseline. */
function fullVerdict(): Verdict {
  const demo = demoVerdict();
  const stack = stackVerdict();
  const [last] = stack.findings.slice(-1);
  const full: Finding = {
    ...last!,
    details: ["the file says this", "the swarm says that"],
    fix: {
      text: "Do `this`",
      commands: ["docker network inspect a", "docker swarmnet rm a"],
      edit: { file: "a.yml", path: ["networks", "a"], action: { kind: "delete" } },
    },
  };
  const at = { file: ".swarmnet.yaml", line: 1, column: 1 };
  return {
    ...demo,
    findings: [...demo.findings, ...stack.findings.slice(0, -1), full],
    suppressed: [...demo.suppressed, ...stack.suppressed].map((one) => ({
      ...one,
      suppressed: { by: "config", reason: "we know", until: "2027-01-01", at },
    })),
    settings: {
      off: [{ code: "SN0101", rule: "overlay-unencrypted", at }],
      levels: [{ code: "SN0102", rule: "ingress-unencrypted", level: "info", default: "warning", at }],
      replaced: [{ setting: "fail-on", by: at, of: at }],
    },
    baselined: [{ ...full, baselined: true }],
    hidden: [{ ...full, level: "info" }],
    baseline: { file: "known.json", gone: 2 },
  };
}

type Path = readonly (string | number)[];

/** Paths of all texts of a value that come from outside. */
function textsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value === "string") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    CLOSED.has(key) ? [] : textsOf(one, [...path, Array.isArray(value) ? Number(key) : key])
  );
}

function withText(verdict: Verdict, path: Path, text: string): Verdict {
  const copy = structuredClone(verdict);
  // deno-lint-ignore no-explicit-any
  const parent = path.slice(0, -1).reduce<any>((at, key) => at[key], copy);
  parent[path.at(-1)!] = text;
  return copy;
}

const SCREEN = { width: 80, ascii: false };
const VERDICT = fullVerdict();
const PATHS = textsOf(VERDICT);
const RAW =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufdd0-\ufdef\p{Cs}\u{e0000}-\u{e007f}]/u;

/** What must be the same whatever the texts are: the report's own structure. */
const SHAPE: Record<ReportFormat, (text: string) => unknown> = {
  text: (text) => [
    text.split("\n").filter((line) => /^\S/.test(line)).map((line) => /^[^\p{L}]*\p{L}+/u.exec(line)?.[0])
      .length,
    text.split("\n").filter((line) => workflowCommand(line) !== undefined),
  ],
  json: (text) => keysOf(JSON.parse(text)),
  sarif: (text) => keysOf(JSON.parse(text)),
  junit: (text) => elementsOf(readXml(text)),
  github: (text) =>
    text.split("\n").map((line) => {
      const command = workflowCommand(line);
      return command === undefined ? line.length > 0 : [command.name, [...command.properties.keys()]];
    }),
  markdown: (text) => markdownShape(text),
};

function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keysOf);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.entries(value).map(([key, one]) => [key, keysOf(one)]);
}

function elementsOf(element: XmlElement): unknown {
  return [element.name, [...element.attributes.keys()], element.children.map(elementsOf)];
}

/** Lines by what they are; in lines of text the tags and every character that could be markup. */
function markdownShape(text: string): unknown[] {
  let fence = "";
  return text.split("\n").flatMap((line): unknown[] => {
    if (fence !== "") {
      if (line === fence) fence = "";
      else assert.ok(!line.startsWith(fence), `a longer fence in ${line}`);
      return [line === "" ? "" : "code"];
    }
    const opens = /^(`{3,})sh$/.exec(line);
    if (opens !== null) {
      fence = opens[1]!;
      return ["code"];
    }
    const tags = line.match(/<[^>]*>?/g) ?? [];
    for (const tag of tags) assert.match(tag, /^<\/?(details|summary|code|br)>$/, line);
    const outside = line.replace(/<code>.*?<\/code>/g, "");
    assert.doesNotMatch(outside, /[@$~\[\]\\`]|:\/\/|\bwww\./, line);
    assert.doesNotMatch(outside.replace(/&#\d+;/g, "").replace(/^#+ /, ""), /#/, line);
    assert.doesNotMatch(outside.replace(/^\*\*|\*\*$/g, ""), /\*|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/, line);
    assert.doesNotMatch(line, /&(?!#\d+;)/, line);
    const begins = /^(?:\| |#+ |\*\*|<\/?(?:details|summary)>|Why: |Fix: |Settings: |$)/.exec(line);
    assert.ok(begins !== null, `a line that begins by itself: ${line.slice(0, 80)}`);
    return [begins[0], line.split("|").length, tags.filter((tag) => tag !== "<code>" && tag !== "</code>")];
  });
}

for (const format of REPORT_FORMATS) {
  const shape = (verdict: Verdict) => {
    const text = renderVerdict(verdict, format, SCREEN);
    const shown = atBoundary(text, false);
    assert.doesNotMatch(shown, RAW);
    return SHAPE[format](format === "text" ? shown.replaceAll(/\p{Mn}/gu, "") : shown);
  };

  Deno.test(`${format}: no text in any of ${PATHS.length} fields can be more than text`, () => {
    for (const path of PATHS) {
      const plain = JSON.stringify(shape(withText(VERDICT, path, "x")));
      for (const [name, payload] of Object.entries(PAYLOADS)) {
        const where = `${name} in ${path.join(".")}`;
        try {
          assert.equal(JSON.stringify(shape(withText(VERDICT, path, payload))), plain);
        } catch (error) {
          throw new Error(`${where}: ${error instanceof Error ? error.message : error}`);
        }
      }
    }
  });

  Deno.test(`${format}: colour comes from the report alone`, () => {
    const marks = (verdict: Verdict) =>
      atBoundary(renderVerdict(verdict, format, SCREEN), true).split("\u001b").length;
    for (const path of PATHS) {
      assert.equal(
        marks(withText(VERDICT, path, PAYLOADS["style marks"]!)),
        marks(withText(VERDICT, path, "loud")),
        path.join("."),
      );
    }
  });
}

Deno.test("json and sarif give hostile text back as it was, escaped for the terminal only", () => {
  const hostile = Object.values(PAYLOADS).join(" ").toWellFormed();
  const at = VERDICT.findings.length - 1;
  const verdict = withText(VERDICT, ["findings", at, "message"], hostile);
  assert.equal(JSON.parse(renderVerdict(verdict, "json", SCREEN)).findings[at].message, hostile);
});
