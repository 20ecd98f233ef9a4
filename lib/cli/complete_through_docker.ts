import { childEnvironment } from "../engine/child_environment.ts";
import { type Candidate, Directive, type Suggestion } from "./complete_render.ts";
import { inTime } from "./complete_values.ts";

/** docker's own answer to `__complete WORDS…`; rejects where there is none. */
export type DockersCompletion = (words: readonly string[], signal: AbortSignal) => Promise<string>;

/** Completes a command that is docker's own (`docker swarmnet service create`) as docker does, in the same time as names. */
export async function throughDocker(words: readonly string[], ask: DockersCompletion): Promise<Suggestion> {
  const nothing = { candidates: [], directive: Directive.noFiles };
  return await inTime(async (signal) => readAnswer(await ask(words, signal)) ?? nothing, nothing);
}

/** Cobra's lines read back: candidates with a description after a tab, the directive last. */
function readAnswer(answer: string): Suggestion | undefined {
  const lines = answer.trimEnd().split("\n");
  const directive = /^:(\d+)$/.exec(lines.pop() ?? "");
  if (directive === null) return undefined;
  const candidates = lines.filter((line) => line !== "").map((line): Candidate => {
    const [text, about] = line.split("\t", 2);
    return { text: text!, about };
  });
  return { candidates, directive: Number(directive[1]) };
}

/** Runs the docker CLI for it. */
export function askDocker(docker: () => Promise<string | undefined>): DockersCompletion {
  return async (words, signal) => {
    const path = await docker();
    if (path === undefined) throw new Error("there is no docker");
    const args = ["__complete", ...words];
    const streams = { stdin: "null", stdout: "piped", stderr: "null" } as const;
    const command = new Deno.Command(path, { args, ...childEnvironment(), ...streams, signal });
    const { stdout } = await command.output();
    return new TextDecoder().decode(stdout);
  };
}
