import { encrypt } from "../../commands/encrypt.ts";
import { ingressReplace } from "../../commands/ingress_replace.ts";
import { PlanProgress } from "../../lib/operation/plan_progress.ts";
import { areaLines, phaseDoneText } from "../../lib/operation/plan_progress_text.ts";
import { unstyled } from "../../lib/terminal/style.ts";
import { assertGolden } from "../support/golden.ts";
import { runOnSwarm } from "../support/run_command.ts";
import { samplePlan } from "../support/sample_plan.ts";

const CASES = {
  "encrypt refused": [encrypt, "--dry-run --from demo monitoring_metrics"],
  "encrypt with gaps accepted": [
    encrypt,
    "--dry-run --from demo --allow-gap --name metrics monitoring_metrics",
  ],
  "encrypt already": [encrypt, "--dry-run --from demo shop_backend shop_frontend"],
  "ingress replaced": [ingressReplace, "--dry-run --from demo --allow-gap --encrypted"],
} as const;

for (const [name, [command, line]] of Object.entries(CASES)) {
  Deno.test(`golden: ${name}`, async () => {
    const { out, err, exit } = await runOnSwarm(command, line.split(" "));
    const text = `exit ${exit}\n--- standard output\n${out}--- standard error\n${err}`;
    assertGolden(import.meta.url, name.replaceAll(" ", "_"), text);
  });
}

Deno.test("golden: progress on a terminal, from the first step to the last", () => {
  const progress = new PlanProgress(samplePlan(), { parallel: 2 });
  let now = 0;
  const screens: string[] = [];
  const show = (text: string[]) => screens.push(`at ${now / 1000} s\n${text.map(unstyled).join("\n")}\n`);
  for (const { id, phase, restarts } of samplePlan().steps) {
    progress.started(id, now);
    for (let running = 0; running <= restarts.tasks && restarts.tasks > 0; running++) {
      progress.seen(
        id,
        { running, wanted: restarts.tasks },
        running < restarts.tasks ? "starting" : "verifying for 5 s",
      );
      show(areaLines(progress, now));
      now += 4000;
    }
    progress.done(id, "done", now);
    show(progress.phaseDone(phase) ? [phaseDoneText(progress, phase)] : areaLines(progress, now));
    now += 500;
  }
  assertGolden(import.meta.url, "progress", screens.join("\n"));
});
