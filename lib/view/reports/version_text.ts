import { escapeJson } from "../../terminal/boundary.ts";
import { inDockersWords } from "../template/docker_format.ts";
import { Template } from "../template/go_template.ts";

/** Version facts as one JSON object on a line, or through a template. Throws `Failure` "template parsing error: …". */
export function formatVersion(format: string, facts: Record<string, unknown>): string {
  if (format === "json") return escapeJson(JSON.stringify(facts)) + "\n";
  return inDockersWords(() => Template.parse(format).render(facts, { strictKeys: true }) + "\n");
}
