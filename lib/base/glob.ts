/**
 * Whether the whole text fits the pattern: `*` stands for any characters, `?` for one; everything else, letter case
 * included, for itself. The work is at most the product of the two lengths, whatever the pattern.
 */
export function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let pat = 0;
  let star = -1;
  let retry = 0;
  while (at < text.length) {
    if (pattern[pat] === "*") {
      star = pat++;
      retry = at;
    } else if (pat < pattern.length && (pattern[pat] === "?" || pattern[pat] === text[at])) {
      at++;
      pat++;
    } else if (star >= 0) {
      pat = star + 1;
      at = ++retry;
    } else {
      return false;
    }
  }
  while (pattern[pat] === "*") pat++;
  return pat === pattern.length;
}

/** Whether a word is a pattern rather than a name. */
export function isGlob(word: string): boolean {
  return /[*?]/.test(word);
}
