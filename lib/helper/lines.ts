import type { Fact } from "./model.ts";
import { LINE_MARK, MOST_LINES, OWN_KINDS } from "./wrapper.ts";

/** Most text that is kept of one task, in characters. */
const MOST_TEXT = 4 * 1024 * 1024;

/** The lines of one task as they arrive, perhaps twice when a broken stream is read again. */
export class TaskLines {
  readonly #begin: string;
  readonly #facts = new Map<number, Fact>();
  #text = 0;
  #last: number | undefined;
  #strange = 0;
  #flooded = false;
  #capabilities: bigint | undefined;

  constructor(nonce: string) {
    this.#begin = `${LINE_MARK} ${nonce} `;
  }

  /** Takes a line of the task's log; what does not carry this run's nonce is only counted. */
  take(line: string, received: number): void {
    const rest = line.startsWith(this.#begin) ? line.slice(this.#begin.length) : undefined;
    const match = rest === undefined
      ? null
      : /^([1-9]\d{0,6}) ([a-z][a-z0-9-]{0,31})(?: |$)(.*)$/s.exec(rest);
    const count = Number(match?.[1]);
    if (match === null || count > MOST_LINES + 1) {
      this.#strange++;
      return;
    }
    if (this.#facts.has(count) || this.#flooded) return;
    const [, , kind, text] = match as unknown as [string, string, string, string];
    this.#text += text.length;
    if (this.#text > MOST_TEXT) {
      this.#flooded = true;
      return;
    }
    if (kind === OWN_KINDS.end) this.#last = count;
    if (kind === OWN_KINDS.cutOff) this.#flooded = true;
    if (kind === OWN_KINDS.capabilities && /^[0-9a-f]{1,16}$/.test(text)) {
      this.#capabilities = BigInt(`0x${text}`);
    }
    this.#facts.set(count, { kind, text, received });
  }

  /** Nothing more is to come: the last line is here, or too much was written. */
  get over(): boolean {
    return this.#flooded || this.#last !== undefined;
  }

  /** Why the lines are not complete, as a sentence without final stop; undefined when they are. */
  get incomplete(): string | undefined {
    if (this.#flooded) return "the helper wrote more than is read";
    if (this.#last === undefined) return "the helper's last line did not arrive";
    const missing = this.#last - this.#facts.size;
    return missing === 0 ? undefined : `${missing} of ${this.#last} lines of the helper are missing`;
  }

  get strange(): number {
    return this.#strange;
  }

  /** Effective capabilities of the helper (capabilities(7), bit by number), or undefined while it has not said. */
  get capabilities(): bigint | undefined {
    return this.#capabilities;
  }

  /** The script's own facts, in order. */
  get facts(): Fact[] {
    const own: string[] = [OWN_KINDS.end, OWN_KINDS.cutOff, OWN_KINDS.capabilities];
    return [...this.#facts].sort(([a], [b]) => a - b).map(([, fact]) => fact)
      .filter(({ kind }) => !own.includes(kind));
  }
}
