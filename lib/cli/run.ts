import { EXIT, type ExitCode, UsageError } from "../base/errors.ts";
import { nearest } from "../base/suggest.ts";
import type { ColorChoice } from "../terminal/color.ts";
import { callTimeout, commonFlags } from "./common_flags.ts";
import type { Context } from "./context.ts";
import { placeOfGlobal } from "../docker/globals.ts";
import { CommandLineError, parseCommand } from "./parse.ts";
import { childrenOf, findEntry, type Table } from "./table.ts";

/** What the flags that most commands share say about the context. */
export interface CommonOptions {
  color: ColorChoice;
  /** Limit of one engine call in milliseconds; undefined: the client's own, which no flag of this command raises. */
  callTimeout: number | undefined;
}

/** Runs the words after `docker swarmnet`. `makeContext` is called once the flags are known. */
export async function runWords(
  table: Table,
  words: readonly string[],
  helpWidth: number,
  makeContext: (options: CommonOptions) => Context,
): Promise<ExitCode> {
  const found = findEntry(table, words);
  const context = () => makeContext({ color: "auto", callTimeout: undefined });
  if (found === undefined) {
    const typed = words[0];
    if (typed === undefined || isHelp(typed)) {
      noticeShortHelp(typed, context());
      context().io.out((await help()).rootHelp(table, helpWidth));
      return EXIT.done;
    }
    if (typed === "help") {
      context().io.out(await (await help()).helpFor(table, words.slice(1), helpWidth));
      return EXIT.done;
    }
    throw unknownCommand(table, words);
  }
  if (childrenOf(table, found.entry.words).length > 0 && isUnknownChild(found.rest)) {
    throw unknownCommand(table, words);
  }
  const command = await found.entry.load();
  const operands = found.entry.heading ? "COMMAND" : command.operands;
  const withCommon = { ...command, operands, flags: commonFlags(command) };
  const parsed = parseCommand(withCommon, found.rest);
  if (parsed.kind === "help" || found.entry.heading) {
    if (parsed.kind === "help" && parsed.deprecated) noticeShortHelp("-h", context());
    context().io.out(await (await help()).commandHelp(table, found, helpWidth));
    return EXIT.done;
  }
  const color = (parsed.values.color ?? "auto") as ColorChoice;
  const limit = callTimeout(withCommon.flags, parsed.values.timeout);
  return await command.run(makeContext({ color, callTimeout: limit }), parsed.options) ?? EXIT.done;
}

/** Texts and layout of help: most calls show none. */
function help(): Promise<typeof import("./help.ts")> {
  return import("./help.ts");
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

function noticeShortHelp(word: string | undefined, context: Context): void {
  if (word === "-h") context.io.err("Shorthand -h has been deprecated, use --help\n");
}

function isUnknownChild(rest: readonly string[]): boolean {
  return rest[0] !== undefined && !rest[0].startsWith("-");
}

/** The command whose flag stands before it instead of behind it. */
function placeOfOwn(table: Table, words: readonly string[]): string | undefined {
  const command = words.find((word) => findEntry(table, [word]) !== undefined);
  if (command === undefined) return undefined;
  return `A command's flags stand behind it: docker swarmnet ${command} ${words[0]!.split("=")[0]}`;
}

function unknownCommand(table: Table, words: readonly string[]): UsageError {
  const typed = words[0]!;
  if (typed.startsWith("-")) {
    return new CommandLineError(
      typed.startsWith("--")
        ? `unknown flag: ${typed.split("=")[0]}`
        : `unknown shorthand flag: '${typed[1]}' in ${typed}`,
      { name: "", operands: "COMMAND", flags: {} },
      placeOfGlobal(typed, "COMMAND") ?? placeOfOwn(table, words),
    );
  }
  const parent = findEntry(table, [typed]);
  const [begin, wanted] = parent === undefined ? ["", typed] : [`${typed} `, words[1]!];
  const siblings = parent === undefined
    ? table.filter((entry) => !entry.words.includes(" "))
    : childrenOf(table, typed);
  const names = siblings.filter((entry) => !entry.hidden).map((entry) => entry.words.slice(begin.length));
  const near = nearest(wanted, names);
  return new CommandLineError(
    `docker: unknown command: docker swarmnet ${begin}${wanted}`,
    { name: parent === undefined ? "" : typed, operands: "COMMAND", flags: {} },
    near === undefined ? undefined : `Did you mean: docker swarmnet ${begin}${near}`,
  );
}
