import fc from "./fast_check.ts";
import { stringify } from "yaml";
import type { LoadedStack } from "../../lib/plan/stack/plan_stack.ts";
import { loadStack } from "../../lib/stack/index.ts";
import { indexOf } from "../../lib/swarm/index.ts";
import { ENCRYPTED, type Network, type Service, STACK_LABEL, type Swarm } from "../../lib/swarm/model.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";

/** Stack files and swarms that were made by deploying one and changed by hand, without time. */

const KEYS = ["app", "back", "front", "default"];
const SERVICES = ["api", "db", "web"];
const OUTSIDE = ["shared", "proxy"];

const network = fc.record({
  encrypted: fc.boolean(),
  mtu: fc.constantFrom("", "", "1400"),
  attachable: fc.constantFrom(undefined, true, false),
  internal: fc.constantFrom(undefined, undefined, true),
  subnet: fc.constantFrom("", "", "a", "b"),
  label: fc.constantFrom("", "", "ops", "dev"),
  name: fc.constantFrom("", "", "", "own"),
  listed: fc.boolean(),
});

const service = fc.record({
  there: fc.constantFrom(true, true, true, false),
  on: fc.subarray([...KEYS, ...OUTSIDE]),
  aliases: fc.constantFrom([], ["x"], ["x", "y"]),
  mode: fc.constantFrom("replicated", "replicated", "global"),
});

/** A stack file, loosely. */
export const file = fc.record({
  networks: fc.array(network, { minLength: KEYS.length, maxLength: KEYS.length }),
  services: fc.array(service, { minLength: SERVICES.length, maxLength: SERVICES.length }),
});
export type File = typeof file extends fc.Arbitrary<infer T> ? T : never;

/** What somebody does to a live swarm. */
export const hand = fc.oneof(
  fc.record({ kind: fc.constant("attach" as const), service: fc.nat(2), to: fc.constantFrom(...OUTSIDE) }),
  fc.record({ kind: fc.constant("detach" as const), service: fc.nat(2) }),
  fc.record({ kind: fc.constant("alias" as const), service: fc.nat(2) }),
  fc.record({
    kind: fc.constant("network" as const),
    at: fc.nat(3),
    change: fc.constantFrom("encrypt", "plain", "attachable", "label"),
  }),
  fc.record({ kind: fc.constant("rename" as const), at: fc.nat(3) }),
);
export type Hand = typeof hand extends fc.Arbitrary<infer T> ? T : never;

/** The file's text in block style, as people write it. */
export function textOf(parts: File): string {
  const used = new Set(parts.services.flatMap(({ there, on }) => there ? on : []));
  const networks: Record<string, unknown> = {};
  for (const [at, key] of KEYS.entries()) {
    const one = parts.networks[at]!;
    if (key === "default" && !one.listed) continue;
    const options = {
      ...(one.encrypted ? { [ENCRYPTED]: "" } : {}),
      ...(one.mtu === "" ? {} : { "com.docker.network.driver.mtu": one.mtu }),
    };
    const body = {
      ...(one.name === "" ? {} : { name: `own-${key}` }),
      ...(Object.keys(options).length === 0 ? {} : { driver_opts: options }),
      ...(one.attachable === undefined ? {} : { attachable: one.attachable }),
      ...(one.internal === undefined ? {} : { internal: one.internal }),
      ...(one.label === "" ? {} : { labels: { owner: one.label } }),
      ...(one.subnet === "" ? {} : {
        ipam: { config: [{ subnet: `10.${one.subnet === "a" ? 60 : 70}.${at}.0/24` }] },
      }),
    };
    networks[key] = Object.keys(body).length === 0 ? null : body;
  }
  for (const name of OUTSIDE) if (used.has(name)) networks[name] = { external: true, name };
  const services: Record<string, unknown> = { keeper: { image: "x:1", networks: ["app"] } };
  for (const [at, key] of SERVICES.entries()) {
    const one = parts.services[at]!;
    if (!one.there) continue;
    const lists = one.on.length === 0 ? {} : {
      networks: Object.fromEntries(
        one.on.map((name) => [name, one.aliases.length === 0 ? null : { aliases: one.aliases }]),
      ),
    };
    services[key] = { image: "x:1", ...lists, deploy: { mode: one.mode } };
  }
  return stringify({ services, networks }, { nullStr: "" });
}

