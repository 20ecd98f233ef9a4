import assert from "node:assert/strict";
import { client, DEFAULTS, down, up } from "../../scripts/lab/lab.ts";
import {
  type Asked,
  type AuthorizationPlugin,
  startAuthorizationPlugin,
} from "../support/authorization_plugin.ts";
import { withFolder } from "../support/engine_socket.ts";
import { installPlugin } from "../support/installed_plugin.ts";
import { engineOf } from "../support/lab.ts";

/** An engine's authorization plugin sees the same requests from swarmnet as from docker, and refuses them alike. */
const found = await engineOf("oldest");
if ("reason" in found) console.log(`Tests with an authorization plugin are skipped: ${found.reason}`);

/** What the engine receives from docker's own client: a ping, or a path that starts with a version. */
const ORIGIN_FORM = /^(\/_ping|\/v1\.\d+\/[a-z][^ ]*)$/;

/** Commands that read the engine. NET is a network, SVC a service on it, STACK a stack file. */
const READING = [
  "audit",
  "audit --deep",
  "capacity",
  "diff FROM live",
  "edges",
  "gateway",
  "ingress",
  "inspect NET",
  "inspect --verbose NET",
  "lint --against live STACK",
  "ls",
  "ls --all",
  "map",
  "operations",
  "plan -c STACK demo",
  "ports",
  "service inspect SVC",
  "service ls",
  "snapshot",
  "status",
  "trace SVC SVC",
  "version --format json",
];

/** Commands that change the swarm, in an order in which each has something to do. */
const CHANGING = [
  "create --no-warn second",
  "attach --yes SVC second",
  "detach --yes SVC second",
  "rm --yes second",
  "create --no-warn third",
  "prune --yes",
  "service update --detach --label-add a=b SVC",
];

/**
 * Commands of docker and the matching ones of swarmnet: every request of the first is made by the second, to the letter. But `node ls`
 * also asks for /info, to mark the engine's own node.
 */
const MATCHING: [docker: string, swarmnet: string][] = [
  ["network ls", "ls"],
  ["service ls", "service ls"],
  ["node ls", "status"],
];

interface Call {
  code: number;
  stderr: string;
  asked: Asked[];
}

Deno.test({
  name: "an authorization plugin sees the same requests from swarmnet as from docker, and refuses the same",
  ignore: "reason" in found,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: (t) =>
    withFolder(async (folder) => {
      await using plugin = startAuthorizationPlugin(`${folder}/authz.sock`);
      const prefix = Deno.env.get("SWARMNET_LAB_PREFIX") ?? "e2e";
      const name = `${prefix}-${crypto.randomUUID().slice(0, 6)}`;
      const engine = (found as { engine: string }).engine;
      const lab = await up({ ...DEFAULTS, name, nodes: 1, engine, authorization: `${folder}/authz.sock` });
      const installed = installPlugin();
      const node = lab.nodes[0]!;
      const words = new Map([["NET", "first"], ["SVC", "web"], ["STACK", `${folder}/stack.yaml`], [
        "FROM",
        "demo",
      ]]);
      const call = async (line: string): Promise<Call> => {
        const before = plugin.asked.length;
        const typed = line.split(" ").map((word) => words.get(word) ?? word);
        const { code, stderr } = await installed.docker(typed, { host: `unix://${node.socket}` });
        return { code, stderr, asked: plugin.asked.slice(before) };
      };
      try {
        const witness = client(node);
        await prepare(folder, witness);
        await t.step("requests of reading commands are in origin form", async () => {
          for (const line of READING) await checkForm(await call(`swarmnet ${line}`), line);
        });
        await t.step("requests are docker's own", () => matching(call));
        await t.step("requests of changing commands are in origin form", async () => {
          for (const line of CHANGING) await checkForm(await call(`swarmnet ${line}`), line);
        });
        await t.step("what the plugin refuses is refused to both", async () => {
          await refusals(plugin, call, witness);
        });
      } finally {
        installed.remove();
        await down(name);
      }
    }),
});

function checkForm({ code, stderr, asked }: Call, line: string): void {
  assert.ok(code === 0 || code === 3, `${line}: exit ${code}: ${stderr}`);
  assert.ok(asked.length > 0, `${line} asked the engine nothing`);
  for (const { method, uri } of asked) assert.match(uri, ORIGIN_FORM, `${line}: ${method} ${uri}`);
}

async function matching(call: (line: string) => Promise<Call>): Promise<void> {
  const calls = ({ asked }: Call) =>
    new Set(asked.filter(({ uri }) => !uri.endsWith("/info")).map(({ method, uri }) => `${method} ${uri}`));
  for (const [docker, swarmnet] of MATCHING) {
    const theirs = calls(await call(docker)), ours = calls(await call(`swarmnet ${swarmnet}`));
    for (const one of theirs) {
      assert.ok(
        ours.has(one),
        `docker ${docker} sends ${one}, swarmnet ${swarmnet} sends ${[...ours].join(", ")}`,
      );
    }
  }
}

/** A stack file, a network and a service for the commands to read and change. */
async function prepare(folder: string, witness: ReturnType<typeof client>): Promise<void> {
  Deno.writeTextFileSync(
    `${folder}/stack.yaml`,
    "services:\n  a:\n    image: swarmnet-lab:1\n    networks: [n]\nnetworks:\n  n:\n    driver: overlay\n",
  );
  await witness.createNetwork({ Name: "first", Driver: "overlay", Attachable: true });
  await witness.createService({
    Name: "web",
    TaskTemplate: {
      ContainerSpec: { Image: "swarmnet-lab:1", Command: ["sleep", "3600"], StopGracePeriod: 1e8 },
      Networks: [{ Target: "first" }],
    },
    Mode: { Replicated: { Replicas: 1 } },
  });
}

async function refusals(
  plugin: AuthorizationPlugin,
  call: (line: string) => Promise<Call>,
  witness: ReturnType<typeof client>,
): Promise<void> {
  plugin.refuse = /^POST (\/v[0-9.]+)?\/networks\/create/;
  for (const line of ["network create -d overlay refused", "swarmnet create --no-warn refused"]) {
    const { code, stderr } = await call(line);
    assert.equal(code, 1, `${line}: ${stderr}`);
    assert.match(stderr, /authorization denied by plugin witness: refused by the test/, line);
  }
  plugin.refuse = /^GET (\/v[0-9.]+)?\/networks(\?|$)/;
  for (const line of ["network ls", "swarmnet ls", "swarmnet audit", "swarmnet status"]) {
    const { code, stderr } = await call(line);
    assert.equal(code, 1, `${line}: ${stderr}`);
    assert.match(stderr, /authorization denied by plugin witness: refused by the test/, line);
  }
  plugin.refuse = undefined;
  assert.ok(
    !(await witness.listNetworks()).some((network: { Name: string }) => network.Name === "refused"),
  );
}
