import assert from "node:assert/strict";
import { readNetwork, readPort, saysNothing, serviceRequest } from "../../../lib/plan/service_request.ts";
import { DOCKER_SERVICE_FLAGS } from "../../../lib/docker/service_flags.gen.ts";
import { type DockerArguments, readDockerArguments } from "../../../commands/shared/run_docker_service.ts";

function words(kind: "create" | "update", line: string): DockerArguments {
  const read = readDockerArguments(DOCKER_SERVICE_FLAGS[kind], line.split(" "), kind === "update");
  assert(!("unreadable" in read), JSON.stringify(read));
  return read;
}

Deno.test("create's flags end at the image: the rest are the container's words", () => {
  const said = serviceRequest(
    "create",
    words("create", "--name api --network web -p8080:80 app:1 sh --network nope -p 1:1"),
  );
  assert.equal(said.service, "api");
  assert.deepEqual(said.networks.map((word) => word.target), ["web"]);
  assert.deepEqual(said.ports.map((port) => port.published), [8080]);
});

Deno.test("update's flags may stand behind the service", () => {
  const said = serviceRequest(
    "update",
    words("update", "api --network-add web --network-rm=db -dq --publish-rm 80"),
  );
  assert.equal(said.service, "api");
  assert.deepEqual([said.networks[0]!.target, said.networksRemoved, said.portsRemoved], ["web", ["db"], [
    80,
  ]]);
});

Deno.test("a value that looks like a flag belongs to the flag before it", () => {
  assert.equal(saysNothing(words("create", "--entrypoint --network -e -p app:1")), true);
});

Deno.test("a flag that docker's table does not have makes the line unreadable, as does a missing value", () => {
  const read = (line: string) => readDockerArguments(DOCKER_SERVICE_FLAGS.create, line.split(" "), false);
  assert.deepEqual(read("--bogus x"), { unreadable: "unknown flag: --bogus" });
  assert("unreadable" in read("--network"));
  assert.equal((read("--name x --help") as DockerArguments).help, true);
});

Deno.test("the long form of a network is lower-cased by docker as a whole", () => {
  assert.deepEqual(readNetwork("name=MyNet,alias=Search,driver-opt=K=V"), {
    text: "name=MyNet,alias=Search,driver-opt=K=V",
    target: "mynet",
    typed: "MyNet",
    aliases: ["search"],
  });
  assert.equal(readNetwork("MyNet")!.target, "MyNet");
});

Deno.test("a quoted field of the long form may hold a comma", () => {
  assert.deepEqual(readNetwork('name=web,"alias=a,b"')!.aliases, ["a,b"]);
});

Deno.test("network values that docker refuses are left to docker", () => {
  for (const text of ["alias=x", "name=web,bogus=1", "web,alias=x"]) {
    assert.equal(readNetwork(text), undefined);
  }
});

Deno.test("ports are read in docker's forms, ranges one by one", () => {
  const brief = (text: string) =>
    readPort(text).map(({ published, target, protocol, mode }) =>
      `${published}>${target}/${protocol} ${mode}`
    );
  assert.deepEqual(brief("80"), ["0>80/tcp ingress"]);
  assert.deepEqual(brief("8080:80/udp"), ["8080>80/udp ingress"]);
  assert.deepEqual(brief("8000-8001:80-81"), ["8000>80/tcp ingress", "8001>81/tcp ingress"]);
  assert.deepEqual(brief("published=8080,target=80,mode=host,protocol=UDP"), ["8080>80/udp host"]);
  assert.deepEqual(brief("target=80"), ["0>80/tcp ingress"]);
  for (
    const text of [
      "0",
      "70000:80",
      "127.0.0.1:80:80",
      "90-80",
      "published=80",
      "target=x",
      "target=80,mode=hots",
    ]
  ) {
    assert.deepEqual(brief(text), [], text);
  }
});

Deno.test("the table knows every flag that the checks read, with its kind", () => {
  const { create, update } = DOCKER_SERVICE_FLAGS;
  for (
    const name of [
      "name",
      "network",
      "publish",
      "endpoint-mode",
      "mode",
      "replicas",
      "constraint",
      "update-order",
      "update-parallelism",
      "replicas-max-per-node",
    ]
  ) {
    assert.equal(create[name]?.value, true, name);
  }
  for (
    const name of [
      "network-add",
      "network-rm",
      "publish-add",
      "publish-rm",
      "endpoint-mode",
      "replicas",
      "constraint-add",
      "constraint-rm",
      "update-order",
    ]
  ) {
    assert.equal(update[name]?.value, true, name);
  }
  assert.deepEqual(create.publish, { short: "p", value: true });
  assert.deepEqual(create.detach, { short: "d", value: false });
});
