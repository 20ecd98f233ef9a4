import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { dump } from "js-yaml";
import { loadStack, type Stack } from "../../lib/stack/index.ts";
import { substitute } from "../../lib/stack/variables.ts";
import { stackOf } from "../support/stacks/load.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
// Text that js-yaml may write plain and that go-yaml reads as text all the same.
const value = fc.oneof(
  fc.stringMatching(/^[a-z][a-zA-Z0-9 ./:-]{0,12}$/),
  fc.integer({ min: -5, max: 99999 }),
);
const port = fc.record({
  target: fc.integer({ min: 1, max: 65535 }),
  published: fc.integer({ min: 1, max: 65535 }),
});
const attachments = fc.dictionary(
  name,
  fc.option(fc.record({ aliases: fc.uniqueArray(name, { maxLength: 3 }) })),
);
const service = fc.record({
  image: name,
  networks: attachments,
  labels: fc.dictionary(name, value),
  ports: fc.uniqueArray(port, { maxLength: 4, selector: (one) => JSON.stringify(one) }),
  deploy: fc.record({ replicas: fc.nat(20), labels: fc.dictionary(name, value) }),
});
const network = fc.record({
  internal: fc.boolean(),
  attachable: fc.boolean(),
  driver_opts: fc.dictionary(name, value),
});
const file = fc.record({
  services: fc.dictionary(name, service, { maxKeys: 4 }),
  networks: fc.dictionary(name, network, { maxKeys: 4 }),
});

/** What deploy would create, without places. */
function outcome(stack: Stack): unknown {
  const keep = (key: string, inner: unknown) =>
    ["at", "node", "nodes", "keys", "documents", "merge", "written"].includes(key) ? undefined : inner;
  return JSON.parse(JSON.stringify(stack, keep));
}

function load(...documents: unknown[]): Stack {
  return stackOf(...documents.map((document) => dump(document)));
}

Deno.test("merging: a file with no more than empty sections changes nothing", () => {
  fc.assert(
    fc.property(file, (document) => {
      assert.deepEqual(outcome(load(document, { services: {}, networks: {} })), outcome(load(document)));
      assert.deepEqual(outcome(load({ services: {} }, document)), outcome(load(document)));
    }),
    { numRuns: 150 },
  );
});

Deno.test("merging: files that share no name simply add up, in either order", () => {
  fc.assert(
    fc.property(file, file, (first, second) => {
      // Longer than any generated key, so that it cannot be the beginning of one.
      const prefix = "a-prefix-that-no-generated-key-can-have-because-of-its-length-";
      const apart = {
        services: Object.fromEntries(
          Object.entries(second.services).map(([key, one]) => [prefix + key, one]),
        ),
        networks: Object.fromEntries(
          Object.entries(second.networks).map(([key, one]) => [prefix + key, one]),
        ),
      };
      const forth = outcome(load(first, apart));
      assert.deepEqual(forth, outcome(load(apart, first)));
      const together = {
        services: { ...first.services, ...apart.services },
        networks: { ...first.networks, ...apart.networks },
      };
      assert.deepEqual(forth, outcome(load(together)));
    }),
    { numRuns: 100 },
  );
});

Deno.test("merging: the last file's networks stand as they are", () => {
  fc.assert(
    fc.property(file, file, (first, second) => {
      const merged = load(first, second);
      const alone = load({ services: first.services, networks: { ...first.networks, ...second.networks } });
      const byName = (stack: Stack) =>
        [...stack.networks, ...stack.unused].filter((one) => one.key in second.networks)
          .map((one) => [one.key, one.internal, one.attachable, { ...one.options }]).sort();
      assert.deepEqual(byName(merged), byName(alone));
    }),
    { numRuns: 100 },
  );
});

Deno.test("merging: published numbers are unique in a service that is in two files", () => {
  fc.assert(
    fc.property(service, service, (first, second) => {
      const stack = load({ services: { a: first } }, { services: { a: second } });
      const published = stack.services[0]!.ports.map((one) => one.published);
      assert.equal(new Set(published).size, published.length);
      const wanted = new Set([...first.ports, ...second.ports].map((one) => one.published));
      assert.deepEqual(new Set(published), wanted);
    }),
    { numRuns: 100 },
  );
});

Deno.test("interpolation: text without a dollar stays as it is", () => {
  fc.assert(fc.property(fc.string().filter((text) => !text.includes("$")), (text) => {
    const result = substitute(text, () => "never");
    assert.deepEqual(result, { text, uses: [], escapes: [] });
  }));
});

Deno.test("interpolation: doubled dollars give the text back", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("$", "{", "}", "a", ":", "-", "?", " ") }), (text) => {
      const result = substitute(text.replaceAll("$", "$$$$"), () => "never");
      assert.equal(result.invalid, undefined);
      assert.equal(result.text, text);
      assert.deepEqual(result.uses, []);
    }),
  );
});

Deno.test("interpolation: a set variable gives its value in every form", () => {
  fc.assert(fc.property(fc.string({ minLength: 1 }), (text) => {
    for (const template of ["$V", "${V}", "${V:-d}", "${V-d}", "${V:?e}", "${V?e}"]) {
      assert.equal(substitute(template, () => text).text, text);
    }
  }));
});

Deno.test("interpolation: values never become structure", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const files = [{ name: "a.yml", text: "services:\n  a: {image: x, hostname: '${V}'}\n" }];
    const { stack, accepted } = loadStack(files, { stack: "s", env: { V: text } });
    assert.ok(accepted);
    assert.equal(stack!.services.length, 1);
    assert.equal(stack!.services[0]!.hostname, text);
  }));
});

Deno.test("loading does not depend on how YAML is written", () => {
  fc.assert(
    fc.property(file, (document) => {
      const block = stackOf(dump(document));
      const flow = stackOf(dump(document, { flowLevel: 0, lineWidth: -1 }));
      assert.deepEqual(outcome(flow), outcome(block));
      assert.deepEqual(outcome(stackOf(JSON.stringify(document))), outcome(block));
    }),
    { numRuns: 100 },
  );
});
