import type { Listing } from "./list_table.ts";
import { ago } from "../common/times.ts";

/** An operation as `operations` shows it. */
export interface OperationRow {
  id: string;
  kind: string;
  title: string;
  state: string;
  /** Why it stopped or failed, or "". */
  why: string;
  who: string;
  worker: string;
  /** RFC 3339. */
  started: string;
  done: number;
  total: number;
  undoes: string;
  where: readonly string[];
}

/** How `operations` lists; `now` in milliseconds since the epoch. */
export function operationListing(now: number): Listing<OperationRow> {
  return {
    type: "*operations.Operation",
    fields: {
      ID: { header: "OPERATION ID", value: ({ id }) => id },
      Kind: { header: "KIND", value: ({ kind }) => kind },
      Title: { header: "TITLE", value: ({ title }) => title },
      State: { header: "STATE", value: ({ state }) => state },
      Steps: { header: "STEPS", value: ({ done, total }) => `${done}/${total}` },
      Done: { header: "DONE", value: ({ done }) => String(done) },
      Total: { header: "TOTAL", value: ({ total }) => String(total) },
      Why: { header: "WHY", value: ({ why }) => why },
      Who: { header: "WHO", value: ({ who }) => who },
      Worker: { header: "WORKER", value: ({ worker }) => worker },
      StartedAt: { header: "STARTED AT", value: ({ started }) => started },
      Started: { header: "STARTED", value: ({ started }) => ago(started, now) },
      Undoes: { header: "UNDOES", value: ({ undoes }) => undoes },
      Where: { header: "KNOWN TO", value: ({ where }) => where.join(",") },
    },
    table: ["ID", "State", "Steps", "Started", "Who", "Title"],
    quiet: "{{.ID}}",
  };
}
