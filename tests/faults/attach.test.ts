import assert from "node:assert/strict";
import { attach } from "../../commands/attach.ts";
import { detach } from "../../commands/detach.ts";
import { Failure, Interrupted } from "../../lib/base/errors.ts";
import { parseCommand } from "../../lib/cli/parse.ts";
import { type ChangeRig, changeRig, outcomeOf } from "../support/change_context.ts";

const COMMANDS = { attach, detach };

/** Runs `attach` or `detach` with words as typed. */
function run(rig: ChangeRig, line: string): Promise<number | Error> {
  const [name, ...words] = line.split(" ");
  const command = COMMANDS[name as keyof typeof COMMANDS] as typeof attach;
  const parsed = parseCommand(command, words);
  assert.equal(parsed.kind, "run");
  return outcomeOf(command.run(rig.ctx, (parsed as Extract<typeof parsed, { kind: "run" }>).options));
}

async function networksOf(rig: ChangeRig, service: string): Promise<unknown> {
  const raw = await rig.engine.service(service);
  return (raw.Spec as { TaskTemplate: { Networks?: unknown } }).TaskTemplate.Networks;
}

function updates(rig: ChangeRig): number {
  return rig.fake.writes().filter((request) => /\/update$/.test(request.path)).length;
}

Deno.test("attach puts a service on a network, waits for it and prints its name", async () => {
  await using rig = await changeRig();
  const web = await rig.network("web");
  const db = await rig.network("db");
  await rig.service("api", [web]);
  assert.equal(await run(rig, "attach --yes --alias search api db"), 0);
  assert.deepEqual(await networksOf(rig, "api"), [{ Target: web }, { Target: db, Aliases: ["search"] }]);
  assert.equal(rig.io.stdoutText, "api\n");
  assert.match(rig.io.stderrText, /overall progress: 2 out of 2 tasks/);
  assert.match(rig.io.stderrText, /verify: Service api converged/);
  assert.match(rig.io.stderrText, /warning SN0101 network db: not encrypted/);
});

Deno.test("attaching again does nothing and says so", async () => {
  await using rig = await changeRig();
  const web = await rig.network("web");
  await rig.service("api", [web]);
  const before = updates(rig);
  assert.equal(await run(rig, "attach --yes api web"), 0);
  assert.equal(updates(rig), before);
  assert.equal(rig.io.stdoutText, "");
  assert.match(rig.io.stderrText, /api is attached to web already/);
});

Deno.test("an alias that is missing is added to an attachment that is there", async () => {
  await using rig = await changeRig();
  const web = await rig.network("web");
  await rig.service("api", [web]);
  assert.equal(await run(rig, "attach --yes --alias search api web"), 0);
  assert.deepEqual(await networksOf(rig, "api"), [{ Target: web, Aliases: ["search"] }]);
});

Deno.test("detach takes a service off a network and leaves the others", async () => {
  await using rig = await changeRig();
  const [web, db] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web, db]);
  assert.equal(await run(rig, "detach --yes api web"), 0);
  assert.deepEqual(await networksOf(rig, "api"), [{ Target: db }]);
  assert.equal(rig.io.stdoutText, "api\n");
});

Deno.test("an update that swarm pauses is a failure with the task's own words", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web]);
  rig.fake.state.behaviour = () => ({ rejected: true, error: "no command specified" });
  const failure = await run(rig, "attach --yes api db");
  assert(failure instanceof Failure);
  assert.equal(failure.exit, 1);
  assert.match(failure.message, /update of api was paused/);
  assert.match(failure.why ?? "", /no command specified/);
  assert.match(failure.next.join("\n"), /docker swarmnet detach api db/);
});

Deno.test("an update that swarm rolls back is a failure, although docker's own command calls it done", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web], {
    UpdateConfig: { Parallelism: 1, FailureAction: "rollback", Monitor: 5e9 },
  });
  rig.fake.state.behaviour = ({ template }) =>
    (template.Networks?.length ?? 0) > 1 ? { failAfter: 0, error: "task: non-zero exit (7)" } : undefined;
  const failure = await run(rig, "attach --yes api db");
  assert(failure instanceof Failure);
  assert.equal(failure.exit, 1);
  assert.match(failure.message, /rolled back: it is not attached to db/);
  assert.match(failure.why ?? "", /non-zero exit \(7\)/);
  assert.deepEqual(await networksOf(rig, "api"), [{ Target: web }]);
});

