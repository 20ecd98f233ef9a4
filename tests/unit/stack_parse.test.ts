import assert from "node:assert/strict";
import { entriesOf, entryOf, type LoadResult, positionOf, whereIs } from "../../lib/stack/index.ts";
import { STACK_LABEL } from "../../lib/swarm/model.ts";
import { loadTexts, stackOf, told } from "../support/stacks/load.ts";

function place({ line, column }: { line: number; column: number }): string {
  return `${line}:${column}`;
}

Deno.test("places survive anchors, merge keys and quotes", () => {
  const stack = stackOf([
    "x-common: &common",
    "  ports:",
    '    - "8080:80"',
    "services:",
    "  web:",
    "    <<: *common",
    "    image: x",
    "    networks: &nets",
    "      front: {aliases: [w]}",
    "  api:",
    "    image: y",
    "    networks: *nets",
    "networks:",
    "  front:",
    "    driver_opts:",
    '      "encrypted": ""',
  ].join("\n"));
  const [api, web] = stack.services;
  assert.equal(place(web!.at), "5:3");
  assert.equal(place(web!.ports[0]!.at), "3:7");
  assert.equal(place(web!.networks[0]!.at), "9:7");
  assert.equal(place(api!.networks[0]!.at), "9:7");
  assert.equal(place(whereIs(stack.networks[0]!, ["driver_opts", "encrypted"])), "16:7");
  assert.equal(
    place(whereIs(stack.networks[0]!, ["ipam"])),
    "14:3",
    "the thing itself where the key is not there",
  );
});

Deno.test("places are right after interpolation, with byte order mark, CRLF and several files", () => {
  const first = '\uFEFFservices:\r\n  a:\r\n    image: "x:${TAG}"\r\n    hostname: ab-${HOST}\r\n';
  const { stack } = loadTexts([first, "# c\nservices: {a: {ports: [80]}}\n"], { TAG: "1" });
  const places = stack!.variables.map(({ name, at, isSet }) => `${name} ${at.file}:${place(at)} ${isSet}`);
  assert.deepEqual(places, ["TAG a.yml:3:15 true", "HOST a.yml:4:18 false"]);
  assert.equal(stack!.services[0]!.ports[0]!.at.file, "b.yml");
  assert.equal(place(stack!.services[0]!.ports[0]!.at), "2:24");
  assert.deepEqual(
    stack!.services[0]!.keys.map(({ key, at }) => `${key} ${at.file}:${place(at)}`),
    ["image a.yml:3:5", "hostname a.yml:4:5", "ports b.yml:2:16"],
  );
});

Deno.test("a variable in a folded or escaped text is placed where the text begins", () => {
  const { stack } = loadTexts(['services:\n  a:\n    image: "\\x61\n     $TAG"\n']);
  assert.equal(place(stack!.variables[0]!.at), "3:12");
});

Deno.test("documents keep the text as written beside the value", () => {
  const result: LoadResult = loadTexts(["services:\n  a: {image: 'x$TAG'}\n"], { TAG: "1" });
  const image =
    entryOf(entriesOf(entryOf(result.documents[0]!.root, "services")?.value)[0]?.value, "image")!.value;
  assert.ok(image.kind === "scalar");
  assert.equal(image.value, "x$TAG");
  assert.equal(result.documents[0]!.source.text.slice(image.start, image.end), "'x$TAG'");
  assert.equal(place(positionOf(image)), "2:14");
});

Deno.test("syntax errors name file, line and column", () => {
  assert.match(told(loadTexts(["services:\n  a: {image: x\n"]))[0]!, /^a\.yml:3:1 unexpected end/);
  assert.match(told(loadTexts(["services:\n\ta: 1\n"]))[0]!, /^a\.yml:2:1 tab/);
  assert.match(told(loadTexts(["services: {}\n", "a: b: c\n"]))[0]!, /^b\.yml:1:5 bad indentation/);
});

Deno.test("all duplicate keys are told", () => {
  assert.deepEqual(told(loadTexts(["services: {}\nx-a: {b: 1, b: 2}\nservices: {}\n"])), [
    'a.yml:2:13 mapping key "b" already defined at line 2',
    'a.yml:3:1 mapping key "services" already defined at line 1',
  ]);
});

