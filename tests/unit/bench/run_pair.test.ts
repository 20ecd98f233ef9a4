import assert from "node:assert/strict";
import { type PairTask, runPair } from "../../../lib/bench/run_pair.ts";
import type { Answer, Fact, HelperSpec, NodeEnd, StartedHelper } from "../../../lib/helper/model.ts";
import type { Arm, PairRun } from "../../../lib/bench/judge/model.ts";
import { MADE_OPTIONS } from "../../support/bench_run.ts";
import { makeTask } from "../../support/make_swarm.ts";

/** What a helper comes to, by its role. */
type Script = (role: string, spec: HelperSpec) => { end: NodeEnd; why?: string; facts?: [string, string][] };

/** Runs a pair with helpers that only exist on paper. */
async function run(script: Script): Promise<{ pair: PairRun; specs: HelperSpec[]; begun: number[] }> {
  const specs: HelperSpec[] = [];
  const begun: number[] = [];
  const task: PairTask = {
    number: 1,
    from: { id: "a", name: "alpha", engine: "28.5.2" },
    to: { id: "b", name: "beta", engine: "28.5.2" },
    options: { ...MADE_OPTIONS, maxRate: 8e8 },
    networks: new Map<Arm, string>([["plain", "net-p"], ["encrypted", "net-e"]]),
    onTrial: (place) => begun.push(place),
    started: [],
  };
  const helpers = {
    start: (spec: HelperSpec): Promise<StartedHelper> => {
      specs.push(spec);
      return Promise.resolve({ ...spec, ids: [spec.role], nodes: [...spec.nodes as string[]] });
    },
    collect: (
      helper: StartedHelper,
      { enough }: { enough?: (facts: readonly Fact[], node: string) => boolean },
    ) => {
      const { end, why = "", facts = [] } = script(
        helper.role,
        specs.find((one) => one.role === helper.role)!,
      );
      const lines = facts.map(([kind, text]) => ({ kind, text, received: 0 }));
      enough?.(lines, helper.nodes[0]!);
      const answer: Answer = {
        node: helper.nodes[0]!,
        hostname: `host-${helper.nodes[0]}`,
        end,
        why,
        facts: lines,
        strange: 0,
      };
      return Promise.resolve([answer]);
    },
    tasks: (helper: StartedHelper) => {
      const { network } = specs.find((one) => one.role === helper.role)!;
      const networks = (network as string[]).map((id) => ({
        network: id,
        addresses: [`10.1.2.3/25`],
        aliases: [],
      }));
      return Promise.resolve([makeTask("task", { state: "running", networks })]);
    },
  };
  let time = 0;
  const pair = await runPair(helpers, task, () => time += 10_000);
  assert.deepEqual(task.started.map((one) => one.role), specs.map((one) => one.role));
  return { pair, specs, begun };
}

const ANSWERED = { end: "answered" } as const;

Deno.test("the client gets the server's addresses, its rate by stream, and a plan of every trial", async () => {
  const { specs, begun } = await run((role) =>
    role.startsWith("client") ? { ...ANSWERED, facts: [["begin", "0"]] } : ANSWERED
  );
  const [server, client] = specs;
  assert.deepEqual([server!.nodes, client!.nodes], [["b"], ["a"]]);
  assert.deepEqual(client!.network, ["net-p", "net-e"]);
  assert.equal(client!.env.BENCH_plain, "10.1.2.3");
  assert.equal(client!.env.BENCH_MANY, "200000000");
  assert.equal(client!.env.BENCH_PLAN!.split("\n").length, 42);
  assert.deepEqual(
    [...client!.capabilities, ...client!.mounts, ...server!.capabilities, ...server!.mounts],
    [],
  );
  assert.deepEqual(begun, [0]);
});

for (const end of ["server", "client"]) {
  Deno.test(`a ${end} whose node cannot encrypt: the plain network is measured, and it is said`, async () => {
    const { pair, specs } = await run((role, { network }) =>
      role.startsWith(end) && network.length === 2
        ? {
          end: "refused",
          why: "the helper could not run: cannot join secure network: required modules are missing",
        }
        : ANSWERED
    );
    assert.equal(pair.problems.length, 1);
    assert.equal(pair.problems[0]!.arm, "encrypted");
    assert.match(pair.problems[0]!.why, /cannot encrypt.*secure network/);
    assert.match(pair.problems[0]!.next, /modprobe esp4/);
    assert.ok(pair.trials.length === 21 && pair.trials.every((one) => one.arm === "plain"));
    assert.deepEqual(specs.at(-1)!.network, ["net-p"]);
  });
}

Deno.test("an image that a node does not have ends the pair, with what to do", async () => {
  const { pair, specs } = await run(() => ({ end: "no-image", why: "it has no image tools:1" }));
  assert.equal(pair.trials.length, 0);
  assert.equal(specs.length, 1);
  assert.match(pair.problems[0]!.why, /host-b.*no image/);
  assert.match(pair.problems[0]!.next, /docker pull/);
});

Deno.test("an image without iperf3 is said once", async () => {
  const { pair } = await run(() => ({ ...ANSWERED, facts: [["lacks", "iperf3"], ["lacks", "ip"]] }));
  assert.deepEqual(pair.problems.map((one) => one.why), [
    "The image has no iperf3, ip: only latency can be measured",
  ]);
});

Deno.test("a network that carries nothing is named with ESP's protocol number, and the other one still counts", async () => {
  const error = '{"end":{},"error":"unable to connect to server: timed out"}';
  const sum = '{"end":{"sum_received":{"seconds":1,"bytes":125000000,"bits_per_second":1e9}}}';
  const { pair } = await run((role) =>
    role.startsWith("client")
      ? {
        ...ANSWERED,
        facts: [["begin", "0"], ["json", `0 ${sum}`], ["begin", "1"], ["json", `1 ${error}`]],
      }
      : ANSWERED
  );
  assert.equal(pair.problems.length, 1);
  assert.match(pair.problems[0]!.why, /through the encrypted network: unable to connect/);
  assert.match(pair.problems[0]!.next, /IP protocol 50/);
});

Deno.test("what came before a node fell silent is kept", async () => {
  const { pair } = await run((role) =>
    role.startsWith("client")
      ? { end: "cut-off", why: "the last line is missing", facts: [["begin", "0"]] }
      : ANSWERED
  );
  assert.equal(pair.trials.length, 42);
});
