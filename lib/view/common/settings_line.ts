import type { Finding } from "../../checks/finding.ts";
import type { Verdict } from "../../checks/verdict.ts";
import { inline } from "../../terminal/boundary.ts";
import { count } from "../../base/listing.ts";

/** Files with comments that are named. */
const MOST_NAMED = 3;

/** One line: which file, label, comment or flag switched off or suppressed how much. Undefined where nothing was. */
export function settingsLine(
  { settings, suppressed, baselined, baseline }: Pick<
    Verdict,
    "settings" | "suppressed" | "baselined" | "baseline"
  >,
): string | undefined {
  const bySource = new Map<string, string[]>();
  const add = (source: string, number: number, what: string) => {
    if (number > 0) bySource.set(source, [...bySource.get(source) ?? [], what]);
  };
  const counting = <T>(list: readonly T[], sourceOf: (one: T) => string, say: (number: number) => string) => {
    for (const [source, all] of Map.groupBy(list, sourceOf)) add(source, all.length, say(all.length));
  };
  const findings = (number: number) => `${count(number, "finding")} suppressed`;
  counting(settings.off, ({ at }) => at.file, (number) => `${count(number, "check")} off`);
  counting(settings.levels, ({ at }) => at.file, (number) => `${count(number, "level")} changed`);
  counting(settings.replaced, ({ by }) => by.file, (number) => `${count(number, "setting")} replaced`);
  const of = (by: string) => suppressed.filter((one) => one.suppressed!.by === by);
  counting(of("config"), fileOf, findings);
  const comments = of("inline");
  add(commentsText(comments), comments.length, findings(comments.length));
  counting(of("label"), () => "labels", findings);
  counting(of("flag"), () => "--ignore", findings);
  if (baseline !== null) add(baseline.file, baselined.length, findings(baselined.length));
  const parts = [...bySource].map(([source, what]) => `${what.join(", ")} by ${inline(source)}`);
  return parts.length === 0 ? undefined : parts.join("; ");
}

function commentsText(findings: readonly Finding[]): string {
  const files = [...new Set(findings.map(fileOf))];
  return `comments in ${files.length > MOST_NAMED ? `${files.length} files` : files.join(", ")}`;
}

function fileOf({ suppressed }: Finding): string {
  return suppressed?.at?.file ?? "";
}
