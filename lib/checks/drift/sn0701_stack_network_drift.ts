import { shellLine } from "../../base/shell.ts";
import { rule } from "../rule.ts";
import { type StackNetwork, whereIs } from "../../stack/index.ts";
import { type Drift, driftOf } from "../../stack/network_drift.ts";
import { indexOf } from "../../swarm/index.ts";
import { type Network, STACK_LABEL } from "../../swarm/model.ts";

const FILE = "services: {a: {image: x, networks: [n]}}\nnetworks: {n: ";
const LABELS = { [STACK_LABEL]: "shop" };

export const sn0701 = rule({
  code: "SN0701",
  name: "stack-network-drift",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack", "against"],
  what: "A network of the stack exists with other settings, which deploy silently ignores",
  why:
    "`docker stack deploy` creates networks that are missing and looks at no others: what the file says of the driver, its options " +
    "(encrypted among them), internal, attachable, labels or the subnet has no effect once the network is there.",
  fix:
    "`docker swarmnet apply` brings the network to what the files say while its services run; or write into the file what is there",
  reference: [
    "https://github.com/moby/moby/issues/37901",
    "docker/cli cli/command/stack/swarm/deploy_composefile.go createNetworks",
  ],
  bad: [{
    title: "Encryption was added to the file later",
    stack: `${FILE}{driver_opts: {encrypted: ""}}}\n`,
    swarm: { networks: [{ name: "shop_n", labels: LABELS, options: {} }] },
  }],
  good: [{
    title: "The network is as the file says",
    stack: `${FILE}{driver_opts: {encrypted: ""}}}\n`,
    swarm: { networks: [{ name: "shop_n", labels: LABELS }] },
  }],
  check(view, report) {
    const { stack, against } = view;
    if (stack === undefined || against === undefined) return;
    const names = stack.documents.map(({ source }) => source.name === "stdin" ? "-" : source.name);
    const files = names.flatMap((name) => ["-c", name]);
    for (const written of stack.networks) {
      const live = indexOf(against).networksByName.get(written.name)?.find((one) =>
        one.scope === "swarm" && one.labels[STACK_LABEL] === stack.name
      );
      if (live === undefined) continue;
      const found = differences(written, live);
      if (found.length === 0) continue;
      const fields = found.map(({ field }) => field);
      report({
        object: { kind: "network", name: written.name, id: live.id },
        level: found.every(({ field }) => field.startsWith("label ")) ? "warning" : "error",
        message: `Network ${written.name} exists with other settings, and deploy would leave it so: ${
          fields.join(", ")
        }`,
        details: found.map(({ field, file, swarm }) =>
          `${field}: the file says ${file}, the swarm has ${swarm}`
        ),
        at: whereIs(written, found[0]!.path),
        fix: fields.includes("driver")
          ? { text: "Write the driver that the network has into the file, or give the network another key" }
          : {
            text: "See what differs; then apply it, or write into the file what is there",
            commands: [shellLine(["docker", "swarmnet", "plan", ...files, stack.name])],
          },
      });
    }
  },
});

/** One setting that the file and the live network do not share. */
export interface Difference {
  /** As a person calls it: "driver option encrypted", "subnet". */
  field: string;
  /** What each side has, in words that end a sentence. */
  file: string;
  swarm: string;
  /** Where the file says it, from the network's mapping. */
  path: string[];
}

/** What deploy would silently ignore of a declared network that is there already, in words; encryption first. */
export function differences(written: StackNetwork, live: Network): Difference[] {
  return driftOf(written, live).map((drift) => ({
    field: fieldOf(drift),
    file: shown(drift, drift.file),
    swarm: shown(drift, drift.live),
    path: drift.path,
  }));
}

function fieldOf({ kind, key }: Drift): string {
  if (kind === "option") return `driver option ${key}`;
  return kind === "label" ? `label ${key}` : kind;
}

function shown({ kind }: Drift, value: string | undefined): string {
  if (kind === "option" || kind === "label") return value === undefined ? "nothing" : JSON.stringify(value);
  return value ?? "false";
}
