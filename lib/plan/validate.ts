import {
  type Check,
  count,
  type Fault,
  type Fields,
  flag,
  list,
  number,
  object,
  oneOf,
  orNull,
  recordOf,
  text,
} from "../swarm/snapshot_check.ts";
import type { Finding } from "../checks/finding.ts";
import type { Fix, ObjectRef } from "../checks/rule.ts";
import type { Action, NetworkTarget, Plan, Precondition, ServiceTarget, Step } from "./model.ts";

/** The schema that this version writes. */
const SCHEMA: Plan["schema"] = "swarmnet/plan/2";
/** What 0.1 wrote: the same steps, with problems that have no code. */
const FORMER = "swarmnet/plan/1";

/** A plan of this version or the one before, in the form of this one: what version 1 said of its plan is left out. */
export function currentPlan(value: unknown): unknown {
  if (!has(value, "schema") || (value as { schema: unknown }).schema !== FORMER) return value;
  const { problems: _, ...rest } = value as Record<string, unknown>;
  return { ...rest, schema: SCHEMA, findings: [] };
}

/**
 * What is wrong with a value that should be a plan, as it comes from a file or out of the swarm; empty when nothing is. Beside the
 * shape: steps are numbered in their order, rest on earlier ones only, and name networks that an earlier one makes.
 */
export function planFaults(value: unknown): Fault[] {
  const faults = plan(value);
  return faults ?? orderFaults(value as Plan);
}

const texts = list(text);
const map = recordOf(text);
const anything: Check = () => null;

const service = object({ id: text, name: text } satisfies Fields<ServiceTarget>);
const byId = object({ id: text, name: text });
const byStep = object({ step: text, name: text });
const network: Check = (value) => has(value, "step") ? byStep(value) : byId(value);

const entry = object({ aliases: texts, driverOpts: map });
const port = recordOf(anything);

/** Any keys, of which two are texts. */
const body: Check = (value) => {
  const faults = recordOf(anything)(value);
  if (faults !== null) return faults;
  const { Name, Driver } = value as Record<string, unknown>;
  const bad = [["Name", Name], ["Driver", Driver]].filter(([, one]) => typeof one !== "string");
  return bad.length === 0 ? null : bad.map(([key]) => ({ path: [key as string], text: "must be text" }));
};

const entryChange = { service, network, entry, at: count };
const order = orNull(oneOf("start-first", "stop-first"));

/** An object of which some fields may be missing. */
function partial(fields: Record<string, Check>, optional: Record<string, Check>): Check {
  return (value) => {
    const there = Object.entries(optional).filter(([key]) => has(value, key));
    return object({ ...fields, ...Object.fromEntries(there) })(value);
  };
}

const ACTIONS: Record<Action["kind"], Check> = {
  "create-network": object({ kind: text, body }),
  "remove-network": object({ kind: text, network, body }),
  attach: object({ kind: text, ...entryChange }),
  detach: object({ kind: text, ...entryChange }),
  "set-order": object({ kind: text, service, from: order, to: order }),
  "set-ports": object({ kind: text, service, from: list(port), to: list(port) }),
  verify: partial({ kind: text, network, services: list(service) }, { besides: network, ask: flag }),
};

const action: Check = (value) => {
  const kind = has(value, "kind") ? (value as { kind: unknown }).kind : undefined;
  if (typeof kind === "string" && Object.hasOwn(ACTIONS, kind)) return ACTIONS[kind as Action["kind"]](value);
  return [{ path: ["kind"], text: `must be one of ${Object.keys(ACTIONS).join(", ")}` }];
};

const step = object(
  {
    id: text,
    phase: count,
    action,
    reason: text,
    needs: texts,
    undo: orNull(action),
    restarts: object({ tasks: count, seconds: number } satisfies Fields<Step["restarts"]>),
  } satisfies Fields<Step>,
);

/** Facts of networks and services are a JSON object of texts; those of users are a list of IDs. */
const precondition: Check = (value) => {
  const faults = object(
    {
      kind: oneOf("network", "service", "users", "absent-network"),
      id: text,
      name: text,
      fingerprint: text,
    } satisfies Fields<Precondition>,
  )(value);
  if (faults !== null) return faults;
  const { kind, fingerprint } = value as Precondition;
  if (kind !== "network" && kind !== "service") return null;
  return map(parsed(fingerprint)) === null
    ? null
    : [{ path: ["fingerprint"], text: "must be facts by their names" }];
};

const fix = partial({ text } satisfies Pick<Fields<Fix>, "text">, { commands: texts });

const subject = partial(
  { kind: text, name: text } satisfies Omit<Fields<ObjectRef>, "id">,
  { id: text },
);

const finding = object(
  {
    code: text,
    rule: text,
    level: oneOf("error", "warning", "info"),
    confidence: text,
    object: subject,
    message: text,
    why: text,
    fix,
    details: texts,
    at: anything,
    fingerprint: text,
    suppressed: anything,
    baselined: flag,
  } satisfies Fields<Omit<Finding, "binding">>,
);

const plan = object(
  {
    schema: oneOf(SCHEMA),
    kind: oneOf("encrypt", "replace", "ingress", "stack", "undo"),
    title: text,
    standsOn: list(precondition),
    findings: list(finding),
    steps: list(step),
    phases: texts,
  } satisfies Fields<Plan>,
);

function has(value: unknown, key: string): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function orderFaults({ steps, phases }: Plan): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const makers = new Set<string>();
  for (const [at, one] of steps.entries()) {
    const say = (key: string, text: string) => faults.push({ path: ["steps", at, key], text });
    if (one.id !== `s${at + 1}`) say("id", `must be s${at + 1}`);
    if (one.phase >= phases.length) say("phase", "must be the index of a phase");
    if (one.needs.some((need) => !seen.has(need))) say("needs", "must name earlier steps");
    seen.add(one.id);
    // What a step makes is what its own undo takes away.
    if (one.action.kind === "create-network") makers.add(one.id);
    for (const [key, each] of [["action", one.action], ["undo", one.undo]] as const) {
      if (each !== null && targetsOf(each).some((target) => "step" in target && !makers.has(target.step))) {
        say(key, "must name a network that an earlier step makes");
      }
    }
    if (faults.length > 20) break;
  }
  return faults;
}

function targetsOf(action: Action): NetworkTarget[] {
  if (action.kind === "verify") {
    return action.besides === undefined ? [action.network] : [action.network, action.besides];
  }
  return "network" in action ? [action.network] : [];
}
