import type { RuleText } from "./rule_text.ts";

/** What the tool says of its own suppressions. Raised by the suppression step, so these have no check. */
export const SUPPRESSION_UNUSED: RuleText = {
  code: "SN0901",
  name: "suppression-unused",
  level: "info",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack"],
  reads: [],
  what: "A suppression silences nothing",
  why:
    "The problem it was written for is gone, or its rule or object is misspelled. Left in place it would hide the same " +
    "problem the day it comes back, with a reason that was given for something else.",
  fix: "Remove the suppression, or correct the rule or object that it names",
  reference: ["docs/decisions/0007-rules.md"],
  falsePositives: "One configuration file used for several swarms names objects that only some of them have",
  bad: [{
    title: "A comment about a network that is encrypted",
    stack: "services: {a: {image: x, networks: [n]}}\nnetworks:\n  # swarmnet:ignore SN0101 private wire\n" +
      '  n: {driver_opts: {encrypted: ""}}\n',
  }],
  good: [{
    title: "The comment stands where the finding is",
    stack:
      "services: {a: {image: x, networks: [n]}}\nnetworks:\n  # swarmnet:ignore SN0101 private wire\n  n: {}\n",
  }],
};

/** A suppression whose last day has passed. */
export const SUPPRESSION_EXPIRED: RuleText = {
  code: "SN0902",
  name: "suppression-expired",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack"],
  reads: [],
  what: "A suppression has expired, so its findings count again",
  why: "It was meant to be reviewed by that day. The findings that it hid are reported again.",
  fix: "Solve the problem, or decide again and write a later date",
  reference: ["docs/decisions/0007-rules.md"],
  bad: [],
  good: [],
};

/** A suppression that does not say why. */
export const SUPPRESSION_WITHOUT_REASON: RuleText = {
  code: "SN0903",
  name: "suppression-without-reason",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack"],
  reads: [],
  what: "A suppression does not say why",
  why:
    "Without one it cannot be told later whether the risk was accepted or only the message was unwanted. The suppression still works.",
  fix: "Write the reason behind the rule's code",
  reference: ["docs/decisions/0007-rules.md"],
  bad: [{
    title: "A comment without a reason",
    stack: "services: {a: {image: x, networks: [n]}}\nnetworks:\n  # swarmnet:ignore SN0101\n  n: {}\n",
  }],
  good: [{
    title: "A comment that says why",
    stack:
      "services: {a: {image: x, networks: [n]}}\nnetworks:\n  # swarmnet:ignore SN0101 private wire\n  n: {}\n",
  }],
};

/** The rules about suppressions themselves. */
export const OWN_RULES: readonly RuleText[] = [
  SUPPRESSION_UNUSED,
  SUPPRESSION_EXPIRED,
  SUPPRESSION_WITHOUT_REASON,
];
