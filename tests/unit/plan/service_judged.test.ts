import assert from "node:assert/strict";
import { serviceCreate } from "../../../commands/service_create.ts";
import { serviceUpdate } from "../../../commands/service_update.ts";
import { Quiet } from "../../../lib/base/errors.ts";
import { serviceChange, serviceRequest } from "../../../lib/plan/service_request.ts";
import { DOCKER_SERVICE_FLAGS } from "../../../lib/docker/service_flags.gen.ts";
import { type DockerArguments, readDockerArguments } from "../../../commands/shared/run_docker_service.ts";
import type { ServiceArguments } from "../../../commands/shared/service_check_flags.ts";
import type { ChangeSettings } from "../../../lib/checks/judge_change.ts";
import { NO_POLICY } from "../../../lib/checks/view.ts";
import type { Command, Flags } from "../../../lib/cli/command.ts";
import type { Context } from "../../../lib/cli/context.ts";
import type { Port } from "../../../lib/swarm/model.ts";
import { testContext, type TestContextOptions } from "../../support/context.ts";
import { changeFindingsOf } from "../../support/change_findings.ts";
import { makeNetwork, makeNode, makeService, makeSwarm } from "../../support/make_swarm.ts";

const nodes = [makeNode("n1")];
const ingress = makeNetwork("ingress", {
  ingress: true,
  subnet: "10.0.0.0/24",
  options: { encrypted: "" },
});
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
  nodes,
  networks: [ingress, web, mixed],
  services: [api, makeService("hosty", { ports: [port(9000, "host")] })],
});

function asked(kind: "create" | "update", line: string, where = swarm) {
  const read = readDockerArguments(
    DOCKER_SERVICE_FLAGS[kind],
    line.split(" "),
    kind === "update",
  ) as DockerArguments;
  return serviceChange(where, kind, serviceRequest(kind, read));
}

/** What does not resolve, else the findings of the change. */
function check(
  kind: "create" | "update",
  line: string,
  where = swarm,
  settings: Partial<ChangeSettings> = {},
): string[] {
  const resolved = asked(kind, line, where);
  if ("problems" in resolved) return resolved.problems.map(({ what }) => what);
  return changeFindingsOf(where, resolved.change, settings);
}

Deno.test("a line without a fault gives no findings", () => {
  assert.deepEqual(check("create", "--name new --network name=web,alias=search -p 8081:80 app:1"), []);
});

Deno.test("an unknown network is refused", () => {
  assert.deepEqual(check("create", "--network wbe app:1"), ["There is no network wbe"]);
});

Deno.test("a name that docker would lower-case is refused, with the ID to use", () => {
  const resolved = asked("create", "--network name=MyNet,alias=x app:1");
  assert.ok("problems" in resolved);
  assert.equal(resolved.problems[0]!.fix, "Name it by its ID: --network name=id-MyNet,alias=x");
  assert.deepEqual(check("create", "--network MyNet app:1"), []);
});

Deno.test("what docker accepts and swarm never carries out is refused; names of others and bad aliases are warnings", () => {
  const lost = makeNetwork("lost", { driver: "", created: "2025-01-01T00:00:00Z" });
  const tiny = makeNetwork("tiny", { subnet: "10.0.3.0/29", options: { encrypted: "" } });
  const where = makeSwarm({ networks: [web, lost, tiny], services: [api], nodes });
  assert.deepEqual(check("create", "--network lost app:1", where), ["error SN0201 lost"]);
  assert.deepEqual(check("create", "--name new --replicas 9 --network tiny app:1", where), [
    "error SN0213 tiny",
  ]);
  assert.deepEqual(check("create", "--name new --network name=web,alias=api app:1"), ["warning SN0401 web"]);
  assert.deepEqual(check("create", "--name new --network name=web,alias=a! app:1"), ["warning SN0405 new"]);
  assert.deepEqual(check("create", "--name new --network web --network web app:1"), ["warning SN0323 new"]);
});

Deno.test("a node's own network goes alone", () => {
  assert.deepEqual(check("create", "--name new --network host app:1"), ["info SN0317 new"]);
  assert.deepEqual(check("create", "--name new --network host --network web app:1"), [
    "error SN0329 new",
    "info SN0317 new",
  ]);
});

