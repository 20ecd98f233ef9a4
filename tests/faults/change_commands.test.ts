import assert from "node:assert/strict";
import { encrypt } from "../../commands/encrypt.ts";
import { operations } from "../../commands/operations.ts";
import { replace } from "../../commands/replace.ts";
import { resume } from "../../commands/resume.ts";
import { undo } from "../../commands/undo.ts";
import { unlock } from "../../commands/unlock.ts";
import { BrokenPipe } from "../../lib/terminal/write_all.ts";
import { type CommandRig, commandRig, type Ran, type Signals } from "../support/change_command.ts";

async function shop(): Promise<CommandRig> {
  const made = await commandRig();
  await made.rig.network("shop_backend");
  await made.rig.service("api", ["shop_backend"]);
  await made.rig.service("db", ["shop_backend"]);
  return made;
}

/** Stops as soon as a step of this number is done. */
function afterStep(number: number): (text: string, signals: Signals) => void {
  return (text, { stop }) => {
    if (text.includes(`step ${number} of`) && text.includes("done in")) stop();
  };
}

function idIn(ran: Ran): string {
  const id = /docker swarmnet resume ([0-9a-f]{10})/.exec(ran.err)?.[1];
  assert.ok(id !== undefined, ran.err);
  return id;
}

/** Stops an encryption after some steps and gives its ID. */
async function stopped(made: CommandRig, step = 3): Promise<{ id: string; ran: Ran }> {
  const ran = await made.run(encrypt, ["--yes", "shop_backend"], { heard: afterStep(step) });
  assert.equal(ran.exit, 5, ran.err);
  return { id: idIn(ran), ran };
}

async function networkNames(made: CommandRig): Promise<string[]> {
  const found = await made.rig.engine.networks();
  return found.filter((one) => one.Driver === "overlay" && one.Ingress !== true).map((one) =>
    String(one.Name)
  ).sort();
}

Deno.test("Ctrl-C finishes the call in flight, says how to go on, and resume does the rest only", async () => {
  await using made = await shop();
  const { id, ran } = await stopped(made);
  assert.match(ran.err, /Stopping: the call in flight is finished first \(once more to stop at once\)\n/);
  assert.match(
    ran.err,
    new RegExp(`Stopped after \\d+ of 16 steps
  Why:  .+
  Next: Resume it: docker swarmnet resume ${id}
  Next: Undo it: docker swarmnet undo ${id}\n`),
  );
  assert.equal(ran.out, "");
  const list = await made.run(operations, ["--format", "{{.ID}} {{.State}} {{.Who}}"]);
  assert.equal(list.out, `${id} stopped ann@desk\n`);

  const rest = await made.run(resume, [id]);
  assert.equal(rest.exit, 0, rest.err);
  assert.deepEqual(rest.questions, [], "who types the ID has said it");
  assert.match(
    rest.err,
    new RegExp(`Encrypt network shop_backend \\(${id}\\)\n  begun by ann@desk at .*, \\d+ of 16 steps done`),
  );
  assert.doesNotMatch(rest.err, /step 1 of 16/);
  assert.match(rest.err, /step 16 of 16/);
  assert.deepEqual(await networkNames(made), ["shop_backend"]);
  assert.deepEqual(await made.rig.engine.configs(), []);
});

Deno.test("a change that was gone on with ends with what stack files must say, as one that went through", async () => {
  await using made = await commandRig();
  const stack = { Labels: { "com.docker.stack.namespace": "shop" } };
  await made.rig.network("shop_backend", stack);
  await made.rig.service("api", ["shop_backend"], stack);
  const ran = await made.run(encrypt, ["--yes", "--name", "safe", "shop_backend"], { heard: afterStep(1) });
  assert.equal(ran.exit, 5, ran.err);
  const rest = await made.run(resume, ["--yes"]);
  assert.equal(rest.exit, 0, rest.err);
  assert.match(rest.err, /undo [0-9a-f]{10}\nWARNING: The file of stack shop still names shop_backend: /);
});

