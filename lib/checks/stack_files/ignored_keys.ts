import type { Report, View } from "../rule.ts";

/** Reports each key of a service that deploy ignores; `instead` says for each such key what to do. */
export function reportIgnored(
  view: View,
  report: (finding: Report) => void,
  instead: Readonly<Record<string, string>>,
): void {
  for (const service of view.stack?.services ?? []) {
    for (const { key, at } of service.keys) {
      if (!Object.hasOwn(instead, key)) continue;
      report({
        object: { kind: "service", name: service.name },
        message: `Service ${service.name} has ${key}, which deploy ignores: ${instead[key]}`,
        at,
        part: key,
      });
    }
  }
}
