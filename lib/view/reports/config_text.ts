import { inline } from "../../terminal/boundary.ts";
import { dim } from "../../terminal/style.ts";
import { jsonReport } from "../common/json_report.ts";

/** Identifies the shape of `config show --format json`. */
const CONFIG_SCHEMA = "swarmnet/config/1";

/** A value of the configuration and where it came from. */
export interface Shown {
  value: unknown;
  origin: string;
}

/** The configuration as it holds, in the shape of the file. */
export interface ShownConfig {
  /** Keys that hold one value. */
  values: Record<string, Shown>;
  /** Lists under `policies`. */
  policies: Record<string, Shown>;
  /** Levels by code. */
  rules: Record<string, Shown & { name: string }>;
  ignore: { rule: string; object: string; reason: string; until: string | null; origin: string }[];
}

/** The configuration as a file that would set all of it; with origins, a comment behind each value. */
export function configText(config: ShownConfig, options: { origin: boolean }): string {
  const mark = (origin: string) => options.origin ? `  ${dim(`# ${inline(origin)}`)}` : "";
  const line = (indent: string, key: string, { value, origin }: Shown) =>
    `${indent}${key}: ${scalar(value)}${mark(origin)}`;
  const lines = Object.entries(config.values).map(([key, shown]) => line("", key, shown));
  lines.push("policies:", ...Object.entries(config.policies).map(([key, shown]) => line("  ", key, shown)));
  const rules = Object.entries(config.rules);
  lines.push(
    rules.length === 0 ? "rules: {}" : "rules:",
    ...rules.map(([code, shown]) => line("  ", code, { ...shown, origin: `${shown.name}, ${shown.origin}` })),
  );
  lines.push(config.ignore.length === 0 ? "ignore: []" : "ignore:");
  for (const { origin, ...entry } of config.ignore) {
    const [first, ...rest] = Object.entries(entry).filter(([, value]) => value !== null && value !== "");
    lines.push(line("  - ", first![0], { value: first![1], origin }));
    lines.push(...rest.map(([key, value]) => `    ${key}: ${scalar(value)}`));
  }
  return lines.join("\n") + "\n";
}

/** The configuration as one JSON document. */
export function configJson(config: ShownConfig): string {
  return jsonReport({ schema: CONFIG_SCHEMA, ...config });
}

/** A value as YAML reads it back: JSON is YAML, and plain words that mean nothing else need no quotes. */
function scalar(value: unknown): string {
  if (typeof value === "string" && /^(?!(?:true|false|null)$)[A-Za-z][\w.-]*$/i.test(value)) return value;
  return inline(JSON.stringify(value));
}
