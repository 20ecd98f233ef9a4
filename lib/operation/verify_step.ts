import { formatDuration } from "../base/duration.ts";
import { Failure } from "../base/errors.ts";
import type { Raw } from "../engine/engine.ts";
import { isEngineError } from "../engine/errors.ts";
import { object, text } from "../engine/raw.ts";
import { inline } from "../terminal/boundary.ts";
import { attachmentTo, type NetworkRef } from "../plan/attachments.ts";
import type { Step } from "../plan/model.ts";
import { type Missing, missingOf } from "./missing_parts.ts";
import { type ActionOf, checkStage, networkGone, refOf, type Stage, stepFor } from "./stage.ts";

/** First and longest pause between two looks. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;

/**
 * The check between two phases: reads only. Waits until every service is on the network with its aliases, its tasks run with
 * addresses there (and on `besides`), and nobody else answers to its names. One whose attachment somebody took back is attached again. Throws
 * `Failure` that names everything missing when time is up.
 */
export async function verify(stage: Stage, step: Step, action: ActionOf<"verify">): Promise<void> {
  const { parts, options } = stage;
  const network = refOf(stage, action.network);
  const besides = action.besides === undefined ? undefined : refOf(stage, action.besides);
  const start = parts.clock.ticks();
  for (let pauseMs = FIRST_PAUSE_MS;; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    checkStage(stage);
    const services = await attached(stage, action, network);
    const claims = "step" in action.network ? claimsOf(stage, services.all, services.ours, network) : [];
    if (claims.length > 0) throw claimed(claims, network);
    const missing = await missingOf(stage, services.ours, network, besides);
    parts.observer.stepProgress?.(step.id, {
      running: services.ours.length - new Set(missing.map((gap) => gap.service)).size,
      wanted: services.ours.length,
      words: missing[0]?.what ?? "verified",
    });
    if (missing.length === 0) return;
    if (parts.clock.ticks() - start >= options.timeoutMs) {
      throw incomplete(missing, network, options.timeoutMs);
    }
    await parts.clock.sleep(pauseMs, stage.signal);
  }
}

/** The services of the check as they are now, all attached; and all services of the swarm. */
async function attached(
  stage: Stage,
  action: ActionOf<"verify">,
  network: NetworkRef,
): Promise<{ ours: Raw[]; all: Raw[] }> {
  for (let round = 1;; round++) {
    checkStage(stage);
    const all = await stage.engine.services();
    const ids = new Set(action.services.map(({ id }) => id));
    const ours = all.filter(({ ID }) => ids.has(text(ID)));
    const lost = ours.flatMap((service) => {
      const step = stepFor(stage, "attach", text(service.ID), action.network);
      const wanted = step?.action.kind === "attach" ? step.action.entry.aliases : [];
      const entry = attachmentTo(object(service.Spec), network);
      const whole = entry !== undefined && wanted.every((alias) => entry.aliases.includes(alias));
      return whole ? [] : [{ name: text(object(service.Spec).Name), step }];
    });
    if (lost.length === 0) {
      for (const { id, name } of action.services) {
        if (!ours.some(({ ID }) => ID === id)) {
          stage.parts.observer.note?.(`Service ${inline(name)} was removed meanwhile: not checked`);
        }
      }
      return { ours, all };
    }
    await checkNetwork(stage, network);
    const helpless = lost.filter(({ step }) => step === undefined || round > 3);
    if (helpless.length > 0) throw notAttached(stage, helpless.map(({ name }) => name), network);
    for (const { step } of lost) await stage.redo(step!);
  }
}

async function checkNetwork(stage: Stage, network: NetworkRef): Promise<void> {
  try {
    await stage.engine.network(network.id, { scope: "swarm" });
  } catch (error) {
    throw isEngineError(error, "not-found") ? networkGone(network.name, network.id) : error;
  }
}

function notAttached(stage: Stage, names: readonly string[], network: NetworkRef): Failure {
  const what = names.map((name) => inline(name)).join(", ");
  return new Failure(`${what} ${names.length === 1 ? "is" : "are"} not on ${inline(network.name)} any more`, {
    why: "Another client changed its networks meanwhile",
    next: [
      ...names.map((name) => `docker swarmnet attach ${inline(name)} ${inline(network.name)}`),
      `Then go on: docker swarmnet resume ${stage.session.header.id}`,
    ],
  });
}

/**
 * Names of ours that a service answers to which the plan does not know. Only on networks that the plan made: on others somebody
 * may have answered to them before, which was said when the plan was shown.
 */
function claimsOf(
  { session }: Stage,
  all: readonly Raw[],
  ours: readonly Raw[],
  network: NetworkRef,
): { name: string; by: string }[] {
  const namesOf = (service: Raw) => [
    text(object(service.Spec).Name),
    ...attachmentTo(object(service.Spec), network)?.aliases ?? [],
  ];
  const known = new Set(
    session.header.plan.steps.flatMap(({ action }) => "service" in action ? [action.service.id] : []),
  );
  const names = new Set(ours.flatMap(namesOf));
  return all.flatMap((service) => {
    if (known.has(text(service.ID)) || attachmentTo(object(service.Spec), network) === undefined) return [];
    return namesOf(service).filter((name) => names.has(name))
      .map((name) => ({ name, by: text(object(service.Spec).Name) }));
  });
}

function claimed(claims: readonly { name: string; by: string }[], network: NetworkRef): Failure {
  return new Failure(
    `On ${inline(network.name)} another service answers to ${
      claims.map(({ name }) => inline(name)).join(", ")
    }`,
    {
      why: `${
        [...new Set(claims.map(({ by }) => inline(by)))].join(", ")
      } came after the plan was made; requests would be shared with it`,
      next: [
        ...new Set(claims.map(({ by }) => `docker swarmnet detach ${inline(by)} ${inline(network.name)}`)),
      ],
    },
  );
}

function incomplete(missing: readonly Missing[], network: NetworkRef, timeoutMs: number): Failure {
  const shown = [...new Set(missing.map(({ what }) => what))];
  const more = shown.length > 5 ? ` and ${shown.length - 5} more` : "";
  return new Failure(
    `Not every service can be reached on ${inline(network.name)} after ${formatDuration(timeoutMs * 1e6)}`,
    {
      why: `${shown.slice(0, 5).join("; ")}${more}`,
      next: [...new Set(missing.map(({ service }) => `docker service ps --no-trunc ${inline(service)}`))]
        .slice(
          0,
          5,
        ),
    },
  );
}
