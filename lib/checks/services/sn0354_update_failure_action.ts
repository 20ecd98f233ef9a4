import { shellLine } from "../../base/shell.ts";
import { UPDATE_DEFAULTS } from "../../swarm/model.ts";
import { encrypt } from "../change_examples.ts";
import { replacementOf, usersBefore } from "../replacement.ts";
import { rule } from "../rule.ts";
import { service } from "../subjects.ts";

export const sn0354 = rule({
  code: "SN0354",
  name: "update-failure-action",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "Updates of a service that is to be moved do not stop when new tasks fail",
  why:
    "With continue, all good tasks are replaced by failing ones before it is noticed. With rollback, the operation stops with the service as it was " +
    "before the last step.",
  fix: "Set the failure action to pause",
  reference: ["swarmkit manager/orchestrator/update/updater.go"],
  bad: [{
    title: "They continue",
    swarm: {
      networks: [{ name: "app", options: {} }],
      services: [{ name: "web", on: ["app"], update: { ...UPDATE_DEFAULTS, failureAction: "continue" } }],
    },
    change: encrypt("app"),
  }],
  good: [{
    title: "They pause",
    swarm: {
      networks: [{ name: "app", options: {} }],
      services: [{ name: "web", on: ["app"], update: { ...UPDATE_DEFAULTS, failureAction: "pause" } }],
    },
    change: encrypt("app"),
  }],
  check(view, report) {
    const users = new Set(
      (replacementOf(view)?.successors ?? []).flatMap(({ network }) => usersBefore(view, network)),
    );
    for (const one of users) {
      const { failureAction } = one.update;
      if (failureAction !== "continue" && failureAction !== "rollback") continue;
      report({
        object: service(one),
        message: failureAction === "continue"
          ? `Updates of ${one.name} continue although new tasks fail`
          : `Updates of ${one.name} are rolled back when new tasks fail, which stops the operation`,
        ...(failureAction === "continue"
          ? {
            fix: {
              text: "Set the failure action to pause",
              commands: [
                shellLine(["docker", "service", "update", "--update-failure-action", "pause", one.name]),
              ],
            },
          }
          : { fix: { text: "No change is needed: docker swarmnet resume or undo continues from there" } }),
      });
    }
  },
});
