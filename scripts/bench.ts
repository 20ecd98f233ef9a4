/** Measures the binary in dist/ and writes docs/benchmarks.md: `deno task bench [size] [start] [scale] [status] [audit] [lint] [migration] [plan]`. */
import { audit } from "./bench/audit.ts";
import { lint } from "./bench/lint.ts";
import { migration } from "./bench/migration.ts";
import { plan } from "./bench/plan.ts";
import { machineLine, type Result, section, writeSection } from "./bench/report.ts";
import { scale } from "./bench/scale.ts";
import { size } from "./bench/size.ts";
import { startUp } from "./bench/start_up.ts";
import { status } from "./bench/status.ts";
import { ROOT } from "./support/project.ts";

const BENCHES: Record<
  string,
  { title: string; run: (binary: string) => Promise<{ results: Result[]; how: string }> }
> = {
  size: { title: "Size", run: size },
  start: { title: "Start-up", run: startUp },
  scale: { title: "Large swarms", run: scale },
  status: { title: "Status of a swarm of usual size", run: status },
  audit: { title: "Audit of large swarms", run: audit },
  lint: { title: "Stack files", run: lint },
  migration: { title: "Moving a network", run: migration },
  plan: { title: "Plans for large swarms", run: plan },
};

const binary = Deno.env.get("SWARMNET_BINARY") ?? `${ROOT}/dist/docker-swarmnet`;
const names = Deno.args.length === 0 ? Object.keys(BENCHES) : Deno.args;
let missed = 0;
for (const name of names) {
  const bench = BENCHES[name];
  if (bench === undefined) {
    console.error(`No benchmark "${name}": one of ${Object.keys(BENCHES).join(", ")}`);
    Deno.exit(125);
  }
  const { results, how } = await bench.run(binary);
  const text = section(bench.title, how, results, await machineLine());
  writeSection(name, text);
  console.log(text + "\n");
  missed += results.filter((one) => one.value > one.limit).length;
}
console.log(missed === 0 ? "All goals reached" : `${missed} goals missed`);
