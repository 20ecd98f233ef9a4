import type { Command, Flag, Flags } from "./command.ts";
import { commonFlags } from "./common_flags.ts";
import { candidatesOf, type LiveNames } from "./complete_values.ts";
import { type Candidate, Directive, render, type Suggestion } from "./complete_render.ts";
import { type DockersCompletion, throughDocker } from "./complete_through_docker.ts";
import { TOPICS } from "./topics.ts";
import { childrenOf, findEntry, type Table } from "./table.ts";

/** What completion may use. */
export interface CompleteOptions {
  /** Candidates come with a description. */
  descriptions: boolean;
  /** Names from the engine, contexts, rules; cut off after 400 ms, errors are no names. */
  names: LiveNames;
  /** Completes commands whose grammar is docker's own. */
  docker?: DockersCompletion;
}

interface Completing extends CompleteOptions {
  table: Table;
}

/**
 * The answer to `__complete`, as docker's shell scripts read it: candidates, one a line, then a directive. `words` follow
 * `swarmnet`; the last one is being typed and may be empty.
 */
export async function complete(
  table: Table,
  words: readonly string[],
  options: CompleteOptions,
): Promise<string> {
  const typed = words.at(-1) ?? "";
  return render(await suggest({ table, ...options }, words.slice(0, -1), typed), options.descriptions);
}

async function suggest(completing: Completing, before: string[], typed: string): Promise<Suggestion> {
  const { table } = completing;
  if (before[0] === "help") {
    return { candidates: topicsAndCommands(table, before.slice(1), typed), directive: Directive.noFiles };
  }
  const found = findEntry(table, before);
  if (found === undefined) {
    const candidates = before.length === 0 ? commandsBelow(table, "", typed) : [];
    return { candidates, directive: Directive.noFiles };
  }
  const below = found.rest.length === 0 ? commandsBelow(table, found.entry.words, typed) : [];
  if (found.entry.heading) return { candidates: below, directive: Directive.noFiles };
  const command = await found.entry.load();
  const inside = await insideCommand(completing, command, found.rest, typed);
  return below.length === 0 ? inside : { ...inside, candidates: [...below, ...inside.candidates] };
}

function commandsBelow(table: Table, parent: string, typed: string): Candidate[] {
  const entries = parent === ""
    ? table.filter((entry) => !entry.words.includes(" "))
    : childrenOf(table, parent);
  return entries.filter((entry) => !entry.hidden)
    .map((entry) => ({ text: entry.words.split(" ").at(-1)!, about: entry.summary }))
    .filter((candidate) => candidate.text.startsWith(typed))
    .sort(byText);
}

function topicsAndCommands(table: Table, before: string[], typed: string): Candidate[] {
  const commands = commandsBelow(table, before.join(" "), typed);
  if (before.length > 0) return commands;
  const topics = Object.keys(TOPICS).filter((topic) => topic.startsWith(typed)).map((text) => ({ text }));
  return [...commands, ...topics].sort(byText);
}

async function insideCommand(
  completing: Completing,
  command: Command,
  before: readonly string[],
  typed: string,
): Promise<Suggestion> {
  if (command.passThrough) {
    const words = [...command.name.split(" "), ...before, typed];
    return completing.docker === undefined ? NOTHING : await throughDocker(words, completing.docker);
  }
  const flags = commonFlags(command);
  const line = readLine(flags, before);
  const names: LiveNames = (kind, signal) => completing.names(kind, signal, line.from);
  if (line.pending !== undefined) return await valuesFor(names, line.pending, typed);
  if (!line.ended && typed.startsWith("-") && typed !== "-") {
    const value = /^(--[^=]+|-[^-=])=(.*)$/s.exec(typed);
    if (value !== null) {
      const flag = flagOf(flags, value[1]!);
      return flag === undefined ? NOTHING : await valuesFor(names, flag[1], value[2]!);
    }
  }
  if (!line.ended && typed.startsWith("-")) {
    return { candidates: flagNames(flags, line.given, typed), directive: Directive.noFiles };
  }
  const { max = command.args.min } = command.args;
  if (line.operands.length >= max) return NOTHING;
  const kinds = command.operandCompletes ?? [];
  const kind = kinds[Math.min(line.operands.length, kinds.length - 1)] ?? "none";
  const suggestion = await candidatesOf(kind, typed, names);
  return {
    ...suggestion,
    candidates: suggestion.candidates.filter((one) => !line.operands.includes(one.text)),
  };
}

