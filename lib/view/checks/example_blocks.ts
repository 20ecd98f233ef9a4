import { dump } from "js-yaml";
import type { Policy, RuleExample } from "../../checks/rule.ts";

/** One listing of an example. */
export interface Block {
  /** What it is: "stack.yml", "On this swarm" and the like. */
  label: string;
  language: "yaml" | "sh";
  /** Without a newline at its end. */
  text: string;
}

/** Key of the configuration file → part of a policy. */
const POLICY_KEYS: Record<keyof Policy, string> = {
  requireEncryption: "require-encryption",
  mustEncrypt: "must-encrypt",
  allowedSubnets: "allowed-subnets",
  forbiddenPorts: "forbidden-ports",
};

/** The parts of an example as listings: stack files, the swarm (what is left out is healthy), environment, policies. */
export function exampleBlocks(example: RuleExample): Block[] {
  const blocks: Block[] = [example.stack ?? []].flat().map((text, at) => ({
    label: at === 0 ? "stack.yml" : `stack-${at + 1}.yml (a later -c)`,
    language: "yaml",
    text: text.trimEnd(),
  }));
  if (example.swarm !== undefined) {
    blocks.push({
      label: example.stack === undefined ? "A swarm with" : "On a swarm with",
      language: "yaml",
      text: yaml(example.swarm),
    });
  }
  if (example.change !== undefined) {
    blocks.push({ label: "Command", language: "sh", text: example.change.command });
  }
  if (example.env !== undefined && Object.keys(example.env).length > 0) {
    const lines = Object.entries(example.env).map(([name, value]) => `${name}=${value}`);
    blocks.push({ label: "Environment", language: "sh", text: lines.join("\n") });
  }
  if (example.policy !== undefined) {
    const policies = Object.entries(example.policy).map((
      [key, value],
    ) => [POLICY_KEYS[key as keyof Policy], value]);
    blocks.push({
      label: ".swarmnet.yaml",
      language: "yaml",
      text: yaml({ policies: Object.fromEntries(policies) }),
    });
  }
  return blocks;
}

function yaml(value: unknown): string {
  return dump(value, { noRefs: true, flowLevel: 3, lineWidth: 100, skipInvalid: true }).trimEnd();
}
