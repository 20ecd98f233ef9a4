import assert from "node:assert/strict";
import {
  addressProblem,
  formatPrefix,
  masked,
  parseAddress,
  parsePrefix,
  prefixProblem,
} from "../../lib/swarm/cidr.ts";
import { rangeKind } from "../../lib/swarm/ranges.ts";

const REFUSED: [string, RegExp][] = [
  ["10.0.0.300", /prefix length is missing/],
  ["10.0.0.300/24", /300 is more than 255/],
  ["10.0.0.0/33", /\/33 is more than \/32/],
  ["010.0.0.1/24", /"010" has a leading zero/],
  ["10.0.0/24", /four numbers/],
  ["10.0.0.0.0/24", /four numbers/],
  ["10.0.0.0/024", /"\/024" is not a prefix length/],
  ["10.0.0.0/+24", /not a prefix length/],
  ["10.0.0.0/", /not a prefix length/],
  ["10.0.0.x/24", /"x" is not a number/],
  [" 10.0.0.0/24", /is not a number/],
  ["/24", /empty/],
  ["fe80::1%eth0/64", /zones/],
  ["fd00::/129", /\/129 is more than \/128/],
  ["1::2::3/64", /only once/],
  ["1:2:3:4:5:6:7/64", /eight fields/],
  ["1:2:3:4:5:6:7:8:9/64", /eight fields/],
  ["1:2:3:4:5:6:7::8:9/64", /nothing left/],
  [":1:2:3:4:5:6:7/64", /a field is empty/],
  ["fd00::12345/64", /"12345" is not a field/],
  ["::ffff:10.0.0.256/128", /256 is more than 255/],
];

for (const [text, reason] of REFUSED) {
  Deno.test(`"${text}" is refused with its reason`, () => {
    assert.equal(parsePrefix(text), null);
    assert.match(prefixProblem(text)!, reason);
  });
}

Deno.test("accepted texts come back in canonical form", () => {
  const canonical = (text: string) => formatPrefix(parsePrefix(text)!);
  assert.equal(canonical("10.80.0.1/24"), "10.80.0.1/24");
  assert.equal(formatPrefix(masked(parsePrefix("10.80.0.1/24")!)), "10.80.0.0/24");
  assert.equal(canonical("FD00:0:0:0:0:0:0:1/64"), "fd00::1/64");
  assert.equal(canonical("2001:db8:0:1:1:1:1:1/128"), "2001:db8:0:1:1:1:1:1/128");
  assert.equal(canonical("2001:0:0:1:0:0:0:1/128"), "2001:0:0:1::1/128");
  assert.equal(canonical("::/0"), "::/0");
  assert.equal(canonical("::ffff:10.0.0.1/128"), "::ffff:10.0.0.1/128");
  assert.equal(canonical("64:ff9b::10.0.0.1/96"), "64:ff9b::a00:1/96");
  assert.equal(addressProblem("10.0.0.1"), null);
  assert.equal(parseAddress("10.0.0.1")!.value, 0x0a000001n);
});

Deno.test("ranges are told apart, and a block that reaches out of a private one is public", () => {
  const kind = (text: string) => rangeKind(parsePrefix(text)!);
  assert.equal(kind("172.31.0.0/16"), "private");
  assert.equal(kind("172.0.0.0/8"), "public");
  assert.equal(kind("172.32.0.0/16"), "public");
  assert.equal(kind("100.64.0.0/16"), "shared");
  assert.equal(kind("169.254.0.0/24"), "link-local");
  assert.equal(kind("fd12::/64"), "private");
  assert.equal(kind("2a00::/64"), "public");
});
