import assert from "node:assert/strict";
import { inspect } from "../../../commands/inspect.ts";
import { ls } from "../../../commands/ls.ts";
import { prune } from "../../../commands/prune.ts";
import { rm } from "../../../commands/rm.ts";
import { serviceInspect } from "../../../commands/service_inspect.ts";
import { serviceLs } from "../../../commands/service_ls.ts";
import { version } from "../../../commands/version.ts";
import { EXIT, UsageError } from "../../../lib/base/errors.ts";
import { demoSwarm } from "../../../lib/demo/demo.ts";
import { MemoryIo } from "../../support/context.ts";
import { type FakeEngine, startFakeEngine } from "../../support/fake_engine.ts";
import { makeNetwork, makeSwarm } from "../../support/make_swarm.ts";
import { runOnEngine, runOnSwarm } from "../../support/run_command.ts";

const deletes = (fake: FakeEngine) =>
  fake.writes().map(({ method, path }) => `${method} ${path.replace(/^\/v[\d.]+/, "")}`);
const idOf = (fake: FakeEngine, name: string) =>
  [...fake.state.networks.values()].find((one) => one.spec.Name === name)!.id;

Deno.test("ls lists swarm networks and docker_gwbridge, with --all those of the engine too", async () => {
  const names = async (...words: string[]) =>
    (await runOnSwarm(ls, ["--format", "{{.Name}}", ...words])).out.trim().split("\n");
  const some = await names();
  const all = await names("--all");
  assert.ok(some.includes("ingress") && some.includes("docker_gwbridge") && !some.includes("bridge"));
  assert.ok(all.includes("bridge") && all.length > some.length);
});

Deno.test("ls filters by docker's keys and ours", async () => {
  const names = async (...filters: string[]) =>
    (await runOnSwarm(ls, ["--format", "{{.Name}}", ...filters.flatMap((one) => ["-f", one])])).out.trim()
      .split("\n");
  assert.deepEqual(await names("encrypted=false"), ["ingress", "monitoring_metrics"]);
  assert.deepEqual(await names("ENCRYPTED=true", "stack=legacy"), ["legacy_default", "legacy_dmz"]);
  assert.deepEqual(await names("dangling=true"), ["metrics_old"]);
  assert.deepEqual(await names("name=^shop_", "name=mail"), ["mail_relay", "shop_backend", "shop_frontend"]);
  assert.deepEqual(await names("ingress=true"), ["ingress"]);
  assert.deepEqual(await names("driver=bridge"), ["docker_gwbridge"]);
  assert.deepEqual(await names("label=com.docker.stack.namespace=shop"), ["shop_backend", "shop_frontend"]);
});

Deno.test("ls refuses unknown filters before anything is read", async () => {
  const { failure, out } = await runOnSwarm(ls, ["-f", "encrypt=true", "-f", "dangling=maybe"]);
  assert.ok(failure instanceof UsageError);
  assert.equal(failure.message, "Invalid filter 'encrypt'\nInvalid filter 'dangling=maybe'");
  assert.deepEqual(failure.next, ["Did you mean encrypted?", "Say true or false"]);
  assert.equal(out, "");
});

Deno.test("ls -q gives short IDs, --no-trunc whole ones, and config.json's format counts without -q only", async () => {
  const dockerConfig = { networksFormat: "{{.Name}}!" };
  const quiet = await runOnSwarm(ls, ["-q"], { dockerConfig });
  assert.match(quiet.out, /^([0-9a-z]{12}\n)+$/);
  assert.match((await runOnSwarm(ls, ["-q", "--no-trunc"])).out, /^([0-9a-z]{25,64}\n)+$/);
  assert.match((await runOnSwarm(ls, [], { dockerConfig })).out, /^ci_runners!$/m);
});

Deno.test("ls with a wrong template prints nothing on standard output and fails", async () => {
  const { out, exit, failure } = await runOnSwarm(ls, ["--format", "{{.Nmae}}"]);
  assert.equal(out, "");
  assert.equal(exit, EXIT.failed);
  assert.match(failure!.message, /^template parsing error: .*can't evaluate field Nmae/);
});

Deno.test("ls -q leaves out the list of tasks, and asks nothing that may change something", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  await runOnEngine(ls, ["-q"], fake);
  assert.ok(!fake.requests.some(({ path }) => path.includes("/tasks")));
  await runOnEngine(ls, [], fake);
  assert.ok(fake.requests.some(({ path }) => path.includes("/tasks")));
  assert.deepEqual(deletes(fake), []);
});

