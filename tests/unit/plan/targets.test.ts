import assert from "node:assert/strict";
import { chooseServices, findNetwork, findService } from "../../../lib/plan/targets.ts";
import { STACK_LABEL } from "../../../lib/swarm/model.ts";
import { makeNetwork, makeService, makeSwarm } from "../../support/make_swarm.ts";

const swarm = makeSwarm({
  networks: [
    makeNetwork("Backend", { id: "abc111" }),
    makeNetwork("web", { id: "abc222" }),
    makeNetwork("web", { id: "local1", scope: "local" }),
  ],
  services: [
    makeService("shop_b", { id: "s111", labels: { [STACK_LABEL]: "shop", tier: "back" } }),
    makeService("shop_a", { id: "s122", labels: { [STACK_LABEL]: "shop" } }),
    makeService("api", { id: "t1", labels: { tier: "back" } }),
  ],
});
const text = (result: ReturnType<typeof findNetwork> | ReturnType<typeof findService>) =>
  "found" in result
    ? result.found.id
    : `${result.problem.what}. ${result.problem.why}. ${result.problem.fix}`;

Deno.test("a network is found by ID, exact name or the unique beginning of its ID; swarm networks first", () => {
  assert.equal(text(findNetwork(swarm, "abc111")), "abc111");
  assert.equal(text(findNetwork(swarm, "web")), "abc222");
  assert.equal(text(findNetwork(swarm, "abc2")), "abc222");
});

Deno.test("an ambiguous ID, another letter case and a misspelling are told apart", () => {
  assert.match(text(findNetwork(swarm, "abc")), /ambiguous.*2 IDs begin with it/);
  assert.match(
    text(findNetwork(swarm, "backend")),
    /exact case, and the network is called Backend.*Did you mean Backend\?/,
  );
  assert.match(text(findNetwork(swarm, "wbe")), /Did you mean web\?/);
  assert.match(text(findNetwork(swarm, "zzzzzz")), /docker swarmnet ls/);
  assert.match(text(findService(swarm, "s1")), /ambiguous/);
  assert.equal(text(findService(swarm, "t")), "t1");
});

Deno.test("services named, labelled and in a stack are taken together, each once", () => {
  const chosen = (words: string[], labels: string[], stack?: string) =>
    chooseServices(swarm, { words, labels, stack }).services.map((service) => service.name);
  assert.deepEqual(chosen(["api", "shop_b"], [], "shop"), ["api", "shop_b", "shop_a"]);
  assert.deepEqual(chosen([], ["tier=back"]), ["api", "shop_b"]);
  assert.deepEqual(chosen([], ["tier"], "shop"), ["shop_b"]);
});

Deno.test("a selection that fits nothing is told, with the stack that was probably meant", () => {
  const { problems } = chooseServices(swarm, { words: ["nope"], labels: [], stack: "shpo" });
  assert.deepEqual(problems.map((problem) => problem.what), [
    "There is no service nope",
    "No service belongs to the stack shpo",
  ]);
  assert.equal(problems[1]!.fix, "Did you mean the stack shop?");
});
