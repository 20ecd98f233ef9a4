import assert from "node:assert/strict";
import { flagsOfHelp, merge, sourceOf } from "../../scripts/support/docker_help.ts";

const HELP = `
Usage:  docker service create [OPTIONS] IMAGE

Options:
  -d, --detach                   Exit immediately
      --max-concurrent uint      Number of job tasks (default equal to
                                 --replicas)
      --network network          Network attachments
  -p, --publish port             Publish a port as a node port
      --credential-spec credential-spec
                                 Credential spec
      --read-only                Mount read only
`;

Deno.test("flags are read with their short form, and as taking a value when a type stands behind them", () => {
  assert.deepEqual(flagsOfHelp(HELP), {
    detach: { short: "d", value: false },
    "max-concurrent": { value: true },
    network: { value: true },
    publish: { short: "p", value: true },
    "credential-spec": { value: true },
    "read-only": { value: false },
  });
});

Deno.test("tables are added to each other; a flag that changed its kind is refused", () => {
  assert.deepEqual(merge({ a: { value: true } }, { b: { value: false } }, "x"), {
    a: { value: true },
    b: { value: false },
  });
  assert.throws(
    () => merge({ a: { value: true } }, { a: { value: false } }, "docker"),
    /docker: --a is not what/,
  );
});

Deno.test("the module is sorted, whatever the order of the help", () => {
  const one = sourceOf({ create: { b: { value: true }, a: { short: "x", value: false } }, update: {} });
  assert.equal(
    one,
    sourceOf({ create: { a: { short: "x", value: false }, b: { value: true } }, update: {} }),
  );
  assert.match(one, /"a": \{ short: "x", value: false \},\n {4}"b": \{ value: true \}/);
});
