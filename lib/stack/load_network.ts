import type { NetworkConfig, ObjectConfig, ObjectKind } from "./config.ts";
import {
  entriesOf,
  type Entry,
  entryOf,
  isNull,
  itemsOf,
  type Mapping,
  type Node,
  positionOf,
  valueOf,
} from "./node.ts";
import { type Problem, refusal } from "./problem.ts";
import { isTrueAt, pairsAt, textAt } from "./read_value.ts";

/** The top-level networks of a file, with what LoadNetworks (docker/cli cli/compose/loader) says about them. */
export function loadNetworks(section: Node | undefined, problems: Problem[]): Map<string, NetworkConfig> {
  const networks = new Map<string, NetworkConfig>();
  for (const entry of entriesOf(section)) networks.set(entry.key, loadNetwork(entry, problems));
  return networks;
}

function loadNetwork(entry: Entry, problems: Problem[]): NetworkConfig {
  const { key, value } = entry;
  const path = `networks.${key}`;
  if (value.kind !== "mapping" && !isNull(value) && !/^[a-zA-Z0-9._-]+$/.test(key)) {
    problems.push(refusal("load", positionOf(value), path, `'[${key}]' expected a map`));
  }
  const outside = externalOf(value);
  let name = textAt(value, "name");
  if (outside.external && outside.name !== "") {
    if (name !== "") problems.push(conflict("network", entry));
    name = outside.name;
  }
  const ipam = valueOf(value, "ipam");
  return {
    key,
    at: positionOf(entry.keyNode),
    node: value.kind === "mapping" ? value : undefined,
    name: outside.external && name === "" ? key : name,
    driver: textAt(value, "driver"),
    driverOpts: pairsAt(value, "driver_opts"),
    ipamDriver: textAt(ipam, "driver"),
    subnets: itemsOf(valueOf(ipam, "config")).map((pool) => ({
      subnet: textAt(pool, "subnet"),
      at: positionOf(valueOf(pool, "subnet") ?? pool),
    })),
    external: outside.external,
    internal: isTrueAt(value, "internal"),
    attachable: isTrueAt(value, "attachable"),
    labels: pairsAt(value, "labels"),
  };
}

/** `external` as a switch, or as a mapping with the deprecated name. */
function externalOf(node: Node): { external: boolean; name: string } {
  const value = valueOf(node, "external");
  if (value?.kind === "mapping") return { external: true, name: textAt(value, "name") };
  return { external: isTrueAt(node, "external"), name: "" };
}

function conflict(kind: string, entry: Entry): Problem {
  const message =
    `${kind} ${entry.key}: ${kind}.external.name and ${kind}.name conflict; only use ${kind}.name`;
  const at = positionOf((entryOf(entry.value, "name") ?? entry).keyNode);
  return refusal("load", at, `${kind}s.${entry.key}`, message);
}

/** The top-level volumes, secrets and configs of a file. */
export function loadObjects(root: Mapping, kind: ObjectKind, problems: Problem[]): Map<string, ObjectConfig> {
  const objects = new Map<string, ObjectConfig>();
  for (const entry of entriesOf(valueOf(root, kind))) {
    const outside = externalOf(entry.value);
    checkObject(entry, kind, outside, problems);
    objects.set(entry.key, {
      key: entry.key,
      at: positionOf(entry.keyNode),
      external: outside.external,
      name: outside.name || textAt(entry.value, "name") || (outside.external ? entry.key : ""),
    });
  }
  return objects;
}

function checkObject(
  entry: Entry,
  kind: ObjectKind,
  outside: ReturnType<typeof externalOf>,
  problems: Problem[],
) {
  const { key, value } = entry;
  const single = kind.slice(0, -1);
  if (!outside.external) {
    if (kind === "volumes" || textAt(value, "driver") === "" || textAt(value, "file") === "") return;
    const message =
      `${single} ${key}: ${single}.driver and ${single}.file conflict; only use ${single}.driver`;
    problems.push(refusal("load", positionOf(entry.keyNode), `${kind}.${key}`, message));
    return;
  }
  if (kind === "volumes") {
    const extra = ["driver", "driver_opts", "labels"].find((name) => !isEmpty(valueOf(value, name)));
    if (extra !== undefined) {
      const message = `conflicting parameters "external" and ${JSON.stringify(extra)} specified for volume ` +
        JSON.stringify(key);
      problems.push(refusal("load", positionOf(entryOf(value, extra)!.keyNode), `${kind}.${key}`, message));
      return;
    }
  }
  if (outside.name !== "" && textAt(value, "name") !== "") problems.push(conflict(single, entry));
}

function isEmpty(node: Node | undefined): boolean {
  if (isNull(node)) return true;
  if (node!.kind === "scalar") return node!.value === "";
  return node!.kind === "mapping" ? node!.entries.length === 0 : node!.items.length === 0;
}
