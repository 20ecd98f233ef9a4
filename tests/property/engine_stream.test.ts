import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { ArraySplitter } from "../../lib/engine/stream.ts";
import { LogSplitter } from "../../lib/engine/log_frames.ts";

/** Cuts bytes at these places (taken modulo the length). */
function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...at, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : at[index - 1]!, end));
}

/** What a parser of the whole says: the value, or that it is none. */
function parsed(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value === null ? [] : Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function split(bytes: Uint8Array, places: number[]): unknown[] | undefined {
  const splitter = new ArraySplitter((element) => element);
  try {
    for (const chunk of cut(bytes, places)) {
      // A copy that is spoilt afterwards: the splitter must not keep views of the caller's buffer.
      const copy = chunk.slice();
      splitter.push(copy);
      copy.fill(0x5d);
    }
    return splitter.end();
  } catch (error) {
    assert.ok(error instanceof SyntaxError, String(error));
    return undefined;
  }
}

const places = fc.array(fc.nat(5000), { maxLength: 30 });

Deno.test("splitting a list gives what parsing the whole gives, wherever its bytes are cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue({ stringUnit: "binary" })),
      fc.integer({ min: 0, max: 3 }),
      places,
      (value, indent, at) => {
        const text = JSON.stringify(value, null, indent);
        assert.deepEqual(split(new TextEncoder().encode(text), at), JSON.parse(text));
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("a damaged list is refused exactly when a parser of the whole refuses it", () => {
  const damage = fc.array(
    fc.record({ at: fc.nat(2000), put: fc.constantFrom("", "]", "[", "}", "{", ",", '"', "\\", "1", " ") }),
    {
      minLength: 1,
      maxLength: 3,
    },
  );
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), damage, places, (value, changes, at) => {
      let text = JSON.stringify(value);
      for (const { at, put } of changes) {
        const place = at % text.length;
        text = text.slice(0, place) + put + text.slice(place + 1);
        if (text === "") return;
      }
      assert.deepEqual(split(new TextEncoder().encode(text), at), parsed(text));
    }),
    { numRuns: 1000 },
  );
});

const message = fc.record({
  stream: fc.constantFrom("stdout" as const, "stderr" as const),
  text: fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => text.replace(/[\r\n]/g, "")),
});

Deno.test("log frames become lines, wherever their bytes are cut and whether the content type tells or not", () => {
  fc.assert(
    fc.property(fc.array(message), places, fc.boolean(), (messages, at, told) => {
      const parts = messages.map(({ stream, text }) => {
        const body = new TextEncoder().encode(`${text}\n`);
        const frame = new Uint8Array(8 + body.length);
        frame[0] = stream === "stdout" ? 1 : 2;
        new DataView(frame.buffer).setUint32(4, body.length);
        frame.set(body, 8);
        return frame;
      });
      const bytes = new Uint8Array(parts.flatMap((part) => [...part]));
      const splitter = new LogSplitter({ ...(told ? { multiplexed: true } : {}), details: false });
      const lines = cut(bytes, at).flatMap((chunk) => [...splitter.push(chunk)]);
      lines.push(...splitter.end());
      assert.deepEqual(lines, messages.map(({ stream, text }) => ({ stream, text, details: {} })));
    }),
  );
});

Deno.test("lines that are never ended are held for a bounded number of attributes", () => {
  const splitter = new LogSplitter({ multiplexed: true, details: true });
  const encoder = new TextEncoder();
  const unfinished = (task: number) => {
    const text = encoder.encode(`task=${task} begun`);
    const bytes = new Uint8Array(8 + text.length);
    bytes[0] = 1;
    new DataView(bytes.buffer).setUint32(4, text.length);
    bytes.set(text, 8);
    return bytes;
  };
  const early = Array.from({ length: 10_000 }, (_, task) => [...splitter.push(unfinished(task))]).flat();
  const late = [...splitter.end()];
  assert.equal(late.length, 256);
  assert.deepEqual(
    [...early, ...late].map(({ text, details }) => `${text} ${details.task}`),
    Array.from({ length: 10_000 }, (_, task) => `begun ${task}`),
  );
});
