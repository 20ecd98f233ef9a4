import { escapeJson } from "../../terminal/boundary.ts";
import { inDockersWords } from "./docker_format.ts";
import { stringMap, type Struct, Template, TemplateError } from "./go_template.ts";

type Raw = Record<string, unknown>;

/**
 * Objects as docker's inspect commands print them: `json` is one array on one line, anything else a template that is
 * rendered once for each (a line each; one empty line where there is none). As docker does, a template is tried on the
 * object with Go's types first (`typed`), then on the JSON as it came (docker/cli command/inspect/inspector.go). Throws
 * `Failure` "template parsing error: …".
 */
export function formatInspect(format: string, objects: readonly Raw[], typed?: (raw: Raw) => Struct): string {
  if (format === "json") return escapeJson(JSON.stringify(objects)) + "\n";
  return inDockersWords(() => {
    const template = Template.parse(format);
    return objects.map((object) => rendered(template, object, typed) + "\n").join("") || "\n";
  });
}

function rendered(template: Template, object: Raw, typed: ((raw: Raw) => Struct) | undefined): string {
  if (typed !== undefined) {
    try {
      return template.render(typed(object));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
    }
  }
  return template.render(withTypes(object), { strictKeys: true });
}

/** Maps that docker declares as map[string]string, so that `index .Options "x"` is the empty text; and ID as a second name of Id. */
function withTypes(object: Raw): Raw {
  const typed: Raw = { ...object };
  for (const key of ["Options", "Labels"]) {
    if (key in typed) typed[key] = stringMap({ ...(typed[key] as Record<string, string> | null) });
  }
  if ("Id" in typed && !("ID" in typed)) {
    // Not in `{{json .}}`: that prints what the engine sent.
    Object.defineProperty(typed, "ID", { value: typed.Id, enumerable: false });
  }
  return typed;
}

/** Version facts as one JSON object on a line, or through a template. Throws `Failure` "template parsing error: …". */
export function formatVersion(format: string, facts: Record<string, unknown>): string {
  if (format === "json") return escapeJson(JSON.stringify(facts)) + "\n";
  return inDockersWords(() => Template.parse(format).render(facts, { strictKeys: true }) + "\n");
}
