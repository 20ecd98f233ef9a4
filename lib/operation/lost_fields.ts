import { object } from "../engine/raw.ts";
import type { RawSpec } from "../plan/attachments.ts";

/** A part of a service spec that a request at an older API version erases without a word. */
interface Guarded {
  /** First API version that keeps it. */
  since: string;
  /** Its name as `docker service` calls it. */
  name: string;
  has(spec: RawSpec): boolean;
}

/**
 * What the engine drops from a spec that is posted at an API version older than the field (moby
 * api/server/router/swarm/helpers.go adjustForAPIVersion; sysctls, capabilities and the pids limit reproduced on 20.10.24).
 * Reading gives the fields at any version, so what would be lost can be told before.
 */
const GUARDED: readonly Guarded[] = [
  { since: "1.40", name: "sysctls", has: (spec) => filled(container(spec).Sysctls) },
  {
    since: "1.40",
    name: "replicas-max-per-node",
    has: (spec) => filled(task(spec, "Placement").MaxReplicas),
  },
  {
    since: "1.41",
    name: "cap-add and cap-drop",
    has: (spec) => filled(container(spec).CapabilityAdd) || filled(container(spec).CapabilityDrop),
  },
  { since: "1.41", name: "ulimits", has: (spec) => filled(container(spec).Ulimits) },
  { since: "1.41", name: "limit-pids", has: (spec) => filled(object(task(spec, "Resources").Limits).Pids) },
  {
    since: "1.44",
    name: "seccomp, AppArmor and no-new-privileges settings",
    has: (spec) => hasPrivileges(spec),
  },
  {
    since: "1.44",
    name: "health-start-interval",
    has: (spec) => filled(object(container(spec).Healthcheck).StartInterval),
  },
  { since: "1.46", name: "tmpfs mount options", has: (spec) => hasTmpfsOptions(spec) },
];

/** Names of the parts of this spec that an update at `apiVersion` (such as "1.41") would erase. */
export function lostFields(spec: RawSpec, apiVersion: string): string[] {
  return GUARDED.filter((field) => olderThan(apiVersion, field.since) && field.has(spec)).map((field) =>
    field.name
  );
}

/** The first integer of this spec that JSON numbers cannot carry exactly, as its path; undefined where there is none. */
export function inexactNumber(value: unknown, path = "Spec"): string | undefined {
  if (typeof value === "number") {
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? path : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = inexactNumber(inner, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function olderThan(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split(".").map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}

function hasPrivileges(spec: RawSpec): boolean {
  const { Seccomp, AppArmor, NoNewPrivileges } = object(container(spec).Privileges);
  return filled(Seccomp) || filled(AppArmor) || filled(NoNewPrivileges);
}

function hasTmpfsOptions(spec: RawSpec): boolean {
  const mounts = container(spec).Mounts;
  return Array.isArray(mounts) && mounts.some((mount) => filled(object(object(mount).TmpfsOptions).Options));
}

function container(spec: RawSpec): RawSpec {
  return task(spec, "ContainerSpec");
}

function task(spec: RawSpec, part: string): RawSpec {
  return object(object(spec.TaskTemplate)[part]);
}

/** Set to something else than Go's zero value. */
function filled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== 0 && value !== false && value !== "";
}