Deno.test("a task that fails within the monitor window keeps the update from counting as done", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web]);
  rig.fake.state.behaviour = () => ({ failAfter: 3000, error: "task: non-zero exit (3)" });
  const failure = await run(rig, "attach --yes api db");
  assert(failure instanceof Failure);
  assert.match(failure.why ?? "", /non-zero exit \(3\)/);
});

Deno.test("waiting ends with the time limit and says what hangs", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web]);
  rig.fake.state.behaviour = () => ({ prepare: 3_600_000 });
  const failure = await run(rig, "attach --yes --timeout 30s api db");
  assert(failure instanceof Failure);
  assert.equal(failure.exit, 1);
  assert.match(failure.message, /api has not converged within 30s/);
  assert.match(failure.why ?? "", /0 of 2 tasks run with the new networks \(1 preparing, 1 missing\)/);
  assert.match(failure.next.join("\n"), /continues in background/);
});

Deno.test("somebody else's write in between is kept: the change is computed anew", async () => {
  await using rig = await changeRig();
  const [web, db] = [await rig.network("web"), await rig.network("db")];
  const id = await rig.service("api", [web]);
  let others = 0;
  rig.fake.faults.add({
    when: (request) => request.method === "POST" && /\/update$/.test(request.path) && others < 3,
    fault: { before: () => void (others++, relabel(rig, id, `by-hand-${others}`)) },
  });
  assert.equal(await run(rig, "attach --yes api db"), 0);
  assert.equal(others, 3);
  const raw = await rig.engine.service("api");
  assert.deepEqual((raw.Spec as { Labels: unknown }).Labels, {
    "by-hand-1": "",
    "by-hand-2": "",
    "by-hand-3": "",
  });
  assert.deepEqual(await networksOf(rig, "api"), [{ Target: web }, { Target: db }]);
});

/** Another client adds a label, behind the fault rules. */
function relabel(rig: ChangeRig, id: string, label: string): void {
  const service = rig.fake.state.services.get(id)!;
  service.spec = { ...service.spec, Labels: { ...service.spec.Labels, [label]: "" } };
  rig.fake.state.touch(service);
}

Deno.test("after five writes by others in a row it gives up with nothing written", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  const id = await rig.service("api", [web]);
  let others = 0;
  rig.fake.faults.add({
    when: (request) => request.method === "POST" && /\/update$/.test(request.path),
    fault: { before: () => void relabel(rig, id, `by-hand-${++others}`) },
  });
  const failure = await run(rig, "attach --yes api db");
  assert(failure instanceof Failure);
  assert.equal(others, 5);
  assert.match(failure.message, /keeps changing api/);
  assert.deepEqual(await networksOf(rig, "api"), [{ Target: web }]);
});

Deno.test("a run over several services stops at the first failure, says what is done, and does the rest when run again", async () => {
  await using rig = await changeRig();
  const [web, db] = [await rig.network("web"), await rig.network("db")];
  for (const name of ["a", "b", "c"]) await rig.service(name, [web]);
  rig.fake.state.behaviour = ({ service, template }) =>
    service === "b" && template.Networks?.length === 2
      ? { rejected: true, error: "no such image" }
      : undefined;
  const failure = await run(rig, "attach --yes a b c db");
  assert(failure instanceof Failure);
  assert.match(rig.io.stderrText, /^attached to db: a\nnot attached to db, or not converged: b, c$/m);
  assert.deepEqual(await networksOf(rig, "c"), [{ Target: web }]);

  rig.fake.state.behaviour = undefined;
  const before = updates(rig);
  assert.equal(await run(rig, "attach --yes a b c db"), 0);
  assert.equal(updates(rig) - before, 1);
  assert.deepEqual(await networksOf(rig, "c"), [{ Target: web }, { Target: db }]);
});

