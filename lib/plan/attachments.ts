import { Failure } from "../base/errors.ts";
import { object, type Raw, record, text, texts } from "../engine/raw.ts";

/**
 * A raw service spec, as the Engine API has it. Every function here gives a new spec in which only the network list
 * differs: fields that nobody here knows stay, in their order. Nothing to do gives back the very same object.
 */
export type RawSpec = Raw;

/** One entry of TaskTemplate.Networks, read leniently. */
export interface RawAttachment {
  /** Network ID, or a name where an old client stored one. */
  target: string;
  aliases: string[];
  driverOpts: Record<string, string>;
}

/** A network by both words a spec may use for it. */
export interface NetworkRef {
  id: string;
  name: string;
}

/** An entry of a service's network list as it should be. */
export interface WantedAttachment {
  network: NetworkRef;
  /** Added to those the entry has. */
  aliases?: readonly string[];
  /** Set on top of those the entry has. */
  driverOpts?: Readonly<Record<string, string>>;
  /** Where a new entry goes in the list; at its end unless set or where the list is shorter. */
  at?: number;
}

/** The networks in effect: TaskTemplate.Networks, else the deprecated Spec.Networks (swarmkit manager/controlapi/service.go). */
export function attachmentsOf(spec: RawSpec): RawAttachment[] {
  return effective(spec).map(readAttachment);
}

/** The attachment to one network, if there is one. */
export function attachmentTo(spec: RawSpec, network: NetworkRef): RawAttachment | undefined {
  return attachmentsOf(spec).find((entry) => isOf(entry.target, network));
}

/**
 * The spec with the network attached, at the end of the list unless told where; an entry that is there already gets the aliases and driver
 * options it lacks. Throws `Failure` for a service that has no containers.
 */
export function withNetwork(spec: RawSpec, wanted: WantedAttachment): RawSpec {
  const entries = effective(spec);
  const at = entries.findIndex((entry) => isOf(readAttachment(entry).target, wanted.network));
  if (at < 0) return withEntries(spec, entries.toSpliced(wanted.at ?? entries.length, 0, newEntry(wanted)));
  const completed = completeEntry(entries[at]!, wanted);
  return completed === entries[at] ? spec : withEntries(spec, entries.with(at, completed));
}

/**
 * The spec without the network (every entry of it, where it is listed twice). Throws `Failure` where swarm would refuse:
 * the last network of a list that still stands in the deprecated place.
 */
export function withoutNetwork(spec: RawSpec, network: NetworkRef): RawSpec {
  const entries = effective(spec);
  const left = entries.filter((entry) => !isOf(readAttachment(entry).target, network));
  return left.length === entries.length ? spec : withEntries(spec, left);
}

/** Whether the list in effect stands in the deprecated place, so that a change moves it. */
export function usesLegacyList(spec: RawSpec): boolean {
  return listOf(templateOf(spec).Networks).length === 0 && listOf(spec.Networks).length > 0;
}

/** Text that is equal for lists with the same networks, aliases and options in the same order. */
export function canonical(entries: readonly RawAttachment[]): string {
  return JSON.stringify(
    entries.map((
      { target, aliases, driverOpts },
    ) => [target, aliases, Object.entries(driverOpts).sort(byKey)]),
  );
}

function byKey([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Puts a list in place. What swarm accepts of the deprecated Spec.Networks (reproduced on 28.5.2 and 20.10.24): a list that
 * stands only there may be moved in the same update that changes it; where both places are filled the deprecated one
 * must stay as it is, or go together with the other; and a list that stands only there cannot become empty.
 */
function withEntries(spec: RawSpec, entries: unknown[]): RawSpec {
  const template = templateOf(spec);
  if (template.ContainerSpec === undefined || template.ContainerSpec === null) {
    throw new Failure("The service has no containers to attach to a network", {
      why: "It runs an engine plugin, or is of a kind that only swarmkit knows",
    });
  }
  const legacyOnly = usesLegacyList(spec);
  if (legacyOnly && entries.length === 0) {
    throw new Failure("Swarm refuses to remove the last network of this service", {
      why:
        "Its networks are stored in the deprecated place of the spec (Spec.Networks), from where a list can be " +
        "moved and changed, but not removed",
      next: "Attach another network first, then detach this one",
    });
  }
  const result: RawSpec = { ...spec, TaskTemplate: { ...template, Networks: entries } };
  if (listOf(spec.Networks).length > 0 && (legacyOnly || entries.length === 0)) delete result.Networks;
  return result;
}

function newEntry(wanted: WantedAttachment): unknown {
  const aliases = [...new Set(wanted.aliases ?? [])];
  const driverOpts = wanted.driverOpts ?? {};
  return {
    Target: wanted.network.id,
    ...(aliases.length > 0 ? { Aliases: aliases } : {}),
    ...(Object.keys(driverOpts).length > 0 ? { DriverOpts: { ...driverOpts } } : {}),
  };
}

function completeEntry(entry: unknown, wanted: WantedAttachment): unknown {
  const has = readAttachment(entry);
  const missing = [...new Set(wanted.aliases ?? [])].filter((alias) => !has.aliases.includes(alias));
  const options = Object.entries(wanted.driverOpts ?? {}).filter(([key, value]) =>
    has.driverOpts[key] !== value
  );
  if (missing.length === 0 && options.length === 0) return entry;
  return {
    ...object(entry),
    ...(missing.length > 0 ? { Aliases: [...has.aliases, ...missing] } : {}),
    ...(options.length > 0 ? { DriverOpts: { ...has.driverOpts, ...Object.fromEntries(options) } } : {}),
  };
}

function effective(spec: RawSpec): unknown[] {
  const own = listOf(templateOf(spec).Networks);
  return own.length > 0 ? own : listOf(spec.Networks);
}

function templateOf(spec: RawSpec): RawSpec {
  return object(spec.TaskTemplate);
}

function readAttachment(entry: unknown): RawAttachment {
  const { Target, Aliases, DriverOpts } = object(entry);
  return { target: text(Target), aliases: texts(Aliases), driverOpts: record(DriverOpts) };
}

function isOf(target: string, network: NetworkRef): boolean {
  return target === network.id || target === network.name;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
