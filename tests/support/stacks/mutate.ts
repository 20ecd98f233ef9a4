/** A small seeded generator (mulberry32), so that a failing input can be made again from the printed seed. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Pieces that stack files are sensitive to. */
const TOKENS = [
  ...[
    ": ",
    "- ",
    "? ",
    "&a ",
    "*a",
    "<<: ",
    "<<: *a",
    "!!int ",
    "!!str ",
    "!x ",
    "|\n",
    ">-\n",
    "# ",
    " #",
    "'",
    '"',
  ],
  ...[
    "[",
    "]",
    "{",
    "}",
    ",",
    "\n",
    "\n\n",
    "\t",
    " ",
    "  ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "\r",
    "\\",
    "$",
    "$$",
  ],
  ...[
    "${V}",
    "${N:-80}",
    "${X:?no}",
    "${",
    "}",
    "@",
    "`",
    "0",
    "-1",
    "1.5",
    "1e3",
    "012",
    "0x1F",
    ".inf",
    ".nan",
    "~",
  ],
  ...[
    "null",
    "true",
    "yes",
    "2020-01-01",
    "1:30",
    "x-a: 1\n",
    "networks:",
    "services:",
    "ports:",
    "external: true",
  ],
  ...[
    "\0",
    "\x07",
    "\x85",
    "\u2028",
    "\uFEFF",
    "\uFFFD",
    "é",
    "😀",
    "\uD800",
    "__proto__: 1\n",
    "constructor: {}\n",
  ],
];

/** One to four random edits of `text`; `other` is another file to take lines from. */
export function mutate(text: string, other: string, random: (below: number) => number): string {
  let result = text;
  for (let edits = 1 + random(4); edits > 0; edits--) result = edit(result, other, random);
  return result;
}

function edit(text: string, other: string, random: (below: number) => number): string {
  const at = random(text.length + 1);
  const lines = text.split("\n");
  const line = random(lines.length);
  const insert = (piece: string) => text.slice(0, at) + piece + text.slice(at);
  switch (random(9)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + random(4));
    case 1:
      return text.slice(0, at);
    case 2:
      return lines.toSpliced(line, 1).join("\n");
    case 3:
      return lines.toSpliced(line, 0, lines[random(lines.length)]!).join("\n");
    case 4:
      return lines.with(line, `${" ".repeat(1 + random(3))}${lines[line]}`).join("\n");
    case 5:
      return lines.with(line, lines[line]!.replace(/^ {1,2}/, "")).join("\n");
    case 6: {
      const foreign = other.split("\n");
      return lines.toSpliced(line, 0, foreign[random(foreign.length)]!).join("\n");
    }
    default:
      return insert(TOKENS[random(TOKENS.length)]!);
  }
}
