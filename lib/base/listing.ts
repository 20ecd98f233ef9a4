/** Most names that a message lists; the rest is counted. */
const MOST = 5;

/** "a", "a and b", "a, b, c, d, e and 3 more". Names come as they are: what shows a finding escapes them. */
export function listed(names: readonly string[], most = MOST): string {
  const shown = names.slice(0, most);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** "1 task", "2 tasks"; `many` where an s does not do. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The counts that are not zero, such as "2 errors" and "1 warning". */
export function counts(numbers: readonly (readonly [number: number, one: string])[]): string[] {
  return numbers.filter(([number]) => number !== 0).map(([number, one]) => count(number, one));
}
