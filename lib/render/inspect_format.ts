import { escapeJson } from "../terminal/boundary.ts";
import { inDockersWords } from "./docker_format.ts";
import { stringMap, Template } from "./go_template.ts";

/**
 * Objects as docker's inspect commands print them: `json` is one array on one line, anything else a template that is
 * rendered once for each (a line each; one empty line where there is none). Throws `Failure` "template parsing error: …".
 */
export function formatInspect(format: string, objects: readonly Record<string, unknown>[]): string {
  if (format === "json") return escapeJson(JSON.stringify(objects)) + "\n";
  return inDockersWords(() => {
    const template = Template.parse(format);
    const lines = objects.map((object) => template.render(withTypes(object), { strictKeys: true }) + "\n");
    return lines.join("") || "\n";
  });
}

/** Maps that docker declares as map[string]string, so that `index .Options "x"` is the empty text; and ID as a second name of Id. */
function withTypes(object: Record<string, unknown>): Record<string, unknown> {
  const typed: Record<string, unknown> = { ...object };
  for (const key of ["Options", "Labels"]) {
    if (key in typed) typed[key] = stringMap({ ...(typed[key] as Record<string, string> | null) });
  }
  if ("Id" in typed && !("ID" in typed)) {
    // Not in `{{json .}}`: that prints what the engine sent.
    Object.defineProperty(typed, "ID", { value: typed.Id, enumerable: false });
  }
  return typed;
}