Deno.test("interrupted before the first call, nothing is left and the exit code is that of the signal", async () => {
  await using made = await shop();
  const writes = made.rig.fake.writes().length;
  const ran = await made.run(encrypt, ["--yes", "shop_backend"], {
    heard: (text, { stop }) => text.includes("bench") ? stop() : undefined,
  });
  assert.equal(ran.exit, 130, ran.err);
  assert.deepEqual(await made.rig.engine.configs(), []);
  const left = made.rig.fake.writes().slice(writes).filter((one) => !/config/.test(one.path));
  assert.deepEqual(left, []);
  assert.equal((await made.run(operations, ["-q"])).out, "");
});

Deno.test("the second signal waits for nobody", async () => {
  await using made = await shop();
  const held: Promise<unknown>[] = [];
  const ran = await made.run(encrypt, ["--yes", "shop_backend"], {
    prepare(ctx) {
      const hold = ctx.hold;
      ctx.hold = (work) => {
        const done = hold(work);
        held.push(done);
        return done;
      };
    },
    heard(text, { stop, urge }) {
      if (!text.includes("step 3 of")) return;
      stop();
      urge();
    },
  });
  assert.equal(ran.exit, 5);
  assert.match(
    ran.err,
    /Stopped at once after \d of 16 steps\n.*not known.*\n.*docker swarmnet resume [0-9a-f]{10}\n/,
  );
  // What was given up goes on in this process; a real one would have ended.
  await Promise.allSettled(held);
});

Deno.test("undo of a change that was stopped brings the start back", async () => {
  await using made = await shop();
  const { id } = await stopped(made, 6);
  const dry = await made.run(undo, ["--dry-run"]);
  assert.equal(dry.exit, 0, dry.err);
  assert.match(dry.out, /^Undo: Encrypt network shop_backend\n/);
  const no = await made.run(undo, [id], { answers: [false] });
  assert.equal(no.exit, 1);
  assert.deepEqual(no.questions, ["Take it back?"]);
  const yes = await made.run(undo, [id], { answers: [true] });
  assert.equal(yes.exit, 0, yes.err);
  assert.deepEqual(await networkNames(made), ["shop_backend"]);
  const again = await made.run(undo, [id, "--yes"]);
  assert.notEqual(again.exit, 0);
  assert.match(again.err, /undone already/);
});

Deno.test("an undo that was stopped goes on with resume, which is all it offers", async () => {
  await using made = await shop();
  const { id } = await stopped(made, 6);
  const half = await made.run(undo, [id, "--yes"], { heard: afterStep(2) });
  assert.equal(half.exit, 5, half.err);
  assert.doesNotMatch(half.err, /Undo it/);
  const rest = await made.run(resume, ["--yes"]);
  assert.equal(rest.exit, 0, rest.err);
  assert.match(rest.out, /^Undone: Encrypt network shop_backend/);
  assert.deepEqual(await networkNames(made), ["shop_backend"]);
});

Deno.test("changes of one network are taken back one after the other, the last one first", async () => {
  await using made = await shop();
  const first = await made.run(encrypt, ["--yes", "shop_backend"]);
  assert.equal(first.exit, 0, first.err);
  assert.equal((await made.run(replace, ["--yes", "--mtu", "1400", "shop_backend"])).exit, 0);

  const [, id] = /docker swarmnet undo ([0-9a-f]{10})/.exec(first.err)!;
  const writes = made.rig.fake.writes().length;
  for (const words of [["--dry-run", id!], ["--yes", id!]]) {
    const early = await made.run(undo, words);
    assert.equal(early.exit, 1);
    assert.match(
      early.err,
      /cannot be undone: network shop_backend is gone\n.*nothing was sent\n.*Undo first/,
    );
  }
  assert.equal(made.rig.fake.writes().length, writes);

  const optionKeys = async () => {
    const found = (await made.rig.engine.networks()).find((one) => one.Name === "shop_backend");
    return Object.keys(found!.Options as object).filter((key) => !key.endsWith("vxlanid_list")).sort();
  };
  assert.deepEqual(await optionKeys(), ["com.docker.network.driver.mtu", "encrypted"]);
  for (const left of [["encrypted"], []]) {
    const back = await made.run(undo, ["--yes"]);
    assert.equal(back.exit, 0, back.err);
    assert.deepEqual(await optionKeys(), left);
  }
  assert.deepEqual(await networkNames(made), ["shop_backend"]);
  assert.deepEqual(await made.rig.engine.configs(), []);
  assert.equal((await made.run(undo, ["--yes"])).exit, 125, "nothing is left to undo");
});

