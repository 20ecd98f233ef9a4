import assert from "node:assert/strict";
import { stackPlanJson } from "../../../lib/view/plan/json.ts";
import { stackPlanText } from "../../../lib/view/plan/stack_text.ts";
import { REDACTED } from "../../../lib/swarm/redact_text.ts";
import { escapeText } from "../../../lib/terminal/boundary.ts";
import { HOSTILE_NAMES } from "../../support/hostile_names.ts";
import { agrees } from "../../../lib/plan/stack/model.ts";
import { planStack } from "../../../lib/plan/stack/plan_stack.ts";
import { loadStack } from "../../../lib/stack/index.ts";
import { STACK_LABEL, type Swarm } from "../../../lib/swarm/model.ts";
import { sketchSwarm, type SwarmSketch } from "../../../lib/swarm/sketch.ts";
import { codes, deployed, file, kinds, MADE, OWN, plan } from "../../support/stack_plan.ts";

Deno.test("stack plan: files that the swarm is as, agree with it", () => {
  const report = plan(file('{driver_opts: {encrypted: ""}}'), deployed({ options: { encrypted: "true" } }));
  assert.ok(agrees(report));
  assert.deepEqual([report.deploy, report.drift, report.plan.steps, report.plan.standsOn], [[], [], [], []]);
});

Deno.test("stack plan: every declared setting that deploy ignores makes a replacement that keeps the name", () => {
  const settings: [text: string, kind: string][] = [
    ['{driver_opts: {encrypted: ""}}', "option"],
    ["{attachable: true}", "attachable"],
    ["{internal: true}", "internal"],
    ["{ipam: {config: [{subnet: 10.9.0.0/24}]}}", "subnet"],
  ];
  for (const [text, kind] of settings) {
    const report = plan(file(text), deployed());
    assert.deepEqual(report.drift.map((one) => one.settings.map((setting) => setting.kind)), [[kind]], text);
    assert.deepEqual(report.deploy, [], text);
    const made = report.plan.steps.flatMap(({ action }) =>
      action.kind === "create-network" ? [action.body] : []
    );
    assert.equal(made.length, 2, text);
    assert.equal(made.at(-1)!.Name, "shop_n", text);
    assert.ok(!agrees(report), text);
  }
});

Deno.test("stack plan: a false that the file says is a setting, one that it does not say is not", () => {
  const said = plan(file("{attachable: false}"), deployed({ attachable: true }));
  assert.deepEqual(said.drift[0]!.settings.map(({ fate }) => fate), ["replaced"]);
  const unsaid = plan(file("{}"), deployed({ attachable: true }));
  assert.deepEqual(unsaid.drift[0]!.settings.map(({ fate }) => fate), ["kept"]);
  assert.deepEqual(unsaid.plan.steps, []);
  assert.match(unsaid.edits.changed[0]!.after, /n: \{attachable: true\}/);
});

Deno.test("stack plan: a label alone replaces nothing, goes along with a replacement, and is a reason with --exact", () => {
  const alone = plan(file("{labels: {owner: ops}}"), deployed());
  assert.deepEqual(alone.drift[0]!.settings.map(({ fate }) => fate), ["label-only"]);
  assert.deepEqual(alone.plan.steps, []);
  assert.ok(agrees(alone), "labels are no difference that anything can be done about");
  for (
    const report of [
      plan(file("{labels: {owner: ops}, attachable: true}"), deployed()),
      plan(file("{labels: {owner: ops}}"), deployed(), { exact: true }),
    ]
  ) {
    const last = report.plan.steps.findLast(({ action }) => action.kind === "create-network")!;
    const { body } = last.action as { body: Record<string, unknown> };
    assert.deepEqual(body.Labels, { ...OWN, owner: "ops" });
  }
});

Deno.test("stack plan: encryption that only the swarm has is kept and put into the file, or taken away with --exact", () => {
  const swarm = deployed({ options: { encrypted: "" } });
  const kept = plan("# top\n" + file("# the net\n    attachable: false"), swarm);
  assert.deepEqual(kept.plan.steps, []);
  assert.ok(!agrees(kept));
  assert.equal(
    kept.edits.changed[0]!.after,
    "# top\n" + file('# the net\n    attachable: false\n    driver_opts:\n      encrypted: ""'),
  );
  const exact = plan(file("{}"), swarm, { exact: true });
  assert.deepEqual(exact.edits, { changed: [], byHand: [] });
  const last = exact.plan.steps.findLast(({ action }) => action.kind === "create-network")!;
  assert.deepEqual((last.action as { body: Record<string, unknown> }).body.Options, {});
});

