import { UsageError } from "../../lib/base/errors.ts";
import { changeCheckFlags } from "./change_checks.ts";
import type { Flag } from "../../lib/cli/command.ts";

/** Ten minutes, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 600_000;

/** Flags of the commands that change the networks of services. */
export const networkChangeFlags = {
  detach: {
    kind: "bool",
    short: "d",
    text: "Exit immediately instead of waiting for the services to converge",
  },
  "dry-run": { kind: "bool", text: "Show the exact change and send nothing" },
  label: {
    kind: "list",
    word: "key[=value]",
    text: "Choose the services that have this label",
    complete: "none",
  },
  ...changeCheckFlags,
  quiet: { kind: "bool", short: "q", text: "Suppress progress output" },
  stack: { kind: "string", word: "name", text: "Choose the services of this stack", complete: "stack" },
  timeout: {
    kind: "duration",
    text: "Maximum time to wait for each service (ns|us|ms|s|m|h)",
    default: DEFAULT_TIMEOUT_MS,
  },
  yes: { kind: "bool", short: "y", text: "Do not ask before tasks are replaced" },
} as const satisfies Record<string, Flag>;

/** Which services a command is about, and which network. */
export interface ServiceOperands {
  services: string[];
  network: string;
  labels: string[];
  stack: string | undefined;
}

/** Operands `[SERVICE...] NETWORK`; a selection by label or stack may stand in for the services. Pushes every problem to `faults`. */
export function readServiceOperands(
  values: { label: string[]; stack: string | undefined; timeout: number },
  args: readonly string[],
  faults: string[],
): ServiceOperands {
  const services = args.slice(0, -1);
  const network = args.at(-1) ?? "";
  const selects = values.label.length > 0 || values.stack !== undefined;
  if (services.length === 0 && !selects) {
    faults.push("Name a service and a network, or choose services with --label or --stack");
  }
  if (args.some((word) => word === "")) faults.push("A service or network name is empty");
  if (values.label.some((label) => label === "" || label.startsWith("="))) {
    faults.push("A --label has no key");
  }
  if (values.stack === "") faults.push("The --stack name is empty");
  if (values.timeout <= 0) faults.push("The --timeout must be more than zero; use --detach not to wait");
  return { services, network, labels: values.label, stack: values.stack };
}

/** Refuses the command line with everything that is wrong with it. */
export function refuseFaults(faults: readonly string[], help: string): void {
  if (faults.length === 0) return;
  throw new UsageError(faults, { next: help });
}
