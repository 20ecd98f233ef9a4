/** A swarm of real engines on this machine for contributors: `deno task lab up|down|status|run|uml` (as root). */
import { parseArgs } from "node:util";
import { capture, show } from "./support/process.ts";
import { DEFAULTS, down, running, up } from "./lab/lab.ts";
import { labNames, readState } from "./lab/state.ts";
import { runGuest } from "./lab/uml.ts";

const USAGE = `Usage: deno task lab COMMAND
  up      [--name NAME] [--nodes N] [--managers N] [--engine installed|SUITE] [--network ADDRESS]
                     start N engines and join them to a swarm; SUITE is a Debian suite such as bookworm, trixie or sid
  down    [--name NAME | --all]   end it and remove all it made
  status             all labs and their nodes
  run     [--name NAME] [--node N] [--] COMMAND...   run a command with DOCKER_HOST set to a node
  uml     [--nodes N] [--engine SUITE] [--memory SIZE] [--timeout SECONDS] SCRIPT
                     run a script in a User-Mode Linux guest that has IPVS and IPsec`;

const { values, positionals } = parseArgs({
  args: ownWords(Deno.args),
  allowPositionals: true,
  options: {
    name: { type: "string", default: DEFAULTS.name },
    nodes: { type: "string" },
    managers: { type: "string" },
    engine: { type: "string" },
    network: { type: "string", default: DEFAULTS.network },
    node: { type: "string" },
    memory: { type: "string", default: "6G" },
    timeout: { type: "string" },
    all: { type: "boolean", default: false },
  },
});

/** What follows `run` belongs to the command that is run, from its first word that is no option of ours. */
function ownWords(words: string[]): string[] {
  const run = words.indexOf("run");
  if (run !== 0) return words;
  let at = 1;
  while (/^--(?:name|node)$/.test(words[at] ?? "")) at += 2;
  while (/^--(?:name|node)=/.test(words[at] ?? "")) at += 1;
  return words.slice(0, at).concat("--", words[at] === "--" ? words.slice(at + 1) : words.slice(at));
}

function count(text: string | undefined, fallback: number): number {
  const number = Number(text ?? fallback);
  if (!Number.isInteger(number) || number < 1 || number > 64) {
    throw new Error(`"${text}" is not a number from 1 to 64`);
  }
  return number;
}

async function main(): Promise<number> {
  const [command, ...rest] = positionals;
  switch (command) {
    case "up": {
      const lab = await up({
        name: values.name,
        nodes: count(values.nodes, DEFAULTS.nodes),
        managers: count(values.managers, DEFAULTS.managers),
        engine: values.engine ?? DEFAULTS.engine,
        network: values.network,
      });
      console.log(`Lab "${lab.name}": ${lab.nodes.length} nodes, engine ${lab.version}`);
      console.log(`export DOCKER_HOST=unix://${lab.nodes[0]!.socket}`);
      return 0;
    }
    case "down": {
      for (const name of values.all ? labNames() : [values.name]) {
        console.log(await down(name) ? `Lab "${name}" is gone` : `There is no lab "${name}"`);
      }
      return 0;
    }
    case "status":
      return await status();
    case "run":
      return await run(rest);
    case "uml":
      if (rest.length !== 1) throw new Error("uml takes one script");
      return await runGuest({
        script: rest[0]!,
        nodes: count(values.nodes, 2),
        engine: values.engine ?? "sid",
        memory: values.memory,
        timeoutMs: Number(values.timeout ?? 600) * 1000,
      });
    default:
      console.error(USAGE);
      return 125;
  }
}

async function status(): Promise<number> {
  for (const name of labNames()) {
    const state = readState(name);
    if (state === undefined) continue;
    console.log(
      `${name}: engine ${state.version}, ${running(name) ? "running" : "broken; end it with down"}`,
    );
    const nodes = await capture(["docker", "--host", `unix://${state.nodes[0]!.socket}`, "node", "ls"], {
      timeoutMs: 10_000,
    });
    console.log(nodes.stdout.trimEnd() || nodes.stderr.trimEnd());
  }
  return 0;
}

async function run(words: string[]): Promise<number> {
  const lab = running(values.name);
  if (lab === undefined) {
    throw new Error(`The lab "${values.name}" does not run: deno task lab up --name ${values.name}`);
  }
  const node = lab.nodes[count(values.node, 1) - 1];
  if (node === undefined) throw new Error(`The lab has ${lab.nodes.length} nodes`);
  if (words.length === 0) throw new Error("run takes a command");
  return await show(words, { env: { DOCKER_HOST: `unix://${node.socket}` }, timeoutMs: 86_400_000 });
}

try {
  Deno.exit(await main());
} catch (error) {
  console.error(`lab: ${error instanceof Error ? error.message : String(error)}`);
  Deno.exit(1);
}
