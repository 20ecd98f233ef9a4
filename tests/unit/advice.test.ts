import assert from "node:assert/strict";
import { adviser } from "../../lib/base/advice.ts";
import { callWords } from "../../lib/docker/globals.ts";
import { parseCall } from "../../lib/cli/parse_globals.ts";

const advise = adviser({ all: ["--config", "dir", "--context", "other"], config: ["--config", "dir"] });
const CALL = "--config dir --context other";

function wordsOf(...args: string[]) {
  const call = parseCall([...args, "swarmnet", "ls"]);
  assert.equal(call.form, "command");
  return callWords((call as Extract<typeof call, { form: "command" }>).globals);
}

Deno.test("every docker command of an advice carries the words of the call, and text around it stays", () => {
  assert.equal(
    advise("See who uses it: docker swarmnet ingress; then: docker network rm web"),
    `See who uses it: docker ${CALL} swarmnet ingress; then: docker ${CALL} network rm web`,
  );
  assert.equal(
    advise("docker service rm $(docker service ls -q)"),
    `docker ${CALL} service rm $(docker ${CALL} service ls -q)`,
  );
  assert.equal(advise("sudo docker swarmnet ls"), `sudo docker ${CALL} swarmnet ls`);
});

Deno.test("a command for another engine, a help page and other programs stay as they are", () => {
  for (
    const text of [
      "Choose another engine: docker --context NAME swarmnet …, or DOCKER_HOST",
      "On node2: docker network disconnect web 0123456789ab",
      "On the node, while it is out of the swarm, recreate docker_gwbridge: docker network create docker_gwbridge",
      "docker swarmnet attach --help",
      "docker swarmnet ingress replace --help",
      "docker swarmnet explain SN0101",
      "See /etc/docker service files, docker-swarmnet ls and docker's network",
    ]
  ) assert.equal(advise(text), text);
  assert.equal(advise("docker context rm old"), "docker --config dir context rm old");
  assert.equal(
    advise("Resume it: docker swarmnet resume 1"),
    `Resume it: docker ${CALL} swarmnet resume 1`,
  );
});

Deno.test("the words are those that choose the engine, quoted for a shell", () => {
  assert.deepEqual(wordsOf("-D", "--log-level", "debug").all, []);
  assert.deepEqual(wordsOf("-c", "my prod").all, ["--context", "my prod"]);
  assert.deepEqual(
    wordsOf("-H", "tcp://m1:2376", "--tlsverify", "--tls=false", "--tlscacert", "ca.pem", "--config=/etc/d")
      .all,
    ["--config", "/etc/d", "-H", "tcp://m1:2376", "--tls=false", "--tlsverify", "--tlscacert", "ca.pem"],
  );
  assert.equal(
    adviser(wordsOf("--context", "it's"))("docker node ls"),
    `docker --context 'it'\\''s' node ls`,
  );
});

Deno.test("no advice repeats a login of -H, which docker does not use", () => {
  for (
    const [host, shown] of [
      ["tcp://u:p@ss@m1:2375", "tcp://m1:2375"],
      ["u:pass@m1:2375/pre", "m1:2375/pre"],
      ["ssh://me:pass@m1", "ssh://m1"],
      ["ssh://me@m1", "ssh://me@m1"],
      ["unix://@abstract:a@b", "unix://@abstract:a@b"],
    ]
  ) assert.deepEqual(wordsOf("-H", host!).all, ["-H", shown]);
});

Deno.test("a call that names no engine changes nothing", () => {
  assert.equal(adviser(wordsOf())("docker node ls"), "docker node ls");
});
