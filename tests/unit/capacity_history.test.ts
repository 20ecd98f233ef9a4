import assert from "node:assert/strict";
import { adviser } from "../../lib/base/advice.ts";
import type { UsageError } from "../../lib/base/errors.ts";
import { capacity } from "../../commands/capacity.ts";
import { type Forecast, forecastOf } from "../../lib/insight/capacity_forecast.ts";
import { realFiles } from "../../lib/cli/files.ts";
import { capacitySvg } from "../../lib/view/capacity/svg.ts";
import {
  type CapacitySample,
  formatHistory,
  MOST_BYTES,
  MOST_SAMPLES,
  parseHistory,
} from "../../lib/swarm/capacity_history.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { testContext, testRandom } from "../support/context.ts";
import { runOnSwarm } from "../support/run_command.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-06-01T12:00:00Z");

/** Samples of one network, `step` milliseconds apart, the last one `step` before now. */
function history(used: readonly number[], step = DAY): CapacitySample[] {
  return used.map((value, at) => ({
    taken: new Date(NOW - (used.length - at) * step).toISOString(),
    cluster: "c",
    networks: [{ id: "n", name: "app", usable: 100, used: value }],
  }));
}

function forecast(used: readonly number[], now: number, usable = 100, step = DAY): Forecast {
  return forecastOf(history(used, step), { id: "n", used: now, usable }, NOW);
}

const LINE = Array.from({ length: 20 }, (_, day) => 20 + 2 * day);

Deno.test("steady growth is full on the very day, with no doubt about it", () => {
  const found = forecast(LINE, 60);
  assert.equal(found.kind, "day");
  if (found.kind !== "day") return;
  assert.equal(found.day, NOW + 20 * DAY);
  assert.deepEqual([found.earliest, found.latest], [found.day, found.day]);
  assert.equal(Math.round(found.growth.perWeek * 1000) / 1000, 14);
});

Deno.test("noise widens the interval around the day, which stays inside", () => {
  const random = testRandom(7);
  const noisy = LINE.map((value) => value + Math.round(random.next() * 8 - 4));
  const found = forecast(noisy, 60);
  assert.equal(found.kind, "day");
  if (found.kind !== "day") return;
  assert.ok(found.earliest < found.day && found.day < found.latest);
  assert.ok(found.earliest < NOW + 20 * DAY && NOW + 20 * DAY < found.latest);
});

Deno.test("single outliers do not move the day", () => {
  const odd = LINE.map((value, day) => day === 4 ? 99 : day === 15 ? 0 : value);
  const found = forecast(odd, 60);
  assert.equal(found.kind, "day");
  if (found.kind === "day") assert.ok(Math.abs(found.day - (NOW + 20 * DAY)) < DAY);
});

Deno.test("of 200 noisy histories the interval holds the true day at least 9 times in 10", () => {
  let held = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const random = testRandom(seed * 7919);
    const noisy = LINE.map((value) => value + (random.next() + random.next() + random.next() - 1.5) * 8);
    const found = forecast(noisy, 60);
    if (found.kind === "unclear") held++;
    if (found.kind === "day" && found.earliest <= NOW + 20 * DAY && found.latest >= NOW + 20 * DAY) held++;
  }
  assert.ok(held >= 180, `${held} of 200`);
});

Deno.test("it cannot tell with fewer than eight samples, nor with many of the same hour", () => {
  assert.deepEqual(forecast(LINE.slice(0, 7), 60), { kind: "too-few", points: 7, needed: 8 });
  assert.deepEqual(forecast([], 60), { kind: "too-few", points: 0, needed: 8 });
  const minute = forecast(LINE, 60, 100, 60_000);
  assert.deepEqual(minute, { kind: "too-few", points: 1, needed: 8 });
});

Deno.test("what does not grow or shrinks is never full, and growth within chance is not named a day", () => {
  assert.equal(forecast(LINE.map(() => 30), 30).kind, "steady");
  assert.equal(forecast([...LINE].reverse(), 20).kind, "steady");
  const wobble = [30, 33, 29, 34, 30, 32, 31, 35, 28, 33, 31, 33].map((value) => value);
  assert.equal(forecast(wobble, 31).kind, "unclear");
});