Deno.test("stack plan: what cannot be put into the file is given as lines to write", () => {
  const text = "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {labels: [owner=ops]}}\n";
  const report = plan(text, deployed({ labels: { ...OWN, owner: "ops", team: "x" } }));
  assert.deepEqual(report.edits.changed, []);
  assert.deepEqual(report.edits.byHand[0]!.lines, [
    "networks:",
    '  "n":',
    "    labels:",
    '      "team": "x"',
  ]);
});

Deno.test("stack plan: the default network that deploy makes up gets a declaration of its own", () => {
  const report = plan("services:\n  a: {image: x}\n", {
    networks: [{ name: "shop_default", labels: OWN, options: { encrypted: "" } }],
    services: [],
  });
  assert.equal(
    report.edits.changed[0]!.after,
    'services:\n  a: {image: x}\nnetworks:\n  default:\n    driver_opts:\n      encrypted: ""\n',
  );
});

Deno.test("stack plan: a network that --name gave another name is kept under it", () => {
  const swarm = deployed({ name: "shop_safe", id: "id-shop_n", labels: MADE });
  const report = plan(file(""), swarm);
  assert.deepEqual(report.renamed.map(({ name, now }) => [name, now]), [["shop_n", "shop_safe"]]);
  assert.deepEqual(report.plan.steps, []);
  assert.deepEqual(report.deploy.map(({ kind }) => kind), ["create-network", "attach", "detach"]);
  assert.match(report.edits.changed[0]!.after, /n: *\n {4}name: "shop_safe"\n/);
  const exact = plan(file(""), swarm, { exact: true });
  assert.deepEqual(kinds(exact), ["create-network", "attach", "verify", "detach"]);
});

Deno.test("stack plan: a network made by hand that looks like a new name is not taken for one", () => {
  const report = plan(file(""), deployed({ name: "shop_safe", id: "id-shop_n" }));
  assert.deepEqual(report.renamed, []);
  assert.deepEqual(report.orphans.map(({ network }) => network), ["shop_safe"]);
});

Deno.test("stack plan: services join before others leave, where deploy would have the entry", () => {
  const text = "services: {a: {image: x, networks: {m: {aliases: [s]}, n: }}}\nnetworks: {m: , n: }\n";
  const report = plan(text, {
    networks: [
      { name: "shop_n", labels: OWN, options: {} },
      { name: "zoo", options: {} },
    ],
    services: [{
      name: "shop_a",
      labels: OWN,
      networks: [
        { target: "id-shop_n", aliases: ["a"], driverOpts: {} },
        { target: "id-zoo", aliases: ["beast"], driverOpts: {} },
      ],
    }],
  });
  assert.deepEqual(kinds(report), ["create-network", "attach", "verify", "detach"]);
  const [, attach, , detach] = report.plan.steps.map(({ action }) => action);
  assert.deepEqual(attach, {
    kind: "attach",
    service: { id: "id-shop_a", name: "shop_a" },
    network: { step: "s1", name: "shop_m" },
    entry: { aliases: ["s", "a"], driverOpts: {} },
    at: 0,
  });
  assert.deepEqual(detach, {
    kind: "detach",
    service: { id: "id-shop_a", name: "shop_a" },
    network: { id: "id-zoo", name: "zoo" },
    entry: { aliases: ["beast"], driverOpts: {} },
    at: 2,
  });
});

Deno.test("stack plan: aliases and options of entries are deploy's to set", () => {
  const swarm = deployed();
  const entry = { target: "id-shop_n", aliases: ["a", "by-hand"], driverOpts: { x: "1" } };
  const report = plan(file(""), {
    ...swarm,
    services: [{ name: "shop_a", labels: OWN, networks: [entry] }],
  });
  assert.deepEqual(report.deploy.map(({ kind }) => kind), ["aliases", "driver-options"]);
  assert.deepEqual(report.plan.steps, []);
  assert.ok(!agrees(report));
});