Deno.test("brackets and quotes may ignore indentation, and places stay true", () => {
  const stack = stackOf([
    "services:",
    "  a:",
    "    image: x",
    "    ports: [",
    "      80, # first",
    '  "81:81"',
    "    ]",
    "    networks: {",
    "n: {aliases: [it's,",
    '"b#c"]},',
    "    }",
    "    labels:",
    "      text: |",
    "        [ not {a} flow",
    "    hostname: h[0]",
    "networks: {n: }",
  ].join("\n"));
  const [service] = stack.services;
  assert.deepEqual(service!.ports.map((port) => `${port.target} ${place(port.at)}`), ["80 5:7", "81 6:3"]);
  assert.deepEqual(service!.networks[0]!.listedAliases, ["it's", "b#c"]);
  assert.equal(service!.containerLabels.text, "[ not {a} flow\n");
  assert.equal(service!.hostname, "h[0]");
});

Deno.test("what docker never reads is pointed out", () => {
  const ignored = (text: string) => {
    const { accepted, documents } = loadTexts([text]);
    return { accepted, from: documents[0]!.ignoredFrom && place(documents[0]!.ignoredFrom) };
  };
  assert.deepEqual(ignored("services: {}\n---\nservices: 1\n"), { accepted: true, from: "2:1" });
  assert.deepEqual(ignored("services: {}\n...\n"), { accepted: true, from: "2:1" });
  assert.deepEqual(ignored("  services: {}\nnetworks: {n: }\n"), { accepted: true, from: "2:1" });
  assert.deepEqual(ignored("services: {}\n"), { accepted: true, from: undefined });
});

Deno.test("keys named like parts of JavaScript objects are keys", () => {
  const stack = stackOf("services:\n  __proto__: {image: x, labels: {constructor: a, __proto__: b}}\n");
  assert.equal(stack.services[0]!.name, "s___proto__");
  assert.deepEqual(Object.entries(stack.services[0]!.containerLabels).slice(0, 2), [
    ["constructor", "a"],
    ["__proto__", "b"],
  ]);
});

Deno.test("tabs are refused in blocks and allowed in brackets, quotes and block text", () => {
  const base = "services:\n  a:\n    image: x\n";
  const verdict = (more: string) => loadTexts([base + more]).accepted;
  for (const more of ["\t\n", "  \t\n    tty: true\n", "    \t# c\n", "\t", "    dns:\n    -\ta\n"]) {
    assert.equal(verdict(more), false, JSON.stringify(more));
  }
  const allowed = [
    "      \t\n",
    "    dns: [a,\n\tb]\n",
    '    hostname: "a\n\tb"\n',
    "    hostname: |\n      a\n      \tb\n",
  ];
  for (const more of [...allowed, "    hostname\t: h\t# c\n"]) {
    assert.equal(verdict(more), true, JSON.stringify(more));
  }
});

Deno.test("a colon right before the end of an item belongs to its text, and behind quotes it ends a key", () => {
  // Each as docker stack config has it (28.2.2).
  const read = (labels: string) => {
    const text = `services: {a: {image: x, networks: [n]}}\nnetworks: {n: {labels: ${labels}}}\n`;
    const { [STACK_LABEL]: _, ...own } = stackOf(text).networks[0]!.labels;
    return own;
  };
  assert.deepEqual(read("[a:, b c:]"), { "a:": "", "b c:": "" });
  assert.deepEqual(read("{x: y:}"), { x: "y:" });
  assert.deepEqual(read("{a:, b: c}"), { "a:": "", b: "c" });
  assert.deepEqual(read('{"a":, b: c}'), { a: "", b: "c" });
  assert.match(
    told(loadTexts(["services: {a: {image: x, command: [a: , b]}}\n"])).join(),
    /command.0 must be a string/,
  );
});

Deno.test("text is what go-yaml reads where the file had to be relaxed, and places stay true", () => {
  const stack = stackOf([
    "services:",
    "  a:",
    "    image: x",
    '    hostname: "it\\\'s"#here',
    "    networks: {n: {aliases: [-, 'don''t']}}",
    "    ports: [",
    '"80:80",#web',
    "# more",
    '"81:81"]',
    "networks: {n: }",
  ].join("\n"));
  const [service] = stack.services;
  assert.equal(service!.hostname, "it's");
  assert.deepEqual(service!.networks[0]!.listedAliases, ["-", "don't"]);
  assert.deepEqual(service!.ports.map(({ at }) => place(at)), ["7:1", "9:1"]);
});
