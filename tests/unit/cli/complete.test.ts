import assert from "node:assert/strict";
import { type Command, defineCommand, type Flags } from "../../../lib/cli/command.ts";
import { complete, type CompleteOptions } from "../../../lib/cli/complete.ts";
import { COMMANDS } from "../../../commands/index.ts";
import { snapshotNames } from "../../../lib/cli/snapshot_names.ts";
import { demoSwarm } from "../../../lib/demo/demo.ts";
import { snapshotText } from "../../../lib/swarm/snapshot.ts";
import { testContext } from "../../support/context.ts";
import type { Table } from "../../../lib/cli/table.ts";
import { HANG_MS } from "../../support/hang.ts";
import { HOSTILE_NAMES } from "../../support/hostile_names.ts";

const NO_NAMES: CompleteOptions = { descriptions: false, names: () => Promise.resolve([]) };

// deno-lint-ignore no-explicit-any
function command(name: string, more: Partial<Command<any, any>> = {}): () => Promise<Command<any, any>> {
  const whole = defineCommand({
    name,
    operands: "",
    args: { min: 0 },
    summary: name,
    examples: [],
    flags: {},
    needs: "nothing",
    changes: "nothing",
    exits: [0],
    parse: () => undefined,
    run: () => Promise.resolve(),
    ...more,
  });
  return () => Promise.resolve(whole);
}

const FLAGS = {
  filter: { kind: "filter", text: "Filter output", short: "f", choices: ["driver=", "name="] },
  format: { kind: "string", text: "Format output\nmore", choices: ["table", "json"] },
  quiet: { kind: "bool", text: "Only IDs", short: "q" },
  "no-trunc": { kind: "bool", text: "Whole" },
  network: { kind: "string", text: "Network", complete: "network" },
  from: { kind: "string", text: "From", complete: "file" },
  out: { kind: "string", text: "Out", complete: "directory" },
  encrypted: { kind: "string", text: "Encrypt", bare: "true" },
  secret: { kind: "bool", text: "Hidden", hidden: true },
  size: { kind: "int", text: "Size" },
} as const satisfies Flags;

const TABLE: Table = [
  {
    words: "attach",
    summary: "Attach services",
    load: command("attach", { args: { min: 2, max: Infinity }, operandCompletes: ["service", "network"] }),
  },
  { words: "hooks", summary: "Hints", load: command("hooks", { flags: { quiet: FLAGS.quiet } }) },
  { words: "hooks disable", summary: "Off", load: command("hooks disable") },
  { words: "hooks enable", summary: "On", load: command("hooks enable") },
  { words: "ls", summary: "List networks", aliases: ["list"], load: command("ls", { flags: FLAGS }) },
  { words: "one", summary: "One", load: command("one", { args: { min: 1 }, operandCompletes: ["network"] }) },
  { words: "secret", summary: "Secret", hidden: true, load: command("secret") },
  { words: "service", summary: "Services", heading: true, load: command("service") },
  { words: "service ls", summary: "List services", load: command("service ls") },
];

const NAMES: Record<string, string[]> = {
  network: ["web", "db", "dbx", "bad\nname"],
  service: ["api", "web"],
};

function ask(words: string[], more: Partial<CompleteOptions> = {}): Promise<string> {
  return complete(TABLE, words, {
    descriptions: false,
    names: (kind) => Promise.resolve((NAMES[kind] ?? []).map((text) => ({ text, about: "x" }))),
    ...more,
  });
}