Deno.test("a full network is full now, and slow growth is not extrapolated beyond what the samples reach", () => {
  assert.deepEqual(forecast(LINE, 100), { kind: "full" });
  const found = forecast(LINE, 60, 100_000);
  assert.equal(found.kind, "far");
  if (found.kind === "far") assert.equal(found.after, NOW + 10 * 20 * DAY);
});

Deno.test("what happens every day within a day is no growth: the most of each day counts", () => {
  const hourly = Array.from({ length: 24 * 10 }, (_, hour) => 40 + (hour % 24));
  assert.equal(forecast(hourly, 40, 100, DAY / 24).kind, "steady");
});

Deno.test("samples of the future and of other networks are left out", () => {
  const future = history(LINE).map((one) => ({ ...one, taken: new Date(NOW + DAY).toISOString() }));
  assert.equal(forecastOf(future, { id: "n", used: 60, usable: 100 }, NOW).kind, "too-few");
  assert.equal(forecastOf(history(LINE), { id: "other", used: 60, usable: 100 }, NOW).kind, "too-few");
});

Deno.test("a history reads back as it was written, in the order of time", () => {
  const samples = history(LINE);
  assert.deepEqual(parseHistory(formatHistory([...samples].reverse())), samples);
});

Deno.test("a history stays within its bounds: its beginning and the newest samples are kept", () => {
  const many = history(Array.from({ length: MOST_SAMPLES + 1 }, (_, at) => at % 100));
  const kept = parseHistory(formatHistory(many));
  assert.ok(kept.length <= MOST_SAMPLES && kept.length > MOST_SAMPLES / 2);
  assert.deepEqual(kept[0], many[0]);
  assert.deepEqual(kept.slice(-400), many.slice(-400));
  const networks = Array.from({ length: 2000 }, (_, at) => ({
    id: `${at}`.padStart(25, "x"),
    name: `net${at}`,
    usable: 253,
    used: 9,
  }));
  const large = many.slice(0, 60).map((one) => ({ ...one, networks }));
  const text = formatHistory(large);
  assert.ok(text.length <= MOST_BYTES);
  assert.ok(parseHistory(text).length > 2);
});

Deno.test("a line that is no sample is named", () => {
  const good = formatHistory(history([1]));
  for (const bad of ["{", "[]", "null", '{"schema":"other"}', good.replace('"used":1', '"used":-1').trim()]) {
    assert.throws(() => parseHistory(`${good}${bad}\n`), /line 2 is not a sample/);
  }
});

Deno.test("each --record adds a sample with mode 0600, which holds numbers, names and IDs only", async () => {
  const swarm = demoSwarm();
  const files = testContext().files;
  const path = "/cfg/swarmnet-capacity.ndjson";
  const env = { DOCKER_CONFIG: "/cfg" };
  for (const count of [1, 2]) {
    const stored = files.text(path);
    const { ctx, exit } = await record(swarm, env, stored === undefined ? {} : { [path]: stored });
    assert.equal(exit, 0);
    assert.match(ctx.io.stderrText, /Added a sample to \/cfg\/swarmnet-capacity\.ndjson/);
    files.content.set(path, ctx.files.content.get(path)!);
    assert.equal(ctx.files.modes.get(path), 0o600);
    const lines = ctx.files.text(path)!.trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(lines.length, count);
    assert.deepEqual(Object.keys(lines[0]).sort(), ["cluster", "networks", "schema", "taken"]);
    assert.deepEqual(Object.keys(lines[0].networks[0]).sort(), ["id", "name", "usable", "used"]);
  }
});

async function record(
  swarm: ReturnType<typeof demoSwarm>,
  env: Record<string, string>,
  files: Record<string, string>,
) {
  const ctx = testContext({ swarm, env, files });
  const options = capacity.parse({ ...VALUES, record: true }, []);
  return { ctx, exit: (await capacity.run(ctx, options)) ?? 0 };
}

const VALUES = {
  addNodes: undefined,
  changed: new Set<string>(),
  format: "text",
  from: undefined,
  history: undefined,
  record: false,
  scale: [],
  update: [],
};

