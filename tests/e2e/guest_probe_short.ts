/** probe in a guest on a sound swarm and on one that has lost IPsec states, for any number of nodes and any engine. */
import assert from "node:assert/strict";
import { reportFromGuest, whyNoGuest } from "../support/guest.ts";
import type { ShortProbe } from "../support/guest_probe.ts";
import { documentOf, failed, seen } from "../support/probe_document.ts";

export interface ShortGuest {
  /** For the test's name. */
  title: string;
  nodes: number;
  /** A Debian suite. */
  engine: string;
  timeoutMs: number;
}

type Step = [name: string, check: (report: ShortProbe) => void];

/** Each node to each other node, in the order of the document. */
function pairs(nodes: number): [from: number, to: number][] {
  const all = Array.from({ length: nodes }, (_, index) => index + 1);
  return all.flatMap((from) => all.filter((to) => to !== from).map((to): [number, number] => [from, to]));
}

function steps(nodes: number): Step[] {
  const each = (what: string, among = pairs(nodes)) =>
    among.map(([from, to]) => `node${from} to node${to}: ${what}`).sort();
  return [
    [
      "between each two nodes an encrypted network is proven, and a plain one is called clear",
      ({ sound }) => {
        assert.equal(sound.code, 0, sound.stderr);
        assert.deepEqual(seen(sound, "sealed").sort(), each("encrypted"));
        assert.deepEqual(seen(sound, "plain").sort(), each("clear"));
      },
    ],
    ["encrypted=false is called encrypted", ({ sound }) => {
      assert.deepEqual(seen(sound, "secret").sort(), each("encrypted"));
    }],
    ["on a sound swarm nothing fails, and nothing is unknown", ({ sound }) => {
      assert.deepEqual(failed(sound), []);
      const unknown = documentOf(sound).checks.filter(({ state }) => state === "unknown");
      assert.deepEqual(unknown, []);
    }],
    [
      "states that were flushed are caught, nothing of that node is called encrypted, and nothing else fails",
      ({ flushed }) => {
        assert.equal(flushed.code, 3, flushed.stderr);
        const others = pairs(nodes).filter(([from]) => from === 1).map(([, to]) => to);
        for (const to of others) {
          assert.ok(failed(flushed).includes(`SN0810 node1 node${to} secret`), failed(flushed).join("\n"));
        }
        const codes = new Set(failed(flushed).map((one) => one.split(" ")[0]));
        assert.deepEqual([...codes].sort(), ["SN0805", "SN0810", "SN0812"], failed(flushed).join("\n"));
        const touched = pairs(nodes).filter((pair) => pair.includes(1));
        const whole = pairs(nodes).filter((pair) => !pair.includes(1));
        assert.deepEqual(
          seen(flushed, "secret").sort(),
          [...each("not-proven", touched), ...each("encrypted", whole)].sort(),
        );
      },
    ],
    ["nothing is left behind in the end", ({ left, containers }) => {
      assert.deepEqual({ left, containers }, {
        left: { services: [], networks: [], configs: [] },
        containers: Array(nodes).fill(0),
      });
    }],
  ];
}

/** Registers the test. */
export async function probeShortly({ title, nodes, engine, timeoutMs }: ShortGuest): Promise<void> {
  const reason = await whyNoGuest(["tcpdump", "ipvsadm", "nsenter"], engine);
  if (reason !== undefined) console.log(`skipped: ${title}: ${reason}`);
  Deno.test({
    name: title,
    ignore: reason !== undefined,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      const report = await reportFromGuest<ShortProbe>({
        module: "tests/support/guest_probe.ts",
        args: [String(nodes), "short"],
        nodes,
        engine,
        timeoutMs,
      });
      const keep = Deno.env.get("SWARMNET_KEEP_REPORT");
      if (keep) Deno.writeTextFileSync(keep, JSON.stringify(report));
      for (const [name, check] of steps(nodes)) await t.step(name, () => check(report));
    },
  });
}
