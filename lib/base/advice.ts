import { shellLine } from "./shell.ts";

/** Turns advice into advice for this call: its docker commands carry the words that chose the engine. */
export type Advise = (text: string) => string;

/** The words of a call that choose the engine, and those of them that choose docker's configuration folder. */
export interface CallWords {
  all: readonly string[];
  config: readonly string[];
}

/** The commands that talk to an engine. `context` reads the configuration folder only. */
const COMMAND =
  /(?<![\w./-])docker (?=(?<name>swarmnet|service|network|node|stack|swarm|system|info|inspect|ps|logs|run|container|volume|plugin|config|secret|version|context)\b)/g;
/** These read no engine, and their text is the same everywhere. */
const DOCUMENTATION = /^swarmnet (?:explain|rules|help)\b|^swarmnet(?: [a-z]+)* --help\b/;
/** "On node2: docker …" is for another machine, whose engine is its own. */
const ELSEWHERE = /\bOn [^:\n]*: (?:sudo )?$/;

/**
 * Advice without changes where the call named no engine: what DOCKER_HOST or DOCKER_CONTEXT chose, they choose for the command
 * that is pasted as well.
 */
export function adviser({ all, config }: CallWords): Advise {
  if (all.length === 0) return (text) => text;
  return (text) =>
    text.replace(COMMAND, (found, name: string, at: number) => {
      if (DOCUMENTATION.test(text.slice(at + found.length)) || ELSEWHERE.test(text.slice(0, at))) {
        return found;
      }
      const words = name === "context" ? config : all;
      return words.length === 0 ? found : `docker ${shellLine(words)} `;
    });
}

/** A command that ends a text, after what it is for; where a comma follows, it is prose about commands. */
const LAST_COMMAND = /(?<=: )(?:sudo )?docker (?:(?!, ).)*$|(?<=Fix: )(?:sudo |chown |chmod ).*$/;

/** The words at whose ends a text may be broken: the command that ends it is one, so that it can be copied. */
export function wordsOf(text: string): string[] {
  const command = LAST_COMMAND.exec(text)?.[0];
  if (command === undefined) return text.split(" ");
  return [...text.slice(0, -command.length - 1).split(" "), command];
}
