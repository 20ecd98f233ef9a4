import assert from "node:assert/strict";

// deno-lint-ignore no-explicit-any -- raw answers of an engine, read as they are
export type Json = any;

export interface Reply {
  status: number;
  json: Json;
}

/** An engine that is tried out: a fake one or a real one, a manager of a swarm with two nodes or more. */
export interface Subject {
  /** Engine version, such as "28.5.2". */
  version: string;
  /** An image that every node has, with a shell. */
  image: string;
  call(method: string, path: string, body?: unknown): Promise<Reply>;
  /** Lets time pass: real time, or the fake clock's. */
  sleep(ms: number): Promise<void>;
}

/** One thing that engines do, as a test that any subject must pass. */
export interface Behaviour {
  name: string;
  /** Engines it holds for; all unless set. */
  from?: number;
  before?: number;
  run(subject: Subject): Promise<void>;
}

export function majorOf(subject: Subject): number {
  return Number(subject.version.split(".")[0]);
}

/** Looks again until there is something, at most a minute. */
export async function until<T>(
  subject: Subject,
  what: string,
  look: () => Promise<T | undefined>,
): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await subject.sleep(100);
  }
  assert.fail(`${what} did not come about`);
}

/** The call must succeed. */
export async function good(subject: Subject, method: string, path: string, body?: unknown): Promise<Json> {
  const { status, json } = await subject.call(method, path, body);
  assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(json)}`);
  return json;
}

/** The call must be refused just so. */
export async function refused(
  subject: Subject,
  [method, path, body]: [method: string, path: string, body?: unknown],
  status: number,
  message: RegExp | string,
): Promise<void> {
  const reply = await subject.call(method, path, body);
  if (typeof message === "string") assert.equal(reply.json?.message, message);
  else assert.match(reply.json?.message ?? "", message);
  assert.equal(reply.status, status);
}

/** Every name a behaviour uses begins so, which is how they are found again. */
export const MARK = "cf-";

/** A network made for a behaviour, allocated. Gives its ID. */
export async function network(subject: Subject, name: string, more: Json = {}): Promise<string> {
  const { Id } = await good(subject, "POST", "/networks/create", {
    Name: MARK + name,
    Driver: "overlay",
    ...more,
  });
  await until(subject, `allocation of ${name}`, async () => {
    return (await inspect(subject, Id)).Driver === "" ? undefined : true;
  });
  return Id;
}

export async function inspect(subject: Subject, id: string, query = ""): Promise<Json> {
  return await good(subject, "GET", `/networks/${id}${query}`);
}

/** A spec whose tasks run until told to stop, and stop at once. */
export function spec(subject: Subject, name: string, networks: string[] = [], more: Json = {}): Json {
  const { TaskTemplate, ...rest } = more;
  return {
    Name: MARK + name,
    TaskTemplate: {
      ContainerSpec: { Image: subject.image, Args: ["sleep", "1000"], StopGracePeriod: 100_000_000 },
      Networks: networks.map((Target) => ({ Target })),
      RestartPolicy: { Condition: "any", Delay: 500_000_000 },
      ...TaskTemplate,
    },
    Mode: { Replicated: { Replicas: 1 } },
    UpdateConfig: { Parallelism: 1, Monitor: 500_000_000, Order: "stop-first" },
    RollbackConfig: { Parallelism: 1, Monitor: 500_000_000, Order: "stop-first" },
    ...rest,
  };
}

/** A service made for a behaviour. Gives its ID. */
export async function service(subject: Subject, body: Json): Promise<string> {
  return (await good(subject, "POST", "/services/create", body)).ID;
}

export async function show(subject: Subject, id: string): Promise<Json> {
  return await good(subject, "GET", `/services/${id}`);
}

/** Tasks of a service that swarm still wants. */
export async function tasks(subject: Subject, id: string, all = false): Promise<Json[]> {
  const filters = encodeURIComponent(JSON.stringify({ service: [id] }));
  const list: Json[] = await good(subject, "GET", `/tasks?filters=${filters}`);
  return all ? list : list.filter((task) => ["running", "ready", "complete"].includes(task.DesiredState));
}

/** Waits until so many tasks run. */
export async function running(subject: Subject, id: string, count: number): Promise<Json[]> {
  return await until(subject, `${count} running tasks`, async () => {
    const found = (await tasks(subject, id)).filter((task) => task.Status.State === "running");
    return found.length === count ? found : undefined;
  });
}

/** Reads, changes and writes a service's spec, again where the allocator was faster. */
export async function change(
  subject: Subject,
  id: string,
  edit: (spec: Json) => void,
  query = "",
): Promise<void> {
  await until(subject, "an update in sequence", async () => {
    const now = await show(subject, id);
    edit(now.Spec);
    const path = `/services/${id}/update?version=${now.Version.Index}${query}`;
    const { status, json } = await subject.call("POST", path, now.Spec);
    if (status === 200) return true;
    assert.match(json.message, /update out of sequence/);
    return undefined;
  });
}

/** Waits for an update to end in one of these states. */
export async function updated(subject: Subject, id: string, ...states: string[]): Promise<Json> {
  return await until(subject, `update state ${states}`, async () => {
    const now = await show(subject, id);
    return states.includes(now.UpdateStatus?.State) ? now : undefined;
  });
}

/** Removes everything a behaviour made. */
export async function clean(subject: Subject): Promise<void> {
  const marked = (name: string) => name.startsWith(MARK);
  for (const one of await good(subject, "GET", "/services")) {
    if (marked(one.Spec.Name)) await good(subject, "DELETE", `/services/${one.ID}`);
  }
  for (const one of await good(subject, "GET", "/configs")) {
    if (marked(one.Spec.Name)) await good(subject, "DELETE", `/configs/${one.ID}`);
  }
  await until(subject, "clean-up", async () => {
    const left: Json[] = (await good(subject, "GET", "/networks")).filter((one: Json) => marked(one.Name));
    for (const one of left) await subject.call("DELETE", `/networks/${one.Id}`);
    return left.length === 0 ? true : undefined;
  });
}

/** Addresses of a task on a network. */
export function addresses(task: Json, id: string): string[] {
  return (task.NetworksAttachments ?? []).filter((one: Json) => one.Network.ID === id).flatMap((one: Json) =>
    one.Addresses ?? []
  );
}

/** VIPs of a service on a network. */
export function vips(service: Json, id: string): string[] {
  return (service.Endpoint?.VirtualIPs ?? []).filter((one: Json) => one.NetworkID === id).map((one: Json) =>
    one.Addr ?? ""
  );
}
