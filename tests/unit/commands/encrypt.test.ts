import assert from "node:assert/strict";
import { encrypt } from "../../../commands/encrypt.ts";
import { operations } from "../../../commands/operations.ts";
import { undo } from "../../../commands/undo.ts";
import { type CommandRig, commandRig } from "../../support/change_command.ts";

/** A network with two services of two tasks each. */
async function shop(): Promise<CommandRig> {
  const made = await commandRig();
  const backend = await made.rig.network("shop_backend", {
    Labels: { "com.docker.stack.namespace": "shop" },
  });
  const stack = { Labels: { "com.docker.stack.namespace": "shop" } };
  await made.rig.service("shop_api", [backend], stack);
  await made.rig.service("shop_db", [backend], stack);
  return made;
}

/** Requests that change something, from now on. */
function writesSince(made: CommandRig): () => string[] {
  const before = made.rig.fake.writes().length;
  return () => made.rig.fake.writes().slice(before).map((one) => `${one.method} ${one.path}`);
}

async function optionsOf(made: CommandRig, name: string): Promise<unknown> {
  const found = (await made.rig.engine.networks()).find((one) => one.Name === name);
  return found?.Options;
}

Deno.test("encrypt --dry-run prints the plan as the result and sends nothing", async () => {
  await using made = await shop();
  const writes = writesSince(made);
  const ran = await made.run(encrypt, ["--dry-run", "shop_backend"]);
  assert.equal(ran.exit, 0);
  assert.match(ran.out, /^Encrypt network shop_backend\n/);
  assert.match(ran.out, /attach {2}shop_api/);
  assert.match(ran.err, /What encryption costs on these nodes: docker swarmnet bench/);
  const json = await made.run(encrypt, ["--dry-run", "--format", "json", "shop_backend"]);
  assert.equal(JSON.parse(json.out).schema, "swarmnet/plan/2");
  assert.deepEqual(writes(), []);
});

