import type { Box, Line } from "./picture.ts";

/**
 * Gives each box its distance from outside: what clients reach first (entries) is 0, then breadth first. Parts that cannot be
 * reached from outside start at their box with the most lines. Since lines join a network with something on it, every line
 * then leads from one rank to the next; it is turned round where it pointed the other way.
 */
export function rankFromOutside(boxes: readonly Box[], lines: Line[], entries: readonly string[]): void {
  const beside = new Map<string, string[]>(boxes.map((box) => [box.id, []]));
  for (const { from, to } of lines) {
    beside.get(from)!.push(to);
    beside.get(to)!.push(from);
  }
  const rank = new Map<string, number>();
  const spread = (starts: readonly string[]) => {
    let front = starts.filter((id) => !rank.has(id));
    for (const id of front) rank.set(id, 0);
    for (let depth = 1; front.length > 0; depth++) {
      const next: string[] = [];
      for (const id of front) {
        for (const other of beside.get(id)!) {
          if (rank.has(other)) continue;
          rank.set(other, depth);
          next.push(other);
        }
      }
      front = next;
    }
  };
  spread(entries);
  const rest = boxes.filter((box) => !rank.has(box.id)).map((box, at) => ({
    id: box.id,
    at,
    degree: beside.get(box.id)!.length,
  })).sort((a, b) => b.degree - a.degree || a.at - b.at);
  for (const { id } of rest) if (!rank.has(id)) spread([id]);
  for (const box of boxes) box.rank = rank.get(box.id)!;
  for (const line of lines) {
    if (rank.get(line.from)! > rank.get(line.to)!) [line.from, line.to] = [line.to, line.from];
  }
}
