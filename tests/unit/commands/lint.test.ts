import assert from "node:assert/strict";
import { lint } from "../../../commands/lint.ts";
import { demoSwarm } from "../../../lib/demo/demo.ts";
import { assertGolden } from "../../support/golden.ts";
import { MemoryIo, type TestContextOptions } from "../../support/context.ts";
import { runOnSwarm } from "../../support/run_command.ts";

const CLEAN = `services:
  web:
    image: web:1
    networks: [back]
    healthcheck: {test: ["CMD", "true"]}
networks:
  back:
    driver_opts:
      encrypted: ""
`;
/** As somebody brings it from docker compose. */
const FROM_COMPOSE = `name: shop
services:
  web:
    image: web:\${TAG}
    restart: always
    container_name: web
    depends_on: {db: {condition: service_healthy}}
    ports:
      - target: 80
        published: "8080"   # the site
    networks: [front, back]
  db:
    image: postgres:17
    networks:
      back:
        ipv4_address: 10.9.0.5
networks:
  front:
    driver_opts:
      encrypted: true  # card data
  back:
    ipam:
      config:
        - subnet: 10.9.0.0/24
          gateway: 10.9.0.1
`;
const BASE = `services:
  web: {image: "web:1", networks: [back], ports: ["53:53/tcp", "53:53/udp"]}
networks:
  back:
    driver_opts: {encrypted: ""}
    ipam: {config: [{subnet: 10.9.0.0/24}]}
`;
const OVERRIDE = 'services:\n  web: {image: "web:2"}\nnetworks:\n  back: {labels: {team: web}}\n';

/** The families that these screens are about; others may grow without changing them. */
const FAMILIES = ["--rule", "SN01", "--rule", "SN06", "--rule", "SN0321"];

function run(words: string[], files: Record<string, string>, more: TestContextOptions = {}) {
  return runOnSwarm(lint, words, { files, ...more });
}

Deno.test("a file with nothing to say of ends with 0 and announces its networks", async () => {
  const ran = await run([...FAMILIES, "shop.yml"], { "shop.yml": CLEAN });
  assert.equal(ran.exit, 0);
  assertGolden(import.meta.url, "clean", ran.out);
});

Deno.test("a file from docker compose: every refusal once, with its place and what to do", async () => {
  const ran = await run([...FAMILIES, "shop.yml"], { "shop.yml": FROM_COMPOSE });
  assert.equal(ran.exit, 3);
  assertGolden(import.meta.url, "from-compose", ran.out);
});

Deno.test("--compare-compose tells what compose does otherwise", async () => {
  const ran = await run(["--compare-compose", "--rule", "SN0621", "shop.yml"], { "shop.yml": FROM_COMPOSE });
  assertGolden(import.meta.url, "compare-compose", ran.out);
});

Deno.test("several -c are one stack, merged as deploy merges them", async () => {
  const files = { "base.yml": BASE, "prod.yml": OVERRIDE };
  const ran = await run([...FAMILIES, "-c", "base.yml", "-c", "prod.yml", "--stack", "shop"], files);
  assert.equal(ran.exit, 3);
  assertGolden(import.meta.url, "merged", ran.out);
});

Deno.test("each operand is a stack of its own, called after the file or its folder", async () => {
  const files = { "base.yml": BASE, "edge/compose.yml": CLEAN, "my stack.yaml": CLEAN };
  const ran = await run(["--format", "json", "base.yml", "edge/compose.yml", "my stack.yaml"], files);
  const { subject } = JSON.parse(ran.out);
  assert.deepEqual(subject.stacks.map((one: { name: string }) => one.name), ["base", "edge", "my-stack"]);
});

Deno.test("folders and patterns stand for the stack files in them", async () => {
  const files = {
    "stacks/a.yml": CLEAN,
    "stacks/deep/b.yaml": CLEAN,
    "stacks/values.yml": "replicas: 3\n",
    "stacks/.git/c.yml": CLEAN,
    "stacks/notes.txt": "services:\n",
  };
  const names = async (...words: string[]) => {
    const ran = await run(["--format", "json", ...words], files);
    return JSON.parse(ran.out).subject.stacks.flatMap((one: { files: string[] }) => one.files);
  };
  assert.deepEqual(await names("stacks"), ["stacks/a.yml", "stacks/deep/b.yaml"]);
  assert.deepEqual(await names("stacks/**/*.yaml"), ["stacks/deep/b.yaml"]);
  assert.deepEqual(await names("stacks/?.yml"), ["stacks/a.yml"]);
  assert.deepEqual(await names("stacks/a.yml", "stacks"), ["stacks/a.yml", "stacks/deep/b.yaml"]);
});

