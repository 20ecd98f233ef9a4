/**
 * `attach`, `detach`, `service create|update`, `rm` and `prune` agree with `audit` and the engine: what they let through is accepted and is no
 * new error in the swarm that results; what they refuse, the engine refuses or never carries out, or `audit` reports it.
 */
import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { DEFAULT_SETTINGS, judgeChange } from "../../lib/checks/judge_change.ts";
import type { Finding } from "../../lib/checks/finding.ts";
import { RULES } from "../../lib/checks/registry.ts";
import type { Policy } from "../../lib/checks/rule.ts";
import { judge } from "../../lib/checks/run.ts";
import { liveView, NO_POLICY } from "../../lib/checks/view.ts";
import { applyChange, writtenBy } from "../../lib/swarm/change/apply.ts";
import type { Change } from "../../lib/swarm/change/model.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { changeIn, settledIn, sketches, swarmIn, type World, worldOf } from "../support/service_world.ts";

const SEED = Number(Deno.env.get("SEED") ?? 20261130);
const RUNS = Number(Deno.env.get("RUNS") ?? 400);

const LIVE = RULES.filter(({ scope }) => scope.includes("live"));
/** A job runs again when its networks change: nothing is wrong with that, and `--ignore` accepts it. */
const OURS = new Set(["SN0330"]);

function auditOf(swarm: Swarm, policy: Policy): Finding[] {
  return judge(liveView(swarm, policy), LIVE).findings;
}

/** "SN0216 web" of each error. */
function errorsIn(findings: readonly Finding[]): string[] {
  return findings.filter(({ level }) => level === "error").map(({ code, object }) =>
    `${code} ${object.name}`
  );
}

/** Names of the services that a change writes. */
function writtenNames(change: Change, before: Swarm): ReadonlySet<string> {
  const after = applyChange(change, before);
  const ids = writtenBy(change, after);
  return new Set(after.services.filter(({ id }) => ids.has(id)).map(({ name }) => name));
}

Deno.test("attach, detach, service create and update, rm and prune agree with audit and the engine", async () => {
  const seen = { taken: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(sketches, async (parts: World) => {
      const policy = { ...NO_POLICY, ...parts.policy };
      const world = worldOf(parts);
      const before = await swarmIn(world);
      const wanted = changeIn(world, before, parts.change);
      if (wanted === undefined) return;
      const { change, carryOut } = wanted;
      const { blockers } = judgeChange(before, change, { ...DEFAULT_SETTINGS, policy });
      const answers = carryOut();
      const isCarriedOut = settledIn(world, writtenNames(change, before)) &&
        answers.every(({ status }) => status < 300);
      const after = await swarmIn(world);
      const told =
        `${change.kind}: ${JSON.stringify(blockers.map(({ code, message }) => [code, message]))}, ` +
        JSON.stringify(answers);
      if (blockers.length === 0) {
        seen.taken++;
        assert.deepEqual(answers.filter(({ status }) => status >= 300), [], told);
        const known = new Set(errorsIn(auditOf(before, policy)));
        // A network that waits for its subnet shows none of its options: what is wrong with them shows when it gets one.
        const waited = new Set(before.networks.filter(({ driver }) => driver === "").map(({ name }) => name));
        const raised = auditOf(after, policy).filter(({ object }) => !waited.has(object.name));
        assert.deepEqual(errorsIn(raised).filter((key) => !known.has(key)), [], told);
        return;
      }
      seen.refused++;
      const audited = new Set(
        [after, applyChange(change, before)].flatMap((one) => auditOf(one, policy).map(({ code }) => code)),
      );
      for (const { code } of blockers) {
        assert.ok(!isCarriedOut || audited.has(code) || OURS.has(code), `only the command objects: ${told}`);
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
  assert.ok(seen.taken > RUNS / 10 && seen.refused > RUNS / 10, JSON.stringify(seen));
});
