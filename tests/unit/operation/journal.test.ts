import assert from "node:assert/strict";
import fc from "../../support/fast_check.ts";
import { decodeProgress, encodeProgress, labelSummary } from "../../../lib/operation/journal_label.ts";
import type { JournalEntry, OperationHeader } from "../../../lib/operation/model.ts";
import { hasPorts, withOrder, withPorts } from "../../../lib/operation/service_change.ts";
import { merged, type OperationProgress, progressOf } from "../../../lib/operation/operation_progress.ts";
import { packHeader, readCopy } from "../../../lib/operation/swarm_copy.ts";
import type { Plan } from "../../../lib/plan/model.ts";
import { EngineError } from "../../../lib/engine/errors.ts";
import type { Engine } from "../../../lib/engine/engine.ts";

const verify = { kind: "verify", network: { id: "n", name: "n" }, services: [] } as const;
function planOf(steps: number, title = "Encrypt"): Plan {
  return {
    schema: "swarmnet/plan/2",
    kind: "encrypt",
    title,
    standsOn: [],
    findings: [],
    phases: ["all"],
    steps: Array.from({ length: steps }, (_, at) => ({
      id: `s${at + 1}`,
      phase: 0,
      action: { ...verify, services: [] },
      reason: "",
      needs: [],
      undo: null,
      restarts: { tasks: 0, seconds: 0 },
    })),
  };
}
function progress(done: string[], pending: string[] = [], made: [string, string][] = []): OperationProgress {
  return { done: new Set(done), pending: new Set(pending), made: new Map(made), end: undefined };
}
const at = "2026-11-22T12:00:00.000Z";

Deno.test("a journal comes to what is done, what is open and how it ended; a step begun again is open again", () => {
  const entries: JournalEntry[] = [
    { at, step: "s1", event: "before" },
    { at, step: "s1", event: "after", made: "n1" },
    { at, step: "s2", event: "before" },
    { at, event: "stopped", why: "asked to" },
  ];
  assert.deepEqual(progressOf(entries), {
    ...progress(["s1"], ["s2"], [["s1", "n1"]]),
    end: { event: "stopped", why: "asked to" },
  });
  assert.deepEqual(
    progressOf([...entries, { at, step: "s1", event: "before" }]),
    progress([], ["s2", "s1"], [["s1", "n1"]]),
  );
  assert.equal(progressOf([...entries, { at, event: "finished" }]).end?.event, "finished");
});

Deno.test("two journals together know what either knows", () => {
  const disk = progress(["s1", "s2"], ["s3"], [["s1", "n1"]]);
  const swarm = progress(["s1", "s3"], ["s2"], [["s3", "n3"]]);
  assert.deepEqual(merged(swarm, disk), progress(["s1", "s3", "s2"], [], [["s3", "n3"], ["s1", "n1"]]));
});

Deno.test("a label brings back every progress, and a thousand done steps in a row are a few characters", () => {
  const plan = planOf(40);
  const ids = plan.steps.map(({ id }) => id);
  fc.assert(fc.property(fc.subarray(ids), fc.subarray(ids), fc.boolean(), (done, open, ended) => {
    const before: OperationProgress = progress(done, open.filter((id) => !done.includes(id)), [[
      "s1",
      "id-1",
    ]]);
    if (ended) before.end = { event: "failed", why: "db was rolled back" };
    const after = decodeProgress(plan, encodeProgress(plan, before));
    const sorted = (set: Set<string>) => ids.filter((id) => set.has(id));
    assert.deepEqual(sorted(after.done), sorted(before.done));
    assert.deepEqual(sorted(after.pending), sorted(before.pending));
    assert.deepEqual(after.made, before.made);
    assert.deepEqual(after.end, before.end);
    assert.equal(labelSummary(encodeProgress(plan, before)).done, before.done.size);
  }));
  const long = planOf(1000);
  assert.ok(encodeProgress(long, progress(long.steps.map(({ id }) => id))).length < 60);
});

Deno.test("a damaged or forged label says little and costs little", () => {
  const plan = planOf(3);
  for (
    const label of ["", "{", "[]", "null", '{"done":"x,2-1,0,9999999,-","pending":5,"made":[],"end":"won"}']
  ) {
    assert.deepEqual(decodeProgress(plan, label), progress([]));
  }
  assert.ok(labelSummary('{"done":"1-9999999"}').done <= 1_000_000);
});

