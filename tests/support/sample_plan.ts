import type { Action, Plan, Step } from "../../lib/plan/model.ts";

const OLD = { id: "n0", name: "shop_backend" };
const NEW = { step: "s1", name: "shop_safe" };
const ENTRY = { aliases: ["db"], driverOpts: {} };

/** A plan in which two services move from shop_backend to shop_safe: api restarts 3 tasks in 30 s, db one in 10 s. */
export function samplePlan(parts: Partial<Plan> = {}): Plan {
  const api = { id: "a", name: "shop_api" };
  const db = { id: "b", name: "shop_db" };
  const three = { tasks: 3, seconds: 30 };
  const one = { tasks: 1, seconds: 10 };
  const attach = (service: typeof api): Action => ({
    kind: "attach",
    service,
    network: NEW,
    entry: ENTRY,
    at: 1,
  });
  const detach = (service: typeof api): Action => ({
    kind: "detach",
    service,
    network: OLD,
    entry: ENTRY,
    at: 0,
  });
  const steps = [
    step(1, 0, { kind: "create-network", body: { Name: "shop_safe", Driver: "overlay" } }),
    step(2, 1, attach(db), one),
    step(3, 1, attach(api), three),
    step(4, 2, { kind: "verify", network: NEW, besides: OLD, services: [db, api] }),
    step(5, 3, detach(api), three),
    step(6, 3, detach(db), one),
    step(7, 4, { kind: "remove-network", network: OLD, body: { Name: "shop_backend", Driver: "overlay" } }),
  ];
  return {
    schema: "swarmnet/plan/2",
    kind: "encrypt",
    title: "Encrypt network shop_backend as shop_safe",
    standsOn: [],
    findings: [],
    steps,
    phases: [
      "Create network shop_safe",
      "Attach services to shop_safe",
      "Verify that all are reachable on shop_safe",
      "Detach services from shop_backend",
      "Remove network shop_backend",
    ],
    ...parts,
  };
}

function step(number: number, phase: number, action: Action, restarts = { tasks: 0, seconds: 0 }): Step {
  return {
    id: `s${number}`,
    phase,
    action,
    reason: "Because the move needs it",
    needs: number === 1 ? [] : [`s${number - 1}`],
    undo: null,
    restarts,
  };
}
