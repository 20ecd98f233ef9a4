import assert from "node:assert/strict";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { redactSwarm } from "../../lib/swarm/redact.ts";
import { REDACTED, redactImage, redactMessage } from "../../lib/swarm/redact_text.ts";

Deno.test("label values go unless they are known to be harmless; keys stay", () => {
  const swarm = demoSwarm();
  swarm.services[0]!.labels = {
    "com.docker.stack.namespace": "shop",
    "com.docker.stack.image": "user:pw@host.example/app:1",
    "swarmnet.ignore.SN0101": "known",
    "traefik.docker.network": "edge",
    "traefik.enable": "true",
    "traefik.http.middlewares.auth.basicauth.users": "admin:$apr1$x",
    "owner": "alice",
  };
  swarm.networks[0]!.labels = { note: "ask bob" };
  const { swarm: out, removed } = redactSwarm(swarm);
  assert.deepEqual({ ...out.services[0]!.labels }, {
    "com.docker.stack.namespace": "shop",
    "com.docker.stack.image": "<redacted>@host.example/app:1",
    "swarmnet.ignore.SN0101": "known",
    "traefik.docker.network": "edge",
    "traefik.enable": "true",
    "traefik.http.middlewares.auth.basicauth.users": "<redacted>",
    "owner": "<redacted>",
  });
  assert.deepEqual({ ...out.networks[0]!.labels }, { note: "<redacted>" });
  assert.equal(removed.images, 1);
});

Deno.test("a node's label stays where a placement constraint names its value, which would show it anyway", () => {
  const swarm = demoSwarm();
  const [node] = swarm.nodes;
  node!.labels = { zone: "fra", disk: "ssd", owner: "alice" };
  swarm.services[0]!.constraints = ["node.labels.zone == fra", "node.labels.disk!=hdd"];
  for (const service of swarm.services.slice(1)) service.constraints = [];
  const [first] = redactSwarm(swarm).swarm.nodes;
  assert.deepEqual({ ...first!.labels }, { zone: "fra", disk: "<redacted>", owner: "<redacted>" });
});

Deno.test("driver options of docker stay, those of others go", () => {
  const swarm = demoSwarm();
  const [network] = swarm.networks;
  network!.options = { encrypted: "false", "com.docker.network.driver.mtu": "1400", "vendor.password": "p" };
  network!.ipam.options = { user: "admin" };
  const [out] = redactSwarm(swarm).swarm.networks;
  assert.deepEqual({ ...out!.options }, {
    encrypted: "false",
    "com.docker.network.driver.mtu": "1400",
    "vendor.password": "<redacted>",
  });
  assert.deepEqual({ ...out!.ipam.options }, { user: "<redacted>" });
});

Deno.test("redacting twice is redacting once, and the given swarm stays as it is", () => {
  const swarm = demoSwarm();
  const once = redactSwarm(swarm);
  assert.deepEqual(redactSwarm(once.swarm), {
    swarm: once.swarm,
    removed: { labels: 0, options: 0, messages: 0, images: 0 },
  });
  assert.deepEqual(swarm, demoSwarm());
});

const KEPT = [
  "started",
  "pending task scheduling",
  "task: non-zero exit (137)",
  "no suitable node (host-mode port already in use on 2 nodes)",
  "update paused due to failure or early termination of task 5q9yse0jv9u1kf1ddlh4gsc5k",
  'network sandbox join failed: subnet sandbox join failed for "10.0.9.0/24": error creating vxlan interface: file exists',
  "No such image: shop/web:4.12.0@sha256:6c3c624b58dbbcd3c0dd82b4c53f04194d1247c6eebdaab7c610cf7d66709b3b",
  "cannot join secure network: required modules to install IPSEC rules are missing on host",
  "starting container failed: failed to create endpoint web.1.5q9yse0jv9u1kf1ddlh4gsc5k on network front: no available IP",
];

Deno.test("messages of engines that hold no secret stay readable word for word", () => {
  for (const message of KEPT) assert.equal(redactMessage(message), message);
});

const CANARY = "Zk9canary7Qx";
const MASKED: [message: string, left: string][] = [
  [`Get "https://bob:${CANARY}@reg.example/v2/": denied`, 'Get "https://<redacted>@reg.example/v2/": denied'],
  [`pull https://reg.example/v2/x?token=${CANARY}: 401`, "pull https://reg.example/v2/x?<redacted> 401"],
  [`invalid flag --password=${CANARY}`, "invalid flag --password=<redacted>"],
  [`invalid flag --db-password ${CANARY} given`, "invalid flag --db-password <redacted> given"],
  [`{"api_key":"${CANARY}"}`, '{"api_key":<redacted>}'],
  [`DATABASE_URL=postgres://${CANARY} is wrong`, "DATABASE_URL=<redacted> is wrong"],
  [`Authorization: Bearer ${CANARY}`, "Authorization: <redacted>"],
  [`got SWMTKN-1-${CANARY}-x`, "got <redacted>"],
  [`eyJhbGciOi.${CANARY}.sig`, "<redacted>"],
  [`exec: "sh -c ${CANARY}": not found`, 'exec: "sh <redacted>": not found'],
  [`-----BEGIN PRIVATE KEY-----\n${CANARY}`, "<redacted>"],
  [`unexpected ${CANARY}abcdef0123456789`, "unexpected <redacted>"],
];

Deno.test("what gives a sign of being secret is taken out of a message, and the rest stays", () => {
  for (const [message, left] of MASKED) {
    const out = redactMessage(message);
    assert.equal(out.includes(CANARY), false, out);
    assert.equal(out, left);
  }
});

Deno.test("an image reference keeps name, tag and digest but no password", () => {
  const digest = `@sha256:${"a".repeat(64)}`;
  const cases: [string, string][] = [
    ["redis:7.4", "redis:7.4"],
    [`reg.example:5000/a/b:1${digest}`, `reg.example:5000/a/b:1${digest}`],
    ["u:p@reg.example/a:1", "<redacted>@reg.example/a:1"],
    [`https://u:p@reg.example/a:1?x=y${digest}`, `<redacted>@reg.example/a:1${digest}`],
    ["u:p@x@reg.example/a", "<redacted>@reg.example/a"],
  ];
  for (const [image, left] of cases) assert.equal(redactImage(image), left);
});

Deno.test("a very long message ends after a whole word, and redacting it again changes nothing", () => {
  const secret = `password=${CANARY}`;
  const messages = [
    "a".repeat(1_000_000),
    `${"a ".repeat(2040)}${secret} ${"b".repeat(5000)}`,
    `${"x".repeat(4090)}${secret}`,
    `${"token=a ".repeat(500)}end`,
  ];
  for (const message of messages) {
    const once = redactMessage(message);
    assert.ok(once.length <= 4096 + REDACTED.length, `${once.length}`);
    assert.ok(!once.includes(CANARY.slice(0, 4)), once);
    assert.equal(redactMessage(once), once);
  }
});
