import { DOCKER_SERVICE_FLAGS } from "../../lib/docker/service_flags.gen.ts";
import type { ChangeCheckOptions } from "./change_checks.ts";

/** Words of `service create` and `service update`: what is docker's, and our own flags among them. */
export interface ServiceArguments extends ChangeCheckOptions {
  docker: string[];
}

/**
 * Takes our own flags (--ignore, --no-warn) out of docker's words. They stand where docker's flags may: before the image of a create,
 * anywhere in an update, never in the place of another flag's value.
 */
export function takeCheckFlags(kind: "create" | "update", words: readonly string[]): ServiceArguments {
  const docker: string[] = [];
  const ignore: string[] = [];
  let noWarn = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const isOperand = !word.startsWith("-") || word === "-";
    if (word === "--" || isOperand && kind === "create") {
      docker.push(...words.slice(at));
      break;
    }
    if (word === "--no-warn") noWarn = true;
    else if (word.startsWith("--ignore=")) ignore.push(word.slice("--ignore=".length));
    else if (word === "--ignore" && at + 1 < words.length) ignore.push(words[++at]!);
    else {
      docker.push(word);
      if (!isOperand && needsNext(kind, word) && at + 1 < words.length) docker.push(words[++at]!);
    }
  }
  return { docker, ignore, noWarn };
}

/** Whether the word after this flag is its value, as pflag reads it. */
function needsNext(kind: "create" | "update", word: string): boolean {
  const table = DOCKER_SERVICE_FLAGS[kind];
  if (word.startsWith("--")) return table[word.slice(2)]?.value ?? false;
  const taking = [...word.slice(1)].findIndex((letter) =>
    Object.values(table).some(({ short, value }) => value && short === letter)
  );
  return taking >= 0 && taking === word.length - 2;
}