const CASES: [words: string[], answer: string[]][] = [
  [[""], ["attach", "hooks", "ls", "one", "service", ":4"]],
  [["h"], ["hooks", ":4"]],
  [["x"], [":4"]],
  [["bogus", ""], [":4"]],
  [["service", ""], ["ls", ":4"]],
  [["hooks", ""], ["disable", "enable", ":4"]],
  [["hooks", "e"], ["enable", ":4"]],
  [["hooks", "-"], ["--color", "--quiet", "-q", ":4"]],
  [["hooks", "--quiet", ""], [":4"]],
  [["help", "l"], ["ls", ":4"]],
  [["help", "service", ""], ["ls", ":4"]],
  // Flags: by prefix, sorted, hidden ones never, given ones only if repeatable.
  [["ls", "--f"], ["--filter", "--format", "--from", ":4"]],
  [["list", "--n"], ["--network", "--no-trunc", ":4"]],
  [["ls", "--s"], ["--size", ":4"]],
  [["ls", "-q", "--filter", "name=x", "--format=json", "--"], [
    "--color",
    "--encrypted",
    "--filter",
    "--from",
    "--network",
    "--no-trunc",
    "--out",
    "--size",
    ":4",
  ]],
  [["ls", "--encrypted", "--e"], [":4"]],
  // Values.
  [["ls", "--format", ""], ["json", "table", ":4"]],
  [["ls", "--format", "t"], ["table", ":4"]],
  [["ls", "--format=j"], ["json", ":4"]],
  [["ls", "-f", ""], ["driver=", "name=", ":6"]],
  [["ls", "-f=na"], ["name=", ":6"]],
  [["ls", "-qf", ""], ["driver=", "name=", ":6"]],
  [["ls", "--filter", "driver=over"], [":4"]],
  [["ls", "--network", ""], ["db", "dbx", "web", ":4"]],
  [["ls", "--network=d"], ["db", "dbx", ":4"]],
  [["ls", "--from", ""], [":0"]],
  [["ls", "--out", ""], [":16"]],
  [["ls", "--size", ""], [":4"]],
  [["ls", "--no-trunc="], ["false", "true", ":4"]],
  [["ls", "--bogus="], [":4"]],
  [["ls", "--encrypted", ""], [":4"]],
  [["ls", "--network", "--format", ""], [":4"]],
  // Operands: by place, used ones omitted, no flags after --.
  [["attach", ""], ["api", "web", ":4"]],
  [["attach", "api", ""], ["db", "dbx", "web", ":4"]],
  [["attach", "api", "db", ""], ["dbx", "web", ":4"]],
  [["attach", "--", "-"], [":4"]],
  [["attach", "--", ""], ["api", "web", ":4"]],
  [["one", "web", ""], [":4"]],
  [["one", "w"], ["web", ":4"]],
  [["ls", ""], [":4"]],
];

for (const [words, answer] of CASES) {
  Deno.test(`complete: ${JSON.stringify(words)} gives ${answer.join(" ")}`, async () => {
    assert.equal(await ask(words), answer.join("\n") + "\n");
  });
}

Deno.test("complete: descriptions are one line after a tab", async () => {
  assert.equal(await ask(["l"], { descriptions: true }), "ls\tList networks\n:4\n");
  assert.equal(await ask(["ls", "--form"], { descriptions: true }), "--format\tFormat output\n:4\n");
});

Deno.test("complete: flags that every command takes are offered and completed", async () => {
  assert.equal(await ask(["one", "--c"]), "--color\n:4\n");
  assert.equal(await ask(["one", "--color", "n"]), "never\n:4\n");
});

Deno.test("complete: an engine that fails or never answers gives no names, soon and silently", async () => {
  assert.equal(await ask(["one", ""], { names: () => Promise.reject(new Error("down")) }), ":4\n");
  const started = performance.now();
  let aborted = false;
  const names: CompleteOptions["names"] = (_, signal) => {
    signal.addEventListener("abort", () => aborted = true);
    return new Promise(() => {});
  };
  assert.equal(await ask(["one", ""], { names }), ":4\n");
  assert.ok(performance.now() - started < HANG_MS);
  assert.ok(aborted);
});

Deno.test("complete: with --from, names come from what it names, wherever it stands", async () => {
  const asked: unknown[] = [];
  const names: CompleteOptions["names"] = (kind, _, from) => {
    asked.push([kind, from]);
    return Promise.resolve([]);
  };
  for (const words of [["ls", "--from", "demo", "--network", ""], ["ls", "--from=demo", "--network="]]) {
    await ask(words, { names });
  }
  await ask(["ls", "--network", ""], { names });
  assert.deepEqual(asked, [["network", "demo"], ["network", "demo"], ["network", undefined]]);
});