Deno.test("networks that services cannot be attached to are refused", () => {
  assert.deepEqual(check("create", "--network ingress app:1"), ["error SN0328 ingress"]);
});

Deno.test("a port of another service is refused; two services with one host port are a warning", () => {
  assert.deepEqual(check("create", "--name new -p 8080:80 app:1"), ["error SN0318 new"]);
  assert.deepEqual(check("create", "--name new -p 9000:80 app:1"), ["error SN0318 new"]);
  assert.deepEqual(check("create", "--name new -p published=9000,target=80,mode=host app:1"), [
    "warning SN0308 new",
  ]);
  assert.deepEqual(check("create", "--name new -p 8080:80/udp app:1"), []);
});

Deno.test("reserved ports are refused, the swarm's own data path port among them", () => {
  assert.deepEqual(check("create", "--name new -p 2377:80 app:1"), ["error SN0301 new"]);
  const moved = makeSwarm({ networks: [ingress], cluster: { dataPathPort: 5000 }, nodes });
  assert.deepEqual(check("create", "--name new -p 5000:80/udp app:1", moved), ["error SN0301 new"]);
});

Deno.test("dnsrr with a port of the routing mesh is refused, also when an update brings the two together", () => {
  assert.deepEqual(check("create", "--name new --endpoint-mode dnsrr -p 81:80 app:1"), ["error SN0307 new"]);
  assert.deepEqual(check("create", "--name new --endpoint-mode dnsrr -p target=80,mode=host app:1"), []);
  assert.deepEqual(check("update", "--endpoint-mode dnsrr api"), ["error SN0307 api"]);
  assert.deepEqual(check("update", "--endpoint-mode dnsrr --publish-rm 80 api"), []);
  assert.deepEqual(check("update", "--endpoint-mode dnsrr --publish-rm 8080:80/tcp api"), []);
});

Deno.test("a port that is published twice is refused", () => {
  assert.deepEqual(check("create", "--name new -p 81:80 -p 81:90 app:1"), ["error SN0318 new"]);
  assert.deepEqual(check("update", "--publish-add 8080:90 api"), ["error SN0318 api"]);
});

Deno.test("publishing without an ingress network is refused", () => {
  assert.deepEqual(check("create", "--name new -p 81:80 app:1", makeSwarm({ networks: [web], nodes })), [
    "error SN0310 swarm",
  ]);
});

Deno.test("an update names its service, adds only what is new and removes only what is there", () => {
  assert.deepEqual(check("update", "--network-add web aip"), ["There is no service aip"]);
  assert.deepEqual(check("update", "--network-add web api"), ["error SN0323 api"]);
  assert.deepEqual(check("update", "--network-rm MyNet api"), ["warning SN0334 api"]);
  assert.deepEqual(check("update", "--network-rm web api"), ["warning SN0332 api"]);
  assert.deepEqual(check("update", "--network-rm web --network-add MyNet api"), []);
});

const hostPort = port(8080, "host");
const stuck = makeService("stuck", {
  ports: [hostPort],
  portsSpec: [hostPort],
  update: { ...makeService("x").update, order: "start-first" },
});

Deno.test("an update is judged with the order, the constraints and the limits that it sets", () => {
  const where = makeSwarm({ networks: [web], services: [stuck, makeService("free")], nodes });
  assert.deepEqual(check("update", "--network-add web stuck", where), ["error SN0319 stuck"]);
  assert.deepEqual(check("update", "--network-add web --update-order stop-first stuck", where), []);
  assert.deepEqual(check("update", "--update-order stop-first stuck", where), []);
  assert.deepEqual(check("update", "--update-delay 5s --replicas 1 stuck", where), []);
  assert.deepEqual(check("update", "--constraint-add node.labels.zone==c free", where), [
    "error SN0326 free",
  ]);
  assert.deepEqual(
    check("create", "--name new --replicas-max-per-node 1 --update-order start-first app:1", where),
    ["error SN0327 new"],
  );
});