Deno.test("a header comes back from its parts, also a long one; a missing or damaged part is a failure with a way out", async () => {
  const noise = Array.from({ length: 60_000 }, (_, n) => (Math.imul(n, 2654435761) >>> 0).toString(36)).join(
    "",
  );
  const header: OperationHeader = {
    schema: "swarmnet/operation/1",
    id: "0123456789",
    plan: planOf(2, noise + noise.split("").reverse().join("")),
    undoes: "",
    who: "a@b",
    started: at,
    clusterId: "c",
  };
  const parts = await packHeader(header);
  assert.ok(parts.length > 1 && parts.every((part) => part.length <= 400 * 1024 * 4 / 3 + 4));
  const engineWith = (kept: string[]) =>
    ({
      config: (name: string) => {
        const data = kept[Number(name.split(".").at(-1)) - 1];
        return data === undefined
          ? Promise.reject(new EngineError("not-found", "config not found"))
          : Promise.resolve({ Spec: { Name: name, Data: data } });
      },
    }) as unknown as Engine;
  assert.deepEqual(await readCopy(engineWith(parts), header.id, parts.length), header);
  const unreadable = /^Failure: The swarm's copy of operation \d{10} cannot be read$/;
  await assert.rejects(readCopy(engineWith(parts.slice(1)), header.id, parts.length), unreadable);
  await assert.rejects(readCopy(engineWith([btoa("not gzip")]), header.id, 1), unreadable);
  await assert.rejects(readCopy(engineWith(["%%%"]), header.id, 1), unreadable);
  await assert.rejects(readCopy(engineWith(parts), "9876543210", parts.length), unreadable);
  const empty = await packHeader({ ...header, plan: {} as Plan });
  await assert.rejects(readCopy(engineWith(empty), header.id, 1), unreadable);
});

Deno.test("update order: set on what is there, taken away again, and settings of others never lost", () => {
  const plain = { Name: "a", TaskTemplate: {} };
  const first = withOrder(plain, "start-first");
  assert.deepEqual(first, { ...plain, UpdateConfig: { Parallelism: 1, Order: "start-first" } });
  assert.equal(withOrder(first, "start-first"), first);
  // As the engine gives it back.
  const read = {
    ...plain,
    UpdateConfig: { Parallelism: 1, FailureAction: "pause", MaxFailureRatio: 0, Order: "start-first" },
  };
  assert.deepEqual(withOrder(read, null), plain);
  assert.equal(withOrder(plain, null), plain);
  const own = { ...plain, UpdateConfig: { Parallelism: 3, Order: "start-first" } };
  assert.deepEqual(withOrder(own, null), { ...plain, UpdateConfig: { Parallelism: 3 } });
  assert.deepEqual(withOrder(own, "stop-first"), {
    ...plain,
    UpdateConfig: { Parallelism: 3, Order: "stop-first" },
  });
});

Deno.test("ports: changed from what the plan saw only, whatever the order of their keys", () => {
  const service = { id: "s", name: "web" };
  const from = [{ Protocol: "tcp", TargetPort: 80, PublishedPort: 8080, PublishMode: "ingress" }];
  const spec = {
    EndpointSpec: {
      Mode: "vip",
      Ports: [{ PublishMode: "ingress", PublishedPort: 8080, Name: "", TargetPort: 80, Protocol: "tcp" }],
    },
  };
  const action = { kind: "set-ports", service, from, to: [] } as const;
  const next = withPorts(spec, { ...action, from: [...from], to: [] });
  assert.deepEqual(next, { EndpointSpec: { Mode: "vip", Ports: [] } });
  assert.equal(withPorts(next, { ...action, from: [...from], to: [] }), next);
  assert.ok(hasPorts({}, []) && !hasPorts(spec, []));
  const other = { EndpointSpec: { Ports: [{ Protocol: "tcp", TargetPort: 81 }] } };
  assert.throws(
    () => withPorts(other, { ...action, from: [...from], to: [] }),
    /Another client changed the published ports of web/,
  );
});
