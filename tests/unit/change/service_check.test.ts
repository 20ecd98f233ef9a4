import assert from "node:assert/strict";
import { serviceCreate } from "../../../commands/service_create.ts";
import { serviceUpdate } from "../../../commands/service_update.ts";
import { Quiet } from "../../../lib/base/errors.ts";
import { checkServiceWords } from "../../../lib/plan/preflight/service_check.ts";
import { serviceRequest } from "../../../lib/plan/service_request.ts";
import { DOCKER_SERVICE_FLAGS } from "../../../lib/docker/service_flags.gen.ts";
import { type DockerWords, readDockerWords } from "../../../lib/docker/service_arguments.ts";
import type { Port } from "../../../lib/swarm/model.ts";
import { testContext, type TestContextOptions } from "../../support/context.ts";
import { makeNetwork, makeService, makeSwarm } from "../../support/make_swarm.ts";

const ingress = makeNetwork("ingress", { ingress: true, subnet: "10.0.0.0/24" });
const web = makeNetwork("web", { subnet: "10.0.1.0/24", options: { encrypted: "" } });
const mixed = makeNetwork("MyNet", { subnet: "10.0.2.0/24", options: { encrypted: "" } });
const port = (published: number, mode: Port["mode"] = "ingress"): Port => ({
  name: "",
  protocol: "tcp",
  target: 80,
  published,
  mode,
});
const api = makeService("api", {
  networks: [{ target: "id-web", aliases: [], driverOpts: {} }],
  ports: [port(8080)],
  portsSpec: [port(8080)],
});
const swarm = makeSwarm({
  networks: [ingress, web, mixed],
  services: [api, makeService("hosty", { ports: [port(9000, "host")] })],
});

function check(kind: "create" | "update", line: string, where = swarm): string[] {
  const read = readDockerWords(DOCKER_SERVICE_FLAGS[kind], line.split(" "), kind === "update") as DockerWords;
  const problems = checkServiceWords(where, kind, serviceRequest(kind, read), {
    require: "warn",
    origin: "",
  });
  return problems.map(({ level, what }) => `${level}: ${what}`);
}

Deno.test("a line without a fault gives nothing to say", () => {
  assert.deepEqual(check("create", "--name new --network name=web,alias=search -p 8081:80 app:1"), []);
});

Deno.test("an unknown network is refused", () => {
  assert.deepEqual(check("create", "--network wbe app:1"), ["error: There is no network wbe"]);
});

Deno.test("a name that docker would lower-case is refused with the ID as the way out", () => {
  const read = readDockerWords(
    DOCKER_SERVICE_FLAGS.create,
    ["--network", "name=MyNet,alias=x", "app:1"],
    false,
  ) as DockerWords;
  const [problem] = checkServiceWords(swarm, "create", serviceRequest("create", read), {
    require: "warn",
    origin: "",
  });
  assert.equal(problem!.level, "error");
  assert.equal(problem!.fix, "Name it by its ID: --network name=id-MyNet,alias=x");
  assert.deepEqual(check("create", "--network MyNet app:1"), []);
});

Deno.test("what docker accepts is only a warning: no allocation, no room, names of others, bad aliases, twice", () => {
  const lost = makeNetwork("lost", { driver: "" });
  const tiny = makeNetwork("tiny", { subnet: "10.0.3.0/29", options: { encrypted: "" } });
  const where = makeSwarm({ networks: [web, lost, tiny], services: [api] });
  assert.deepEqual(check("create", "--network lost app:1", where), [
    "warning: The network lost was never allocated",
  ]);
  assert.deepEqual(check("create", "--replicas 9 --network tiny app:1", where), [
    "warning: tiny has 5 of 5 addresses free: too few",
  ]);
  assert.deepEqual(check("create", "--name new --network name=web,alias=api app:1"), [
    "warning: 2 services would answer to api on web: api, new",
  ]);
  assert.deepEqual(check("create", "--network name=web,alias=a! app:1"), [
    'warning: The alias "a!" cannot be looked up: only letters, digits, hyphens, underscores and dots can be looked up',
  ]);
  assert.deepEqual(check("create", "--network web --network web app:1"), ["warning: web is named twice"]);
});

Deno.test("a node's own network goes alone", () => {
  assert.deepEqual(check("create", "--network host app:1"), []);
  assert.deepEqual(check("create", "--network host --network web app:1"), [
    "warning: A service cannot be on host, web at once",
  ]);
});

Deno.test("networks that services cannot be on are refused", () => {
  assert.deepEqual(check("create", "--network ingress app:1"), [
    "error: Services cannot be attached to ingress",
  ]);
});

