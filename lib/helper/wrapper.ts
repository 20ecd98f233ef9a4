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
export const OWN_KINDS = {
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