Deno.test("policies are judged before the service is made", () => {
  const policy = { ...NO_POLICY, forbiddenPorts: ["5432"], mustEncrypt: ["p*"] };
  const where = makeSwarm({
    networks: [ingress, web, makeNetwork("plain", { subnet: "10.0.4.0/24" })],
    nodes,
  });
  assert.deepEqual(check("create", "--name db -p 5432:5432 app:1", where, { policy }), ["error SN0322 db"]);
  assert.deepEqual(check("create", "--name db --network plain app:1", where, { policy }), [
    "error SN0115 plain",
    "info SN0101 plain",
  ]);
});

function context(options: TestContextOptions = {}) {
  return testContext({ swarm, dockerExit: 7, ...options });
}

async function run(
  command: Command<Flags, ServiceArguments>,
  ctx: Context,
  words: string[],
): Promise<unknown> {
  return await command.run(ctx, command.parse({} as never, words));
}

Deno.test("docker is run with the very same words and its exit code is the result", async () => {
  const ctx = context();
  const words = ["--network", "web", "--name=x", "-dq", "app:1", "sh", "-c", "echo 'a b'", "--no-warn"];
  assert.equal(await run(serviceCreate, ctx, words), 7);
  assert.deepEqual(ctx.dockerRuns, [["service", "create", ...words]]);
  assert.equal(ctx.io.stderrText, "");
});

Deno.test("docker is not run when it would refuse", async () => {
  const ctx = context();
  await assert.rejects(() => run(serviceUpdate, ctx, ["--network-add", "wbe", "api"]), Quiet);
  assert.deepEqual(ctx.dockerRuns, []);
  assert.match(ctx.io.stderrText, /Did you mean web\?/);
});

Deno.test("a refusal prints the code and that nothing was changed", async () => {
  const ctx = context();
  await assert.rejects(() => run(serviceCreate, ctx, ["--name", "new", "-p", "8080:80", "app:1"]), Quiet);
  assert.deepEqual(ctx.dockerRuns, []);
  assert.match(ctx.io.stderrText, /^error SN0318 service new: /);
  assert.match(ctx.io.stderrText, /\nservice create: 1 blocker, no changes made\n$/);
});

Deno.test("our own flags are taken out of docker's words and suppress findings, not what swarm refuses", async () => {
  const ctx = context();
  const words = ["--name", "new", "--ignore", "SN0401", "--network", "name=web,alias=api"];
  assert.equal(await run(serviceCreate, ctx, [...words, "app:1", "--ignore", "x"]), 7);
  assert.deepEqual(ctx.dockerRuns, [
    ["service", "create", "--name", "new", "--network", "name=web,alias=api", "app:1", "--ignore", "x"],
  ]);
  assert.equal(ctx.io.stderrText, "");
  const refused = ["--ignore=SN0318", "--no-warn", "-p", "8080:80", "app:1"];
  await assert.rejects(() => run(serviceCreate, context(), refused), Quiet);
  const unknown = ["--ignore", "SN9999", "-p", "81:80", "app:1"];
  await assert.rejects(() => run(serviceCreate, context(), unknown), /unknown rule "SN9999"/);
});

Deno.test("a word like our flag that is the value of docker's flag stays docker's", () => {
  const words = ["--env", "--no-warn", "-e", "--ignore", "-de", "--ignore", "app:1"];
  assert.deepEqual(serviceCreate.parse({} as never, words).docker, words);
});

Deno.test("an engine that cannot be read, or words that cannot, are said once, and docker is run", async () => {
  const ctx = testContext({ dockerExit: 1 });
  assert.equal(await run(serviceCreate, ctx, ["--network", "web", "app:1"]), 1);
  assert.match(
    ctx.io.stderrText,
    /^WARNING: The networks and ports were not checked: Cannot connect[^\n]*\n$/,
  );
  assert.equal(await run(serviceUpdate, ctx, ["--bogus", "api"]), 1);
  assert.equal(ctx.dockerRuns.length, 2);
});

Deno.test("without a word about networks or ports the engine is not asked", async () => {
  const ctx = testContext();
  assert.equal(await run(serviceUpdate, ctx, ["--image", "app:2", "api"]), 0);
  assert.equal(ctx.io.stderrText, "");
  assert.deepEqual(ctx.dockerRuns, [["service", "update", "--image", "app:2", "api"]]);
});