Deno.test("samples of another swarm in the same file are kept, and not drawn into the forecast", async () => {
  const swarm = demoSwarm();
  const id = swarm.networks.find((one) => one.name === "ci_runners")!.id;
  const other = history(LINE).map((one) => ({
    ...one,
    networks: one.networks.map((net) => ({ ...net, id })),
  }));
  const path = "/h.ndjson";
  const { out } = await runOnSwarm(capacity, ["--history", path, "--format", "json"], {
    swarm,
    files: { [path]: formatHistory(other) },
  });
  assert.deepEqual(JSON.parse(out).history, { samples: 0 });
  const { ctx } = await record(swarm, { DOCKER_CONFIG: "/c" }, {
    "/c/swarmnet-capacity.ndjson": formatHistory(other),
  });
  assert.equal(parseHistory(ctx.files.text("/c/swarmnet-capacity.ndjson")!).length, LINE.length + 1);
});

Deno.test("a file that is no history is never overwritten", async () => {
  const files = { "/notes.txt": "my notes\n" };
  const ran = await runOnSwarm(capacity, ["--record", "--history", "/notes.txt"], { files });
  assert.equal(ran.exit, 125);
  assert.match(ran.failure!.message, /\/notes\.txt is not a history/);
  assert.match(ran.failure!.why!, /line 1/);
});

Deno.test("a symbolic link in place of the history is refused, and what it points to stays", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/other`, "");
    Deno.symlinkSync("other", `${folder}/link`);
    const ctx = { ...testContext({ swarm: demoSwarm() }), files: realFiles() };
    const to = (history: string) =>
      capacity.run(ctx, capacity.parse({ ...VALUES, record: true, history }, []));
    await assert.rejects(to(`${folder}/link`), /Cannot write/);
    assert.equal(Deno.readTextFileSync(`${folder}/other`), "");
    await to(`${folder}/new`);
    assert.equal(Deno.statSync(`${folder}/new`).mode! & 0o777, 0o600);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("a history beside config.json that others can write is neither read nor replaced; a named one is", async () => {
  const own = "/home/me/.docker/swarmnet-capacity.ndjson";
  const ctx = testContext({ swarm: demoSwarm(), files: { [own]: "" }, env: { HOME: "/home/me" } });
  ctx.files.distrusted.set(own, { why: "every user can write to it", fix: `chmod go-w ${own}` });
  const said = `${own} is not read: every user can write to it. Fix: chmod go-w ${own}`;
  const run = async (record: boolean) => await capacity.run(ctx, capacity.parse({ ...VALUES, record }, []));
  await run(false);
  assert.ok(ctx.io.stderrText.startsWith(`WARNING: ${said}\n`), ctx.io.stderrText);
  await assert.rejects(run(true), (error: UsageError) => error.message === said);
  assert.equal(ctx.files.text(own), "");
});

Deno.test("the drawn history runs no script, asks for nothing and escapes names", () => {
  const name = `</text><script>alert(1)</script><image href="https://x.example/"/>\u202e&"'`;
  const point = { at: NOW - DAY, used: 1 };
  const panel = { name, usable: 5, used: 2, points: [point], forecast: { kind: "full" as const } };
  const svg = capacitySvg([panel], { now: NOW, advise: String, title: name });
  const elements = new Set([...svg.matchAll(/<([a-z]+)/g)].map((found) => found[1]));
  assert.deepEqual([...elements].sort(), ["circle", "g", "path", "rect", "style", "svg", "text", "title"]);
  for (const tag of svg.match(/<[^>]*>/g)!) {
    assert.doesNotMatch(tag.replace(/aria-label="[^"]*"/, ""), /href|src=|style=|\son[a-z]+=/);
  }
  assert.doesNotMatch(svg, /url\(|@import|\u202e/);
  assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
});

Deno.test("a history of nothing can be drawn as well", () => {
  const empty = { name: "n", usable: 0, used: 0, points: [], forecast: { kind: "full" as const } };
  for (const panels of [[], [empty]]) {
    const svg = capacitySvg(panels, { now: NOW, advise: String, title: "t" });
    assert.match(svg, /No history yet/);
    assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
  }
});

Deno.test("a picture without history names the command that starts one, for the engine of this call", () => {
  const advise = adviser({ all: ["--context", "other"], config: [] });
  const svg = capacitySvg([], { now: NOW, advise, title: "t" });
  assert.match(svg, /take samples with docker --context other swarmnet capacity --record</);
});