/** The file as deploy loads it; `undefined` where docker refuses it. */
export function load(text: string): LoadedStack | undefined {
  const loaded = loadStack([{ name: "stack.yml", text }], { stack: "shop", env: {} });
  const { stack, problems } = loaded;
  return stack === undefined || problems.length > 0 ? undefined : { ...loaded, stack };
}

/** A swarm with networks and services of others, and no trace of the stack. */
export function bare(): Swarm {
  return sketchSwarm({
    networks: [{ name: "ingress", options: {} }, ...OUTSIDE.map((name) => ({ name, options: {} }))],
    services: [{ name: "edge", on: ["proxy"] }, { name: "log", on: ["shared", "proxy"] }],
  });
}

/** What `docker stack deploy` makes of a swarm: missing networks, then the services with the lists of the file. */
export function deploy({ stack }: LoadedStack, swarm: Swarm): Swarm {
  const networks = [...swarm.networks];
  for (const one of stack.networks) {
    const there = networks.find(({ name, labels }) => name === one.name && labels[STACK_LABEL] === "shop");
    if (there !== undefined) continue;
    const made = sketchSwarm({
      networks: [{
        name: one.name,
        options: one.options,
        labels: one.labels,
        internal: one.internal,
        attachable: one.attachable,
        subnet: one.ipam.config[0]?.subnet ?? `10.80.${networks.length}.0/24`,
      }],
    }).networks[0]!;
    networks.push({ ...made, id: `deployed-${networks.length}-${one.name}` });
  }
  const services = swarm.services.filter(({ name }) => !stack.services.some((one) => one.name === name));
  for (const one of stack.services) {
    const live = indexOf(swarm).serviceByName.get(one.name);
    const list = one.networks.map(({ target, aliases, driverOpts }) => ({
      target: networks.find(({ name, scope }) => name === target && scope === "swarm")!.id,
      aliases,
      driverOpts,
    }));
    const made = sketchSwarm({
      services: [{ name: one.name, labels: one.labels, mode: one.mode as Service["mode"] }],
    }).services[0]!;
    services.push({ ...(live ?? made), networks: list, legacyNetworks: [] });
  }
  return { ...swarm, networks, services };
}

/** Changes by hand that the plan has to find. */
export function changedByHand(swarm: Swarm, hands: readonly Hand[]): Swarm {
  return hands.reduce((now, one) => changed(now, one), swarm);
}

function changed(swarm: Swarm, one: Hand): Swarm {
  if (one.kind === "network" || one.kind === "rename") {
    const own = swarm.networks.filter(({ labels }) => labels[STACK_LABEL] === "shop");
    const target = own[one.at % Math.max(1, own.length)];
    if (target === undefined) return swarm;
    const made = one.kind === "rename"
      ? {
        ...target,
        name: `${target.name}-new`,
        labels: { ...target.labels, "swarmnet.operation": "0123456789" },
      }
      : settingChanged(target, one.change);
    return { ...swarm, networks: swarm.networks.map((each) => each === target ? made : each) };
  }
  const own = swarm.services.filter(({ labels }) => labels[STACK_LABEL] === "shop");
  const target = own[one.service % Math.max(1, own.length)];
  if (target === undefined) return swarm;
  return {
    ...swarm,
    services: swarm.services.map((each) => each === target ? listChanged(target, one) : each),
  };
}

function settingChanged(network: Network, change: string): Network {
  const { [ENCRYPTED]: _, ...plain } = network.options;
  switch (change) {
    case "encrypt":
      return { ...network, options: { ...plain, [ENCRYPTED]: "" } };
    case "plain":
      return { ...network, options: plain };
    case "attachable":
      return { ...network, attachable: !network.attachable };
    default:
      return { ...network, labels: { ...network.labels, by: "hand" } };
  }
}

function listChanged(service: Service, one: Hand & { service: number }): Service {
  if (one.kind === "detach") return { ...service, networks: service.networks.slice(1) };
  if (one.kind === "alias") {
    // A name that is listed twice comes back once.
    return {
      ...service,
      networks: service.networks.map((entry) => ({
        ...entry,
        aliases: [...new Set([...entry.aliases, "extra"])],
      })),
    };
  }
  if (one.kind !== "attach") return service;
  const target = `id-${one.to}`;
  if (service.networks.some((entry) => entry.target === target)) return service;
  return { ...service, networks: [{ target, aliases: [], driverOpts: {} }, ...service.networks] };
}
