import { shellLine } from "../../base/shell.ts";
import { listOf } from "../../swarm/attached.ts";
import { indexOf } from "../../swarm/index.ts";
import { attach, detach } from "../change_examples.ts";
import { rule } from "../rule.ts";
import { service as subject } from "../subjects.ts";
import { isJob } from "../../swarm/service.ts";

export const sn0330 = rule({
  code: "SN0330",
  name: "job-networks-changed",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["services", "change"],
  what: "The networks of a job are to be changed",
  why: "Tasks of a job are not moved: with other networks the job runs again from the start.",
  fix: "Remove the job and create it again with its new networks",
  reference: ["swarmkit manager/orchestrator/jobs: tasks of an older iteration are removed"],
  bad: [
    {
      title: "A job is attached",
      swarm: { networks: [{ name: "app" }], services: [{ name: "once", mode: "replicated-job" }] },
      change: attach(["once"], "app"),
    },
    {
      title: "A job is detached",
      swarm: { networks: [{ name: "app" }], services: [{ name: "once", mode: "global-job", on: ["app"] }] },
      change: detach(["once"], "app"),
    },
  ],
  good: [{
    title: "A service",
    swarm: { networks: [{ name: "app" }], services: [{ name: "web" }] },
    change: attach(["web"], "app"),
  }],
  check(view, report) {
    for (const one of view.services) {
      if (!isJob(one) || !view.written(one.id)) continue;
      const old = indexOf(view.before!).serviceById.get(one.id);
      if (old === undefined || JSON.stringify(listOf(old)) === JSON.stringify(listOf(one))) continue;
      report({
        object: subject(one),
        // A deploy runs the job again, which may be what is meant; attach and detach have no such use.
        ...(view.change!.kind === "deploy" ? { level: "warning" as const } : {}),
        message: `Service ${one.name} is a job: with other networks it runs again from the start`,
        fix: {
          text: "Remove it and create it again with --network",
          commands: [shellLine(["docker", "service", "rm", one.name])],
        },
      });
    }
  },
});
