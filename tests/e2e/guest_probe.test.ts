/**
 * probe where the whole data plane works: a User-Mode Linux guest with two engines, VIPs, IPVS and IPsec. What happens inside is in
 * tests/support/guest_probe.ts; here it is judged.
 */
import assert from "node:assert/strict";
import { reportFromGuest, whyNoGuest } from "../support/guest.ts";
import type { GuestProbe } from "../support/guest_probe.ts";
import { documentOf, failed, seen } from "../support/probe_document.ts";

/** A bound on a guest that hangs; on a busy machine it takes twice as long as on a calm one. */
const LIMIT_MS = 900_000;

const STEPS: [name: string, check: (report: GuestProbe) => void][] = [
  [
    "an encrypted network is proven, also one with encrypted=false, and a plain one is called clear",
    ({ sound }) => {
      assert.equal(sound.code, 0, sound.stderr);
      assert.deepEqual(seen(sound, "secret"), ["node1 to node2: encrypted", "node2 to node1: encrypted"]);
      assert.deepEqual(seen(sound, "plain"), ["node1 to node2: clear", "node2 to node1: clear"]);
      assert.deepEqual(seen(sound, "ingress"), ["node1 to node2: clear", "node2 to node1: clear"]);
      assert.match(
        documentOf(sound).line,
        /1 proven encrypted on the wire, 2 in clear as its options say;/,
      );
    },
  ],
  ["on a sound swarm nothing fails, and every check that can be made here is made", ({ sound }) => {
    assert.deepEqual(failed(sound), []);
    const { checks } = documentOf(sound);
    const unknown = checks.filter(({ state }) => state === "unknown").map(({ code, evidence }) =>
      `${code} ${evidence}`
    );
    assert.deepEqual(unknown, []);
    const skipped = new Set(checks.filter(({ state }) => state === "skipped").map(({ code }) => code));
    // The image has no nft, and neighbours' limits show in the first network namespace only.
    assert.deepEqual([...skipped].filter((code) => code !== "SN0816" && code !== "SN0821"), []);
  }],
  ["killed, it leaves helpers behind, and the next run takes them away", ({ killed, broken }) => {
    assert.equal(killed.code, 137);
    assert.equal(killed.helpers.length, 2);
    assert.match(broken.stderr, /Removed what an interrupted run had left: 2 services, 1 networks/);
  }],
  ["VXLAN of an encrypted network that is let through in clear is caught", ({ broken }) => {
    assert.equal(broken.code, 3);
    assert.ok(seen(broken, "secret").includes("node1 to node2: clear"));
    assert.ok(failed(broken).includes("SN0829 node1 node2 secret"));
    assert.ok(failed(broken).includes("SN0811 node1 - secret"));
    assert.ok(!failed(broken).includes("SN0811 node2 - secret"));
  }],
  ["a deleted IPVS back-end is found", ({ broken }) => {
    assert.deepEqual(failed(broken).filter((one) => one.startsWith("SN0819")), ["SN0819 node2 - plain"]);
  }],
  ["an MTU black hole is found", ({ broken }) => {
    assert.ok(failed(broken).includes("SN0807 node1 node2 plain"), failed(broken).join("\n"));
  }],
  ["ESP that is dropped on the way is caught, and nothing is called encrypted", ({ espDropped }) => {
    assert.equal(espDropped.code, 3);
    assert.ok(failed(espDropped).some((one) => one.startsWith("SN0805 ")), failed(espDropped).join("\n"));
    assert.ok(seen(espDropped, "secret").every((one) => one.endsWith("not-proven")));
  }],
  ["states that were flushed are caught, and nothing is called encrypted", ({ flushed }) => {
    assert.equal(flushed.code, 3);
    assert.ok(failed(flushed).includes("SN0810 node1 node2 secret"));
    assert.ok(seen(flushed, "secret").every((one) => one.endsWith("not-proven")));
  }],
  ["interrupted, it takes everything away before it ends", ({ interrupted }) => {
    assert.equal(interrupted.code, 130, interrupted.stderr);
  }],
  ["nothing is left behind in the end", ({ left, containers }) => {
    assert.deepEqual({ left, containers }, {
      left: { services: [], networks: [], configs: [] },
      containers: [0, 0],
    });
  }],
];

const reason = await whyNoGuest(["tcpdump", "ipvsadm", "nsenter"]);
if (reason !== undefined) console.log(`skipped: probe in a guest: ${reason}`);
Deno.test({
  name: "guest with IPsec: probe proves what is encrypted and catches what is broken",
  ignore: reason !== undefined,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    const report = await reportFromGuest<GuestProbe>({
      module: "tests/support/guest_probe.ts",
      args: ["2", "whole"],
      timeoutMs: LIMIT_MS,
    });
    const keep = Deno.env.get("SWARMNET_KEEP_REPORT");
    if (keep) Deno.writeTextFileSync(keep, JSON.stringify(report));
    for (const [name, check] of STEPS) await t.step(name, () => check(report));
  },
});
