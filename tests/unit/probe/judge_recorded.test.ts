/** The lines of two agents as they were written in a guest with two engines 28.5.2 (networks ingress, plain, and secret with `encrypted=false`). */
import assert from "node:assert/strict";
import { judgeProbe } from "../../../lib/probe/judge/probe.ts";
import { readFacts } from "../../../lib/probe/judge/facts.ts";
import type { ProbedNode } from "../../../lib/probe/judge/model.ts";
import { targetsOf } from "../../../lib/probe/specs.ts";
import { makeNetwork, makeService, makeSwarm, makeTask } from "../../support/make_swarm.ts";
import { PROBE_NODES } from "../../support/probe_lines.ts";

const VNI = "com.docker.network.driver.overlay.vxlanid_list";

function recordedSwarm() {
  const networks = [
    makeNetwork("ingress", {
      id: "thijxzguob00",
      ingress: true,
      subnet: "10.0.0.0/24",
      options: { [VNI]: "4096" },
    }),
    makeNetwork("plain", { id: "6jpbd2h0v900", subnet: "10.0.1.0/24", options: { [VNI]: "4097" } }),
    makeNetwork("secret", {
      id: "8q2mjdkcvl00",
      subnet: "10.0.2.0/24",
      options: { [VNI]: "4098", encrypted: "false" },
    }),
    makeNetwork("control", { id: "krn2pxpfky00", subnet: "10.0.3.0/24", options: { [VNI]: "4099" } }),
  ];
  const [ingress, plain, secret] = networks as [
    (typeof networks)[0],
    (typeof networks)[0],
    (typeof networks)[0],
  ];
  const published = [{ name: "", protocol: "tcp", target: 80, published: 8080, mode: "ingress" as const }];
  const task = (service: string, node: number, addresses: [string, string][]) =>
    makeTask(`${service}${node}`, {
      service: `id-${service}`,
      node: `id-node${node}`,
      networks: addresses.map(([network, address]) => ({
        network,
        addresses: [`${address}/24`],
        aliases: [],
      })),
    });
  return makeSwarm({
    nodes: [...PROBE_NODES],
    networks,
    services: [
      makeService("web", {
        mode: "global",
        ports: published,
        vips: [{ network: ingress.id, addr: "10.0.0.4/24" }, { network: plain.id, addr: "10.0.1.2/24" }],
      }),
      makeService("vault", { mode: "global", vips: [{ network: secret.id, addr: "10.0.2.2/24" }] }),
    ],
    tasks: [1, 2].flatMap((node) => [
      task("web", node, [[ingress.id, `10.0.0.${4 + node}`], [plain.id, `10.0.1.${2 + node}`]]),
      task("vault", node, [[secret.id, `10.0.2.${2 + node}`]]),
    ]),
  });
}

function recordedNode(number: 1 | 2): ProbedNode {
  const text = Deno.readTextFileSync(
    new URL(`../../support/probe_recorded/node${number}.txt`, import.meta.url),
  );
  const facts = text.trimEnd().split("\n").map((line) => ({
    kind: line.split(" ")[0]!,
    text: line.slice(line.indexOf(" ") + 1),
    received: 1795380592_000,
  }));
  return { node: PROBE_NODES[number - 1]!, facts: readFacts(facts), why: "" };
}

Deno.test("what real agents wrote proves the encrypted network, and nothing fails or stays unknown", () => {
  const swarm = recordedSwarm();
  const input = {
    before: swarm,
    after: swarm,
    targets: targetsOf(swarm.networks.slice(0, 3), false),
    control: [4099],
    nodes: [recordedNode(1), recordedNode(2)],
    port: 4789,
  };
  const { wire, checks } = judgeProbe(input);
  assert.deepEqual(wire.map(({ network, seen }) => `${network} ${seen}`), [
    "ingress clear",
    "ingress clear",
    "plain clear",
    "plain clear",
    "secret encrypted",
    "secret encrypted",
  ]);
  assert.deepEqual(checks.filter(({ state }) => state === "failed" || state === "unknown"), []);
  assert.equal(checks.filter(({ code, state }) => code === "SN0819" && state === "ok").length, 6);
});

Deno.test("no key of IPsec is among what agents write", () => {
  for (const number of [1, 2]) {
    const text = Deno.readTextFileSync(
      new URL(`../../support/probe_recorded/node${number}.txt`, import.meta.url),
    );
    assert.doesNotMatch(text, /aead|rfc4106|0x[0-9a-f]{16,}/);
  }
});