Deno.test("a stop before the first write changes nothing and exits with 130", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web]);
  rig.fake.faults.once("GET", /\/tasks$/, { after: () => rig.stop.abort(new Interrupted()) });
  const failure = await run(rig, "attach --yes api db");
  assert(failure instanceof Interrupted);
  assert.equal(failure.exit, 130);
  assert.deepEqual(rig.fake.writes().filter((request) => /\/update$/.test(request.path)), []);
});

Deno.test("a stop during a write lets it finish, then says what goes on and how to do the rest", async () => {
  await using rig = await changeRig();
  const [web, db] = [await rig.network("web"), await rig.network("db")];
  for (const name of ["a", "b"]) await rig.service(name, [web]);
  rig.fake.faults.once("POST", /\/update$/, { before: () => rig.stop.abort(new Interrupted()) });
  const failure = await run(rig, "attach --yes --alias x a b db");
  assert(failure instanceof Failure);
  assert.equal(failure.exit, 1);
  assert.match(failure.message, /Operation continuing in background/);
  assert.match(failure.next.join("\n"), /docker swarmnet attach --alias x b db/);
  assert.equal(rig.io.stdoutText, "a\n");
  rig.fake.clock.advance(60_000);
  const service = [...rig.fake.state.services.values()].find((one) => one.spec.Name === "a");
  assert.deepEqual(service?.spec.TaskTemplate.Networks, [{ Target: web }, { Target: db, Aliases: ["x"] }]);
});

Deno.test("an engine that answers 503 for a while does not end the waiting", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web]);
  let seen = 0;
  rig.fake.faults.add({
    when: (request) => request.method === "GET" && /\/services\/[^/]+$/.test(request.path) && ++seen > 3,
    fault: { status: 503, message: "rpc error: code = Unknown desc = The swarm does not have a leader" },
    times: 5,
  });
  assert.equal(await run(rig, "attach --yes api db"), 0);
  assert.equal(seen, 8);
});

Deno.test("a service that is removed meanwhile is a failure", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  const id = await rig.service("api", [web]);
  rig.fake.faults.once("POST", /\/update$/, {
    after: () => void rig.fake.clock.schedule(2000, () => rig.fake.state.services.delete(id)),
  });
  const failure = await run(rig, "attach --yes api db");
  assert(failure instanceof Failure);
  assert.match(failure.message, /api was removed while its update ran/);
});

Deno.test("a service without tasks converges at once", async () => {
  await using rig = await changeRig();
  const [web, db] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web], { Mode: { Replicated: { Replicas: 0 } } });
  const before = rig.fake.clock.now();
  assert.equal(await run(rig, "attach api db"), 0);
  assert(rig.fake.clock.now() - before < 1000);
  assert.deepEqual(await networksOf(rig, "api"), [{ Target: web }, { Target: db }]);
});

Deno.test("a global service converges when every node runs the new task", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  await rig.service("agent", [web], { Mode: { Global: {} } });
  assert.equal(await run(rig, "attach --yes agent db"), 0);
  assert.match(rig.io.stderrText, /overall progress: 3 out of 3 tasks/);
});

Deno.test("a dry run shows the change and sends nothing", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web]);
  const before = rig.fake.writes().length;
  assert.equal(await run(rig, "attach --dry-run --alias search api db"), 0);
  assert.equal(rig.fake.writes().length, before);
  assert.match(rig.io.stdoutText, /^ {4}\{"Target":"\w{25}"\} {2}# web$/m);
  assert.match(rig.io.stdoutText, /^\+ {3}\{"Target":"\w{25}","Aliases":\["search"\]\} {2}# db$/m);
  assert.match(rig.io.stdoutText, /2 tasks are replaced, 1 at a time \(stop-first\)/);
});

