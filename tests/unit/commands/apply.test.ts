import assert from "node:assert/strict";
import { apply } from "../../../commands/apply.ts";
import { plan } from "../../../commands/plan.ts";
import { SAVED_PLAN_LIMIT, savedPlanText } from "../../../lib/plan/stack/saved_plan.ts";
import { resume } from "../../../commands/resume.ts";
import { undo } from "../../../commands/undo.ts";
import { type CommandRig, commandRig, type Ran } from "../../support/change_command.ts";
import { MemoryFiles } from "../../support/context.ts";

const STACK = { "com.docker.stack.namespace": "shop" };
const FIRST = "services: {api: {image: 'app:1', networks: [back]}}\nnetworks:\n  back: # here\n";
const LAST =
  "services: {api: {image: 'app:1', networks: [back, cache]}}\nnetworks:\n  back: # here\n    attachable: true\n  cache: {}\n";

interface Shop extends AsyncDisposable {
  made: CommandRig;
  files: MemoryFiles;
  plan(...words: string[]): Promise<Ran>;
  apply(...words: string[]): Promise<Ran>;
  /** Requests that change something, since the last time. */
  writes(): string[];
}

/** A swarm on which the first file was deployed: one service of two tasks on one network. */
async function shop(text = LAST): Promise<Shop> {
  const made = await commandRig();
  const back = await made.rig.network("shop_back", { Labels: STACK });
  await made.rig.service("shop_api", [], {
    Labels: STACK,
    TaskTemplate: { Networks: [{ Target: back, Aliases: ["api"] }] },
  });
  const files = new MemoryFiles({ "stack.yml": text });
  let seen = made.rig.fake.writes().length;
  const options = { prepare: (ctx: { files: unknown }) => void (ctx.files = files) };
  return {
    made,
    files,
    plan: (...words) => made.run(plan, words, options),
    apply: (...words) => made.run(apply, words, options),
    writes() {
      const all = made.rig.fake.writes();
      const since = all.slice(seen).map((one) => `${one.method} ${one.path}`);
      seen = all.length;
      return since;
    },
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}

async function networkNamed({ made }: Shop, name: string): Promise<Record<string, unknown> | undefined> {
  return (await made.rig.engine.networks()).find((one) => one.Name === name);
}

Deno.test("plan needs the files, and says how to name them", async () => {
  await using one = await shop();
  const bare = await one.plan("shop");
  assert.equal(bare.exit, 125);
  assert.match(bare.err, /Name the stack's files with -c[^]*docker swarmnet plan -c FILE shop/);
  const file = await one.plan("stack.yml");
  assert.match(file.err, /docker swarmnet plan -c stack\.yml STACK/);
  const missing = await one.plan("-c", "none.yml", "shop");
  assert.match(missing.err, /Check what -c names/);
  const more = await one.plan("-c", "-", "-c", "-", "--out", "", "a b");
  for (const fault of [/read only once/, /--out needs/, /white space/]) assert.match(more.err, fault);
});

Deno.test("files that deploy would refuse are refused with every reason", async () => {
  await using one = await shop(
    "services: {api: {image: 'app:1', networks: [nope]}, b: {image: UPPER}}\nnetworks: {x: {enable_ipv6: true}}\n",
  );
  const ran = await one.plan("-c", "stack.yml", "shop");
  assert.equal(ran.exit, 125);
  for (const reason of [/undefined network "nope"/, /stack\.yml:1:\d+/, /UPPER/, /enable_ipv6/]) {
    assert.match(ran.err, reason);
  }
  assert.match(ran.err, /docker swarmnet lint -c stack\.yml --stack shop/);
  const missing = await one.plan("-c", "gone.yml", "shop");
  assert.equal(missing.exit, 125);
  assert.match(missing.err, /gone\.yml/);
});

Deno.test("plan changes nothing, and its exit code tells whether files and swarm agree when asked to", async () => {
  await using one = await shop();
  const quiet = await one.plan("-c", "stack.yml", "shop");
  assert.equal(quiet.exit, 0);
  assert.match(quiet.out, /would silently ignore[^]*shop_back[^]*attachable +true +false/);
  assert.match(
    quiet.out,
    /docker swarmnet apply -c stack\.yml shop\n {2}docker stack deploy -c stack\.yml shop\n$/,
  );
  assert.equal((await one.plan("--detailed-exitcode", "-c", "stack.yml", "shop")).exit, 3);
  one.files.content.set("stack.yml", new TextEncoder().encode(FIRST));
  assert.equal((await one.plan("--detailed-exitcode", "-c", "stack.yml", "shop")).exit, 0);
  assert.deepEqual(one.writes(), []);
});

Deno.test("something in the way is exit 1 for plan and for apply, and nothing is sent or saved", async () => {
  await using one = await shop(LAST.replace("cache: {}", "cache: {external: true, name: gone}"));
  const planned = await one.plan("-c", "stack.yml", "--out", "p.plan", "shop");
  assert.equal(planned.exit, 1);
  assert.equal(planned.out, "");
  assert.match(
    planned.err,
    /error SN0607 network gone: [^]*declared external[^]*docker swarmnet create --encrypted gone\nplan: 1 blocker, no changes made\np\.plan was not written\n$/,
  );
  assert.equal(one.files.content.has("p.plan"), false);
  const missing = await one.apply("p.plan");
  assert.equal(missing.exit, 1);
  assert.match(missing.err, /There is no plan p\.plan[^]*apply -c FILE STACK/);
  const applied = await one.apply("--yes", "-c", "stack.yml", "shop");
  assert.equal(applied.exit, 1);
  assert.match(applied.err, /declared external[^]*apply: 1 blocker, no changes made\n$/);
  assert.deepEqual(one.writes(), []);
});

Deno.test("apply brings the swarm to what the files say; a second plan and apply find nothing; undo takes it back", async () => {
  await using one = await shop();
  const before = (await networkNamed(one, "shop_back"))!.Id;
  const ran = await one.apply("--yes", "-c", "stack.yml", "shop");
  assert.equal(ran.exit, 0, ran.err);
  const back = (await networkNamed(one, "shop_back"))!;
  const cache = (await networkNamed(one, "shop_cache"))!;
  assert.equal(back.Attachable, true);
  assert.notEqual(back.Id, before);
  const { Spec } = await one.made.rig.engine.service("shop_api") as {
    Spec: { TaskTemplate: { Networks: unknown } };
  };
  assert.deepEqual(Spec.TaskTemplate.Networks, [
    { Target: back.Id, Aliases: ["api"] },
    { Target: cache.Id, Aliases: ["api"] },
  ]);
  const second = await one.plan("--detailed-exitcode", "-c", "stack.yml", "shop");
  assert.equal(second.exit, 0, second.out);
  one.writes();
  const again = await one.apply("--yes", "-c", "stack.yml", "shop");
  assert.equal(again.exit, 0);
  assert.match(again.err, /^No changes\. Networks match the stack files\.\n/);
  assert.deepEqual(one.writes(), []);
  const undone = await one.made.run(undo, ["--yes"]);
  assert.equal(undone.exit, 0, undone.err);
  assert.equal((await networkNamed(one, "shop_back"))!.Attachable, false);
  assert.equal(await networkNamed(one, "shop_cache"), undefined);
});

Deno.test("apply that is stopped half-way is gone on with; until then plan warns, and says what the swarm is in the middle of", async () => {
  await using one = await shop();
  const prepare = (ctx: { files: unknown }) => void (ctx.files = one.files);
  const stopped = await one.made.run(apply, ["--yes", "-c", "stack.yml", "shop"], {
    prepare,
    heard: (text, signals) => {
      if (/attach/i.test(text) && /shop_cache/.test(text) && one.writes().length > 0) signals.stop();
    },
  });
  assert.equal(stopped.exit, 5, stopped.err);
  const planned = await one.plan("-c", "stack.yml", "shop");
  assert.match(
    planned.err,
    /is unfinished[^]*do not deploy until it has ended[^]*docker swarmnet resume/,
  );
  const resumed = await one.made.run(resume, ["--yes"]);
  assert.equal(resumed.exit, 0, resumed.err);
  const after = await one.plan("--detailed-exitcode", "-c", "stack.yml", "shop");
  assert.equal(after.exit, 0, after.out);
  assert.doesNotMatch(after.err, /begun/);
});

Deno.test("apply --dry-run prints the plan as its result and sends nothing", async () => {
  await using one = await shop();
  const text = await one.apply("--dry-run", "-c", "stack.yml", "shop");
  assert.equal(text.exit, 0);
  assert.match(text.out, /^Stack shop/);
  const json = await one.apply("--dry-run", "--format", "json", "-c", "stack.yml", "shop");
  const report = JSON.parse(json.out);
  assert.equal(report.schema, "swarmnet/stack-plan/2");
  assert.equal(report.plan.schema, "swarmnet/plan/2");
  assert.equal(report.agrees, false);
  assert.deepEqual(one.writes(), []);
});

Deno.test("apply refuses what a policy forbids, and --ignore lets it through to the engine", async () => {
  await using one = await shop();
  one.files.content.set(
    "/project/.swarmnet.yaml",
    new TextEncoder().encode("policies: {must-encrypt: [shop_cache]}\n"),
  );
  const refused = await one.apply("--yes", "-c", "stack.yml", "shop");
  assert.equal(refused.exit, 1);
  assert.match(refused.err, /^error SN0115 network shop_cache: [^]*\napply: 1 blocker, no changes made\n$/);
  assert.deepEqual(one.writes(), []);
  const ran = await one.apply("--yes", "--ignore", "SN0115=shop_cache", "-c", "stack.yml", "shop");
  assert.equal(ran.exit, 0, ran.err);
  assert.notEqual(await networkNamed(one, "shop_cache"), undefined);
});

Deno.test("apply asks, and no is no", async () => {
  await using one = await shop();
  const options = { prepare: (ctx: { files: unknown }) => void (ctx.files = one.files), answers: [false] };
  const ran = await one.made.run(apply, ["-c", "stack.yml", "shop"], options);
  assert.equal(ran.exit, 1);
  assert.match(ran.questions.join(), /Bring the networks of stack shop in line with its files\?/);
  assert.deepEqual(one.writes(), []);
});

Deno.test("apply prints a patch for what only the swarm has, and does not write the file", async () => {
  await using one = await shop(FIRST);
  one.files.content.set("stack.yml", new TextEncoder().encode(FIRST.replace("back: # here", "back: {}")));
  const { made } = one;
  await made.rig.engine.removeService("shop_api");
  await made.rig.engine.removeNetwork("shop_back");
  await made.rig.network("shop_back", { Labels: STACK, Options: { encrypted: "" } });
  one.writes();
  const ran = await one.apply("--yes", "-c", "stack.yml", "shop");
  assert.equal(ran.exit, 0, ran.err);
  assert.match(ran.out, /\+ {2}back: \{driver_opts: \{encrypted: ""\}\}\n/);
  assert.match(ran.err, /docker stack deploy -c stack\.yml shop/);
  assert.deepEqual(one.writes(), []);
  assert.doesNotMatch(new TextDecoder().decode(one.files.content.get("stack.yml")), /encrypted/);
});

Deno.test("a saved plan is applied as it is, once", async () => {
  await using one = await shop();
  const saved = await one.plan("-c", "stack.yml", "--out", "shop.plan", "shop");
  assert.equal(saved.exit, 0, saved.err);
  assert.match(saved.out, /docker swarmnet apply shop\.plan/);
  assert.equal(one.files.modes.get("shop.plan"), 0o600);
  one.files.content.delete("stack.yml");
  const ran = await one.apply("--yes", "shop.plan");
  assert.equal(ran.exit, 0, ran.err);
  assert.equal((await networkNamed(one, "shop_back"))!.Attachable, true);
  one.writes();
  const again = await one.apply("--yes", "shop.plan");
  assert.equal(again.exit, 1);
  assert.match(again.err, /Network shop_back is gone/);
  assert.match(again.err, /A network shop_cache exists now/);
  assert.match(again.err, /docker swarmnet plan -c stack\.yml shop --out shop\.plan/);
  assert.deepEqual(one.writes(), []);
});

Deno.test("a saved plan holds nothing of services but their names, lists and update settings", async () => {
  const secret = "hunter2-canary";
  await using one = await shop(
    LAST.replace("'app:1'", `'app:1', environment: {PASSWORD: ${secret}}, command: [run, ${secret}]`),
  );
  const ran = await one.plan("-c", "stack.yml", "--out", "p", "shop");
  assert.equal(ran.exit, 0, ran.err);
  assert.doesNotMatch(one.files.text("p")!, new RegExp(secret));
  assert.match(one.files.text("p")!, /shop_api/);
});

Deno.test("a saved plan that is too large is refused before it is read", async () => {
  await using one = await shop();
  one.files.content.set("big", new Uint8Array(SAVED_PLAN_LIMIT + 1));
  const ran = await one.apply("--yes", "big");
  assert.equal(ran.exit, 1);
  assert.match(ran.err, /too large/);
});

Deno.test("wherever apply is stopped, resume ends as the files say and undo as it was", async () => {
  let ended = 0;
  for (let stop = 1; ended < 2; stop++) {
    assert.ok(stop < 60, "it never ends");
    for (const way of [resume, undo]) {
      await using one = await shop();
      const before = await namesOf(one);
      let writes = 0;
      const ran = await one.made.run(apply, ["--yes", "-c", "stack.yml", "shop"], {
        prepare: (ctx) => void (ctx.files = one.files),
        heard: (_, signals) => {
          writes += one.writes().filter((each) => /networks|services/.test(each)).length;
          if (writes >= stop) signals.stop();
        },
      });
      if (ran.exit === 0) {
        ended++;
        continue;
      }
      assert.equal(ran.exit, 5, ran.err);
      const went = await one.made.run(way, ["--yes"]);
      assert.equal(went.exit, 0, went.err);
      if (way === undo) assert.deepEqual(await namesOf(one), before);
      else {
        const after = await one.plan("--detailed-exitcode", "-c", "stack.yml", "shop");
        assert.equal(after.exit, 0, after.out);
      }
    }
  }
});

/** Networks with what the files say of them, and the service's list, without IDs. */
async function namesOf({ made }: Shop): Promise<unknown> {
  const networks = await made.rig.engine.networks();
  const { Spec } = await made.rig.engine.service("shop_api") as {
    Spec: { TaskTemplate: { Networks: { Target: string; Aliases: string[] }[] } };
  };
  const nameOf = (id: string) => networks.find((one) => one.Id === id)?.Name;
  return {
    networks: networks.map((one) => [one.Name, one.Attachable]).sort(),
    list: Spec.TaskTemplate.Networks.map(({ Target, Aliases }) => [nameOf(Target), Aliases]),
  };
}

Deno.test("a plan is saved over another plan, and over nothing else", async () => {
  await using one = await shop();
  assert.equal((await one.plan("-c", "stack.yml", "--out", "stack.yml", "shop")).exit, 125);
  assert.equal(new TextDecoder().decode(one.files.content.get("stack.yml")), LAST);
  assert.equal((await one.plan("-c", "stack.yml", "--out", "p", "shop")).exit, 0);
  assert.equal((await one.plan("-c", "stack.yml", "--out", "p", "shop")).exit, 0);
});

Deno.test("a saved plan that is not one, is of another swarm or was changed is refused with the reason", async () => {
  await using one = await shop();
  await one.plan("-c", "stack.yml", "--out", "p", "shop");
  const text = new TextDecoder().decode(one.files.content.get("p"));
  const json = JSON.parse(text);
  const cases: [content: string, why: RegExp][] = [
    ["", /It is not JSON/],
    ["\xff\xfe", /It is not JSON/],
    ["[]", /not a plan that was saved/],
    [LAST, /It is not JSON/],
    [JSON.stringify({ schema: "swarmnet/stack-plan/1", plan: {} }), /--format json prints it/],
    [text.replace("saved-plan/1", "saved-plan/2"), /A newer version of swarmnet wrote it/],
    [
      text.replace('"Attachable": true', '"Attachable": false'),
      /changed after it was saved/,
    ],
    [text.slice(0, -20), /It is not JSON/],
    [JSON.stringify({ ...json, extra: 1 }), /extra is unknown/],
    [
      JSON.stringify({ ...json, plan: { ...json.plan, steps: json.plan.steps.toReversed() } }),
      /plan\.steps\[0\]\.id must be s1/,
    ],
    [
      JSON.stringify({
        ...json,
        plan: { ...json.plan, standsOn: [{ kind: "network", id: "x", name: "y", fingerprint: "{" }] },
      }),
      /fingerprint must be facts/,
    ],
    ["[".repeat(100_000), /It is not JSON|not a plan/],
  ];
  for (const [content, why] of cases) {
    one.files.content.set("bad", new TextEncoder().encode(content));
    const ran = await one.apply("--yes", "bad");
    assert.equal(ran.exit, 1, content.slice(0, 80));
    assert.match(ran.err, why, content.slice(0, 80));
  }
  const { sum: _, schema: __, ...parts } = { ...json, cluster: "elsewhere" };
  one.files.content.set("other", new TextEncoder().encode(savedPlanText(parts)));
  const ran = await one.apply("--yes", "other");
  assert.equal(ran.exit, 1);
  assert.match(ran.err, /is for another swarm[^]*elsewhere/);
  assert.deepEqual(one.writes(), []);
});

Deno.test("apply says what it was not given", async () => {
  await using one = await shop();
  for (
    const [words, why] of [
      [["--exact", "p.plan"], /--exact goes with -c, not with a saved plan/],
      [["stack.yml"], /A stack file is named with -c/],
      [["--format", "json", "p.plan"], /add --dry-run/],
      [["--parallel", "0", "-c", "stack.yml", "shop"], /--parallel takes a number/],
      [[""], /name of the plan is empty/],
    ] as const
  ) {
    const ran = await one.apply(...words);
    assert.equal(ran.exit, 125, words.join(" "));
    assert.match(ran.err, why);
  }
  assert.equal((await one.apply("--yes", "gone.plan")).exit, 1);
});
