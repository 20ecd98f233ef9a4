import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { attachmentsOf, attachmentTo, withNetwork, withoutNetwork } from "../../lib/plan/attachments.ts";

/** JSON as the engine sends it, with keys that mean something to nobody here. */
const json = fc.jsonValue({ maxDepth: 3 });
const key = fc.stringMatching(/^[A-Z][A-Za-z]{2,8}$/).filter((name) =>
  !["Networks", "TaskTemplate", "ContainerSpec"].includes(name)
);
const entry = fc.record({
  Target: fc.constantFrom("id-a", "id-b", "id-c", "web"),
  Aliases: fc.option(fc.array(fc.constantFrom("x", "y", "z")), { nil: undefined }),
  DriverOpts: fc.option(fc.dictionary(fc.constantFrom("k", "l"), fc.string()), { nil: undefined }),
  Extra: json,
}, { requiredKeys: ["Target"] });
const networks = fc.option(fc.array(entry, { maxLength: 4 }), { nil: undefined });

const spec = fc.record({
  before: fc.dictionary(key, json),
  template: fc.dictionary(key, json),
  networks,
  legacy: networks,
  after: fc.dictionary(key, json),
}).map(({ before, template, networks, legacy, after }) => ({
  ...before,
  TaskTemplate: {
    ...template,
    ContainerSpec: { Image: "app:1" },
    ...(networks === undefined ? {} : { Networks: networks }),
  },
  ...(legacy === undefined ? {} : { Networks: legacy }),
  ...after,
}));
const wanted = fc.record({
  network: fc.constant({ id: "id-web", name: "web" }),
  aliases: fc.array(fc.constantFrom("x", "y", "new")),
  driverOpts: fc.dictionary(fc.constantFrom("k", "m"), fc.string()),
});

/** Everything but the two network lists, as the bytes that would be sent. */
function rest(value: Record<string, unknown>): string {
  const { Networks: _legacy, TaskTemplate, ...others } = value;
  const { Networks: _own, ...template } = TaskTemplate as Record<string, unknown>;
  return JSON.stringify([others, template]);
}

/** As it comes back from the engine. */
function sent<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

Deno.test("everything outside the network list is byte-identical after a change", () => {
  fc.assert(fc.property(spec, wanted, (raw, want) => {
    const before = sent(raw);
    const bytes = JSON.stringify(before);
    const after = sent(withNetwork(before, want));
    assert.equal(rest(after), rest(before));
    assert.equal(JSON.stringify(before), bytes, "the input was changed");
  }));
});

Deno.test("attaching is idempotent: the second time gives back the same object", () => {
  fc.assert(fc.property(spec, wanted, (raw, want) => {
    const once = withNetwork(raw, want);
    assert.equal(withNetwork(once, want), once);
    const entry = attachmentTo(once, want.network)!;
    for (const alias of want.aliases) assert(entry.aliases.includes(alias));
  }));
});

Deno.test("attaching keeps every other attachment, in order", () => {
  fc.assert(fc.property(spec, wanted, (raw, want) => {
    const others = (value: Record<string, unknown>) =>
      attachmentsOf(value).filter(({ target }) => target !== "id-web" && target !== "web");
    assert.deepEqual(others(withNetwork(raw, want)), others(raw));
  }));
});

Deno.test("detaching what was attached gives the list that was there before", () => {
  fc.assert(fc.property(spec, wanted, (raw, want) => {
    fc.pre(attachmentTo(raw, want.network) === undefined && attachmentsOf(raw).length > 0);
    const back = withoutNetwork(withNetwork(raw, want), want.network);
    assert.deepEqual(attachmentsOf(back), attachmentsOf(raw));
    assert.equal(rest(sent(back)), rest(sent(raw)));
  }));
});
