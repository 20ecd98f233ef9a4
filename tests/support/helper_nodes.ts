/** Nodes of a fake swarm that run helpers: what a script would write comes as lines of the task's log. */
import { LINE_MARK } from "../../lib/helper/lines.ts";
import type { FakeEngine } from "./fake_engine.ts";
import type { Behaviour } from "./fake_engine/state.ts";

export interface HelperCall {
  /** Part of the service's name behind the run: "agent", "presence" ... */
  role: string;
  /** Host name. */
  node: string;
  env: Record<string, string>;
}

/**
 * Lines of a helper ("kind text", without numbers), or how its task fails. A leading "raw:" sends the rest as it is.
 */
export type HelperScript = (call: HelperCall) => string[] | { rejected: string } | "silent";

/** Behaviour for `startFakeEngine`; `attach` it to the engine afterwards. */
export function helperNodes(script: HelperScript): { behaviour: Behaviour; attach(fake: FakeEngine): void } {
  let engine: FakeEngine | undefined;
  const seen = new Set<string>();
  return {
    attach: (fake) => engine = fake,
    behaviour: ({ id, service, node, template }) => {
      const role = /^swarmnet-[a-z]+-[0-9a-f]+-(.+)$/.exec(service)?.[1];
      if (engine === undefined || role === undefined) return {};
      const { state, clock } = engine;
      const spec = (template as { ContainerSpec?: { Env?: string[] } }).ContainerSpec;
      const env = Object.fromEntries(
        (spec?.Env ?? []).map((
          entry,
        ) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
      );
      const said = script({ role, node: state.nodes.get(node)?.hostname ?? "", env });
      if (said === "silent") return {};
      if (!Array.isArray(said)) return { rejected: true, error: said.rejected };
      if (!seen.has(id)) {
        seen.add(id);
        clock.schedule(3000, () => writeLines(engine!, id, service, env.SWARMNET_NONCE ?? "", said));
      }
      return {};
    },
  };
}

function writeLines(fake: FakeEngine, task: string, service: string, nonce: string, lines: string[]): void {
  if (!fake.state.tasks.has(task)) return;
  const own = ["capabilities 000001ffffffffff", ...lines];
  let count = 0;
  for (const line of own) {
    const raw = line.startsWith("raw:");
    if (!raw) count++;
    fake.log(service, {
      stream: 1,
      task,
      text: raw ? line.slice(4) : `${LINE_MARK} ${nonce} ${count} ${line}`,
    });
  }
  if (lines.at(-1) !== "raw:cut") {
    fake.log(service, { stream: 1, task, text: `${LINE_MARK} ${nonce} ${count + 1} end ${count}` });
  }
}

/** Names of what helpers have left in the swarm. */
export function leftovers({ state }: FakeEngine): string[] {
  const names = [...state.services.values(), ...state.networks.values()].map(({ spec }) => spec.Name ?? "");
  return names.filter((name) => name.startsWith("swarmnet-"));
}
