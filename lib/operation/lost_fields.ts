import { compareApi } from "../engine/api_version.ts";
import { isObject } from "../engine/raw.ts";
import { inline } from "../terminal/boundary.ts";
import type { RawSpec } from "../plan/attachments.ts";
import { YOUNG_FIELDS, type YoungField } from "./young_fields.gen.ts";

/**
 * Fields that the engine writes into every spec with this value when they are not set, because their Go type has no
 * `omitempty` (moby api/types/swarm/container.go): erasing them changes nothing.
 */
const UNSET: ReadonlyMap<string, unknown> = new Map([
  ["TaskTemplate.ContainerSpec.Privileges.NoNewPrivileges", false],
]);

/**
 * The fields of this spec that came after `apiVersion` (such as "1.41"). The engine gives them at any version, and erases them
 * from a spec that is posted at an older one (moby daemon/server/router/swarm/helpers.go, adjustForAPIVersion). A field counts
 * when it is there: 0, false and an empty object are values.
 */
export function lostFields(spec: RawSpec, apiVersion: string): YoungField[] {
  return YOUNG_FIELDS.filter(({ since, path }) =>
    compareApi(apiVersion, since) < 0 &&
    valuesAt(spec, path.split(".")).some((value) => value !== UNSET.get(path))
  );
}

/** Why a service with these fields is not written at this API version, and what to do. */
export function lossWords(
  service: string,
  lost: readonly YoungField[],
  apiVersion: string,
): { what: string; why: string; fix: string } {
  const fields = lost.map(({ path, since }) => `${path.replace(/^TaskTemplate\./, "")} (API ${since})`);
  return {
    what: `service ${inline(service)}: API version ${apiVersion} has no ${fields.join(", ")}`,
    why: "The engine silently erases fields that are younger than the API version of the request",
    fix: "Unset DOCKER_API_VERSION, so that the newest version of both sides is used",
  };
}

/** What is at a path, for each element of the lists on the way; null and missing are nothing. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (value === undefined || value === null) return [];
  const [step, ...rest] = path;
  if (step === undefined) return [value];
  const inner = memberOf(value, step.replace("[]", ""));
  if (!step.endsWith("[]")) return valuesAt(inner, rest);
  return Array.isArray(inner) ? inner.flatMap((element) => valuesAt(element, rest)) : [];
}

/** Case does not matter to Go's JSON: the API's definitions say HealthCheck, the engine writes Healthcheck. */
function memberOf(value: unknown, name: string): unknown {
  if (!isObject(value)) return undefined;
  const key = Object.keys(value).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : value[key];
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
