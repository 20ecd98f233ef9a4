import assert from "node:assert/strict";
import { insideMtu } from "../../lib/swarm/mtu.ts";
import { MTU_OPTION } from "../../lib/swarm/model.ts";

function inside(option: string | undefined, encrypted: boolean) {
  return insideMtu({
    options: {
      ...(option === undefined ? {} : { [MTU_OPTION]: option }),
      ...(encrypted ? { encrypted: "" } : {}),
    },
  });
}

const TABLE: [string | undefined, number, number][] = [
  [undefined, 1450, 1424],
  ["0", 1450, 1424],
  ["1400", 1350, 1324],
  ["1450", 1400, 1372],
  ["1460", 1410, 1384],
  ["1500", 1450, 1424],
  ["8900", 8850, 8824],
  ["8950", 8900, 8872],
  ["9000", 8950, 8924],
  ["9001", 8951, 8924],
];

for (const [option, plain, encrypted] of TABLE) {
  Deno.test(`MTU option ${option ?? "missing"}: ${plain} inside, ${encrypted} encrypted`, () => {
    assert.equal(inside(option, false).mtu, plain);
    assert.equal(inside(option, true).mtu, encrypted);
  });
}

Deno.test('"encrypted=false" costs the ESP bytes like any other value', () => {
  assert.equal(insideMtu({ options: { encrypted: "false" } }).mtu, 1424);
});

Deno.test("an option that nodes refuse has no MTU but a reason", () => {
  for (
    const [option, why] of [["1400b", /not a whole/], ["-1", /negative/], ["", /not a whole/], [
      "70000",
      /65535/,
    ]] as const
  ) {
    const read = inside(option, false);
    assert.equal(read.mtu, null);
    assert.match(read.why!, why);
  }
  assert.match(inside("100", false).why!, /50 bytes inside/);
});
