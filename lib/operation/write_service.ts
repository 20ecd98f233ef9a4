import { Failure } from "../base/errors.ts";
import type { Engine, Raw } from "../engine/engine.ts";
import { isEngineError } from "../engine/errors.ts";
import { inline } from "../terminal/boundary.ts";
import {
  attachmentsOf,
  canonical,
  type RawAttachment,
  type RawSpec,
  usesLegacyList,
} from "../plan/attachments.ts";
import type { Watch } from "./convergence_judge.ts";
import { inexactNumber, lossWords, lostFields } from "./lost_fields.ts";

/** How often a change is computed anew when somebody else was faster. */
const WRITE_ATTEMPTS = 5;

/** What writing a service came to. */
export interface Written {
  id: string;
  name: string;
  /** False: the spec was as wanted, nothing was sent. */
  changed: boolean;
  before: RawAttachment[];
  after: RawAttachment[];
  /** The list leaves the deprecated place of the spec with this change. */
  movesLegacyList: boolean;
  /** Hand this to `awaitConvergence`. */
  watch: Watch;
  warnings: string[];
}

/** Computes the new spec from a fresh one; the same object means that nothing is to be done. */
export type Change = (spec: RawSpec) => RawSpec;

/**
 * Reads a service, changes its raw spec and writes it back at the negotiated API version; read again and recomputed, never
 * replayed, when swarm says that somebody else wrote in between ("update out of sequence") or the answer was lost.
 * Credentials for pulling the image stay: without an X-Registry-Auth header and with registryAuthFrom=spec the engine keeps
 * those of the current spec (moby daemon/cluster/services.go). Throws `Failure` where writing would lose something, `EngineError` otherwise.
 */
export async function writeService(engine: Engine, idOrName: string, change: Change): Promise<Written> {
  for (let attempt = 1;; attempt++) {
    const service = await engine.service(idOrName);
    const spec = service.Spec as RawSpec;
    const next = change(spec);
    const result = describe(service, spec, next);
    // After a write that failed: its answer was lost, but swarm has taken it.
    if (next === spec) return { ...result, changed: attempt > 1 };
    refuseLoss(engine, result.name, spec);
    try {
      const version = (service.Version as { Index: number }).Index;
      const { warnings } = await engine.updateService(result.id, version, next as Raw, {
        registryAuthFrom: "spec",
      });
      return { ...result, warnings };
    } catch (error) {
      // A lost answer tells nothing: reading again does, and the version keeps a second write from counting twice.
      if (attempt === 1 && isEngineError(error, "unreachable", "timeout")) continue;
      if (!isEngineError(error, "out-of-sequence")) throw error;
      if (attempt === WRITE_ATTEMPTS) throw tooBusy(result.name, error);
    }
  }
}

/** What a change would come to: nothing is sent. */
export async function previewService(engine: Engine, idOrName: string, change: Change): Promise<Written> {
  const service = await engine.service(idOrName);
  const spec = service.Spec as RawSpec;
  const next = change(spec);
  if (next !== spec) refuseLoss(engine, String(spec.Name), spec);
  return describe(service, spec, next);
}

function describe(service: Raw, spec: RawSpec, next: RawSpec): Written {
  const status = service.UpdateStatus as { StartedAt?: string } | null | undefined;
  const template = (next.TaskTemplate ?? {}) as RawSpec;
  return {
    id: String(service.ID),
    name: String(spec.Name),
    changed: next !== spec,
    before: attachmentsOf(spec),
    after: attachmentsOf(next),
    movesLegacyList: next !== spec && usesLegacyList(spec),
    watch: {
      // Not the list in effect: tasks show what TaskTemplate.Networks was, the deprecated list never.
      networks: canonical(attachmentsOf({ TaskTemplate: { Networks: template.Networks } })),
      staleStatus: next === spec ? null : status?.StartedAt ?? null,
    },
    warnings: [],
  };
}

/** Refuses to write what the engine or JSON would damage outside the network list. */
function refuseLoss(engine: Engine, name: string, spec: RawSpec): void {
  const lost = lostFields(spec, engine.apiVersion);
  if (lost.length > 0) {
    const { what, why, fix } = lossWords(name, lost, engine.apiVersion);
    throw new Failure(what, { why, next: fix });
  }
  const inexact = inexactNumber(spec);
  if (inexact !== undefined) {
    throw new Failure(`The spec of ${inline(name)} cannot be written back unchanged`, {
      why: `${inline(inexact)} is a number above 2^53, which would be rounded`,
      next: "Change its networks with docker service update --network-add or --network-rm",
    });
  }
}

function tooBusy(name: string, cause: unknown): Failure {
  return new Failure(`Another client keeps changing ${inline(name)}`, {
    why:
      `The engine refused ${WRITE_ATTEMPTS} writes in a row as out of sequence; nothing of this change was written`,
    next: "Run the command again once the other change is through",
    cause,
  });
}
