import assert from "node:assert/strict";
import { imageName } from "../../../lib/checks/images.ts";

const NAMES: [image: string, name: string][] = [
  ["postgres", "postgres"],
  ["postgres:16", "postgres"],
  ["Bitnami/Postgres:16", "postgres"],
  ["registry.example:5000/library/postgres:16@sha256:abc", "postgres"],
  ["localhost/nginx", "nginx"],
  ["host:5000/nginx", "nginx"],
  ["library/nginx:1.27@sha256:abc", "nginx"],
  ["", ""],
];

for (const [image, name] of NAMES) {
  Deno.test(`the name of the image ${JSON.stringify(image)} is ${JSON.stringify(name)}`, () => {
    assert.equal(imageName(image), name);
  });
}

Deno.test("an image of a million colons is read in a time that grows with its length", () => {
  assert.equal(imageName(":".repeat(1_000_000)).length, 999_999);
});