Deno.test("standard input is a file", async () => {
  const ran = await run(["-"], {}, { io: new MemoryIo({ input: CLEAN.replace('""', "true") }) });
  assert.equal(ran.exit, 3);
  assert.match(ran.out, /SN0104 encrypted-bool-rejected {2}stdin:9:18/);
});

for (
  const [what, text, place] of [
    ["no YAML", "services: [a\n", /bad\.yml:\d+:\d+: /],
    ["no mapping", "- a\n", /bad\.yml:1:1: top-level object must be a mapping/],
    ["empty", "", /bad\.yml:1:1: /],
    [
      "too many values",
      `services: {a: {image: x, command: [${"a,".repeat(160_000)}]}}\n`,
      /bad\.yml:1:\d+: more than/,
    ],
    ["too deep", `services: ${"[".repeat(300)}${"]".repeat(300)}\n`, /bad\.yml:1:\d+: nested/],
    ["a bomb", bomb(), /bad\.yml:\d+:\d+: /],
  ] as const
) {
  Deno.test(`a file that is ${what} ends with 125 and its place; the others are judged all the same`, async () => {
    const alone = await run(["bad.yml"], { "bad.yml": text });
    assert.equal(alone.exit, 125);
    assert.equal(alone.out, "");
    assert.match(alone.failure!.why!, place);
    const both = await run(["bad.yml", "good.yml"], { "bad.yml": text, "good.yml": CLEAN });
    assert.equal(both.exit, 125);
    assert.match(both.out, /Nothing found in 1 network and 1 service/);
  });
}

/** Ten levels of aliases, each ten times the one before. */
function bomb(): string {
  const levels = Array.from(
    { length: 9 },
    (_, at) => `x-${at + 1}: &l${at + 1} [${`*l${at},`.repeat(10)}]\n`,
  );
  return `x-0: &l0 [a]\n${levels.join("")}services: {a: {image: x}}\n`;
}

Deno.test("what is not there ends with 125, everything named at once", async () => {
  const ran = await run(["nope.yml", "x/*.yml"], {});
  assert.equal(ran.exit, 125);
  assert.equal(ran.failure?.why, "nope.yml: no such file\nx/*.yml: no file matches this pattern");
});

Deno.test("wrong flags end with 125, all told together", async () => {
  const ran = await run(["--rule", "SN9999", "--stack", "a b", "-c", "x.yml", "y.yml"], {}).catch((error) =>
    error
  );
  assert.match(String(ran.failure?.message ?? ran.message), /SN9999.*either with -c.*white space/s);
});

Deno.test("what docker refuses never passes, whatever the level that is shown", async () => {
  const ran = await run(["--show", "error", "shop.yml"], { "shop.yml": CLEAN.replace("image:", "imag:") });
  assert.equal(ran.exit, 3);
  assert.match(ran.out, /SN0621.*\n.*did you mean image\?/s);
});

Deno.test("variables come from the environment, then from --env-file; .env is not read", async () => {
  const text = CLEAN.replace("web:1", "web:1${TAG}").replace("  back:", "  back:\n    name: ${NET}");
  const files = {
    "shop.yml": text,
    "prod.env": "# prod\nTAG=1\nNET=from-file\n",
    ".env": "TAG=2\nNET=dot\n",
  };
  const plan = async (words: string[], env: Record<string, string> = {}) => {
    const ran = await run([...words, "--format", "json", "shop.yml"], files, { env });
    const { findings, subject } = JSON.parse(ran.out);
    return [subject.stacks[0].plan[0].name, ...findings.map((one: { code: string }) => one.code)];
  };
  assert.deepEqual(await plan(["--env-file", "prod.env"]), ["from-file"]);
  assert.deepEqual(await plan(["--env-file", "prod.env"], { NET: "from-shell" }), ["from-shell"]);
  assert.deepEqual(await plan([]), ["shop_back", "SN0618", "SN0620", "SN0620"]);
  const broken = await run(["--env-file", "b.env", "shop.yml"], { ...files, "b.env": "A=1\n=2\nB C=3\n" });
  assert.equal(broken.exit, 125);
  assert.match(broken.failure!.why!, /b\.env:2: no variable name.*\nb\.env:3: variable "B C"/);
});

