/** Longer texts are not compared: the work grows with the product of the lengths, and nobody mistypes that. */
const LONGEST = 256;

/**
 * Edits between two texts: insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
 * Counted in code points, case-sensitive.
 */
export function editDistance(a: string, b: string): number {
  const from = [...a];
  const to = [...b];
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let best = Math.min(last[j]! + 1, current[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) best = Math.min(best, beforeLast[j - 2]! + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length]!;
}

/**
 * The known name that was probably meant, for "did you mean": the nearest one within a third of its length (at least
 * one edit; letter case is free), else the only one that the text begins. Undefined when nothing is near enough.
 */
export function nearest(text: string, known: Iterable<string>): string | undefined {
  if (text === "" || text.length > LONGEST) return undefined;
  const wanted = text.toLowerCase();
  const names = [...new Set(known)].filter((name) => name !== text && name.length <= LONGEST).sort();
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const within = Math.max(1, Math.floor(Math.max(name.length, text.length) / 3));
    // The difference of the lengths is the least distance there can be.
    if (Math.abs(name.length - text.length) > within) continue;
    const distance = editDistance(wanted, name.toLowerCase());
    // A text that shares nothing with the name is not a misspelling of it, however short both are.
    if (distance > within || distance >= name.length) continue;
    if (best === undefined || distance < best.distance) best = { name, distance };
  }
  if (best !== undefined) return best.name;
  const begun = names.filter((name) => name.toLowerCase().startsWith(wanted));
  return begun.length === 1 && text.length >= 3 ? begun[0] : undefined;
}
