/**
 * Docker's order of names in lists: runs of digits by their number ("s2" before "s10"), digits before anything else,
 * the rest by code point, fewer leading zeros first (observed with `docker network ls`; docker uses the natural order
 * of github.com/fvbommel/sortorder). A comparator for sort().
 */
export function compareNatural(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(j)];
    if (isDigit(left)) {
      if (!isDigit(right)) return -1;
      const [leftEnd, rightEnd] = [endOfDigits(a, i), endOfDigits(b, j)];
      const order = compareNumbers(a.slice(i, leftEnd), b.slice(j, rightEnd));
      if (order !== 0) return order;
      i = leftEnd;
      j = rightEnd;
    } else if (isDigit(right)) {
      return 1;
    } else if (left !== right) {
      return a.codePointAt(i)! - b.codePointAt(j)!;
    } else {
      i++;
      j++;
    }
  }
  return (a.length - i) - (b.length - j);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function endOfDigits(text: string, at: number): number {
  let end = at;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  return end;
}

function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  const left = a.replace(/^0+/, "");
  const right = b.replace(/^0+/, "");
  if (left.length !== right.length) return left.length - right.length;
  if (left !== right) return left < right ? -1 : 1;
  return a.length - b.length;
}
