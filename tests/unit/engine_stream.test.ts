import assert from "node:assert/strict";
import { ArraySplitter } from "../../lib/engine/stream.ts";
import { jsonLines } from "../../lib/engine/stream_calls.ts";

function split(...chunks: string[]): unknown[] {
  const splitter = new ArraySplitter((element) => element);
  for (const chunk of chunks) splitter.push(new TextEncoder().encode(chunk));
  return splitter.end();
}

Deno.test("a list is split into its elements", () => {
  assert.deepEqual(split('[{"a":1},{"b":[1,{"c":"}],["}]}]'), [{ a: 1 }, { b: [1, { c: "}],[" }] }]);
  assert.deepEqual(split(' [ 1 , null , "x" ] \n'), [1, null, "x"]);
});

Deno.test("an empty list, and Go's null for one, have no elements", () => {
  assert.deepEqual(split("[]"), []);
  assert.deepEqual(split(" [ ", " ]"), []);
  assert.deepEqual(split("null\n"), []);
  assert.deepEqual(split("nu", "ll"), []);
});

Deno.test("a list may arrive byte by byte, with escapes and characters of several bytes", () => {
  const value = [{ text: 'a "quoted" \\ [näme] 𝄞 \n', "k,]": [] }, "\\", { end: "\\\\" }];
  const splitter = new ArraySplitter((element) => element);
  for (const byte of new TextEncoder().encode(JSON.stringify(value))) splitter.push(new Uint8Array([byte]));
  assert.deepEqual(splitter.end(), value);
});

for (
  const [name, chunks] of Object.entries({
    "that ends early": ['[{"a":1},'],
    "that ends within a string": ['[{"a":"x'],
    "with a missing element": ["[1,,2]"],
    "with a comma at its end": ["[1,", "]"],
    "with a comma at its start": ["[,1]"],
    "closed by the wrong bracket": ["[1}"],
    "whose elements close each other's brackets": ['[{"a":[1},{"b":2]}]'],
    "without commas": ["[{} {}]"],
    "with something behind it": ["[1]x"],
    "that is an object": ['{"message":"no"}'],
    "that is a list later only": ['{"message":"no", "list": [', "1]}"],
    "that is empty": [""],
  })
) {
  Deno.test(`a list ${name} is refused`, () => {
    assert.throws(() => split(...chunks), SyntaxError);
  });
}

Deno.test("what is kept is what the caller makes of each element", () => {
  const splitter = new ArraySplitter((element) => (element as { id: string }).id);
  splitter.push(new TextEncoder().encode('[{"id":"a","x":[1,2,3]},{"id":"b"}]'));
  assert.deepEqual(splitter.end(), ["a", "b"]);
});

async function* chunksOf(...chunks: string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(new TextEncoder().encode(chunk));
}

Deno.test("events are read line by line, wherever chunks end", async () => {
  const found: unknown[] = [];
  for await (const event of jsonLines(chunksOf('{"a":1}\n{"b"', ":2}\n\n", '\u001e{"c":3}\n{"d":4}'))) {
    found.push(event);
  }
  assert.deepEqual(found, [{ a: 1 }, { b: 2 }, { c: 3 }, { d: 4 }]);
});

Deno.test("an event that is cut off is refused", async () => {
  await assert.rejects(async () => {
    for await (const _ of jsonLines(chunksOf('{"a":1}\n{"b')));
  }, SyntaxError);
});