Deno.test("a port of another service is refused, on the same nodes' host ports it is a warning", () => {
  assert.deepEqual(check("create", "-p 8080:80 app:1"), [
    "error: Port 8080/tcp is already published by api (mode ingress)",
  ]);
  assert.deepEqual(check("create", "-p 9000:80 app:1"), [
    "error: Port 9000/tcp is already published by hosty (mode host)",
  ]);
  assert.deepEqual(check("create", "-p published=9000,target=80,mode=host app:1"), [
    "warning: Port 9000/tcp is already published by hosty (mode host)",
  ]);
  assert.deepEqual(check("create", "-p 8080:80/udp app:1"), []);
});

Deno.test("reserved ports are a warning, the swarm's own data path port among them", () => {
  assert.deepEqual(check("create", "-p 2377:80 app:1"), ["warning: Port 2377/tcp serves swarm's managers"]);
  const moved = makeSwarm({ networks: [ingress], cluster: { dataPathPort: 5000 } });
  assert.deepEqual(check("create", "-p 5000:80/udp app:1", moved), [
    "warning: Port 5000/udp serves overlay networks between the nodes",
  ]);
});

Deno.test("dnsrr with a port of the routing mesh is refused, also when an update brings the two together", () => {
  const refusal = "error: Ports cannot be published through the ingress network with endpoint mode dnsrr";
  assert.deepEqual(check("create", "--endpoint-mode dnsrr -p 81:80 app:1"), [refusal]);
  assert.deepEqual(check("create", "--endpoint-mode dnsrr -p target=80,mode=host app:1"), []);
  assert.deepEqual(check("update", "--endpoint-mode dnsrr api"), [refusal]);
  assert.deepEqual(check("update", "--endpoint-mode dnsrr --publish-rm 80 api"), []);
});

Deno.test("a port that is published twice is refused", () => {
  assert.deepEqual(check("create", "-p 81:80 -p 81:90 app:1"), [
    "error: Port 81/tcp is published twice by the service",
  ]);
  assert.deepEqual(check("update", "--publish-add 8080:90 api"), [
    "error: Port 8080/tcp is published twice by the service",
  ]);
});

Deno.test("publishing without an ingress network is refused", () => {
  assert.deepEqual(check("create", "-p 81:80 app:1", makeSwarm({ networks: [web] })), [
    "error: There is no ingress network to publish ports through",
  ]);
});

Deno.test("an update names its service, adds only what is new and removes only what is there", () => {
  assert.deepEqual(check("update", "--network-add web aip"), ["error: There is no service aip"]);
  assert.deepEqual(check("update", "--network-add web api"), ["error: api is attached to web already"]);
  assert.deepEqual(check("update", "--network-rm MyNet api"), ["warning: api is not on MyNet"]);
  assert.deepEqual(check("update", "--network-rm web api"), ["warning: web is the last network of api"]);
  assert.deepEqual(check("update", "--network-rm web --network-add MyNet api"), []);
});

function context(options: TestContextOptions = {}) {
  return testContext({ swarm, dockerExit: 7, ...options });
}

Deno.test("docker is run with the very same words and its exit code is the result", async () => {
  const ctx = context();
  const words = ["--network", "web", "--name=x", "-dq", "app:1", "sh", "-c", "echo 'a b'"];
  assert.equal(await serviceCreate.run(ctx, words), 7);
  assert.deepEqual(ctx.dockerRuns, [["service", "create", ...words]]);
  assert.equal(ctx.io.stderrText, "");
});

Deno.test("docker is not run when it would refuse", async () => {
  const ctx = context();
  await assert.rejects(async () => await serviceUpdate.run(ctx, ["--network-add", "wbe", "api"]), Quiet);
  assert.deepEqual(ctx.dockerRuns, []);
  assert.match(ctx.io.stderrText, /Did you mean web\?/);
});

Deno.test("an engine that cannot be read, or words that cannot, are said once, and docker is run", async () => {
  const ctx = testContext({ dockerExit: 1 });
  assert.equal(await serviceCreate.run(ctx, ["--network", "web", "app:1"]), 1);
  assert.match(
    ctx.io.stderrText,
    /^WARNING: The networks and ports were not checked: Cannot connect[^\n]*\n$/,
  );
  assert.equal(await serviceUpdate.run(ctx, ["--bogus", "api"]), 1);
  assert.equal(ctx.dockerRuns.length, 2);
});

Deno.test("without a word about networks or ports the engine is not asked", async () => {
  const ctx = testContext();
  assert.equal(await serviceUpdate.run(ctx, ["--image", "app:2", "api"]), 0);
  assert.equal(ctx.io.stderrText, "");
  assert.deepEqual(ctx.dockerRuns, [["service", "update", "--image", "app:2", "api"]]);
});
