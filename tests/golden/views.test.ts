import { gateway } from "../../commands/gateway.ts";
import { ingress } from "../../commands/ingress.ts";
import { inspect } from "../../commands/inspect.ts";
import { ls } from "../../commands/ls.ts";
import { serviceInspect } from "../../commands/service_inspect.ts";
import { serviceLs } from "../../commands/service_ls.ts";
import { MemoryIo } from "../support/context.ts";
import { assertGolden } from "../support/golden.ts";
import { runOnSwarm } from "../support/run_command.ts";

/** What people see of the example swarm: 80 and 120 columns, with and without colour. */
const SCREENS = [
  { suffix: "80", width: 80, color: false },
  { suffix: "120", width: 120, color: false },
  { suffix: "80-color", width: 80, color: true },
  { suffix: "120-color", width: 120, color: true },
];

const CASES = {
  "ls": [ls, []],
  "ls-all": [ls, ["--all", "--no-trunc"]],
  "ls-json": [ls, ["--format", "json", "-f", "stack=shop"]],
  "inspect-encrypted": [inspect, ["shop_backend"]],
  "inspect-plain": [inspect, ["monitoring_metrics"]],
  "inspect-by-key": [inspect, ["legacy_dmz"]],
  "inspect-full": [inspect, ["legacy_default"]],
  "inspect-unallocated": [inspect, ["staging_default"]],
  "inspect-unused": [inspect, ["metrics_old"]],
  "inspect-ingress": [inspect, ["ingress"]],
  "inspect-local": [inspect, ["docker_gwbridge"]],
  "inspect-json": [inspect, ["--from", "demo", "--format", "json", "shop_backend"]],
  "inspect-missing": [inspect, ["shop_bakcend"]],
  "service-ls": [serviceLs, []],
  "service-inspect": [serviceInspect, ["legacy_web", "edge_traefik", "staging_web", "legacy_app"]],
  "service-inspect-json": [serviceInspect, ["--from", "demo", "--format", "json", "legacy_web"]],
  "ingress": [ingress, []],
  "ingress-json": [ingress, ["--format", "json"]],
  "gateway": [gateway, []],
  "gateway-json": [gateway, ["--format", "json"]],
} as const;

for (const [name, [command, words]] of Object.entries(CASES)) {
  Deno.test(`the example swarm in ${name} looks as it did`, async () => {
    for (const { suffix, width, color } of SCREENS) {
      // Lists and JSON are the same on every screen.
      if (/ls|json|missing/.test(name) && suffix !== "80") continue;
      const io = new MemoryIo({ width, color });
      const { out, err, exit } = await runOnSwarm(command, words, { io });
      const shown = color ? out.replaceAll("\u001b", "<ESC>") : out;
      assertGolden(import.meta.url, `${name}-${suffix}`, `${shown}${err}exit ${exit}\n`);
    }
  });
}