const NOTHING: Suggestion = { candidates: [], directive: Directive.noFiles };

async function valuesFor(names: LiveNames, flag: Flag, typed: string): Promise<Suggestion> {
  const choices = flag.kind === "bool" ? ["true", "false"] : flag.choices;
  if (choices === undefined) return await candidatesOf(flag.complete ?? "none", typed, names);
  const candidates = choices.filter((choice) => choice.startsWith(typed)).map((text) => ({ text })).sort(
    byText,
  );
  const unfinished = candidates.some((candidate) => candidate.text.endsWith("="));
  return { candidates, directive: Directive.noFiles | (unfinished ? Directive.noSpace : 0) };
}

interface Line {
  /** A flag at the end that waits for its value. */
  pending?: Flag;
  /** Long names of the flags that stand there. */
  given: Set<string>;
  operands: string[];
  /** Value of --from. */
  from?: string;
  /** `--` has been typed: no flags any more. */
  ended: boolean;
}

/** What stands before the word being typed. Mistakes do not matter here: an unknown flag is passed over. */
function readLine(flags: Flags, words: readonly string[]): Line {
  const line: Line = { given: new Set(), operands: [], ended: false };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (line.ended || !word.startsWith("-") || word === "-") line.operands.push(word);
    else if (word === "--") line.ended = true;
    else {
      const flag = lastFlagOf(flags, word, line.given);
      if (word.startsWith("--from=")) line.from = word.slice("--from=".length);
      if (flag === undefined || !takesNextWord(flag)) continue;
      if (i === words.length - 1) line.pending = flag;
      else if (word === "--from") line.from = words[i + 1]!;
      i++;
    }
  }
  return line;
}

/** Notes the flags in a word; gives the one that could still want a value. */
function lastFlagOf(flags: Flags, word: string, given: Set<string>): Flag | undefined {
  if (word.startsWith("--")) {
    const found = flagOf(flags, word.split("=", 1)[0]!);
    if (found !== undefined) given.add(found[0]);
    return word.includes("=") ? undefined : found?.[1];
  }
  const shorts = [...word.slice(1)];
  for (const [at, short] of shorts.entries()) {
    const found = flagOf(flags, `-${short}`);
    if (found === undefined) return undefined;
    given.add(found[0]);
    if (takesNextWord(found[1])) return at === shorts.length - 1 ? found[1] : undefined;
  }
  return undefined;
}

function flagOf(flags: Flags, word: string): [string, Flag] | undefined {
  return Object.entries(flags).find(([name, flag]) => word === `--${name}` || word === `-${flag.short}`);
}

function takesNextWord(flag: Flag): boolean {
  return flag.kind !== "bool" && flag.bare === undefined;
}

function flagNames(flags: Flags, given: ReadonlySet<string>, typed: string): Candidate[] {
  const names: Candidate[] = [];
  for (const [name, flag] of Object.entries(flags)) {
    const repeatable = flag.kind === "list" || flag.kind === "map" || flag.kind === "filter";
    if (flag.hidden || (given.has(name) && !repeatable)) continue;
    names.push({ text: `--${name}`, about: flag.text });
    if (flag.short !== undefined) names.push({ text: `-${flag.short}`, about: flag.text });
  }
  return names.filter((candidate) => candidate.text.startsWith(typed)).sort(byText);
}

function byText(a: Candidate, b: Candidate): number {
  return a.text < b.text ? -1 : 1;
}
