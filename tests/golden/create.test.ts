import { create } from "../../commands/create.ts";
import { parseCommand } from "../../lib/cli/parse.ts";
import { testContext } from "../support/context.ts";
import { assertGolden } from "../support/golden.ts";
import { makeNetwork, makeNode, makeSwarm } from "../support/make_swarm.ts";

const SWARM = makeSwarm({
  source: { hostRoutes: ["0.0.0.0/0", "192.0.2.0/24", "10.99.0.0/16"] },
  nodes: [
    makeNode("m1", {
      role: "manager",
      manager: { leader: true, reachability: "reachable", addr: "192.0.2.1:2377" },
    }),
    makeNode("w1", { addr: "192.0.2.2" }),
    makeNode("w2", { addr: "192.0.2.3", engineVersion: "20.10.21", os: "linux" }),
    makeNode("win1", { addr: "192.0.2.4", os: "windows" }),
  ],
  networks: [
    makeNetwork("ingress", { ingress: true, subnet: "10.0.0.0/24" }),
    makeNetwork("web", { subnet: "10.0.1.0/24", options: { encrypted: "" } }),
    makeNetwork("docker_gwbridge", { subnet: "172.18.0.0/16", scope: "local", driver: "bridge" }),
  ],
});

/** Standard error and output of a dry run, as a person sees them. */
async function screen(line: string): Promise<string> {
  const ctx = testContext({ swarm: SWARM });
  const parsed = parseCommand(create, ["--dry-run", ...line.split(" ")]);
  let end = "";
  try {
    if (parsed.kind === "run") await create.run(ctx, parsed.options);
  } catch (error) {
    const failure = error as { message: string; why?: string; next: string[] };
    if (failure.message !== "") end = `${[failure.message, failure.why, ...failure.next].join("\n  ")}\n`;
  }
  return `$ docker swarmnet create --dry-run ${line}\n${ctx.io.stderrText}${end}${ctx.io.stdoutText}`;
}

const SCREENS: Record<string, string> = {
  "plain": "app",
  "plain-attachable": "--attachable app",
  "encrypted": "--encrypted --mtu 9000 app",
  "encrypted-internal": "--encrypted --internal app",
  "many-problems":
    "--subnet 10.0.1.7/24 --subnet 10.99.3.0/24 --gateway 10.5.0.1 --aux-address dns=10.99.3.9 --scope local " +
    "--opt encrypted=false --opt com.docker.network.mtu=1400 --opt foo=bar My.Net",
  "overlap": "--subnet 10.0.0.0/22 app",
  "size-for": "--size-for 300 --encrypted app",
};

for (const [name, line] of Object.entries(SCREENS)) {
  Deno.test(`what create says: ${name}`, async () => {
    assertGolden(import.meta.url, name, await screen(line));
  });
}
