import { rule } from "../rule.ts";
import { THE_SWARM } from "../subjects.ts";

export const sn0506 = rule({
  code: "SN0506",
  name: "autolock-off",
  level: "info",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["cluster"],
  what: "Managers start without being unlocked, so their disks hold the keys of the swarm",
  why:
    "A manager's disk holds the Raft log with every secret and the keys of encrypted networks. Without autolock the key to it lies " +
    "beside it: who gets hold of a disk or a backup of /var/lib/docker/swarm reads all of it.",
  fix: "Turn autolock on and keep the key it prints in a safe place: a manager that restarts asks for it",
  reference: ["https://docs.docker.com/engine/swarm/swarm_manager_locking/"],
  falsePositives: "Managers that must come back by themselves after a power cut, on encrypted disks",
  cis: "7.5",
  bad: [{ title: "As after docker swarm init", swarm: { cluster: { autoLockManagers: false } } }],
  good: [{ title: "Autolock is on", swarm: { cluster: { autoLockManagers: true } } }],
  check(view, report) {
    if (view.cluster.autoLockManagers) return;
    report({
      object: THE_SWARM,
      message: "Managers are not locked: the key to their Raft log lies on the same disk",
      fix: {
        text: "Turn autolock on and keep the key that this prints",
        commands: ["docker swarm update --autolock=true"],
      },
    });
  },
});
