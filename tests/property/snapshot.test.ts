import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { UsageError } from "../../lib/base/errors.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { diffSwarms } from "../../lib/swarm/diff.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { parseSnapshot, snapshotText } from "../../lib/swarm/snapshot.ts";

/** Any text that JSON can carry, control characters and lone surrogates included. */
const text = fc.string({ unit: "binary", maxLength: 12 });
const labels = fc.dictionary(fc.oneof(text, fc.constant("__proto__"), fc.constant("constructor")), text, {
  maxKeys: 4,
});

/** The demo with hostile text in it, its lists shuffled and partly cut. */
const swarms: fc.Arbitrary<Swarm> = fc.record({
  name: text,
  labels,
  options: labels,
  error: text,
  image: text,
  seed: fc.nat(1000),
  keep: fc.nat(20),
}).map(({ name, labels, options, error, image, seed, keep }) => {
  const swarm = demoSwarm();
  const turn = <T>(list: T[]): T[] => {
    const at = list.length === 0 ? 0 : seed % list.length;
    return [...list.slice(at), ...list.slice(0, at)];
  };
  swarm.services = turn(swarm.services).slice(0, keep);
  swarm.tasks = turn(swarm.tasks);
  swarm.networks = turn(swarm.networks);
  for (const one of [...swarm.services, ...swarm.networks, ...swarm.nodes]) one.labels = { ...labels };
  Object.assign(swarm.networks[0]!, { name, options });
  Object.assign(swarm.tasks[0]!, { error });
  for (const service of swarm.services) Object.assign(service, { image });
  return swarm;
});

Deno.test("writing, reading and writing again gives the same bytes", () => {
  fc.assert(
    fc.property(swarms, (swarm) => {
      const { text } = snapshotText(swarm);
      const back = parseSnapshot(text, "s");
      assert.equal(snapshotText(back).text, text);
      assert.deepEqual(diffSwarms(swarm, back).changes, []);
    }),
    { numRuns: 200 },
  );
});

Deno.test("a label's value is in no snapshot, whatever it is", () => {
  const secret = fc.string({ unit: "grapheme-ascii", minLength: 12, maxLength: 30 }).filter((one) =>
    /[a-z]{3}/.test(one)
  );
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 20 }), secret, (key, value) => {
      const swarm = demoSwarm();
      const marked = `${value}!CANARY`;
      for (const one of [...swarm.services, ...swarm.networks, ...swarm.nodes]) {
        one.labels = { [`x.${key}`]: marked };
      }
      swarm.networks[0]!.options[`x.${key}`] = marked;
      const { text } = snapshotText(swarm);
      assert.equal(text.includes("!CANARY"), false);
    }),
    { numRuns: 100 },
  );
});

/** Every place of a document, as paths. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [path];
  const inside = Object.entries(value).slice(0, 30).flatMap(([key, item]) => places(item, [...path, key]));
  return path.length === 0 ? inside : [path, ...inside];
}

Deno.test("a snapshot damaged anywhere is refused or reads as a whole swarm, and nothing else is thrown", () => {
  const whole = JSON.parse(snapshotText(demoSwarm()).text);
  const all = places(whole);
  const value = fc.constantFrom<unknown>(undefined, null, -1, 1.5, "x", true, [], {}, [{}], { a: 1 });
  fc.assert(
    fc.property(fc.nat(all.length - 1), value, (at, put) => {
      const document = structuredClone(whole);
      const path = all[at]!;
      // deno-lint-ignore no-explicit-any -- any place of any document
      let holder: any = document;
      for (const key of path.slice(0, -1)) holder = holder[key];
      if (put === undefined) delete holder[path.at(-1)!];
      else holder[path.at(-1)!] = put;
      try {
        const swarm = parseSnapshot(JSON.stringify(document), "s");
        snapshotText(swarm);
        diffSwarms(swarm, demoSwarm());
      } catch (error) {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, /^s (is a damaged snapshot|is not a snapshot|has snapshot version)/);
      }
    }),
    { numRuns: 400 },
  );
});