Deno.test("a name with control characters cannot leave its cell or reach the terminal", async () => {
  const hostile = "x\u001b]0;t\u0007\n\u202eevil";
  const swarm = makeSwarm({ networks: [makeNetwork(hostile, { subnet: "10.0.1.0/24" })] });
  for (const words of [[], ["--format", "json"], ["--format", "{{.Name}}"]]) {
    const { out } = await runOnSwarm(ls, words, { swarm });
    for (const bad of ["\u001b", "\u0007", "\u202e"]) assert.ok(!out.includes(bad), words.join(" "));
  }
  const shown = await runOnSwarm(inspect, [`id-${hostile}`], { swarm });
  assert.ok(!shown.out.includes("\u001b") && shown.out.includes("x\\u001b]0;t"));
});

Deno.test("inspect --format gives the engine's own object, also through a template", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  const json = await runOnEngine(inspect, ["--format", "json", "shop_backend"], fake);
  const [object] = JSON.parse(json.out);
  assert.equal(object.Name, "shop_backend");
  assert.ok("Options" in object && "IPAM" in object);
  const template = await runOnEngine(inspect, [
    "-f",
    '{{.Name}} {{.ID}} {{index .Options "none"}}.',
    "shop_backend",
  ], fake);
  assert.equal(template.out, `shop_backend ${object.Id} .\n`);
});

Deno.test("inspect of a missing network prints docker's empty results, a suggestion, and exits 1", async () => {
  const json = await runOnSwarm(inspect, ["--format", "json", "shop_bakcend"]);
  assert.equal(json.out, "[]\n");
  assert.equal(json.err, "Network shop_bakcend not found. Did you mean shop_backend?\n");
  assert.equal(json.exit, EXIT.failed);
  assert.equal((await runOnSwarm(inspect, ["--format", "{{.Name}}", "nothing-like-it"])).out, "\n");
  const both = await runOnSwarm(inspect, [
    "--from",
    "demo",
    "--format",
    "{{.Name}}",
    "ingress",
    "nothing-like-it",
  ]);
  assert.equal(both.out, "ingress\n");
  assert.equal(both.exit, EXIT.failed);
});

Deno.test("rm removes unused networks and prints their names", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  const id = idOf(fake, "metrics_old");
  const { out, exit } = await runOnEngine(rm, ["metrics_old"], fake);
  assert.equal(out, "metrics_old\n");
  assert.equal(exit, EXIT.done);
  assert.deepEqual(deletes(fake), [`DELETE /networks/${id}`]);
  assert.ok(!fake.state.networks.has(id));
});

Deno.test("rm names who is on a network with the command that takes it off, and sends nothing for it", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  const { out, err, exit } = await runOnEngine(rm, ["legacy_dmz", "metrics_old", "nope"], fake);
  assert.equal(out, "metrics_old\n");
  assert.equal(exit, EXIT.failed);
  assert.match(err, /^error SN0336 network legacy_dmz: in use by 2 services/);
  assert.match(
    err,
    /service legacy_web is attached \(2 tasks\)\n[^]* {7}docker swarmnet detach legacy_web legacy_dmz\n/,
  );
  assert.match(err, /\nrm legacy_dmz: 1 blocker, no changes made\n/);
  assert.match(err, /Network nope not found. Did you mean none\?\n/);
  assert.equal(deletes(fake).length, 1);
});

Deno.test("rm --force does not mind a missing network, --dry-run sends nothing", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  assert.equal((await runOnEngine(rm, ["--force", "nope"], fake)).exit, EXIT.done);
  const dry = await runOnEngine(rm, ["--dry-run", "metrics_old"], fake);
  assert.equal(dry.out, "Would remove metrics_old\n");
  assert.deepEqual(deletes(fake), []);
});

Deno.test("rm of docker's own networks is refused", async () => {
  await using fake = await startFakeEngine({});
  const { err, exit } = await runOnEngine(rm, ["bridge"], fake);
  assert.match(err, /^error SN0336 network bridge: predefined/);
  assert.equal(exit, EXIT.failed);
  assert.deepEqual(deletes(fake), []);
});

Deno.test("rm asks before the ingress network goes, and refuses without a terminal", async () => {
  await using fake = await startFakeEngine({});
  const script = await runOnEngine(rm, ["ingress"], fake);
  assert.ok(script.failure instanceof UsageError);
  const no = new MemoryIo({ terminal: true, answers: [false] });
  assert.equal((await runOnEngine(rm, ["ingress"], fake, { io: no })).exit, EXIT.done);
  assert.deepEqual(deletes(fake), []);
  const yes = new MemoryIo({ terminal: true, answers: [true] });
  assert.equal((await runOnEngine(rm, ["ingress"], fake, { io: yes })).out, "ingress\n");
  assert.equal(deletes(fake).length, 1);
});

Deno.test("rm of the ingress network names the services that publish through it", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  const { err, exit } = await runOnEngine(rm, ["--yes", "ingress"], fake);
  assert.equal(exit, EXIT.failed);
  assert.match(err, /service legacy_web publishes ports through it/);
  assert.match(err, /docker service update --publish-rm 8080\/tcp legacy_web\n/);
  assert.deepEqual(deletes(fake), []);
});

