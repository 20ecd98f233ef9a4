import type { Fact } from "./model.ts";

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

/**
 * First word of every line that counts, before the nonce, the line's number and the line itself.
 * The last line is of the kind `end`, and its text is the number of lines before it.
 */
export const LINE_MARK = "swarmnet1";
/** Most lines that one task may write; the rest is cut off. */
export const MOST_LINES = 20_000;
/** Longest line, in bytes; the rest of it is cut off. Engines cut messages at 16 KiB. */
const LONGEST_LINE = 4000;
/** Kinds of lines that the wrapper writes itself. */
const OWN_KINDS = {
  capabilities: "capabilities",
  end: "end",
  cutOff: "cut-off",
  stderr: "stderr",
} as const;

/** Largest script that fits: an argument of a program is at most 128 KiB (Linux, MAX_ARG_STRLEN). */
export const MOST_SCRIPT_BYTES = 96 * 1024;

/**
 * Runs the script in SWARMNET_SCRIPT's place and numbers its lines. After the end it stays until it is told to go, because the logs of a
 * task that is over may be removed with it; in any case it goes after the limit. A shell of busybox is enough.
 */
const HEAD = `
trap 'exit 0' TERM INT
( sleep "$SWARMNET_LIMIT"; kill -TERM $$ ) &
number() {
  awk -v mark="${LINE_MARK} $SWARMNET_NONCE" '
    { count++
      if (count > ${MOST_LINES}) { if (count == ${MOST_LINES} + 1) { print mark, count, "${OWN_KINDS.cutOff} too many lines"; fflush() } next }
      print mark, count, substr($0, 1, ${LONGEST_LINE}); fflush() }
    END { if (count <= ${MOST_LINES}) { print mark, count + 1, "${OWN_KINDS.end}", count + 0; fflush() } }'
}
facts() {
  sed -n 's/^CapEff:[[:space:]]*/${OWN_KINDS.capabilities} /p' /proc/self/status
  { script 2>&1 >&3 3>&- | sed 's/^/${OWN_KINDS.stderr} /'; } 3>&1
}
script() (
`;

const TAIL = `
)
facts | number &
wait $!
sleep "$SWARMNET_LIMIT" &
wait $!
`;

/** The whole of what the task's shell runs. */
export function wrapScript(script: string): string {
  return `${HEAD.trimStart()}${script.trim()}${TAIL}`;
}
