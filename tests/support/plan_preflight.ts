import assert from "node:assert/strict";
import type { Level } from "../../lib/checks/rule.ts";
import type { Plan } from "../../lib/plan/model.ts";
import { planReplace, type ReplaceRequest } from "../../lib/plan/replace.ts";
import { sketchSwarm, type SwarmSketch } from "../../lib/swarm/sketch.ts";
import type { Service, Task, UpdateConfig } from "../../lib/swarm/model.ts";

type Net = NonNullable<SwarmSketch["networks"]>[number];
type Srv = NonNullable<SwarmSketch["services"]>[number];

export const ROLL: UpdateConfig = {
  parallelism: 1,
  delay: 0,
  monitor: 5e9,
  failureAction: "pause",
  maxFailureRatio: 0,
  order: "start-first",
};
export const STOP: UpdateConfig = { ...ROLL, order: "stop-first" };
/** A network in clear, as most are. */
export const APP: Net = { name: "app", options: {} };
/** A service that can be moved without a word. */
export const WEB: Srv = { name: "web", on: ["app"], replicas: 2, update: ROLL };
export const HOST_PORT = [{ name: "", protocol: "tcp", target: 80, published: 8080, mode: "host" as const }];
export const MESH_PORT = [{
  name: "",
  protocol: "tcp",
  target: 80,
  published: 8080,
  mode: "ingress" as const,
}];

export interface PreflightCase {
  /** What is wrong, as the test's name. */
  title: string;
  networks?: Net[];
  services?: Srv[];
  more?: Partial<SwarmSketch>;
  request?: Partial<ReplaceRequest>;
  change?: ReplaceRequest["moves"][number]["change"];
  name?: string;
  /** The code expected, and how bad it is. */
  code: string;
  level?: Level;
  /** Parts of its words. */
  says?: RegExp[];
  /** A small difference with which it is not found. */
  unless: Omit<Partial<PreflightCase>, "title" | "code">;
}

export function planOf(parts: Omit<Partial<PreflightCase>, "title" | "code">): Plan {
  const swarm = sketchSwarm({
    networks: parts.networks ?? [APP],
    services: parts.services ?? [WEB],
    ...parts.more,
  });
  return planReplace(swarm, {
    kind: "encrypt",
    moves: [{ network: "id-app", name: parts.name ?? "app", change: parts.change ?? { encrypted: true } }],
    allowGap: false,
    startFirst: false,
    ...parts.request,
  });
}

export const nodes = (...versions: string[]) =>
  versions.map((engineVersion, at) => ({ hostname: `n${at + 1}`, engineVersion }));
export const task = (parts: Partial<Task>): Task[] => [{
  ...sketchSwarm({ networks: [APP], services: [WEB] }).tasks[0]!,
  ...parts,
}];
export const state = (word: string): Service["updateStatus"] => ({
  state: word,
  started: "",
  completed: "",
  message: "task x failed",
});

/** A test for each: what must be found is found, and is not with the small difference. */
export function testPreflight(cases: readonly PreflightCase[]): void {
  for (const one of cases) {
    Deno.test(`preflight finds ${one.title}`, () => {
      const { findings } = planOf(one);
      const found = findings.filter((each) => each.code === one.code);
      assert.ok(found.length > 0, `only ${findings.map((each) => each.code).join(", ") || "nothing"}`);
      assert.equal(found[0]!.level, one.level ?? "error");
      const text = found.flatMap((each) => [
        each.message,
        ...each.details,
        each.fix.text,
        ...each.fix.commands ?? [],
      ]).join("\n");
      for (const part of one.says ?? []) assert.match(text, part);
      const without = planOf(one.unless).findings.map((each) => each.code);
      assert.ok(!without.includes(one.code), `${one.code} is found where it is not`);
    });
  }
}
