import assert from "node:assert/strict";
import { inlineIgnores } from "../../../lib/checks/inline_ignores.ts";
import { type Ignore, type IgnoreEntry, ignoreOfEntry, ignoreOfFlag } from "../../../lib/checks/ignore.ts";
import type { RuleExample } from "../../../lib/checks/rule.ts";
import type { Verdict } from "../../../lib/checks/verdict.ts";
import { Source } from "../../../lib/stack/source.ts";
import { verdictOn } from "../../support/judging.ts";

const OWN = ["SN0901", "SN0902", "SN0903"];
const ONLY = ["SN0101", ...OWN];

/** A stack whose one network is not encrypted; `comment` stands above it, `behind` on its line. */
function stack(comment: string, behind = ""): RuleExample {
  return {
    title: "",
    stack: `services: {a: {image: x, networks: [n]}}\nnetworks:\n${comment}  n: {}${behind}\n`,
  };
}

const live = (labels: Record<string, string>): RuleExample => ({
  title: "",
  swarm: { networks: [{ name: "shop", options: {}, labels }, { name: "other", options: {} }] },
});

function entry(parts: Partial<IgnoreEntry>): Ignore {
  return ignoreOfEntry({
    rule: "SN0101",
    object: "*",
    reason: "private wire",
    until: null,
    at: { file: "/p/.swarmnet.yaml", line: 4, column: 3 },
    ...parts,
  });
}

function flag(word: string): Ignore {
  const ignore = ignoreOfFlag(word);
  assert.ok(typeof ignore !== "string", String(ignore));
  return ignore;
}

/** "suppressed objects | own findings". */
function told(verdict: Verdict): { suppressed: string[]; open: string[]; own: string[] } {
  const open = verdict.findings.filter(({ code }) => !OWN.includes(code));
  const own = verdict.findings.filter(({ code }) => OWN.includes(code));
  return {
    suppressed: verdict.suppressed.map(({ object, suppressed }) =>
      `${object.name}: ${suppressed!.by} ${suppressed!.reason}`
    ),
    open: open.map(({ object }) => object.name),
    own: own.map(({ code, level, message, at }) =>
      `${code} ${level} ${at === null ? "" : `${at.file}:${at.line}:${at.column} `}${message}`
    ),
  };
}

Deno.test("a comment above a line or behind it suppresses what is found there, with its reason", () => {
  for (
    const example of [
      stack("  # swarmnet:ignore SN0101 private wire\n"),
      stack("", " # swarmnet:ignore SN0101 private wire"),
      stack("  # swarmnet:ignore overlay-unencrypted private wire\n  # another comment\n\n"),
      stack("  #swarmnet:ignore  SN0101,  SN0605   private wire\n"),
    ]
  ) {
    const { suppressed, open } = told(verdictOn(example, { only: ["SN0101"] }));
    assert.deepEqual({ suppressed, open }, { suppressed: ["shop_n: inline private wire"], open: [] });
  }
});

Deno.test("a comment covers what is nested under its line, and nothing beside it", () => {
  const text = [
    "services: # swarmnet:ignore SN0101 not here",
    "  a: {image: x, networks: [n, m]}",
    "networks:",
    "  # swarmnet:ignore SN0101 all of n",
    "  n:",
    "    driver: overlay",
    "",
    "  m: {}",
  ].join("\n");
  const [first, second] = inlineIgnores(new Source("f.yml", text));
  const covers = (ignore: Ignore, line: number) =>
    ignore.covers({ at: { file: "f.yml", line, column: 1 } } as never);
  const lines = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  assert.deepEqual(lines.filter((line) => covers(first!, line)), [1, 2]);
  assert.deepEqual(lines.filter((line) => covers(second!, line)), [5, 6]);
  assert.equal(second!.covers({ at: { file: "g.yml", line: 5, column: 1 } } as never), false);
});

Deno.test("text that only looks like a comment, and comments at the end of a file, cover nothing", () => {
  const ignores = inlineIgnores(
    new Source(
      "f.yml",
      "a: x#swarmnet:ignore SN0101 y\nb: '#swarmnet:ignored'\n# swarmnet:ignore SN0101 z\n",
    ),
  );
  assert.equal(ignores.length, 1);
  assert.equal(ignores[0]!.covers({ at: { file: "f.yml", line: 3, column: 1 } } as never), false);
});

Deno.test("a label speaks for its own object only", () => {
  const { suppressed, open, own } = told(
    verdictOn(live({ "swarmnet.ignore.SN0101": "private wire" }), { only: ONLY }),
  );
  assert.deepEqual(suppressed, ["shop: label private wire"]);
  assert.deepEqual(open, ["other"]);
  assert.deepEqual(own, []);
});

Deno.test("labels in a stack file work as on a swarm", () => {
  const example: RuleExample = {
    title: "",
    stack:
      "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {labels: {swarmnet.ignore.SN0101: private wire}}}\n",
  };
  assert.deepEqual(told(verdictOn(example, { only: ONLY })).suppressed, ["shop_n: label private wire"]);
});