Deno.test("stack plan: what deploy would be refused for is in the way, and nothing is planned", () => {
  const overlap = file("{ipam: {config: [{subnet: 10.0.1.0/25}]}}");
  const cases: [text: string, swarm: SwarmSketch, code: string][] = [
    [file(""), { networks: [{ name: "shop_n" }] }, "SN0703"],
    [file(""), { networks: [{ name: "shop_n", labels: { [STACK_LABEL]: "other" } }] }, "SN0703"],
    [file(""), { networks: [{ name: "SHOP_n" }] }, "SN0407"],
    [file("{name: a.b}"), {}, "SN0406"],
    [overlap, { networks: [{ name: "x" }] }, "SN0202"],
    [file("{ipam: {config: [{subnet: 10.0.1.7/25}]}}"), {}, "SN0221"],
    [file("{driver: macvlan}"), {}, "SN0608"],
    [file("{external: true, name: gone}"), {}, "SN0607"],
    [file("{external: true, name: docker_gwbridge}"), {}, "SN0607"],
    [file("{external: true, name: mesh}"), { networks: [{ name: "mesh", ingress: true }] }, "SN0623"],
    [file(""), { networks: [{ name: "shop_n", labels: OWN, driver: "" }] }, "SN0201"],
    [file(""), { networks: [{ name: "shop_n", labels: OWN, scope: "local", driver: "bridge" }] }, "SN0623"],
    [file("{driver: weave}"), { networks: [{ name: "shop_n", labels: OWN }] }, "SN0701"],
    [file(""), { services: [{ name: "shop_a" }] }, "SN0704"],
  ];
  for (const [text, swarm, code] of cases) {
    const report = plan(text, { networks: [], services: [], ...swarm });
    assert.deepEqual(codes(report), [code], `${text} ${JSON.stringify(report.plan.findings)}`);
    assert.deepEqual(report.plan.steps, []);
    assert.ok(!agrees(report));
  }
});

Deno.test("stack plan: two networks of the files that overlap are found before either is made", () => {
  const both = "{ipam: {config: [{subnet: 10.9.0.0/24}]}}";
  const text = `services: {a: {image: x, networks: [m, n]}}\nnetworks:\n  m: ${both}\n  n: ${both}\n`;
  assert.deepEqual(codes(plan(text, { networks: [], services: [] })), ["SN0202"]);
});

Deno.test("stack plan: names that every node has are not looked for", () => {
  const text = "services: {a: {image: x, networks: [h]}}\nnetworks: {h: {external: true, name: host}}\n";
  assert.deepEqual(codes(plan(text, { networks: [], services: [] })), []);
});

Deno.test("stack plan: networks that no file mentions are removed when that is asked for and nobody is on them", () => {
  const swarm = deployed({}, {
    networks: [
      { name: "shop_free", labels: OWN },
      { name: "shop_used", labels: OWN },
      { name: "shop_held", labels: OWN },
      { name: "shop_spare", labels: OWN },
    ],
    services: [{ name: "other", on: ["shop_used"] }],
  });
  const sketch = sketchSwarm(swarm);
  const held: Swarm = {
    ...sketch,
    tasks: [...sketch.tasks, {
      ...sketch.tasks[0]!,
      id: "by-hand",
      service: "",
      attachment: "0123456789abcdef",
      networks: [{ network: "id-shop_held", addresses: ["10.0.4.9/24"], aliases: [] }],
    }],
  };
  const text = file("", "  spare: {}\n");
  const offered = plan(text, held);
  assert.deepEqual(offered.orphans.map(({ network, users, removed }) => [network, users, removed]), [
    ["shop_free", [], false],
    ["shop_held", ["container 0123456789ab"], false],
    ["shop_used", ["service other"], false],
  ]);
  assert.deepEqual(offered.plan.steps, []);
  const removed = plan(text, held, { removeOrphans: true });
  assert.deepEqual(
    removed.plan.steps.map(({ action }) => action.kind === "remove-network" && action.network.name),
    [
      "shop_free",
    ],
  );
  assert.deepEqual(removed.orphans.map(({ network, removed }) => [network, removed]), [
    ["shop_free", true],
    ["shop_held", false],
    ["shop_used", false],
  ]);
});

Deno.test("stack plan: jobs and services on their node's network are left to deploy, and that is said", () => {
  const text = "services: {a: {image: x, networks: [n], deploy: {mode: replicated-job}}}\nnetworks: {n: }\n";
  const report = plan(text, {
    networks: [{ name: "shop_n", labels: OWN, options: {} }],
    services: [{ name: "shop_a", labels: OWN, mode: "replicated-job" }],
  });
  assert.deepEqual(codes(report), []);
  assert.ok(report.plan.findings.some(({ code, level }) => code === "SN0330" && level === "warning"));
  assert.deepEqual(report.plan.steps, []);
  assert.deepEqual(report.deploy.map(({ kind }) => kind), ["attach"]);
});

Deno.test("stack plan: a gap is in the way unless it is accepted or avoided", () => {
  const text = "services: {a: {image: x, networks: [m, n]}}\nnetworks: {m: , n: }\n";
  assert.deepEqual(codes(plan(text, deployed(), { allowGap: false })), ["SN0350"]);
  const avoided = plan(text, deployed(), { allowGap: false, startFirst: true });
  assert.deepEqual(codes(avoided), []);
  assert.deepEqual(kinds(avoided), ["set-order", "create-network", "attach", "verify", "set-order"]);
});

