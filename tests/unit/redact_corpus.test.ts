import assert from "node:assert/strict";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { MemoryIo } from "../support/context.ts";
import { redactCredentials, redactMessage } from "../../lib/swarm/redact_text.ts";
import { Failure } from "../../lib/base/errors.ts";
import { reportError } from "../../lib/cli/start.ts";
import { snapshotText } from "../../lib/swarm/snapshot.ts";

/** Stands for the secret in every shape below. */
const S = "hunTer2-canary";

/** Shapes of credentials: `S` must not come out, and what stands beside it must. */
const SHAPES: readonly [text: string, stays: string][] = [
  [`dial postgres://u:${S}@host:5432/db failed`, "@host:5432/db failed"],
  [`postgres://u:p@${S}@host/db`, "@host/db"],
  [`postgres://u:a/${S}@host/db`, "@host/db"],
  [`amqp://u:${S}@h1,amqp://u:${S}@h2/x`, "@h2/x"],
  [`redis://:${S}@cache:6379/0`, "@cache:6379/0"],
  [`https://${S}@git.example/a.git`, "@git.example/a.git"],
  [`proxyconnect tcp: http://bob:${S}@proxy.example:3128: refused`, "@proxy.example:3128: refused"],
  [`mongodb+srv://u:${S}@c0.example/?retry=1`, "@c0.example/"],
  [`ssh://bob:${S}@host`, "@host"],
  [`GET https://x.example/a?token=${S}&b=1 401`, " 401"],
  [`https://x.example/cb#access_token=${S}`, "https://x.example/cb#access_token="],
  [`user:${S}@tcp(db:3306)/shop`, "@tcp(db:3306)/shop"],
  [`dsn=root:${S}@unix(/run/m.sock)/x`, "@unix(/run/m.sock)/x"],
  [`login bob:${S}@reg.example/app:1 denied`, "@reg.example/app:1 denied"],
  [`user:p@${S}@host`, "@host"],
  [`pass=${S}`, "pass="],
  [`db_pass=${S} x`, " x"],
  [`dbPass: "${S} with blank" x`, " x"],
  [`password='${S} b' x`, " x"],
  [`PASSWORD: ${S}`, "PASSWORD: "],
  [`{"user":"bob","password":"a\\"${S}","x":1}`, '"user":"bob"'],
  [`{\\"token\\":\\"${S}\\"}`, "token"],
  [`Server=db;Uid=sa;Pwd=${S};Encrypt=1`, "Encrypt=1"],
  [`AccountKey=${S}==;EndpointSuffix=x`, "EndpointSuffix=x"],
  [`--password ${S} run`, " run"],
  [`--db-password=${S} run`, " run"],
  [`--apiToken ${S}`, "--apiToken "],
  [`Authorization: Bearer ${S}`, "Authorization: "],
  [`Authorization: Basic ${btoa(`bob:${S}`)}`, "Authorization: "],
  [`curl -H 'X-Api-Key: ${S}' x`, "curl -H"],
  [`Set-Cookie: ${S}; Path=/`, "Path=/"],
  [`basic ${S}`, "basic "],
  [`aws_secret_access_key = ${S}`, "aws_secret_access_key = "],
  [`-----BEGIN RSA PRIVATE KEY-----\n${S}\n-----END RSA PRIVATE KEY-----\nend`, "\nend"],
  [`-----BEGIN PRIVATE KEY-----\n${S}`, ""],
];

/** Tokens that are known by their own form. */
const TOKENS = [
  "AKIAIOSFODNN7EXAMPLE",
  `ghp_${"a1B2".repeat(9)}`,
  `github_pat_${"a1B2".repeat(9)}`,
  `glpat-${"a1B2".repeat(5)}`,
  `xoxb-123456789012-${"a1B2".repeat(5)}`,
  `dckr_pat_${"a1B2".repeat(6)}`,
  "SWMTKN-1-49nj1cmql0jkz5s954yi3oex3nedyz0fb0xx14ie39trti4wxv-8vxv8rssmk743ojnwacrr2e7c",
  "SWMKEY-1-7c37Cc8654o6p38HnroywCi19pllOnGtbdZEgtKxZu8",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib2IifQ.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
  btoa("bob:open sesame".replace(" ", "-")),
  "$apr1$Qx9v$8Tq0kVYx1o2cXlqYvQd3v/",
];

