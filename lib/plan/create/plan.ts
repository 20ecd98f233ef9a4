import { isEncrypted, type Swarm } from "../../swarm/model.ts";
import { type Advice, encryptionAdvice } from "./advice.ts";
import { bodyOf, type CreateBody, optionsOf } from "../../swarm/change/create_body.ts";
import { configProblems } from "./config_networks.ts";
import { encryptionProblems } from "./encryption.ts";
import { flagProblems } from "./flags.ts";
import { insideProblems } from "./inside.ts";
import { nameProblems } from "./names.ts";
import { optionProblems } from "./options.ts";
import { overlapProblems } from "./overlaps.ts";
import { type Problem, shown } from "./problem.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";
import { type Need, needFor, sizeProblems, usableOfRequest, withPickedSubnet } from "./size.ts";
import { subnetProblems } from "./subnets.ts";
import { vniProblems } from "./vni.ts";

/** What to do with networks that are not encrypted. */
export interface EncryptionPolicy {
  require: "off" | "warn" | "error";
  /** Where that was set: an environment variable, a file, or "the default". */
  origin: string;
}

/** What `create` would send, and everything that speaks against it. */
export interface CreatePlan {
  /** The request, with the subnet that was chosen for --size-for. */
  request: CreateRequest;
  body: CreateBody;
  /** Worst first. Without an error among them the body may be sent. */
  problems: Problem[];
  /** What is to be said about encryption; null where the policy says nothing is. */
  advice: Advice | null;
  /** The subnet chosen for --size-for. */
  picked: { subnet: string; usable: number; need: Need } | null;
}

const WORST_FIRST: readonly Problem["severity"][] = ["error", "warning", "note"];

/** Judges a request against every rule of the engine, and of what the engine does not check, all at once. */
export function planCreate(asked: CreateRequest, swarm: Swarm, policy: EncryptionPolicy): CreatePlan {
  const { request, picked } = withPickedSubnet(asked, swarm);
  const found = [
    ...nameProblems(request, swarm),
    ...flagProblems(request, swarm),
    ...configProblems(request),
    ...subnetProblems(request, swarm),
    ...insideProblems(request),
    ...sizeProblems(request, swarm),
    // That a picked subnet lies in the pool needs no word.
    ...overlapProblems(request, swarm).filter((one) => picked === null || one.severity !== "note"),
    ...optionProblems(request),
    ...vniProblems(request, swarm),
    ...encryptionProblems(request, swarm),
    ...policyProblems(request, policy),
  ];
  const problems = WORST_FIRST.flatMap((severity) => found.filter((one) => one.severity === severity));
  const advice = encryptionAdvice(request, swarm);
  return {
    request,
    body: bodyOf(request, swarm.source.apiVersion),
    problems,
    advice: advice?.kind === "warning" && policy.require !== "warn" ? null : advice,
    picked: picked === null ? null : {
      subnet: picked,
      usable: usableOfRequest(request),
      need: needFor(request.sizeFor!, swarm),
    },
  };
}

function policyProblems(request: CreateRequest, policy: EncryptionPolicy): Problem[] {
  if (policy.require !== "error" || request.configOnly || isEncrypted({ options: optionsOf(request) })) {
    return [];
  }
  return [{
    severity: "error",
    what: `Network ${shown(request.name)} would not be encrypted`,
    why: `require-encryption is "error" (${shown(policy.origin)})`,
    fix: "Add --encrypted",
    rule: "policy",
  }];
}
