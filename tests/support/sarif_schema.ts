/**
 * The part of SARIF 2.1.0 (OASIS standard, errata 01) that our reports use, as a JSON schema: names, types, allowed values and required
 * properties as the standard has them, and nothing besides. Stricter than the standard in one way: a property that is not listed here is
 * refused, also where the standard knows it.
 */
const text = { type: "string" };
const level = { enum: ["none", "note", "warning", "error"] };
const properties = {
  type: "object",
  properties: { tags: { type: "array", items: text, uniqueItems: true } },
};
const index = { type: "integer", minimum: -1 };
const message = closed({ text, markdown: text, id: text }, [], {
  anyOf: [{ required: ["text"] }, { required: ["id"] }],
});
const multiformat = closed({ text, markdown: text }, ["text"]);

function closed(
  members: Record<string, unknown>,
  required: string[] = [],
  more: Record<string, unknown> = {},
) {
  return { type: "object", additionalProperties: false, properties: members, required, ...more };
}

function list(items: unknown, more: Record<string, unknown> = {}) {
  return { type: "array", items, ...more };
}

const descriptor = closed({
  id: text,
  name: text,
  shortDescription: multiformat,
  fullDescription: multiformat,
  help: multiformat,
  helpUri: { type: "string", format: "uri" },
  defaultConfiguration: closed({ level, enabled: { type: "boolean" }, rank: { type: "number" } }),
  properties,
}, ["id"]);

const location = closed({
  physicalLocation: closed({
    artifactLocation: closed({ uri: { type: "string", format: "uri-reference" }, uriBaseId: text, index }),
    region: closed({
      startLine: { type: "integer", minimum: 1 },
      startColumn: { type: "integer", minimum: 1 },
      endLine: { type: "integer", minimum: 1 },
      endColumn: { type: "integer", minimum: 1 },
    }),
  }),
  logicalLocations: list(closed({ name: text, fullyQualifiedName: text, kind: text }), { uniqueItems: true }),
});

const result = closed({
  ruleId: text,
  ruleIndex: index,
  level,
  kind: { enum: ["notApplicable", "pass", "fail", "review", "open", "informational"] },
  message,
  locations: list(location),
  partialFingerprints: { type: "object", additionalProperties: text },
  baselineState: { enum: ["new", "unchanged", "updated", "absent"] },
  suppressions: list(
    closed({
      kind: { enum: ["inSource", "external"] },
      status: { enum: ["accepted", "underReview", "rejected"] },
      justification: text,
      properties,
    }, ["kind"]),
    { uniqueItems: true },
  ),
  properties,
}, ["message"]);

const notification = closed({ level, message, associatedRule: closed({ id: text, index }) }, ["message"]);

/** For ajv, with the formats "uri" and "uri-reference" added by the caller. */
export const SARIF_SCHEMA = closed({
  $schema: { type: "string", format: "uri" },
  version: { const: "2.1.0" },
  runs: list(
    closed({
      tool: closed({
        driver: closed({
          name: text,
          version: text,
          semanticVersion: text,
          informationUri: { type: "string", format: "uri" },
          rules: list(descriptor, { uniqueItems: true }),
        }, ["name"]),
      }, ["driver"]),
      automationDetails: closed({ id: text }),
      invocations: list(
        closed({
          executionSuccessful: { type: "boolean" },
          exitCode: { type: "integer" },
          toolExecutionNotifications: list(notification),
        }, ["executionSuccessful"]),
      ),
      columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
      results: list(result),
      properties,
    }, ["tool"]),
    { minItems: 1, maxItems: 1 },
  ),
}, ["version", "runs"]);
