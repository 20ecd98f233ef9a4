/** The exit codes of every command, the same in every output format (`help exit-codes` prints this table). */
export const EXIT = {
  done: 0,
  failed: 1,
  no: 3,
  resumable: 5,
  usage: 125,
  interrupted: 130,
  terminated: 143,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** One line of a failure, or several. Line ends inside a text are shown as text: names and answers of engines may hold them. */
export type Lines = string | readonly string[];

/** What a failure says besides what failed. */
export interface FailureParts {
  /** The cause, in one sentence or a list. */
  why?: Lines | undefined;
  /** What to do next: a sentence or a command that runs as printed. */
  next?: string | string[] | undefined;
  exit?: ExitCode;
  cause?: unknown;
}

/**
 * An expected failure: says what failed, why, and what to do next. main.ts prints it and exits with `exit`.
 * Anything else that is thrown is a defect and is reported as one.
 */
export class Failure extends Error {
  readonly why: string | undefined;
  readonly next: string[];
  readonly exit: ExitCode;

  constructor(what: Lines, parts: FailureParts = {}) {
    super(joined(what), parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = new.target.name;
    this.why = parts.why === undefined ? undefined : joined(parts.why);
    this.next = parts.next === undefined ? [] : [parts.next].flat().map(joined);
    this.exit = parts.exit ?? EXIT.failed;
  }
}

/** The command line, the environment or a configuration file is wrong. Nothing was contacted or changed. */
export class UsageError extends Failure {
  constructor(what: Lines, parts: Omit<FailureParts, "exit"> = {}) {
    super(what, { ...parts, exit: EXIT.usage });
  }
}

/** Everything has been said already; only the exit code is left to set. */
export class Quiet extends Failure {
  constructor(exit: ExitCode) {
    super("", { exit });
  }
}

/** The user asked to stop (Ctrl-C, SIGTERM, or docker closed the plugin socket) before anything was changed. */
export class Interrupted extends Failure {
  constructor(signal: "SIGINT" | "SIGTERM" = "SIGINT") {
    super("", { exit: signal === "SIGTERM" ? EXIT.terminated : EXIT.interrupted });
  }
}

/** Lines as one text in which only they begin a line. */
function joined(lines: Lines): string {
  return [lines].flat().map((line) => line.replace(/\r/g, "\\r").replace(/\n/g, "\\n")).join("\n");
}

/** The text of anything thrown, for embedding in a sentence. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
