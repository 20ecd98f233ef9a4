import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import {
  comparePrefixes,
  contains,
  containsPrefix,
  firstAddress,
  formatAddress,
  formatPrefix,
  freeBlocks,
  isMasked,
  lastAddress,
  masked,
  overlaps,
  parseAddress,
  parsePrefix,
  type Prefix,
  sizeOf,
} from "../../lib/swarm/cidr.ts";

const v4 = fc.record({
  family: fc.constant(4 as const),
  value: fc.bigInt(0n, (1n << 32n) - 1n),
  bits: fc.nat(32),
}, { noNullPrototype: true });
const v6 = fc.record({
  family: fc.constant(6 as const),
  // Sparse words make runs of zero fields likely.
  value: fc.array(fc.oneof(fc.constant(0), fc.constant(0xffff), fc.nat(0xffff)), {
    minLength: 8,
    maxLength: 8,
  })
    .map((words) => words.reduce((sum, word) => (sum << 16n) | BigInt(word), 0n)),
  bits: fc.nat(128),
}, { noNullPrototype: true });
const prefix: fc.Arbitrary<Prefix> = fc.oneof(v4, v6);
/** Blocks close together, so that overlaps happen. */
const near: fc.Arbitrary<Prefix> = fc.record({
  family: fc.constant(4 as const),
  value: fc.nat(0xffff).map((low) => 0x0a000000n + BigInt(low)),
  bits: fc.integer({ min: 17, max: 32 }),
}, { noNullPrototype: true }).map(masked);

Deno.test("what is formatted parses back to the same value", () => {
  fc.assert(fc.property(prefix, (one) => {
    assert.deepEqual(parsePrefix(formatPrefix(one)), one);
    assert.deepEqual(parseAddress(formatAddress(one)), { family: one.family, value: one.value });
  }));
});

Deno.test("IPv6 text is canonical: the URL parser of the platform agrees", () => {
  fc.assert(fc.property(v6.filter((one) => one.value >> 32n !== 0xffffn), (one) => {
    assert.equal(`[${formatAddress(one)}]`, new URL(`http://[${formatAddress(one)}]/`).hostname);
  }));
});

Deno.test("masking is idempotent, keeps the first address and never leaves host bits", () => {
  fc.assert(fc.property(prefix, (one) => {
    const block = masked(one);
    assert.ok(isMasked(block));
    assert.deepEqual(masked(block), block);
    assert.ok(contains(block, one));
    assert.equal(lastAddress(one).value - firstAddress(one).value + 1n, sizeOf(one));
  }));
});

Deno.test("overlap is symmetric and means that one block contains the other", () => {
  fc.assert(fc.property(near, near, (a, b) => {
    assert.equal(overlaps(a, b), overlaps(b, a));
    assert.equal(overlaps(a, b), containsPrefix(a, b) || containsPrefix(b, a));
    const disjoint = lastAddress(a).value < firstAddress(b).value ||
      lastAddress(b).value < firstAddress(a).value;
    assert.equal(overlaps(a, b), !disjoint);
  }));
});

Deno.test("comparison is a total order", () => {
  fc.assert(fc.property(prefix, prefix, (a, b) => {
    assert.equal(Math.sign(comparePrefixes(a, b)) + Math.sign(comparePrefixes(b, a)), 0);
    assert.equal(comparePrefixes(a, a), 0);
  }));
});

Deno.test("free blocks are exactly the aligned blocks that overlap nothing taken", () => {
  fc.assert(
    fc.property(fc.array(near, { maxLength: 6 }), fc.integer({ min: 18, max: 24 }), (taken, bits) => {
      const within = parsePrefix("10.0.0.0/18")!;
      const step = 1n << BigInt(32 - bits);
      const expected: string[] = [];
      for (let at = within.value; at <= lastAddress(within).value; at += step) {
        const block: Prefix = { family: 4, value: at, bits };
        if (!taken.some((one) => overlaps(one, block))) expected.push(formatPrefix(block));
      }
      assert.deepEqual([...freeBlocks(within, bits, taken)].map(formatPrefix), expected);
    }),
  );
});

Deno.test("no text makes the parser throw, and what it accepts it can print", () => {
  const alphabet = fc.constantFrom(..."0123456789abcdef:./%- ");
  fc.assert(fc.property(fc.array(alphabet, { maxLength: 24 }).map((chars) => chars.join("")), (text) => {
    const one = parsePrefix(text);
    if (one !== null) assert.deepEqual(parsePrefix(formatPrefix(one)), one);
  }));
});
