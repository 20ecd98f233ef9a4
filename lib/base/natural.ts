/**
 * Docker's order of names in lists: runs of digits by their number ("s2" before "s10"), digits before anything else,
 * the rest by code point, fewer leading zeros first (observed with `docker network ls`; docker uses the natural order
 * of github.com/fvbommel/sortorder). A comparator for sort().
 */
export function compareNatural(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const leftDigits = digitsAt(a, i);
    const rightDigits = digitsAt(b, j);
    if (leftDigits === "" && rightDigits === "") {
      const left = a.codePointAt(i)!;
      const right = b.codePointAt(j)!;
      if (left !== right) return left - right;
      const step = left > 0xffff ? 2 : 1;
      i += step;
      j += step;
      continue;
    }
    if (leftDigits === "") return 1;
    if (rightDigits === "") return -1;
    const order = compareNumbers(leftDigits, rightDigits);
    if (order !== 0) return order;
    i += leftDigits.length;
    j += rightDigits.length;
  }
  return (a.length - i) - (b.length - j);
}

function digitsAt(text: string, at: number): string {
  let end = at;
  while (end < text.length && text[end]! >= "0" && text[end]! <= "9") end++;
  return text.slice(at, end);
}

function compareNumbers(a: string, b: string): number {
  const left = a.replace(/^0+/, "");
  const right = b.replace(/^0+/, "");
  if (left.length !== right.length) return left.length - right.length;
  if (left !== right) return left < right ? -1 : 1;
  return a.length - b.length;
}
