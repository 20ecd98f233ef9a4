import type { Recorded } from "./server.ts";

/**
 * What goes wrong with a request. `hang` never answers; a number is a refusal with that status before any work; `reset` cuts the
 * connection before any work; `drop` does the work and cuts the connection instead of answering; `truncate` does the
 * work and cuts the answer in the middle; a function may do anything (advance the clock, write as another client).
 * The client sends a GET once more when a kept connection ended before any byte of the answer: after a single `reset` or `drop`
 * expect it twice. What changes something it sends once (tests/faults/resend.test.ts).
 */
export type Fault =
  | "hang"
  | "reset"
  | "drop"
  | "truncate"
  | { status: number; message?: string }
  | { before?: () => void | Promise<void>; after?: () => void | Promise<void>; then?: Fault };

export interface FaultRule {
  /** Which requests: all conditions must hold. */
  when: (request: Recorded) => boolean;
  fault: Fault;
  /** How many times; every time unless set. */
  times?: number;
}

/** Rules in order; the first that fits decides and is used up when its `times` are over. */
export class Faults {
  readonly #rules: FaultRule[] = [];

  add(rule: FaultRule): void {
    this.#rules.push({ ...rule });
  }

  /** The next request with this method whose path fits. */
  once(method: string, path: RegExp, fault: Fault): void {
    this.add({ when: (request) => request.method === method && path.test(request.path), fault, times: 1 });
  }

  clear(): void {
    this.#rules.length = 0;
  }

  take(request: Recorded): Fault | undefined {
    const rule = this.#rules.find((one) => one.times !== 0 && one.when(request));
    if (rule?.times !== undefined) rule.times--;
    return rule?.fault;
  }
}
