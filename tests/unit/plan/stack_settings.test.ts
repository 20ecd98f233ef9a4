import assert from "node:assert/strict";
import { stackPlanText } from "../../../lib/view/plan/stack_text.ts";
import { escapeText } from "../../../lib/terminal/boundary.ts";
import { codes, deployed, file, OWN, plan } from "../../support/stack_plan.ts";

Deno.test("stack plan: what the files set is judged as create judges it, in the words of a file", () => {
  const no = plan(file("{driver_opts: {encrypted: 'false'}}"), deployed());
  assert.deepEqual(codes(no), ["SN0103"]);
  const [finding] = no.plan.findings;
  assert.deepEqual(finding!.at, { file: "stack.yml", line: 3, column: 21 });
  assert.doesNotMatch(`${finding!.message} ${finding!.fix.text}`, /--/);
  assert.deepEqual(
    codes(plan(file("{driver_opts: {encrypted: 'false'}}"), deployed({ options: { encrypted: "false" } }))),
    [],
  );

  const both = plan(
    "services: {a: {image: x, networks: [n, m]}}\n" +
      "networks:\n  n: {ipam: {config: [{subnet: 10.9.0.0/24}]}}\n  m: {ipam: {config: [{subnet: 10.9.0.128/25}]}}\n",
    deployed({}, { networks: [{ name: "shop_m", labels: OWN, options: {} }] }),
  );
  assert.deepEqual(codes(both), ["SN0202"]);
});

Deno.test("stack plan: no flag of create is named where a file's networks are refused", () => {
  const refused = (settings: string) =>
    plan(file(settings), {}).plan.findings.map(({ message, fix }) => `${message} ${fix.text}`).join("\n");
  const settings = [
    "{ipam: {config: [{subnet: fd00::/64}]}}",
    "{driver_opts: {com.docker.network.driver.overlay.vxlanid_list: '1'}, ipam: {config: [{subnet: 10.9.0.0/24}, {subnet: 10.9.1.0/24}]}}",
    "{driver_opts: {com.docker.network.mtu: '1400', encrypt: ''}}",
    "{driver_opts: {com.docker.network.driver.mtu: '40'}}",
    "{ipam: {config: [{subnet: 0.0.0.0/0}]}}",
  ];
  for (const one of settings) {
    assert.notEqual(refused(one), "", one);
    assert.doesNotMatch(refused(one), /--[a-z]/, one);
  }
});

Deno.test("stack plan: names that a service will share on a network that it joins are told before", () => {
  const text =
    "services: {a: {image: x, networks: [n, proxy]}}\nnetworks: {n: {}, proxy: {external: true, name: proxy}}\n";
  const alias = (of: string) => ({
    networks: [{ name: "proxy", options: {} }],
    services: [
      { name: "blog_a", networks: [{ target: "id-proxy", aliases: [of], driverOpts: {} }] },
      { name: "wiki_a", networks: [{ target: "id-proxy", aliases: ["w", "v"], driverOpts: {} }] },
      { name: "wiki_b", networks: [{ target: "id-proxy", aliases: ["w"], driverOpts: {} }] },
    ],
  });
  const told = (of: string) =>
    plan(text, deployed({}, alias(of))).plan.findings.filter(({ code }) => code === "SN0401").map((
      { message },
    ) => message);
  assert.deepEqual(told("a"), [
    "On network proxy the name a belongs to blog_a and shop_a: a DNS lookup returns one or the other",
  ]);
  assert.deepEqual(told("blog"), []);
});

Deno.test("stack plan: the patch for a file keeps its line ends and tabs, so that it applies", () => {
  const text = file("\n    attachable: false\t# for now").replaceAll("\n", "\r\n");
  const report = plan(text, deployed({ options: { encrypted: "" } }));
  const printed = escapeText(
    stackPlanText(report, { width: 80, edits: true, next: [] }),
  ).replace(/[\uFDD0-\uFDEF]/g, "");
  const patch = printed.slice(printed.indexOf("--- a/"));
  assert.match(
    patch,
    /\n {5}attachable: false\t# for now\r\n\+ {4}driver_opts:\r\n\+ {6}encrypted: ""\r\n/,
  );
});