Deno.test("complete: the example swarm and a snapshot file have names of every kind", async () => {
  const files = testContext({ files: { "/s.json": snapshotText(demoSwarm()).text } }).files;
  for (const from of ["demo", "/s.json"]) {
    const first = async (kind: "network" | "service" | "node" | "stack", name: string) =>
      (await snapshotNames(kind, from, files)).find((one) => one.text === name)?.about;
    assert.equal(await first("network", "shop_backend"), "overlay, swarm, encrypted");
    assert.equal(await first("network", "staging_default"), "not allocated, swarm");
    assert.equal(await first("service", "shop_api"), "shop/api:4.12.0");
    assert.equal(await first("node", "mgr-fra-1"), "manager, ready");
    assert.equal(await first("stack", "shop"), "6 services");
  }
  assert.deepEqual(await snapshotNames("node", "-", files), []);
});

Deno.test("complete: filters are offered by their keys, and with their values where those are known", async () => {
  const filters = async (...words: string[]) =>
    (await complete(COMMANDS, words, NO_NAMES)).trim().split("\n");
  assert.deepEqual(await filters("ls", "--filter", "en"), ["encrypted=false", "encrypted=true", ":4"]);
  assert.deepEqual(await filters("ls", "-f", "na"), ["name=", ":6"]);
  assert.deepEqual(await filters("service", "ls", "--filter=end"), [
    "endpoint-mode=dnsrr",
    "endpoint-mode=vip",
    ":4",
  ]);
  assert.deepEqual(await filters("rules", "-f", "level=w"), ["level=warning", ":4"]);
  assert.deepEqual(await filters("prune", "--filter", "u"), ["until=", ":6"]);
});

Deno.test("complete: names that could break a line or hide their direction are no candidates", async () => {
  const names = () =>
    Promise.resolve(
      ["ok", "a\tb", "a\nb", "\u001b[2J", "a\u202eb", "a\u009bb"].map((text) => ({ text, about: "d\u001b" })),
    );
  assert.equal(await ask(["one", ""], { names, descriptions: true }), "ok\td?\n:4\n");
});

Deno.test("complete: a command of docker's own grammar is completed by docker, as long as that takes no time", async () => {
  const table: Table = [{
    words: "service create",
    summary: "x",
    load: command("service create", { passThrough: true }),
  }];
  const asked: (readonly string[])[] = [];
  const through = (docker: CompleteOptions["docker"]) =>
    complete(table, ["service", "create", "--name", "x", "--net"], {
      descriptions: true,
      names: () => Promise.resolve([]),
      ...(docker === undefined ? {} : { docker }),
    });
  const answer = await through((words) => {
    asked.push(words);
    return Promise.resolve("--network\tNetwork attachments\n--other\n:6\n");
  });
  assert.equal(answer, "--network\tNetwork attachments\n--other\n:6\n");
  assert.deepEqual(asked, [["service", "create", "--name", "x", "--net"]]);
  assert.equal(await through(() => Promise.resolve("garbage")), ":4\n");
  assert.equal(await through(() => Promise.reject(new Error("no docker"))), ":4\n");
  assert.equal(await through(() => new Promise(() => {})), ":4\n");
  assert.equal(await through(undefined), ":4\n");
});

Deno.test("a name that a shell, a terminal or a flag's reader would act on is no candidate", async () => {
  const bad = [...HOSTILE_NAMES, "$(id)", "`id`", "a;b", "a&b", "a|b", "a b", "--force", "~", "a\u200bb"];
  const good = ["shop_back", "node-1.example", "10.0.0.1", "名前", "a:b", "a/b@c"];
  const all = [...bad, ...good].map((text) => ({ text, about: text }));
  for (const descriptions of [true, false]) {
    const text = await complete(TABLE, ["one", ""], { descriptions, names: () => Promise.resolve(all) });
    const lines = text.split("\n");
    assert.equal(lines.pop(), "");
    assert.equal(lines.pop(), ":4");
    for (const line of lines) {
      const [name, about, ...more] = line.split("\t");
      assert.match(name!, /^[\p{L}\p{M}\p{N}\p{S}_.:/@,%=+-]+$/u);
      assert.doesNotMatch(name!, /^-|[$`<>|~^]/);
      assert.doesNotMatch(about ?? "", /[\p{C}\p{Zl}\p{Zp}]/u);
      assert.deepEqual(more, []);
    }
    for (const name of good) assert.ok(lines.some((line) => line.split("\t")[0] === name), name);
  }
});
