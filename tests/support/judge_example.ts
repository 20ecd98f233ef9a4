import assert from "node:assert/strict";
import { judge, type Judgement } from "../../lib/checks/run.ts";
import type { Rule, RuleExample, View } from "../../lib/checks/rule.ts";
import { changeView } from "../../lib/checks/change_view.ts";
import { liveView, NO_POLICY, stackView } from "../../lib/checks/view.ts";
import { declare } from "../../lib/stack/as_swarm.ts";
import { loadStack } from "../../lib/stack/index.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";

/** The view that an example describes: a swarm, a change of one, a stack, or a stack to be deployed on a swarm. */
export function viewOf(example: RuleExample): View {
  const policy = { ...NO_POLICY, ...example.policy };
  const swarm = example.swarm === undefined ? undefined : sketchSwarm(example.swarm);
  if (example.stack === undefined) {
    assert.ok(swarm !== undefined, `Example "${example.title}" has neither a stack nor a swarm`);
    return example.change === undefined
      ? liveView(swarm, policy)
      : changeView(swarm, example.change.of(swarm), policy);
  }
  const files = [example.stack].flat().map((text, at) => ({
    name: at === 0 ? "stack.yml" : `stack-${at + 1}.yml`,
    text,
  }));
  const loaded = loadStack(files, {
    stack: "shop",
    env: example.env ?? {},
    dotEnv: example.dotEnv ?? [],
  });
  return stackView(loaded, declare(loaded, swarm), { against: swarm, policy });
}

/** What the given rules say of an example. */
export function judgeExample(example: RuleExample, rules: readonly Rule[]): Judgement {
  return judge(viewOf(example), rules);
}