Deno.test("rm shows the engine's own words when somebody attached a service in between", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  const message = "rpc error: code = FailedPrecondition desc = network metrics_old is in use by service late";
  fake.faults.once("DELETE", /networks/, { status: 400, message });
  const { out, err, exit } = await runOnEngine(rm, ["metrics_old"], fake);
  assert.equal(out, "");
  assert.match(err, /^Network metrics_old was not removed: .*is in use by service late/);
  assert.equal(exit, EXIT.failed);
});

Deno.test("prune removes what nothing uses, with docker's words", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  const dry = await runOnEngine(prune, ["--dry-run"], fake);
  assert.equal(dry.out, "Would remove metrics_old\n");
  assert.deepEqual(deletes(fake), []);
  const { out, exit } = await runOnEngine(prune, ["--force"], fake);
  assert.equal(out, "Deleted Networks:\nmetrics_old\n\n");
  assert.equal(exit, EXIT.done);
  assert.equal((await runOnEngine(prune, ["--force"], fake)).out, "");
});

Deno.test("prune asks first; no means nothing is removed and nothing is wrong", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  const io = new MemoryIo({ terminal: true, answers: [false] });
  const { out, err, exit } = await runOnEngine(prune, [], fake, { io });
  assert.equal(out, "");
  assert.match(err, /^WARNING! This will remove all swarm networks not used/);
  assert.match(err, /- metrics_old\n/);
  assert.equal(exit, EXIT.done);
  assert.ok((await runOnEngine(prune, [], fake)).failure instanceof UsageError);
  assert.deepEqual(deletes(fake), []);
});

Deno.test("prune takes docker's filters, from config.json as well", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  const would = async (words: string[], pruneFilters: string[] = []) =>
    (await runOnEngine(prune, ["--dry-run", ...words], fake, { dockerConfig: { pruneFilters } })).out;
  assert.equal(await would(["--filter", "until=87600h"]), "");
  assert.equal(await would(["--filter", "until=1h"]), "Would remove metrics_old\n");
  assert.equal(await would(["--filter", "label=keep"]), "");
  assert.equal(await would(["--filter", "label!=keep"]), "Would remove metrics_old\n");
  assert.equal(await would([], ["label=keep"]), "");
  assert.equal(await would(["--filter", "label!=keep"], ["label=keep"]), "Would remove metrics_old\n");
  const bad = await runOnEngine(prune, ["--filter", "until=soon"], fake);
  assert.ok(bad.failure instanceof UsageError);
});

Deno.test("service ls knows docker's filters and where services are", async () => {
  const names = async (...filters: string[]) =>
    (await runOnSwarm(serviceLs, ["--format", "{{.Name}}", ...filters.flatMap((one) => ["-f", one])])).out
      .trim()
      .split("\n");
  assert.deepEqual(await names("network=legacy_dmz"), ["legacy_cron", "legacy_web"]);
  assert.deepEqual(await names("mode=global", "encrypted=true"), ["edge_traefik"]);
  assert.deepEqual(await names("name=shop_w"), ["shop_web", "shop_worker"]);
  assert.deepEqual(await names("endpoint-mode=dnsrr"), ["monitoring_cadvisor", "monitoring_node-exporter"]);
  assert.ok((await runOnSwarm(serviceLs, ["-f", "mode=x"])).failure instanceof UsageError);
  const dockerConfig = { servicesFormat: "{{.Name}}={{.Replicas}}" };
  assert.match((await runOnSwarm(serviceLs, [], { dockerConfig })).out, /^ci_runner=3\/3$/m);
});

Deno.test("service inspect gives docker's own object, and an error for what is not there", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  const { out, err, exit } = await runOnEngine(serviceInspect, [
    "-f",
    "{{.Spec.Name}}",
    "shop_api",
    "shop_apu",
  ], fake);
  assert.equal(out, "shop_api\n");
  assert.equal(err, "Service shop_apu not found. Did you mean shop_api?\n");
  assert.equal(exit, EXIT.failed);
});

Deno.test("version is one line, the number alone, or everything with the engine where one answers", async () => {
  assert.match((await runOnSwarm(version, [])).out, /^Docker Swarmnet version \d+\.\d+\.\d+\n$/);
  assert.match((await runOnSwarm(version, ["--short"])).out, /^\d+\.\d+\.\d+\n$/);
  const offline = JSON.parse((await runOnSwarm(version, ["--format", "json"])).out);
  assert.equal(offline.Engine, null);
  assert.match(offline.Client.MinAPIVersion, /^1\./);
  await using fake = await startFakeEngine({ api: "1.48" });
  const online = await runOnEngine(version, ["--format", "{{.Engine.APIVersion}} {{.Client.Version}}"], fake);
  assert.match(online.out, /^1\.48 \d/);
  assert.ok((await runOnSwarm(version, ["--short", "--format", "json"])).failure instanceof UsageError);
});
