/** The JSON schema of `.swarmnet.yaml`, made from the table of settings and the rules. */
import { METADATA } from "../../lib/cli/metadata.ts";
import { SETTINGS } from "../../lib/config/schema.ts";
import type { Shape } from "../../lib/config/schema.ts";
import { CATALOG } from "../../lib/checks/all_texts.ts";

type Json = Record<string, unknown>;

/** As text, ready to be written. */
export function configSchema(): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: `${METADATA.URL}/raw/main/docs/schema/swarmnet.config.schema.json`,
    title: "Configuration of docker swarmnet (.swarmnet.yaml)",
    ...schemaOf({ kind: "mapping", text: "Made by scripts/gen_config_schema.ts", keys: SETTINGS }),
  };
  return JSON.stringify(schema, null, 2) + "\n";
}

function schemaOf(shape: Shape): Json {
  switch (shape.kind) {
    case "word":
      return { description: shape.text, enum: shape.values };
    case "text": {
      const pattern = shape.pattern === undefined ? {} : { pattern: shape.pattern };
      // YAML reads 5432 as a number; the tool reads it as it is written.
      return { description: shape.text, type: ["string", "integer"], minLength: 1, ...pattern };
    }
    case "list":
      return { description: shape.text, type: "array", items: schemaOf(shape.of) };
    case "mapping": {
      const keys = Object.entries(shape.keys).map(([key, one]) => [key, schemaOf(one)]);
      return {
        description: shape.text,
        type: "object",
        properties: Object.fromEntries(keys),
        ...(shape.required === undefined ? {} : { required: shape.required }),
        additionalProperties: false,
      };
    }
    case "rules": {
      const rules = CATALOG.flatMap(({ code, name, what, level }) => {
        const schema = { description: `${what} (${code} ${name}, ${level} unless set)`, enum: shape.values };
        return [[code, schema], [name, schema]];
      });
      return {
        description: shape.text,
        type: "object",
        properties: Object.fromEntries(rules),
        additionalProperties: false,
      };
    }
  }
}