Deno.test("--diff shows the safe fixes and writes nothing; --fix makes them and leaves the rest of the file alone", async () => {
  const text = FROM_COMPOSE.replace("name: shop\n", "");
  const files = { "shop.yml": text };
  const shown = await run(["--diff", "--rule", "SN0104", "--rule", "SN0321", "shop.yml"], files);
  assertGolden(import.meta.url, "diff", shown.out);
  const io = new MemoryIo();
  const { context, exit } = await fixing(text, io);
  assert.equal(exit, 0);
  assert.equal(io.stderrText, "Fixed shop.yml: 2 findings\n");
  assert.equal(
    context,
    text.replace('published: "8080"   # the site', "published: 8080   # the site")
      .replace("encrypted: true  # card data", 'encrypted: ""  # card data'),
  );
});

/** Runs --fix on one file and gives what the file is then. */
async function fixing(text: string, io: MemoryIo) {
  const { testContext } = await import("../../support/context.ts");
  const { parseCommand } = await import("../../../lib/cli/parse.ts");
  const ctx = testContext({ io, files: { "shop.yml": text } });
  const parsed = parseCommand(lint, ["--fix", "--rule", "SN0104", "--rule", "SN0321", "shop.yml"]);
  assert.equal(parsed.kind, "run");
  const exit = parsed.kind === "run" ? await lint.run(ctx, parsed.options) : undefined;
  return { context: ctx.files.text("shop.yml"), exit: exit ?? 0 };
}

Deno.test("suppressed findings are neither counted nor fixed", async () => {
  const text = CLEAN.replace(
    'encrypted: ""',
    "encrypted: true  # swarmnet:ignore SN0104 waits for the review",
  );
  const ran = await run(["--diff", "shop.yml"], { "shop.yml": text });
  assert.equal(ran.exit, 0);
  assert.doesNotMatch(ran.out, /^\+/m);
});

Deno.test("--against judges files as if deployed on that swarm", async () => {
  const text = "services: {a: {image: 'x:1', networks: [n], healthcheck: {test: [CMD, a]}}}\n" +
    "networks: {n: {external: true, name: nope}}\n";
  const alone = await run(["shop.yml"], { "shop.yml": text });
  assert.equal(alone.exit, 0);
  assert.match(alone.out, /SN0607/, "told as not judged");
  const ran = await run(["--against", "demo", "shop.yml"], { "shop.yml": text }, {});
  assert.equal(ran.exit, 3);
  assert.match(ran.out, /Network nope is declared external, but the swarm has none of that name/);
  assert.ok(demoSwarm().networks.every(({ name }) => name !== "nope"));
});

Deno.test("a baseline leaves out what is known", async () => {
  const files = { "shop.yml": FROM_COMPOSE };
  const written = await writing(files);
  const ran = await run(["--baseline", "known.json", "shop.yml"], { ...files, "known.json": written });
  assert.equal(ran.exit, 0);
  assert.match(ran.out, /known from the baseline/);
});

async function writing(files: Record<string, string>): Promise<string> {
  const { testContext } = await import("../../support/context.ts");
  const { parseCommand } = await import("../../../lib/cli/parse.ts");
  const ctx = testContext({ files });
  const parsed = parseCommand(lint, ["--write-baseline", "known.json", "shop.yml"]);
  if (parsed.kind === "run") assert.equal(await lint.run(ctx, parsed.options), 0);
  return ctx.files.text("known.json")!;
}

Deno.test("hostile names stay text", async () => {
  const text = CLEAN.replaceAll("back", '"b\\e[31m\\u202Eack"');
  const ran = await run(["evil\u001b[2J.yml"], { "evil\u001b[2J.yml": text });
  // deno-lint-ignore no-control-regex -- the absence of control characters is the point
  assert.doesNotMatch(ran.out + ran.err, /[\x00-\x08\x0b-\x1f\u202e]/);
});