Deno.test("encrypt moves the services, ends with a verdict and the way back, and finds nothing to do the second time", async () => {
  await using made = await shop();
  const ran = await made.run(encrypt, ["--yes", "shop_backend"]);
  assert.equal(ran.exit, 0, ran.err);
  assert.match(ran.out, /^Done: Encrypt network shop_backend \(16 steps in \w+\)\n$/);
  const [, id] = /\nUndo it: docker swarmnet undo ([0-9a-f]{10})\n/.exec(ran.err)!;
  assert.match(ran.err, /docker swarmnet probe shop_backend\n/);
  assert.match(
    ran.err,
    /In the file of stack shop.*\n {2}networks:\n {4}backend:\n {6}driver_opts:\n {8}encrypted: ""\n/,
  );
  assert.deepEqual(Object.keys(await optionsOf(made, "shop_backend") as object).includes("encrypted"), true);

  const writes = writesSince(made);
  const again = await made.run(encrypt, ["--yes", "shop_backend"]);
  assert.equal(again.exit, 0);
  assert.match(again.err, /shop_backend is encrypted already\nNothing to do/);
  assert.deepEqual(writes(), []);

  const back = await made.run(undo, ["--yes", id!]);
  assert.equal(back.exit, 0, back.err);
  assert.match(back.out, /^Undone: Encrypt network shop_backend \(/);
  assert.doesNotMatch(back.err, /Undo it/);
  assert.equal("encrypted" in (await optionsOf(made, "shop_backend") as object), false);
  const list = await made.run(operations, ["--format", "{{.State}} {{.Steps}} {{.Who}} {{.Title}}"]);
  assert.equal(
    list.out,
    "finished 16/16 ann@desk Undo: Encrypt network shop_backend\nundone 16/16 ann@desk Encrypt network shop_backend\n",
  );
});

Deno.test("a plan with blockers lists every one with cause and way out, and sends nothing", async () => {
  await using made = await shop();
  for (const name of ["one", "two"]) {
    await made.rig.service(name, ["shop_backend"], { Mode: { Replicated: { Replicas: 1 } } });
  }
  const writes = writesSince(made);
  const ran = await made.run(encrypt, ["--yes", "shop_backend"]);
  assert.equal(ran.exit, 1);
  assert.match(ran.err, /\nencrypt: 2 blockers, no changes made\n$/);
  for (const name of ["one", "two"]) {
    const told = new RegExp(
      `error SN0350 service ${name}: has one task.*\\n {2}- ${name} does not answer.*\\n`,
    );
    assert.match(ran.err, told);
  }
  assert.match(ran.err, /\n {2}why: .*\n {2}fix: Add --start-first, or accept the downtime: --allow-gap\n/);
  const dry = await made.run(encrypt, ["--dry-run", "shop_backend"]);
  assert.equal(dry.exit, 1, "a dry run says no as well");
  assert.equal(dry.out, "", "nothing but the blockers is printed");
  const json = await made.run(encrypt, ["--dry-run", "--format", "json", "shop_backend"]);
  assert.deepEqual(
    JSON.parse(json.out).findings.filter((one: { level: string }) => one.level === "error")
      .map((one: { code: string; object: { name: string } }) => [one.code, one.object.name]),
    [["SN0350", "one"], ["SN0350", "two"]],
  );
  assert.deepEqual(writes(), []);
  assert.equal((await made.run(encrypt, ["--dry-run", "--allow-gap", "shop_backend"])).exit, 0);
});

Deno.test("without a terminal and without --yes nothing is sent, and the plan was shown", async () => {
  await using made = await shop();
  const writes = writesSince(made);
  const ran = await made.run(encrypt, ["shop_backend"]);
  assert.equal(ran.exit, 125);
  assert.match(ran.err, /Encrypt network shop_backend\n/);
  assert.match(ran.err, /Add --yes/);
  assert.deepEqual(writes(), []);
});

Deno.test("no is the answer that leaves everything as it is", async () => {
  await using made = await shop();
  const writes = writesSince(made);
  const ran = await made.run(encrypt, ["shop_backend"], { answers: [false] });
  assert.equal(ran.exit, 1);
  assert.deepEqual(ran.questions, ["Encrypt network shop_backend?"]);
  assert.match(ran.err, /\nNothing was sent\n$/);
  assert.deepEqual(writes(), []);
});

Deno.test("what cannot be encrypted is not called encrypted", async () => {
  await using made = await shop();
  for (const words of [["--dry-run", "docker_gwbridge"], ["--yes", "docker_gwbridge"]]) {
    const ran = await made.run(encrypt, words);
    assert.equal(ran.exit, 1, ran.err);
    assert.match(
      ran.err,
      /error SN0250 network docker_gwbridge: exists on one node only\n[^]*encrypt: 1 blocker, no changes made\n$/,
    );
    assert.doesNotMatch(ran.out + ran.err, /encrypted already/);
  }
});

Deno.test("a network that nobody is on is encrypted in two steps, and back", async () => {
  await using made = await shop();
  await made.rig.network("spare", { Labels: { team: "core" } });
  const ran = await made.run(encrypt, ["--yes", "spare"]);
  assert.equal(ran.exit, 0, ran.err);
  assert.match(ran.out, /^Done: Encrypt network spare \(2 steps in \w+\)\n$/);
  assert.equal("encrypted" in (await optionsOf(made, "spare") as object), true);
  const back = await made.run(undo, ["--yes"]);
  assert.equal(back.exit, 0, back.err);
  assert.equal("encrypted" in (await optionsOf(made, "spare") as object), false);
});

Deno.test("what changed while the question stood is named, and nothing stays behind", async () => {
  await using made = await shop();
  const ran = await made.run(encrypt, ["shop_backend"], {
    answers: [true],
    prepare(ctx) {
      const confirm = ctx.io.confirm.bind(ctx.io);
      ctx.io.confirm = async (...words) => {
        await made.rig.service("newcomer", ["shop_backend"]);
        return await confirm(...words);
      };
    },
  });
  assert.equal(ran.exit, 1);
  assert.match(
    ran.err,
    /changed since the plan was made; nothing was sent.*newcomer is on shop_backend now/s,
  );
  assert.deepEqual(await made.rig.engine.configs(), []);
  assert.equal((await made.run(operations, ["-q"])).out, "");
});

Deno.test("a network with another name is moved once, and the stack files are told", async () => {
  await using made = await shop();
  await made.rig.service("web_front", ["shop_backend"], { Labels: { "com.docker.stack.namespace": "web" } });
  const ran = await made.run(encrypt, ["--yes", "--name", "shop_safe", "shop_backend"]);
  assert.equal(ran.exit, 0, ran.err);
  assert.match(ran.err, /In the file of stack shop, before it is deployed again/);
  assert.match(ran.err, /\n {4}backend:\n {6}external: true\n {6}name: shop_safe\n/);
  assert.match(ran.err, /In the file of stack web, .*name: shop_safe instead of shop_backend\n/);
  assert.equal(await optionsOf(made, "shop_backend"), undefined);
});

Deno.test("the canary is asked about on a terminal, and goes on by itself with --yes", async () => {
  await using made = await shop();
  const words = ["--name", "safe", "--canary", "shop_db", "shop_backend"];
  const no = await made.run(encrypt, words, { answers: [true, false] });
  assert.equal(no.exit, 5, no.err);
  assert.match(
    no.questions[1]!,
    /^shop_db was verified on safe\. Continue with the rest\?$/,
  );
  assert.match(
    no.err,
    /Stopped after \d of \d+ steps\n {2}Why: {2}.*canary.*\n {2}Next: Resume it: docker swarmnet resume/,
  );
  const back = await made.run(undo, ["--yes"]);
  assert.equal(back.exit, 0, back.err);
  const yes = await made.run(encrypt, ["--yes", ...words]);
  assert.equal(yes.exit, 0, yes.err);
  assert.deepEqual(yes.questions, []);
});

Deno.test("names that are wrong are told together, with what was meant", async () => {
  await using made = await shop();
  const ran = await made.run(encrypt, ["--yes", "--canary", "shop_ap", "shop_bakend", "ingress"]);
  assert.equal(ran.exit, 125);
  assert.match(ran.err, /There is no network shop_bakend\n.*\n.*Did you mean shop_backend\?/);
  assert.match(ran.err, /There is no service shop_ap\n.*\n.*Did you mean shop_api\?/);
  assert.match(ran.err, /ingress is the ingress network\n.*\n.*encrypt --ingress --allow-gap/);
});

Deno.test("the ingress network is replaced only with the interruption accepted", async () => {
  await using made = await commandRig();
  await made.rig.service("web", [], {
    EndpointSpec: {
      Ports: [{ Protocol: "tcp", TargetPort: 80, PublishedPort: 8080, PublishMode: "ingress" }],
    },
  });
  const no = await made.run(encrypt, ["--yes", "--ingress"]);
  assert.equal(no.exit, 1);
  assert.match(
    no.err,
    /error SN0351 network ingress: .*8080\/tcp\n {2}- published ports of web do not answer/,
  );
  const yes = await made.run(encrypt, ["--yes", "--ingress", "--allow-gap"]);
  assert.equal(yes.exit, 0, yes.err);
  assert.equal("encrypted" in (await optionsOf(made, "ingress") as object), true);
  const again = await made.run(encrypt, ["--yes", "--ingress"]);
  assert.match(again.err, /Nothing to do/);
});