Deno.test("entries of the configuration and flags take globs over rules and objects", () => {
  for (const ignore of [entry({ object: "sh*" }), entry({ rule: "SN01*", object: "s?op" })]) {
    const { suppressed, open } = told(verdictOn(live({}), { only: ONLY, ignores: [ignore] }));
    assert.deepEqual({ suppressed, open }, { suppressed: ["shop: config private wire"], open: ["other"] });
  }
  const flags = [flag("SN0101=shop"), flag("overlay-*=oth*")];
  assert.deepEqual(told(verdictOn(live({}), { only: ONLY, ignores: flags })), {
    suppressed: ["other: flag ", "shop: flag "],
    open: [],
    own: [],
  });
});

Deno.test("a flag with an unknown rule or no object is refused with the nearest rule", () => {
  assert.match(
    String(ignoreOfFlag("overlay-unencrypte")),
    /unknown rule .*did you mean overlay-unencrypted\?/,
  );
  assert.match(String(ignoreOfFlag("SN0101=")), /object's name is missing/);
});

Deno.test("an unused suppression is reported where it stands", () => {
  const encrypted = stack("  # swarmnet:ignore SN0101 private wire\n", "").stack as string;
  const example = { title: "", stack: encrypted.replace("n: {}", 'n: {driver_opts: {encrypted: ""}}') };
  assert.deepEqual(told(verdictOn(example, { only: ONLY })).own, [
    "SN0901 info stack.yml:3:3 The comment on SN0101 suppresses nothing",
  ]);
  assert.deepEqual(told(verdictOn(live({}), { only: ONLY, ignores: [entry({ object: "gone" })] })).own, [
    "SN0901 info /p/.swarmnet.yaml:4:3 The entry SN0101=gone suppresses nothing",
  ]);
  assert.deepEqual(told(verdictOn(live({}), { only: ONLY, ignores: [flag("SN0101=gone")] })).own, [
    "SN0901 info --ignore SN0101=gone suppresses nothing",
  ]);
});

Deno.test("a suppression whose rule was not judged is not called unused", () => {
  const ignores = [entry({ rule: "SN0102", object: "gone" }), entry({ rule: "SN0601", object: "gone" })];
  assert.deepEqual(told(verdictOn(live({}), { only: ONLY, ignores })).own, []);
});

Deno.test("an expired suppression hides nothing any more, from the day after its last one", () => {
  const last = entry({ until: "2026-11-22" });
  assert.deepEqual(told(verdictOn(live({}), { only: ONLY, ignores: [last] })).open, []);
  const { suppressed, open, own } = told(
    verdictOn(live({}), { only: ONLY, ignores: [entry({ until: "2026-11-21" })] }),
  );
  assert.deepEqual({ suppressed, open }, { suppressed: [], open: ["other", "shop"] });
  assert.deepEqual(own, [
    "SN0902 warning /p/.swarmnet.yaml:4:3 The entry SN0101 held until 2026-11-21 (private wire)",
  ]);
});

Deno.test("a suppression without a reason works and is reported; a flag needs none", () => {
  const { suppressed, own } = told(verdictOn(stack("  # swarmnet:ignore SN0101\n"), { only: ONLY }));
  assert.deepEqual(suppressed, ["shop_n: inline "]);
  assert.deepEqual(own, ["SN0903 warning stack.yml:3:3 The comment on SN0101 suppresses without a reason"]);
  const label = told(verdictOn(live({ "swarmnet.ignore.SN0101": " " }), { only: ONLY }));
  assert.deepEqual(label.own, [
    "SN0903 warning The label swarmnet.ignore.SN0101 of network shop suppresses without a reason",
  ]);
});

Deno.test("an unknown rule in a comment or label is reported with the nearest one", () => {
  const { own } = told(
    verdictOn(stack("  # swarmnet:ignore overlay-unencrypte why\n  # swarmnet:ignore\n"), { only: ONLY }),
  );
  assert.deepEqual(own, [
    'SN0901 warning stack.yml:3:3 The comment names an unknown rule "overlay-unencrypte" (did you mean overlay-unencrypted?)',
    "SN0901 warning stack.yml:4:3 The comment names no rule",
  ]);
  assert.match(
    told(verdictOn(live({ "swarmnet.ignore.XX": "why" }), { only: ONLY })).own.join(),
    /names an unknown rule "XX"/,
  );
});

Deno.test("findings about suppressions follow levels and can be lived with themselves", () => {
  const ignores = [entry({ object: "gone" })];
  const off = verdictOn(live({}), { only: ONLY, ignores, levels: new Map([["SN0901", "off"]]) });
  assert.deepEqual(told(off).own, []);
  const error = verdictOn(live({}), { only: ONLY, ignores, levels: new Map([["SN0901", "error"]]) });
  assert.equal(error.exit, 3);
  const lived = verdictOn(live({}), { only: ONLY, ignores: [...ignores, flag("SN0901")] });
  assert.deepEqual(told(lived).own, []);
});