/** Two stacks on one network, each with a service that answers to "app" there; one of them publishes a port. */
async function shared(): Promise<CommandRig> {
  const made = await commandRig();
  const net = await made.rig.network("shared");
  const app = (name: string) => ({
    TaskTemplate: { Networks: [{ Target: net, Aliases: ["app", `${name}-app`] }] },
  });
  await made.rig.service("one_app", [], app("one"));
  await made.rig.service("two_app", [], {
    ...app("two"),
    EndpointSpec: {
      Ports: [{ Protocol: "tcp", TargetPort: 80, PublishedPort: 8080, PublishMode: "ingress" }],
    },
  });
  return made;
}

Deno.test("services of the plan that answer to the same name are none that came after it", async () => {
  await using made = await shared();
  const ran = await made.run(encrypt, ["--yes", "shared"]);
  assert.equal(ran.exit, 0, ran.err);
  // They did so before: that is told by audit, and no reason to stop half-way.
  assert.doesNotMatch(ran.err, /SN0401/);
});

Deno.test("nor are those that had not been moved yet when a change is taken back", async () => {
  await using made = await shared();
  const half = await made.run(encrypt, ["--yes", "shared"], { heard: afterStep(2) });
  assert.equal(half.exit, 5, half.err);
  const back = await made.run(undo, [idIn(half), "--yes"]);
  assert.equal(back.exit, 0, back.err);
  assert.deepEqual(await networkNames(made), ["shared"]);
});

Deno.test("an undo that something stands in the way of can be given up, by its own ID or that of what it takes back", async () => {
  for (const by of ["undo", "operation"] as const) {
    await using made = await shop();
    const { id } = await stopped(made, 8);
    // The name that the undo needs again is somebody else's by now.
    await made.rig.network("shop_backend");
    const stuck = await made.run(undo, [id, "--yes"]);
    assert.equal(stuck.exit, 5, stuck.err);
    assert.match(stuck.err, /There is another network named shop_backend/);
    const own = idIn(stuck);
    assert.ok(stuck.err.includes(`Next: Leave everything as it is now: docker swarmnet unlock ${own}\n`));
    const given = await made.run(unlock, [by === "undo" ? own : id, "--yes"]);
    assert.equal(given.exit, 0, given.err);
    assert.equal(given.out, `${own}\n`);
    assert.deepEqual(await made.rig.engine.configs(), []);
  }
});

Deno.test("while a change waits, the next one is refused: who, when, how far, and three ways out", async () => {
  await using made = await shop();
  const { id } = await stopped(made);
  const writes = made.rig.fake.writes().length;
  const ran = await made.run(replace, ["--yes", "--mtu", "1400", "shop_backend"]);
  assert.equal(ran.exit, 1);
  assert.match(ran.err, new RegExp(`Operation ${id} is unfinished: Encrypt network shop_backend`));
  assert.match(ran.err, /It was begun by ann@desk at 2026-.* UTC, \d+ of 16 steps are done/);
  for (const word of ["resume", "undo", "unlock"]) {
    assert.ok(ran.err.includes(`docker swarmnet ${word} ${id}`), word);
  }
  assert.equal(made.rig.fake.writes().length, writes);
});

