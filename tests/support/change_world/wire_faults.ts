import type { Call } from "../../../lib/engine/http.ts";
import { nameOf, notJson } from "../../../lib/engine/http.ts";
import type { FakeClock } from "../fake_engine/clock.ts";
import type { ApiAnswer } from "../fake_engine/router.ts";
import { connectionLost, noAnswer } from "../in_process_engine.ts";
import type { Effect, ProcessOptions } from "./process.ts";

/** What goes wrong with one request. */
export type WireFault = (
  call: Call,
  send: () => ApiAnswer,
  clock: FakeClock,
) => ApiAnswer | Promise<ApiAnswer>;

export interface WireRule {
  /** Which requests. */
  when: (call: Call) => boolean;
  fault: WireFault;
  /** The first so many that fit pass. */
  skip?: number;
  /** How many are hit; every one unless set. */
  times?: number;
}

/** The request that is on its way, whether it changes something or not. */
export function callOf(what: Effect | Call): Call {
  return "index" in what ? (what as Effect).call! : what as Call;
}

/** A process option that lets rules loose on its requests, the first that fits on each. */
export function withFaults(clock: FakeClock, rules: WireRule[]): NonNullable<ProcessOptions["fault"]> {
  const live = rules.map((rule) => ({ skip: 0, times: Infinity, ...rule }));
  return (what: Effect | Call, send) => {
    const call = callOf(what);
    for (const rule of live) {
      if (!rule.when(call)) continue;
      if (rule.skip-- > 0 || rule.times <= 0) continue;
      rule.times--;
      return rule.fault(call, send, clock);
    }
    return send();
  };
}

/** Refused with this status before any work. */
export const refuse = (status: number, message: string): WireFault => () => ({ status, json: { message } });

/** The connection ends before any work. */
export const reset: WireFault = (call) => {
  throw connectionLost(call);
};

/** The work is done, the connection ends instead of an answer. */
export const lose: WireFault = (call, send) => {
  send();
  throw connectionLost(call);
};

/** The work is done, and something between here and the engine answers with a page of its own. */
export const garble: WireFault = (call, send) => {
  send();
  throw notJson(nameOf(call), new SyntaxError("Unexpected token '<'"));
};

/** Nothing is heard for a minute, and nothing was done. */
export const hang: WireFault = async (call, _send, clock) => {
  await clock.sleep(60_000);
  throw noAnswer(call);
};

/** Nothing is heard for a minute; the work is done. */
export const hangAfter: WireFault = async (call, send, clock) => {
  send();
  await clock.sleep(60_000);
  throw noAnswer(call);
};

export const isServiceUpdate = ({ method, path }: Call) => method === "POST" && path.startsWith("/services/");
export const isCreate = ({ path }: Call) => path === "/networks/create";
export const isRemoval = ({ method, path }: Call) => method === "DELETE" && path.startsWith("/networks/");
export const isLockWrite = ({ method, path }: Call) =>
  method === "POST" && /^\/configs\/.+\/update$/.test(path);
export const isRead = ({ method }: Call) => method === "GET";
export const isTaskRead = ({ method, path }: Call) => method === "GET" && path === "/tasks";
