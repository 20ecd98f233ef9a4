import assert from "node:assert/strict";
import { planCreate } from "../../lib/plan/create/plan.ts";
import { type CreateRequest, plainRequest } from "../../lib/swarm/change/create_request.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { makeNetwork, makeNode, makeSwarm } from "./make_swarm.ts";

/** A policy that asks for nothing. */
export const LET = { require: "off", origin: "the default" } as const;

/** Problems that are no mere facts, as "severity|what|why|fix". */
export function judged(parts: Partial<CreateRequest>, swarm: Swarm = makeSwarm()): string[] {
  return planCreate({ ...plainRequest("app"), ...parts }, swarm, LET).problems
    .filter((one) => one.severity !== "note")
    .map((one) => [one.severity, one.what, one.why, one.fix].join("|"));
}

/** A rule of network creation, as a request that breaks it. */
export interface Row {
  rule: string;
  request: Partial<CreateRequest>;
  swarm?: Swarm;
  /** severity, and what value, rule and correction must contain. */
  expect: ["error" | "warning", string, RegExp, RegExp];
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
  for (const { rule, request, swarm, expect: [severity, value, why, fix] } of rows) {
    Deno.test(`${rule}: said with value, rule and correction`, () => {
      const all = judged(request, swarm);
      const found = all.find((one) => one.startsWith(severity) && one.split("|")[1]!.includes(value));
      assert.ok(found !== undefined, `no ${severity} with "${value}" among\n${all.join("\n")}`);
      const parts = found.split("|");
      assert.match(parts[2]!, why);
      assert.match(parts[3]!, fix);
    });
  }
}
