import { capacity } from "../../commands/capacity.ts";
import { MemoryIo } from "../support/context.ts";
import { assertGolden } from "../support/golden.ts";
import { runOnSwarm } from "../support/run_command.ts";

const UTF8 = { LANG: "C.UTF-8" };
const QUESTION = [
  "--add-nodes",
  "3",
  "--scale",
  "legacy_app=8",
  "--update",
  "shop_api",
  "--update",
  "legacy_app",
];

const CASES: Record<string, { words: string[]; env?: Record<string, string>; one?: boolean }> = {
  "overview": { words: [], env: UTF8 },
  "overview-ascii": { words: [] },
  "details": { words: ["legacy_default", "ingress"], env: UTF8 },
  "what-if": { words: QUESTION, env: UTF8 },
  "what-if-fits": { words: ["--scale", "shop_api=20"], env: UTF8 },
  "json": { words: ["--format", "json", ...QUESTION, "legacy_default"], one: true },
  "svg": { words: ["--format", "svg", "legacy_default", "ingress"], one: true },
};

for (const [name, { words, env = {}, one = false }] of Object.entries(CASES)) {
  Deno.test(`the addresses of the example swarm in ${name} look as they did`, async () => {
    for (const width of one ? [80] : [80, 120]) {
      for (const color of one ? [false] : [false, true]) {
        const io = new MemoryIo({ width, color });
        const { out, err, exit } = await runOnSwarm(capacity, ["--from", "demo", ...words], { io, env });
        const shown = `${color ? out.replaceAll("\u001b", "<ESC>") : out}${err}exit ${exit}\n`;
        assertGolden(import.meta.url, `${name}-${width}${color ? "-color" : ""}`, shown);
      }
    }
  });
}