/** Nothing in these is a credential. */
const HARMLESS = [
  `host:5000/a@sha256:${"a1".repeat(32)}`,
  `No such image: shop/web:4.12.0@sha256:${"0f".repeat(32)}.`,
  "image registry.example:5000/shop/web:1 not found",
  "10.0.0.1:80@node1",
  "dial tcp 10.0.0.1:2377: connect: connection refused",
  "dial tcp [fd00::1]:2377: i/o timeout",
  "fe80::1@eth0",
  "02:42:ac:11:00:02@eth0",
  "2026-11-22T12:00:00.123456789Z",
  "started at 12:30@node1",
  "git@github.com:moby/moby.git",
  "ssh://deploy@host.example:22/run/docker.sock",
  "ask admin@example.com or mailto:admin@example.com",
  "https://docs.example/engine/swarm/",
  "unix:///var/run/docker.sock",
  "unix://@abstract",
  "tcp://10.0.0.1:2375",
  "secret shop_key not found",
  "invalid token: permission denied",
  "basic configuration of the network",
  "bypass: 1 compass: 2 author: bob",
  "publish -p 8080:80",
  "service shop_web.1.5q9yse0jv9u1kf1ddlh4gsc5k",
];

Deno.test("no credential of any known shape stays in a text, and what stands beside it does", () => {
  for (const redact of [redactCredentials, redactMessage]) {
    for (const [text, stays] of SHAPES) {
      const out = redact(text);
      assert.ok(!out.includes(S) && !out.includes("canary"), `${text} -> ${out}`);
      assert.ok(out.includes(stays), `${text} -> ${out}`);
      assert.equal(redact(out), out);
    }
    for (const token of TOKENS) {
      const out = redact(`got ${token} instead`);
      assert.equal(out, "got <redacted> instead", token);
    }
  }
});

Deno.test("what is no credential stays word for word", () => {
  for (const text of HARMLESS) {
    assert.equal(redactCredentials(text), text);
    assert.equal(redactMessage(text), text);
  }
});

Deno.test("a snapshot holds no credential, whichever text it came in", () => {
  for (const shape of [...SHAPES.map(([text]) => text), ...TOKENS.map((token) => `got ${token}`)]) {
    const swarm = demoSwarm();
    for (const task of swarm.tasks) Object.assign(task, { error: shape, message: shape });
    for (const service of swarm.services) {
      Object.assign(service, { updateStatus: { state: "", started: "", completed: "", message: shape } });
      service.labels.note = shape;
    }
    for (const one of [...swarm.networks, ...swarm.nodes]) one.labels.note = shape;
    swarm.networks[0]!.options.note = shape;
    swarm.gaps.push({ what: "containers", why: shape });
    const { text } = snapshotText(swarm);
    assert.ok(!text.includes("canary"), shape);
    for (const token of TOKENS) if (shape.includes(token)) assert.ok(!text.includes(token), token);
  }
});

Deno.test("errors and stack traces hold no credential", () => {
  for (const [shape] of SHAPES) {
    const errors = [
      new Failure(shape, { why: shape, cause: new Error(shape) }),
      new TypeError(shape),
    ];
    for (const error of errors) {
      const io = new MemoryIo();
      reportError(error, io, true);
      assert.ok(!io.stderrText.includes("canary"), io.stderrText);
    }
  }
});

/** Repeated, each made an expression of the former rules go back to where it had been. */
const FILLERS = [
  "a",
  "a ",
  "-",
  "token",
  "token=",
  "://",
  "a://b@",
  "a:b@",
  '"',
  'exec "',
  "-----BEGIN ",
  "eyJ",
  "A_",
  "=",
  " ",
  '="',
  "?#",
  "@",
  "<",
];

/** Least of several runs: what else the machine does only adds to it. */
function leastTime(work: () => void): number {
  return Math.min(...Array.from({ length: 7 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }));
}

Deno.test("eight times the text is by far not 64 times the work", () => {
  for (const filler of FILLERS) {
    const [short, long] = [30_000, 240_000].map((size) => filler.repeat(size / filler.length));
    redactCredentials(short!);
    const once = leastTime(() => redactCredentials(short!));
    const more = leastTime(() => redactCredentials(long!));
    assert.ok(more < 30 * once + 5, `${JSON.stringify(filler)}: ${once} ms, then ${more} ms`);
  }
});
