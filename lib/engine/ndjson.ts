/** Longest line that is taken, in characters. */
const LINE_LIMIT = 16 * 1024 * 1024;
const RECORD_SEPARATOR = "\u001e";

/**
 * JSON values of a stream with one on each line (events). A record separator before a value is left out (RFC 7464, which
 * engines from API 1.52 may use). Throws `SyntaxError` for a line that is not JSON, and for one cut off by the stream's end.
 */
export async function* jsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<unknown, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    if (rest.length > LINE_LIMIT) throw new SyntaxError(`A line is longer than ${LINE_LIMIT} characters`);
    for (const line of lines) {
      const text = valueOn(line);
      if (text !== "") yield JSON.parse(text);
    }
  }
  const last = valueOn(rest + decoder.decode());
  if (last !== "") yield JSON.parse(last);
}

function valueOn(line: string): string {
  return (line.startsWith(RECORD_SEPARATOR) ? line.slice(1) : line).trim();
}
