import { rule } from "../rule.ts";
import { THE_SWARM } from "../subjects.ts";

const DAY = 24 * 3_600_000_000_000;
/** swarmkit ca/certificates.go DefaultNodeCertExpiration. */
const DEFAULT_DAYS = 90;

export const sn0507 = rule({
  code: "SN0507",
  name: "node-certificate-lifetime",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["cluster"],
  what: "Certificates of nodes are valid for longer than the 90 days that Docker chose",
  why:
    "Its certificate is what makes a machine a node: it receives the keys of encrypted networks and the secrets of its tasks. " +
    "One that was copied from a disk or a backup works until it expires.",
  fix: "Set the lifetime to 90 days or less; nodes renew their certificates by themselves",
  reference: [
    "https://docs.docker.com/engine/swarm/how-swarm-mode-works/pki/",
    "swarmkit ca/certificates.go DefaultNodeCertExpiration",
  ],
  cis: "7.7",
  bad: [{ title: "Ten years", swarm: { cluster: { nodeCertExpiry: 3650 * DAY } } }],
  good: [{ title: "The default", swarm: { cluster: { nodeCertExpiry: DEFAULT_DAYS * DAY } } }],
  check(view, report) {
    const { nodeCertExpiry } = view.cluster;
    if (nodeCertExpiry <= DEFAULT_DAYS * DAY) return;
    report({
      object: THE_SWARM,
      message: `Certificates of nodes are valid for ${Math.round(nodeCertExpiry / DAY)} days`,
      fix: {
        text: "Go back to 90 days; nodes take new certificates by themselves",
        commands: ["docker swarm update --cert-expiry 2160h0m0s"],
      },
    });
  },
});
