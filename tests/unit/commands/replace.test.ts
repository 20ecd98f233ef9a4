import assert from "node:assert/strict";
import { encrypt } from "../../../commands/encrypt.ts";
import { ingressReplace } from "../../../commands/ingress_replace.ts";
import { replace } from "../../../commands/replace.ts";
import { stackFileAdvice } from "../../../lib/plan/stack/file_advice.ts";
import { demoSwarm } from "../../../lib/demo/demo.ts";
import { commandRig } from "../../support/change_command.ts";
import { runOnSwarm } from "../../support/run_command.ts";

/** What a command line is refused with; nothing is contacted. */
async function refusal(
  command: typeof replace | typeof encrypt | typeof ingressReplace,
  line: string,
): Promise<string> {
  const ran = await runOnSwarm(command, line.split(" ").filter((word) => word !== ""));
  assert.equal(ran.exit, 125, line);
  return ran.failure!.message;
}

Deno.test("replace wants a change, and lists the flags that say one", async () => {
  const told = await refusal(replace, "shop_backend");
  for (
    const flag of ["subnet", "mtu", "opt", "opt-rm", "encrypted", "attachable", "internal", "label", "name"]
  ) {
    assert.ok(told.includes(`--${flag}`), flag);
  }
  assert.match(await refusal(ingressReplace, ""), /Say what is to be different: --subnet/);
});

Deno.test("everything that is wrong with a command line is told at once", async () => {
  const told = await refusal(
    replace,
    "--mtu 20 --subnet foo --opt encrypted= --opt-rm encrypted --encrypted --label =x --parallel 0 --timeout 0s --from demo --format json net",
  );
  assert.deepEqual(told.split("\n"), [
    "--parallel takes a number from 1 to 100",
    "The --timeout must be more than zero",
    "--from reads a snapshot, which cannot be changed: add --dry-run to see the plan for it",
    "--format json is for the plan that --dry-run shows: add --dry-run",
    "--mtu takes a number from 68 to 65535",
    '--subnet foo: the prefix length is missing, such as "/24"',
    "--opt sets encrypted and --opt-rm removes it: use one of them",
    "--encrypted and the option encrypted both say what it shall be: use one of them",
    "A --label has no key",
  ]);
  assert.deepEqual((await refusal(encrypt, "--ingress --canary a net")).split("\n"), [
    "--ingress is about the ingress network: leave the names of other networks out",
    "--canary and --start-first cannot help with --ingress: all its ports are away together",
  ]);
  assert.match(await refusal(encrypt, ""), /^Name a network, or use --ingress$/);
  assert.match(await refusal(encrypt, "--name x a b"), /^--name goes with one network/);
});

Deno.test("replace changes what is asked for and keeps the rest", async () => {
  await using made = await commandRig();
  const old = { Labels: { team: "a", old: "1" }, Options: { keep: "1", drop: "2" }, Attachable: true };
  const id = await made.rig.network("backend", old);
  await made.rig.service("api", [id]);
  const words = [
    "--yes",
    "--mtu",
    "1400",
    "--opt",
    "extra=3",
    "--opt-rm",
    "drop",
    "--label",
    "team=b",
    "--label-rm",
    "old",
  ];
  const ran = await made.run(replace, [...words, "backend"]);
  assert.equal(ran.exit, 0, ran.err);
  const found = (await made.rig.engine.networks()).find((one) => one.Name === "backend")!;
  assert.notEqual(found.Id, id);
  assert.equal(found.Attachable, true);
  const { "com.docker.network.driver.overlay.vxlanid_list": _, ...options } = found.Options as Record<
    string,
    string
  >;
  assert.deepEqual(options, { keep: "1", extra: "3", "com.docker.network.driver.mtu": "1400" });
  assert.equal((found.Labels as Record<string, string>).team, "b");
  assert.equal("old" in (found.Labels as object), false);
  const again = await made.run(replace, [...words, "backend"]);
  assert.equal(again.exit, 0);
  assert.match(again.err, /Nothing to do: backend is as asked for already/);
});

Deno.test("replace --name alone gives a network another name", async () => {
  await using made = await commandRig();
  await made.rig.network("backend");
  await made.rig.service("api", ["backend"]);
  const ran = await made.run(replace, ["--yes", "--name", "inner", "backend"]);
  assert.equal(ran.exit, 0, ran.err);
  const names = (await made.rig.engine.networks()).map((one) => one.Name);
  assert.ok(names.includes("inner") && !names.includes("backend"));
});

Deno.test("the ingress network gets another subnet and its ports back", async () => {
  await using made = await commandRig();
  const port = { Protocol: "tcp", TargetPort: 80, PublishedPort: 8080, PublishMode: "ingress" };
  await made.rig.service("web", [], { EndpointSpec: { Ports: [port] } });
  const ran = await made.run(ingressReplace, ["--yes", "--allow-gap", "--subnet", "10.77.0.0/20"]);
  assert.equal(ran.exit, 0, ran.err);
  const ingress = (await made.rig.engine.networks()).find((one) => one.Ingress === true)!;
  assert.equal((ingress.IPAM as { Config: { Subnet: string }[] }).Config[0]!.Subnet, "10.77.0.0/20");
  const web = await made.rig.engine.service("web");
  assert.deepEqual((web.Spec as { EndpointSpec: { Ports: unknown } }).EndpointSpec.Ports, [port]);
});

Deno.test("stack files are told what to say, in words that YAML takes", () => {
  const swarm = demoSwarm();
  const network = swarm.networks.find((one) => one.name === "monitoring_metrics")!;
  const change = {
    encrypted: false,
    mtu: 1400,
    subnets: ["10.9.0.0/24"],
    options: { yes: "no" },
    labels: { a: "1" },
  };
  assert.deepEqual(stackFileAdvice(swarm, { network, name: network.name, change }), [
    "In the file of stack monitoring, so that a new deployment elsewhere makes it alike:",
    "  networks:",
    "    metrics:",
    "      driver_opts:",
    '        "yes": "no"',
    '        com.docker.network.driver.mtu: "1400"',
    "        # without encrypted",
    "      ipam:",
    "        config:",
    '          - subnet: "10.9.0.0/24"',
    "      labels:",
    '        a: "1"',
  ]);
  assert.deepEqual(
    stackFileAdvice(swarm, { network: { ...network, labels: {} }, name: network.name, change }),
    [],
  );
});
