import assert from "node:assert/strict";
import { readFacts } from "../../../lib/probe/judge/facts.ts";
import { AGENT } from "../../../lib/probe/agent.ts";
import { wrapScript } from "../../../lib/helper/lines.ts";
import { which } from "../../../scripts/support/process.ts";

const SHELLS = [["sh"], ["busybox", "sh"], ["bash", "--posix"]].filter(([name]) =>
  which(name!) !== undefined
);

/**
 * Runs the agent with a tcpdump that is refused, where docker's namespaces are not; with `files`, their folder is there and has files
 * of these names, of which `mounted` are namespaces.
 */
async function runAgent(
  shell: string[],
  script: string,
  { files, mounted }: { files: string[]; mounted: string[] } = { files: [], mounted: [] },
): Promise<string[]> {
  const work = await Deno.makeTempDir({ prefix: "swarmnet-agent-" });
  try {
    if (files.length > 0) await Deno.mkdir(`${work}/nothing`);
    for (const name of files) await Deno.writeTextFile(`${work}/nothing/${name}`, "");
    const mounts = mounted.map((name) =>
      `700 600 0:4 net:[4026532000] ${work}/nothing/${name} rw - nsfs nsfs rw\n`
    );
    await Deno.writeTextFile(`${work}/mountinfo`, mounts.join(""));
    await Deno.writeTextFile(`${work}/tcpdump`, "#!/bin/sh\necho 'tcpdump: no permission' >&2\nexit 1\n", {
      mode: 0o755,
    });
    const { stdout } = await new Deno.Command(shell[0]!, {
      args: [...shell.slice(1), "-c", script],
      clearEnv: true,
      env: {
        PATH: `${work}:${Deno.env.get("PATH") ?? ""}`,
        SWARMNET_WORK: `${work}/made`,
        SWARMNET_NETNS: `${work}/nothing`,
        SWARMNET_MOUNTS: `${work}/mountinfo`,
        NETWORKS: "0 lb_000000000 0000000000 4100\n1 lb_111111111 1111111111 4097",
        PEERS: "127.0.0.1 1",
        NAMES: "1 tasks.web.plain",
        CONTROL_PEERS: "1",
        PORT: "4789",
      },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.timeout(30_000),
    }).output();
    return new TextDecoder().decode(stdout).trimEnd().split("\n");
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

for (const shell of SHELLS) {
  Deno.test(`the agent is understood by ${shell.join(" ")}, and tells what it cannot see`, async () => {
    const lines = await runAgent(shell, AGENT);
    for (const line of lines) assert.match(line, /^[a-z][a-z0-9-]{0,31} \S/, line);
    const facts = readFacts(lines.map((line) => ({
      kind: line.slice(0, line.indexOf(" ")),
      text: line.slice(line.indexOf(" ") + 1),
      received: 0,
    })));
    assert.match(facts.closed, /namespaces cannot be seen: .*nothing/);
    assert.equal(facts.tools.get("awk"), true);
    assert.ok(facts.links.has("lo"));
    assert.notEqual(facts.clock, null);
    // Without nc nothing is said of ports, least of all that they are open.
    assert.notEqual(facts.tcp.get("127.0.0.1 1"), true);
  });
  Deno.test(`a file of a namespace that is gone is not told by the agent in ${shell.join(" ")}`, async () => {
    const lines = await runAgent(shell, AGENT, {
      files: ["default", "1-aaaaaaaaaa", "1-bbbbbbbbbb", "lb_ccccccccc"],
      mounted: ["default", "1-aaaaaaaaaa"],
    });
    assert.deepEqual(lines.filter((line) => line.startsWith("netns ")), ["netns 1-aaaaaaaaaa"]);
  });
  Deno.test(`the whole script with its frame is well-formed for ${shell.join(" ")}`, async () => {
    const { code, stderr } = await new Deno.Command(shell[0]!, {
      args: [...shell.slice(1), "-n", "-c", wrapScript(AGENT)],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
  });
}
