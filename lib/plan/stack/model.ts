import type { Finding, Skip } from "../../checks/finding.ts";
import type { Drift } from "../../stack/network_drift.ts";
import type { Position } from "../../stack/source.ts";
import type { Plan } from "../model.ts";

/**
 * Stack files against a swarm: what `docker stack deploy` would do with networks, what it would pass over in silence, and
 * the plan that brings the swarm to what the files say. Data only; names are as they are in the files and the swarm.
 */
export interface StackPlan {
  schema: "swarmnet/stack-plan/2";
  stack: string;
  files: string[];
  /** The files decide about everything, and what only the swarm has is removed. */
  exact: boolean;
  /** What deploy would do, in its own order: networks first, then services by name. */
  deploy: DeployEffect[];
  /** Networks that exist with other settings than in the files, which deploy silently ignores. */
  drift: NetworkDrift[];
  /** Networks that were given another name in the swarm, which deploy would not find again. */
  renamed: Renamed[];
  /** Networks of the stack that no file mentions. */
  orphans: Orphan[];
  /** Services of the stack that no file mentions; deploy leaves them running unless told to prune. */
  strays: string[];
  /** Changes of the files that keep what only the swarm has. */
  edits: FileEdits;
  /** Findings that do not count, and checks that could not be made. */
  suppressed: Finding[];
  skipped: Skip[];
  plan: Plan;
}

/** One thing that deploy would do with a network. */
export type DeployEffect =
  | { kind: "create-network"; network: string; encrypted: boolean; subnets: string[]; at: Position }
  | { kind: "create-service"; service: string; networks: string[]; at: Position }
  | { kind: "attach"; service: string; network: string; aliases: string[]; at: Position }
  | { kind: "detach"; service: string; network: string; aliases: string[]; at: Position }
  | { kind: "aliases"; service: string; network: string; added: string[]; lost: string[]; at: Position }
  | {
    kind: "driver-options";
    service: string;
    network: string;
    file: Record<string, string>;
    live: Record<string, string>;
    at: Position;
  };

/** A network that exists and is other than the files say. */
export interface NetworkDrift {
  network: string;
  id: string;
  /** The key in the files. */
  key: string;
  at: Position;
  settings: DriftSetting[];
  /** Its services move to a network as the files say. */
  replaced: boolean;
}

/**
 * What becomes of a difference: "replaced" by this plan; "kept" because only the swarm has it; or left as it is because a
 * network's labels cannot be changed, and labels alone are no reason to restart tasks.
 */
export interface DriftSetting extends Drift {
  fate: "replaced" | "kept" | "label-only";
}

/** A network of the files that the swarm has under another name. */
export interface Renamed {
  key: string;
  /** The name that the files give. */
  name: string;
  /** The name in the swarm. */
  now: string;
  at: Position;
}

/** A network with the stack's label that no file mentions. */
export interface Orphan {
  network: string;
  id: string;
  /** Who stays on it when the plan is done: services and containers, in words. */
  users: string[];
  /** This plan removes it. */
  removed: boolean;
}

/** What the files lack that the swarm has. */
export interface FileEdits {
  changed: { file: string; before: string; after: string }[];
  /** Settings that could not be put into the file by this tool, as lines of YAML to put there by hand. */
  byHand: { network: string; file: string; why: string; lines: string[] }[];
}

/** What the user wants of a plan for a stack. */
export interface StackPlanOptions {
  /** Take away what only the swarm has, and replace networks for their labels too. */
  exact: boolean;
  /** Remove networks of the stack that no file mentions. */
  removeOrphans: boolean;
  /** Interruptions are accepted: they become warnings. */
  allowGap: boolean;
  /** Services that would have a gap start new tasks first meanwhile. */
  startFirst: boolean;
}

/** Whether the files and the swarm's networks agree, but for labels, which cannot be changed. */
export function agrees(report: StackPlan): boolean {
  return report.plan.steps.length === 0 && report.plan.findings.every((one) => one.level !== "error") &&
    report.deploy.length === 0 && report.renamed.length === 0 && report.orphans.length === 0 &&
    report.drift.every(({ settings }) => settings.every(({ fate }) => fate === "label-only"));
}
