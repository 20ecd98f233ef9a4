import assert from "node:assert/strict";
import { Failure } from "../../../lib/base/errors.ts";
import {
  attachmentsOf,
  attachmentTo,
  canonical,
  usesLegacyList,
  withNetwork,
  withoutNetwork,
} from "../../../lib/plan/attachments.ts";

const web = { id: "id-web", name: "web" };
const db = { id: "id-db", name: "db" };

function spec(networks: unknown, legacy?: unknown) {
  return {
    Name: "api",
    TaskTemplate: { ContainerSpec: { Image: "app:1" }, Networks: networks, ForceUpdate: 0 },
    ...(legacy === undefined ? {} : { Networks: legacy }),
    Unknown: { kept: true },
  };
}

Deno.test("a network is added at the end, the rest of the list stays as it was", () => {
  const before = spec([{ Target: "id-db", Aliases: ["x"], Extra: 1 }]);
  const after = withNetwork(before, { network: web, aliases: ["search", "search"], driverOpts: { a: "b" } });
  assert.deepEqual(
    after,
    spec([
      { Target: "id-db", Aliases: ["x"], Extra: 1 },
      { Target: "id-web", Aliases: ["search"], DriverOpts: { a: "b" } },
    ]),
  );
});

Deno.test("an attachment that is there, by ID or by name, gives back the very same spec", () => {
  for (const target of ["id-web", "web"]) {
    const before = spec([{ Target: target, Aliases: ["a"], DriverOpts: { k: "v" } }]);
    assert.equal(withNetwork(before, { network: web, aliases: ["a"], driverOpts: { k: "v" } }), before);
  }
});

Deno.test("missing aliases and options are added to an entry, which keeps its unknown fields and its place", () => {
  const before = spec([{ Target: "id-web", Aliases: ["a"], Extra: [1] }, { Target: "id-db" }]);
  const after = withNetwork(before, { network: web, aliases: ["b", "a"], driverOpts: { k: "v" } });
  assert.deepEqual(
    after,
    spec([{ Target: "id-web", Aliases: ["a", "b"], Extra: [1], DriverOpts: { k: "v" } }, {
      Target: "id-db",
    }]),
  );
});

Deno.test("a network is removed wherever it stands in the list, also twice", () => {
  const before = spec([{ Target: "web" }, { Target: "id-db" }, { Target: "id-web" }]);
  assert.deepEqual(withoutNetwork(before, web), spec([{ Target: "id-db" }]));
  assert.equal(withoutNetwork(spec(undefined), web).TaskTemplate !== undefined, true);
});

Deno.test("removing a network that is not there gives back the very same spec", () => {
  const before = spec(null);
  assert.equal(withoutNetwork(before, web), before);
});

Deno.test("a list in the deprecated place is moved by the change itself", () => {
  const before = spec([], [{ Target: "id-web" }]);
  assert.equal(usesLegacyList(before), true);
  const after = withNetwork(before, { network: db });
  assert.deepEqual(after, spec([{ Target: "id-web" }, { Target: "id-db" }]));
  assert.equal(Object.hasOwn(after, "Networks"), false);
});

Deno.test("a list in the deprecated place is no change while the network is on it", () => {
  const before = spec([], [{ Target: "id-web" }]);
  assert.equal(withNetwork(before, { network: web }), before);
});

Deno.test("swarm's refusal to empty a list in the deprecated place is told before anything is sent", () => {
  assert.throws(() => withoutNetwork(spec(undefined, [{ Target: "id-web" }]), web), Failure);
});

Deno.test("where both places are filled the deprecated one stays, and goes only together with the other", () => {
  const before = spec([{ Target: "id-web" }], [{ Target: "old" }]);
  assert.deepEqual(withNetwork(before, { network: db }).Networks, [{ Target: "old" }]);
  const emptied = withoutNetwork(before, web);
  assert.deepEqual(emptied.TaskTemplate, { ContainerSpec: { Image: "app:1" }, Networks: [], ForceUpdate: 0 });
  assert.equal(Object.hasOwn(emptied, "Networks"), false);
});

Deno.test("a service without containers cannot be attached", () => {
  assert.throws(
    () => withNetwork({ Name: "p", TaskTemplate: { PluginSpec: {} } }, { network: web }),
    /no containers/,
  );
});

Deno.test("the list in effect is read leniently", () => {
  assert.deepEqual(attachmentsOf(spec("nonsense")), []);
  assert.deepEqual(
    attachmentsOf(spec([null, { Target: 5, Aliases: ["a", 1], DriverOpts: { k: 2, l: "m" } }])),
    [
      { target: "", aliases: [], driverOpts: {} },
      { target: "", aliases: ["a"], driverOpts: { l: "m" } },
    ],
  );
  assert.equal(attachmentTo(spec([{ Target: "web", Aliases: ["a"] }]), web)?.aliases[0], "a");
});

Deno.test("lists are the same when targets, aliases and options are, in the same order", () => {
  const one = [{ target: "a", aliases: ["x"], driverOpts: { k: "1", l: "2" } }];
  assert.equal(
    canonical(one),
    canonical([{ target: "a", aliases: ["x"], driverOpts: { l: "2", k: "1" } }]),
  );
  assert.notEqual(
    canonical(one),
    canonical([{ target: "a", aliases: ["y"], driverOpts: { k: "1", l: "2" } }]),
  );
});
