import type { UpdateSpec } from "./types.ts";

/** A rolling update under way; replaced as a whole when a newer spec arrives. */
export interface Update {
  service: string;
  rollback: boolean;
  config: UpdateSpec;
  /** Slots still to do; a global service's slot is its node. */
  queue: string[];
  /** New task ID → its slot, for those being brought up. */
  active: Map<string, string>;
  /** New task ID → when it came up (undefined until then). */
  watched: Map<string, number | undefined>;
  failed: Set<string>;
  total: number;
  cancelled: boolean;
  /** All slots are done; the last are being watched. */
  closing: boolean;
}