Deno.test("stack plan: the order of updates is changed once for all parts of a plan", () => {
  const text = "services: {a: {image: x, networks: [m, n]}}\nnetworks: {m: , n: {attachable: true}}\n";
  const report = plan(text, deployed(), { allowGap: false, startFirst: true });
  assert.deepEqual(kinds(report).filter((kind) => kind === "set-order").length, 2);
});

Deno.test("stack plan: several files are one stack, and the patch is for the one that has the last word on a network", () => {
  const files = [
    { name: "base.yml", text: file('{driver_opts: {encrypted: ""}}') },
    { name: "prod.yml", text: "# only this\nnetworks:\n  n:\n    attachable: true\n" },
  ];
  const loaded = loadStack(files, { stack: "shop", env: {} });
  const swarm = sketchSwarm(deployed({ options: { encrypted: "" }, attachable: true }));
  const options = { exact: false, removeOrphans: false, allowGap: true, startFirst: false };
  const report = planStack({ ...loaded, stack: loaded.stack! }, swarm, options);
  assert.deepEqual(report.drift[0]!.settings.map(({ key, fate }) => [key, fate]), [["encrypted", "kept"]]);
  assert.deepEqual(report.edits.changed.map(({ file }) => file), ["prod.yml"]);
  assert.match(report.edits.changed[0]!.after, /^# only this\n/);
  assert.deepEqual(report.files, ["base.yml", "prod.yml"]);
});

Deno.test("stack plan: values that a snapshot hides are not taken for others", () => {
  const report = plan(file("{labels: {owner: ops}}"), deployed({ labels: { ...OWN, owner: REDACTED } }));
  assert.deepEqual(report.drift, []);
});

Deno.test("stack plan: whatever the swarm's names are, text and JSON keep them on their lines and out of the terminal", () => {
  for (const name of HOSTILE_NAMES) {
    const swarm = deployed({ labels: { ...OWN, [name]: name }, options: { [name]: name } }, {
      networks: [{ name: `n${name}`, labels: OWN }],
      services: [{ name: `s${name}`, labels: OWN, on: [`n${name}`] }],
    });
    const base = sketchSwarm(swarm);
    const on = { target: `id-n${name}`, aliases: [name], driverOpts: { [name]: name } };
    const services = base.services.map((one) =>
      one.name === "shop_a" ? { ...one, networks: [...one.networks, on] } : one
    );
    const report = plan(file("{attachable: true}"), { ...base, services }, {
      exact: true,
      removeOrphans: true,
    });
    const text = stackPlanText(report, { width: 80, edits: true, next: [] });
    assert.equal(escapeText(text), text, JSON.stringify(name));
    const json = JSON.parse(stackPlanJson(report));
    assert.equal(json.orphans[0].network, `n${name}`);
  }
});

Deno.test("stack plan: services that no file mentions stay, and are named", () => {
  const report = plan(file(""), deployed({}, { services: [{ name: "shop_gone", labels: OWN }] }));
  assert.deepEqual(report.strays, ["shop_gone"]);
  assert.ok(agrees(report));
});

Deno.test("stack plan: all services on a replaced network move, other stacks' too", () => {
  const swarm = deployed({}, { services: [{ name: "other", on: ["shop_n"] }] });
  const report = plan(file("{attachable: true}"), swarm);
  const moved = report.plan.steps.flatMap(({ action }) =>
    action.kind === "attach" ? [action.service.name] : []
  );
  assert.deepEqual([...new Set(moved)].sort(), ["other", "shop_a"]);
});

Deno.test("stack plan: 500 networks and 5 000 services get a plan of every step", () => {
  const names = Array.from({ length: 500 }, (_, at) => `n${String(at).padStart(3, "0")}`);
  const services = Array.from({ length: 5000 }, (_, at) => ({ name: `s${at}`, on: names[at % 500]! }));
  const text = `services:\n${
    services.map(({ name, on }) => `  ${name}: {image: x, networks: [${on}]}`).join("\n")
  }\nnetworks:\n${names.map((name) => `  ${name}: {attachable: true}`).join("\n")}\n`;
  const swarm = sketchSwarm({
    networks: names.map((name, at) => ({
      name: `shop_${name}`,
      labels: OWN,
      options: {},
      subnet: `10.${1 + (at >> 8)}.${at & 255}.0/24`,
    })),
    services: services.map(({ name, on }) => ({
      name: `shop_${name}`,
      labels: OWN,
      networks: [{ target: `id-shop_${on}`, aliases: [name], driverOpts: {} }],
    })),
  });
  const loaded = loadStack([{ name: "stack.yml", text }], { stack: "shop", env: {} });
  const report = planStack({ ...loaded, stack: loaded.stack! }, swarm, {
    exact: false,
    removeOrphans: true,
    allowGap: true,
    startFirst: false,
  });
  assert.ok(report.plan.steps.length > 20_000, String(report.plan.steps.length));
});
