import assert from "node:assert/strict";
import { load } from "js-yaml";
import { loadStack, type Stack } from "../../lib/stack/index.ts";
import { findStackConfig, stackConfig } from "../support/stack_config.ts";
import { type Case, CORPUS } from "../support/stacks/corpus.ts";

const cli = await findStackConfig();
if ("missing" in cli) console.warn(`stack conformance is skipped: ${cli.missing}`);

type Dictionary = Record<string, unknown>;

/** Networks, ports and attachments in one shape, whoever read the file. */
interface Declared {
  networks: Record<string, unknown>;
  services: Record<string, { ports: string[]; networks: Record<string, string[]> }>;
}

function fromDocker(text: string): Declared {
  const config = load(text) as Dictionary;
  const networks: Declared["networks"] = {};
  for (const [key, value] of Object.entries((config.networks ?? {}) as Dictionary)) {
    const network = (value ?? {}) as Dictionary;
    const ipam = (network.ipam ?? {}) as { driver?: string; config?: { subnet?: string }[] };
    networks[key] = {
      name: network.name ?? `s_${key}`,
      driver: network.driver ?? "overlay",
      options: network.driver_opts ?? {},
      labels: network.labels ?? {},
      internal: network.internal ?? false,
      attachable: network.attachable ?? false,
      external: network.external ?? false,
      ipam: { driver: ipam.driver ?? "", subnets: (ipam.config ?? []).map((pool) => pool.subnet ?? "") },
    };
  }
  const services: Declared["services"] = {};
  for (const [key, value] of Object.entries((config.services ?? {}) as Dictionary)) {
    const service = value as {
      ports?: Dictionary[];
      networks?: Record<string, { aliases?: string[] } | null>;
    };
    const attached = Object.entries(service.networks ?? { default: null });
    services[key] = {
      ports: (service.ports ?? []).map((port) =>
        `${port.published ?? 0}:${port.target ?? 0}/${port.protocol ?? ""} ${port.mode ?? ""}`
      ).sort(),
      networks: Object.fromEntries(attached.map(([name, attachment]) => [name, attachment?.aliases ?? []])),
    };
  }
  return { networks, services };
}

function fromStack(stack: Stack): Declared {
  const networks: Declared["networks"] = {};
  for (const network of [...stack.networks, ...stack.external, ...stack.unused]) {
    if (network.implicit) continue;
    const labels = { ...network.labels };
    delete labels["com.docker.stack.namespace"];
    networks[network.key] = {
      name: network.name,
      driver: network.driver,
      options: { ...network.options },
      labels,
      internal: network.internal,
      attachable: network.attachable,
      external: network.external,
      ipam: { driver: network.ipam.driver, subnets: network.ipam.config.map((pool) => pool.subnet) },
    };
  }
  const services: Declared["services"] = {};
  for (const service of stack.services) {
    services[service.key] = {
      ports: service.ports.map(({ written }) =>
        `${written.published}:${written.target}/${written.protocol} ${written.mode}`
      ).sort(),
      networks: Object.fromEntries(service.networks.map((one) => [one.network, one.listedAliases])),
    };
  }
  return { networks, services };
}

async function compare(docker: string, example: Case): Promise<void> {
  const env = example.env ?? {};
  const answer = await stackConfig(docker, example.files, env);
  const files = example.files.map((text, index) => ({ name: `${index}.yml`, text }));
  const ours = loadStack(files, { stack: "s", env });
  const told = ours.problems.map((problem) => problem.message).join("\n");
  assert.equal(answer.accepted, example.refused === undefined, `docker said otherwise: ${answer.stderr}`);
  assert.equal(
    ours.accepted,
    answer.accepted,
    `docker: ${answer.stderr || "accepts"}\nours: ${told || "accepts"}`,
  );
  if (answer.accepted) assert.deepEqual(fromStack(ours.stack!), fromDocker(answer.stdout));
  else assert.ok(answer.stderr.includes(example.refused!), answer.stderr);
}

Deno.test({
  name: `docker stack config and the loader agree on ${CORPUS.length} stack files`,
  ignore: "missing" in cli,
  async fn(t) {
    if ("missing" in cli) return;
    for (const example of CORPUS) await t.step(example.about, () => compare(cli.docker, example));
  },
});