Deno.test("while somebody works on a change, another one and its resume are refused", async () => {
  await using made = await shop();
  let second: Promise<Ran> | undefined;
  const first = await made.run(encrypt, ["--yes", "shop_backend"], {
    heard(text) {
      if (text.includes("step 2 of 16") && second === undefined) {
        second = made.run(replace, ["--yes", "--mtu", "1400", "shop_backend"]);
      }
    },
  });
  assert.equal(first.exit, 0, first.err);
  const refused = await second!;
  assert.equal(refused.exit, 1);
  assert.match(refused.err, /Operation [0-9a-f]{10} is under way: Encrypt network shop_backend/);
  assert.match(refused.err, /Wait for it/);
});

Deno.test("unlock gives the swarm free, after saying what stays as it is", async () => {
  await using made = await shop();
  const { id } = await stopped(made, 6);
  const wrong = await made.run(unlock, [id.slice(0, 9) + (id.endsWith("0") ? "1" : "0"), "--yes"]);
  assert.equal(wrong.exit, 125);
  assert.match(wrong.err, new RegExp(`There is no operation.*\n.*\n.*Did you mean ${id}\\?`));
  const no = await made.run(unlock, [id], { answers: [false] });
  assert.equal(no.exit, 1);
  assert.equal((await made.rig.engine.configs()).length > 0, true);
  const yes = await made.run(unlock, [id], { answers: [true] });
  assert.equal(yes.exit, 0, yes.err);
  assert.equal(yes.out, `${id}\n`);
  assert.match(yes.err, /WARNING: Nothing of it is undone/);
  assert.deepEqual(await made.rig.engine.configs(), []);
  const again = await made.run(unlock, [id, "--yes"]);
  assert.equal(again.exit, 125);
  assert.match(again.err, /does not hold the swarm/);
});

Deno.test("without an ID resume asks, and says so where there is nothing to go on with", async () => {
  await using made = await shop();
  const nothing = await made.run(resume, ["--yes"]);
  assert.equal(nothing.exit, 125);
  assert.match(nothing.err, /There is nothing to resume/);
  await stopped(made);
  const silent = await made.run(resume, []);
  assert.equal(silent.exit, 125, "no terminal and no --yes");
  const asked = await made.run(resume, [], { answers: [true] });
  assert.equal(asked.exit, 0, asked.err);
  assert.deepEqual(asked.questions, ["Go on with it?"]);
});

Deno.test("an update that swarm pauses stops the change with the task's own error and the ways on", async () => {
  await using made = await shop();
  made.rig.fake.state.behaviour = ({ template }) =>
    (template.Networks?.length ?? 0) > 1 ? { failAfter: 0, error: "task: non-zero exit (7)" } : undefined;
  const ran = await made.run(encrypt, ["--yes", "shop_backend"]);
  assert.equal(ran.exit, 5);
  assert.match(ran.err, /Failed after 1 of 16 steps: attach api to shop_backend-swarmnet-[0-9a-f]{4}\n/);
  assert.match(ran.err, /non-zero exit \(7\)/);
  idIn(ran);
  made.rig.fake.state.behaviour = undefined;
  const back = await made.run(undo, ["--yes"]);
  assert.equal(back.exit, 0, back.err);
  assert.deepEqual(await networkNames(made), ["shop_backend"]);
});

Deno.test("a change goes on to its end when nobody reads its progress any more", async () => {
  await using made = await shop();
  const ran = await made.run(encrypt, ["--yes", "shop_backend"], {
    heard(text) {
      if (text.includes("step 2 of 16")) throw new BrokenPipe();
    },
  });
  assert.equal(ran.exit, 0, ran.err);
  assert.doesNotMatch(ran.err, /step 3 of 16/);
  const list = await made.run(operations, ["--format", "{{.State}}"]);
  assert.equal(list.out, "finished\n");
});

Deno.test("a home that cannot be written to stops before the first call", async () => {
  await using made = await shop();
  const writes = made.rig.fake.writes().length;
  await Deno.writeTextFile(`${made.home}/swarmnet`, "in the way");
  const ran = await made.run(encrypt, ["--yes", "shop_backend"]);
  assert.notEqual(ran.exit, 0);
  assert.doesNotMatch(ran.err, /Internal error/);
  assert.equal(made.rig.fake.writes().length, writes);
});
