/**
 * A network is encrypted under load where the whole data plane works: a User-Mode Linux guest with two engines, VIPs, IPVS
 * and IPsec. What happens inside is in tests/support/guest_migration.ts; here it is judged.
 */
import assert from "node:assert/strict";
import { reportFromGuest, whyNoGuest } from "../support/guest.ts";
import type { GuestReport } from "../support/guest_migration.ts";

/** A bound on a guest that hangs; on a busy machine it takes twice as long as on a calm one. */
const LIMIT_MS = 900_000;

/** Failed requests to the service without a health check, and to all others. */
function failures({ failures }: GuestReport["move"]): { bare: string[]; checked: string[] } {
  const bare = failures.filter((line) => line.includes("_bare:"));
  return { bare, checked: failures.filter((line) => !bare.includes(line)) };
}

const STEPS: [name: string, check: (report: GuestReport) => void][] = [
  ["before it, what is said crosses the wire as VXLAN", ({ wire }) => {
    assert.ok(wire.before.vxlan >= 50, JSON.stringify(wire.before));
    assert.equal(wire.before.esp, 0);
  }],
  ["it was killed and gone on with", ({ kills }) => assert.ok(kills >= 2, `${kills} kills`)],
  ["no request to a service with a health check failed", ({ move }) => {
    assert.deepEqual(failures(move).checked, []);
    assert.ok(move.requests >= 1_000, `${move.requests} requests`);
  }],
  [
    "without a health check, a replaced task costs no more than in a plain roll",
    ({ move, control, replaced }) => {
      const expected = failures(control).bare.length / replaced.control * replaced.move;
      // Which requests meet a task that does not listen yet is chance: three standard deviations of both counts.
      const chance = 3 * Math.sqrt(Math.max(expected, 1) * (1 + replaced.move / replaced.control));
      const seen = failures(move).bare.length;
      console.log(
        `${seen} failed in ${replaced.move} replaced tasks; plain rolls: ${expected.toFixed(1)} for as many`,
      );
      assert.ok(
        seen <= expected + chance,
        `${seen} failed, ${expected.toFixed(1)} ± ${chance.toFixed(1)} expected`,
      );
    },
  ],
  ["the network has its name and is encrypted, and nothing is left over", ({ network, networks }) => {
    assert.ok(network.changedId && "encrypted" in network.options, JSON.stringify(network));
    assert.deepEqual(networks, ["backbone", "ingress"]);
  }],
  ["after it, what is said crosses the wire as ESP and not as VXLAN", ({ wire }) => {
    assert.ok(wire.after.esp >= 50, JSON.stringify(wire.after));
    assert.equal(wire.after.vxlan, 0);
  }],
  ["there is nothing more to do", ({ again }) => {
    assert.match(again.said, /Nothing to do/);
    assert.ok(again.nothing);
  }],
  ["at no moment were two that talk without a network in common", ({ violations }) => {
    assert.deepEqual(violations, []);
  }],
];

const reason = await whyNoGuest(["tcpdump", "perl"]);
if (reason !== undefined) console.log(`skipped: encryption under load in a guest: ${reason}`);
Deno.test({
  name: "guest with VIPs, IPVS and IPsec: a network is encrypted while services talk over it",
  ignore: reason !== undefined,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    const seed = Number(Deno.env.get("SWARMNET_SEED") ?? Date.now() % 1_000_000);
    console.log(`SWARMNET_SEED=${seed}`);
    const report = await reportFromGuest<GuestReport>({
      module: "tests/support/guest_migration.ts",
      args: [String(seed)],
      timeoutMs: LIMIT_MS,
    });
    console.log(
      `${report.took.start.toFixed(0)} s until the services talked, ${report.took.move.toFixed(0)} s to move`,
    );
    for (const [name, check] of STEPS) await t.step(name, () => check(report));
  },
});
