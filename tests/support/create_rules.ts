import assert from "node:assert/strict";
import { type ChangeVerdict, judgeChange } from "../../lib/checks/judge_change.ts";
import type { Level, Policy } from "../../lib/checks/rule.ts";
import { NO_POLICY } from "../../lib/checks/view.ts";
import { planCreate } from "../../lib/plan/create/plan.ts";
import { type CreateRequest, plainRequest } from "../../lib/swarm/change/create_request.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { makeNetwork, makeNode, makeSwarm } from "./make_swarm.ts";

/** What create is told of a request, as it is judged with this policy and nothing suppressed. */
export function verdictOf(
  parts: Partial<CreateRequest>,
  swarm: Swarm = makeSwarm(),
  policy: Partial<Policy> = {},
): ChangeVerdict {
  const { request } = planCreate({ ...plainRequest("app"), ...parts }, swarm, policy.allowedSubnets);
  return judgeChange(swarm, { kind: "create-network", request }, {
    policy: { ...NO_POLICY, ...policy },
    levels: new Map(),
    ignores: [],
    now: Date.parse(swarm.taken),
  });
}

/** Findings but SN0101 as "level CODE|message|fix", errors first. */
export function judged(parts: Partial<CreateRequest>, swarm?: Swarm, policy?: Partial<Policy>): string[] {
  const { blockers, remarks } = verdictOf(parts, swarm, policy);
  return [...blockers, ...remarks]
    .filter(({ code }) => code !== "SN0101")
    .map(({ level, code, message, fix }) =>
      [`${level} ${code}`, message, [fix.text, ...fix.commands ?? []].join(" ")].join("|")
    );
}

/** A rule of network creation, as a request that breaks it. */
export interface Row {
  rule: string;
  request: Partial<CreateRequest>;
  swarm?: Swarm;
  /** Level and code, what the message contains and what the fix says. */
  expect: [Level, string, string, RegExp];
}

export const VNI = "com.docker.network.driver.overlay.vxlanid_list";
export const MTU = "com.docker.network.driver.mtu";
/** A swarm with a Windows node. */
export const WINDOWS = makeSwarm({
  nodes: [makeNode("lin"), makeNode("win1", { os: "windows", addr: "192.0.2.9" })],
});
/** A swarm of Linux nodes with these engine versions. */
export const engines = (versions: string[], cluster = {}) =>
  makeSwarm({
    cluster,
    nodes: versions.map((engineVersion, at) =>
      makeNode(`n${at}`, { engineVersion, addr: `192.0.2.${at + 10}` })
    ),
  });
/** A swarm with its ingress network and this one. */
export const withNetwork = (name: string, parts: Parameters<typeof makeNetwork>[1] = {}) =>
  makeSwarm({
    networks: [makeNetwork("ingress", { ingress: true, subnet: "10.0.0.0/24" }), makeNetwork(name, parts)],
  });

/** Registers a test for each rule. */
export function testRules(rows: readonly Row[]): void {
  for (const { rule, request, swarm, expect: [level, code, value, fix] } of rows) {
    Deno.test(`${rule}: told with code, value and fix`, () => {
      const all = judged(request, swarm);
      const found = all.find((one) =>
        one.startsWith(`${level} ${code}`) && one.split("|")[1]!.includes(value)
      );
      assert.ok(found !== undefined, `no ${level} ${code} with "${value}" among\n${all.join("\n")}`);
      assert.match(found.split("|")[2]!, fix);
    });
  }
}
