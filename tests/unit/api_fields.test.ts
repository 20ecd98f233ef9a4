import assert from "node:assert/strict";
import { addedFields, fieldsOf, sourceOf } from "../../scripts/support/api_fields.ts";

const swagger = (properties: string) =>
  `definitions:
  ServiceSpec:
    properties:
      Name: { type: string }
      Task: { $ref: "#/definitions/Task" }
  Task:
    allOf:
      - properties:
          Mounts: { type: array, items: { $ref: "#/definitions/Mount" } }
          Inner: { $ref: "#/definitions/Task" }
  Mount:
    properties: { ${properties} }
`;

Deno.test("fields of a spec are found through references, lists and parts, and a definition inside itself ends", () => {
  assert.deepEqual([...fieldsOf(swagger("Type: {}"))], [
    "Name",
    "Task",
    "Task.Mounts",
    "Task.Mounts[].Type",
    "Task.Inner",
  ]);
});

Deno.test("each field counts from the version that has it first, as a whole", () => {
  const versions = ["Type: {}", "Type: {}, Options: { properties: { Path: {} } }", "Type: {}, Size: {}"]
    .map((text, at) => ({ version: `1.${41 + at}`, fields: fieldsOf(swagger(text)) }));
  const added = addedFields(versions);
  assert.deepEqual(added, [
    { since: "1.42", path: "Task.Mounts[].Options" },
    { since: "1.43", path: "Task.Mounts[].Size" },
  ]);
  assert.match(sourceOf(added, "1.43"), /\{ since: "1\.43", path: "Task\.Mounts\[\]\.Size" \},/);
});