Deno.test("without --yes it asks before tasks are replaced, and no means that nothing is sent", async () => {
  await using rig = await changeRig({}, [false, true]);
  const [web, db] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web]);
  assert.equal(await run(rig, "attach api db"), 1);
  assert.deepEqual(await networksOf(rig, "api"), [{ Target: web }]);
  assert.match(
    rig.io.questions[0]!,
    /api: 2 tasks are replaced, 1 at a time \(stop-first\)\nAttach api to db\?$/,
  );
  assert.equal(await run(rig, "attach api db"), 0);
  assert.deepEqual(await networksOf(rig, "api"), [{ Target: web }, { Target: db }]);
});

Deno.test("without a terminal and without --yes it refuses with 125 and sends nothing", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web]);
  const failure = await run(rig, "attach api db");
  assert(failure instanceof Failure);
  assert.equal(failure.exit, 125);
  assert.deepEqual(await networksOf(rig, "api"), [{ Target: web }]);
});

Deno.test("everything wrong is told at once, and nothing is sent", async () => {
  await using rig = await changeRig();
  const web = await rig.network("web");
  await rig.service("api", [web]);
  const failure = await run(rig, "attach --yes apii wroker wbe");
  assert(failure instanceof Failure);
  assert.equal(failure.exit, 125);
  assert.match(
    rig.io.stderrText,
    /no service apii[\s\S]*Did you mean api\?[\s\S]*no service wroker[\s\S]*no network wbe[\s\S]*Did you mean web\?/,
  );
});

Deno.test("--detach does not wait", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web]);
  const before = rig.fake.clock.now();
  assert.equal(await run(rig, "attach --yes -d api db"), 0);
  assert(rig.fake.clock.now() - before < 1000);
  assert.equal(rig.io.stdoutText, "api\n");
});

Deno.test("services are chosen by stack and label", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  const labels = { "com.docker.stack.namespace": "shop", tier: "front" };
  await rig.service("shop_a", [web], { Labels: labels });
  await rig.service("shop_b", [web], { Labels: { ...labels, tier: "back" } });
  await rig.service("other", [web], { Labels: { tier: "front" } });
  assert.equal(await run(rig, "attach --yes --stack shop db"), 0);
  assert.equal(rig.io.stdoutText, "shop_a\nshop_b\n");
  assert.equal(await run(rig, "attach --yes --label tier=front db"), 0);
  assert.equal(rig.io.stdoutText, "shop_a\nshop_b\nother\n");
});

Deno.test("a write whose answer is lost is found done, not done twice", async () => {
  await using rig = await changeRig();
  const [web, db] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web]);
  rig.fake.faults.once("POST", /\/update$/, "drop");
  assert.equal(await run(rig, "attach --yes api db"), 0);
  assert.deepEqual(await networksOf(rig, "api"), [{ Target: web }, { Target: db }]);
  assert.equal(rig.io.stdoutText, "api\n");
});

Deno.test("an engine that is gone after a write leaves open what was taken, and says how to find out", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web]);
  let gone = false;
  rig.fake.faults.once("POST", /\/update$/, { before: () => void (gone = true), then: "drop" });
  rig.fake.faults.add({ when: () => gone, fault: "reset" });
  const failure = await run(rig, "attach --yes api db");
  assert(failure instanceof Failure);
  assert.equal(failure.exit, 1);
  assert.match(failure.why ?? "", /whether the change of api was taken is not known/);
  assert.match(failure.next[0]!, /Run the same command again/);
});

Deno.test("a service that is attached and still rolls is waited for", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  await rig.service("api", [web]);
  assert.equal(await run(rig, "attach --yes -d api db"), 0);
  assert.equal(await run(rig, "attach --yes api db"), 0);
  assert.match(rig.io.stderrText, /verify: Service api converged/);
  assert.equal(rig.io.stdoutText, "api\n");
});

Deno.test("names from the swarm reach the terminal escaped", async () => {
  await using rig = await changeRig();
  const web = await rig.network("web");
  const id = await rig.service("api", [web]);
  rig.fake.state.services.get(id)!.spec.Name = "a\u001b]0;x\u0007\u202e";
  assert.equal(await run(rig, `attach --yes ${id} web`), 0);
  assert.match(rig.io.stderrText, /a\\u001b\]0;x\\u0007\\u202e is attached to web already/);
});
