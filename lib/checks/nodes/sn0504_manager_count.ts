import { shellLine } from "../../base/shell.ts";
import type { Node } from "../../swarm/model.ts";
import type { Fix, Level } from "../rule.ts";
import { rule } from "../rule.ts";
import { THE_SWARM } from "../subjects.ts";

/** More managers than that only make every change slower (docs.docker.com/engine/swarm/admin_guide). */
const MOST = 7;

export const sn0504 = rule({
  code: "SN0504",
  name: "manager-count",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["nodes"],
  what: "The number of managers does not survive the loss of one, or has one that adds nothing",
  why:
    "Changes need more than half of the managers. One manager is none left after it fails, and with it new addresses, tasks and " +
    "networks; two fail as soon as either does; any even number survives no more losses than one manager less.",
  fix: "Have three managers, or five or seven in a large swarm, in different places",
  reference: ["https://docs.docker.com/engine/swarm/admin_guide/#maintain-the-quorum-of-managers"],
  falsePositives: "A single machine for trying things out",
  cis: "7.1",
  bad: [
    {
      title: "One manager for two workers",
      swarm: { nodes: [manager("m1"), { hostname: "w1" }, { hostname: "w2" }] },
    },
    { title: "Two managers", swarm: { nodes: [manager("m1"), manager("m2"), { hostname: "w1" }] } },
  ],
  good: [{
    title: "Three",
    swarm: { nodes: [manager("m1"), manager("m2"), manager("m3"), { hostname: "w1" }] },
  }],
  check(view, report) {
    const managers = view.nodes.filter(({ role }) => role === "manager");
    const count = managers.length;
    // A view without any is not from a manager; there is nothing to count.
    if (count === 0 || (count % 2 === 1 && count > 1 && count <= MOST)) return;
    const level: Level = view.nodes.length === 1 || count > MOST ? "info" : "warning";
    report({ object: THE_SWARM, level, message: messageFor(count), fix: fixFor(view.nodes, managers) });
  },
});

function messageFor(count: number): string {
  if (count === 1) {
    return "The swarm has one manager: if it is lost, nothing can be changed or started any more";
  }
  if (count > MOST) return `The swarm has ${count} managers: each change waits for more than half of them`;
  const survives = count / 2 - 1;
  const losses = survives === 0 ? "no loss" : survives === 1 ? "one loss" : `${survives} losses`;
  return `The swarm has ${count} managers and survives ${losses}, as many as with ${count - 1}`;
}

function fixFor(nodes: readonly Node[], managers: readonly Node[]): Fix {
  const spare = nodes.filter((one) => one.role === "worker" && one.state === "ready");
  const missing = managers.length === 1 ? 2 : managers.length < MOST ? 1 : 0;
  if (missing > 0 && spare.length >= missing) {
    return {
      text: "Promote workers, best in another place",
      commands: [command("promote", spare.slice(0, missing))],
    };
  }
  const others = managers.filter(({ manager }) => manager?.leader !== true);
  const surplus = managers.length > MOST ? managers.length - MOST : managers.length % 2 === 0 ? 1 : 0;
  if (surplus > 0 && managers.length > 2) {
    return { text: "Demote what is too many", commands: [command("demote", others.slice(-surplus))] };
  }
  return {
    text: "Add nodes, so that there are three managers",
    commands: ["docker swarm join-token manager"],
  };
}

/** By ID where a hostname is not unique is for docker to ask; hostnames are what people know. */
function command(verb: "promote" | "demote", nodes: readonly Node[]): string {
  return shellLine(["docker", "node", verb, ...nodes.map(({ hostname }) => hostname)]);
}

function manager(hostname: string) {
  return { hostname, role: "manager" as const };
}
