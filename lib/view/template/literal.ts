/** Constants of Go's syntax inside templates. */

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
]);

/** The text of a quoted or raw string constant; undefined where Go refuses it. */
export function unquote(constant: string): string | undefined {
  if (constant.startsWith("`")) return constant.slice(1, -1).replaceAll("\r", "");
  return unescape(constant.slice(1, -1), constant[0]!);
}

/** The code point of a character constant. */
export function charCode(constant: string): number | undefined {
  const text = unescape(constant.slice(1, -1), "'");
  if (text === undefined || [...text].length !== 1) return undefined;
  return text.codePointAt(0);
}

function unescape(body: string, quote: string): string | undefined {
  let valid = true;
  const text = body.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/gsu,
    (_, byte, short, long, octal, one) => {
      if (one !== undefined) {
        const plain = one === quote ? quote : ESCAPES.get(one);
        if (plain === undefined) valid = false;
        return plain ?? "";
      }
      const code = octal === undefined ? parseInt(byte ?? short ?? long, 16) : parseInt(octal, 8);
      if (code > 0x10ffff) valid = false;
      return code > 0x10ffff ? "" : String.fromCodePoint(code);
    },
  );
  return valid ? text : undefined;
}

/** The value of a number constant: decimal, hexadecimal, octal, binary or floating point, with underscores. */
export function numberOf(constant: string): number | undefined {
  const [, sign, digits] = /^([+-]?)(.*)$/.exec(constant.replaceAll("_", ""))!;
  // A leading zero means octal in Go, as in 0755.
  const text = /^0[0-7]+$/.test(digits!) ? `0o${digits!.slice(1)}` : digits!;
  const value = Number(text);
  if (text === "" || Number.isNaN(value)) return undefined;
  return sign === "-" ? -value : value;
}
