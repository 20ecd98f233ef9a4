/** Answers of an engine, as it would send them and spoilt in many ways. Pure: the same random numbers give the same answers. */
import { answer } from "./scripted_stream.ts";

const OK = "HTTP/1.1 200 OK\r\n";
const LIST = JSON.stringify(Array.from({ length: 20 }, (_, at) => ({ Id: `id${at}`, Name: `a"[{é${at}` })));

function chunked(body: string, size: number, trailer = ""): string {
  const bytes = new TextEncoder().encode(body);
  let text = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = bytes.subarray(at, at + size);
    text += `${chunk.length.toString(16)}\r\n${String.fromCharCode(...chunk)}\r\n`;
  }
  return `${text}0\r\n${trailer}\r\n`;
}

const TEMPLATES: string[] = [
  answer(LIST, "Api-Version: 1.51\r\nContent-Type: application/json\r\n"),
  chunked(LIST, 50),
  chunked(LIST, 1000, "X: y\r\n"),
  `${OK}\r\n${LIST}`,
  answer("{}"),
  answer("null"),
  answer('{"message":"page not found"}', "", 404),
  answer("<html>", "Content-Type: text/html\r\n", 502),
  "HTTP/1.1 204 No Content\r\n\r\n",
  `HTTP/1.1 100 Continue\r\n\r\n${answer(LIST)}`,
  chunked('{"Type":"network"}\n{"Type":"node"}\n', 20),
  chunked("\x01\0\0\0\0\0\0\x03ab\n\x02\0\0\0\0\0\0\x02c\n", 9),
];

/** Pieces that mean something in an answer. */
const PIECES = [
  ...'\r\n:;,[]{}"\\ \t\0\x7f\xff',
  ...["\r\n\r\n", "0\r\n\r\n", "0", "-1", "ffffffffffffffff", "HTTP/1.1 ", "Content-Length: 5\r\n"],
  ...[
    "Transfer-Encoding: chunked\r\n",
    "Content-Encoding: br\r\n",
    "Connection: close\r\n",
    "HTTP/1.1 100 A\r\n\r\n",
  ],
];

/** Random numbers that a seed fixes (mulberry32). */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** An answer that is spoilt in some places, or nothing but random bytes. */
export function mutant(random: (below: number) => number): Uint8Array {
  if (random(20) === 0) return Uint8Array.from({ length: random(2000) }, () => random(256));
  let text = TEMPLATES[random(TEMPLATES.length)]!;
  for (let changes = random(5); changes > 0; changes--) text = changed(text, random);
  return Uint8Array.from(text, (char) => char.charCodeAt(0) & 255);
}

function changed(text: string, random: (below: number) => number): string {
  // Heads are short, and most of what can go wrong is in them.
  const at = random(2) === 0 ? random(Math.min(text.length, 120) + 1) : random(text.length + 1);
  const other = at + random(40);
  switch (random(6)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + PIECES[random(PIECES.length)] + text.slice(at);
    case 2:
      return text.slice(0, at) + PIECES[random(PIECES.length)] + text.slice(at + 1);
    case 3:
      return text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1);
    case 4:
      return text.slice(0, other) + text.slice(at, other).repeat(random(4)) + text.slice(other);
    default:
      return text.slice(0, at);
  }
}
