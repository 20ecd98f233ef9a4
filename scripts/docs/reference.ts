/** The command reference as Markdown, made from the commands' own descriptions. */
import { formatDuration } from "../../lib/base/duration.ts";
import { EXIT, type ExitCode } from "../../lib/base/errors.ts";
import type { Flag, Spec } from "../../lib/cli/command.ts";
import { listedFlags } from "../../lib/cli/common_flags.ts";
import { usageLine } from "../../lib/cli/parse.ts";
import type { Entry } from "../../lib/cli/table.ts";
import { typeWord } from "../../lib/cli/values.ts";

/** A command with its place in the table of contents. */
export interface Documented {
  entry: Entry;
  spec: Spec;
}

const HEAD = "<!-- Made by scripts/gen_docs.ts from the command itself; change it there. -->\n\n";

const EXIT_TEXT: Record<ExitCode, string> = {
  [EXIT.done]: "Done",
  [EXIT.failed]: "Failed, or the engine cannot be reached",
  [EXIT.no]: "The answer is no",
  [EXIT.resumable]: "Stopped part-way, can be resumed",
  [EXIT.usage]:
    "The command line, the environment or a configuration file is wrong; nothing was contacted or changed",
  [EXIT.interrupted]: "Interrupted before anything was changed",
  [EXIT.terminated]: "Terminated before anything was changed",
};

const NEEDS: Record<Spec["needs"], string> = {
  manager: "a swarm manager",
  engine: "a Docker engine",
  nothing: "nothing",
};
const CHANGES: Record<Spec["changes"], string> = { nothing: "nothing", swarm: "the swarm", files: "files" };

/** File name of a command's page. */
export function pageName(words: string): string {
  return `${words.replaceAll(" ", "_")}.md`;
}

/** All pages: file name → content, the index included. */
export function referencePages(all: readonly Documented[]): Map<string, string> {
  const shown = all.filter(({ entry }) => !entry.hidden);
  const pages = shown.map((one) => [pageName(one.entry.words), page(one, childrenOf(one, shown))] as const);
  return new Map([...pages, ["README.md", index(shown)]]);
}

function childrenOf(parent: Documented, all: readonly Documented[]): Documented[] {
  return all.filter(({ entry }) => entry.words.startsWith(`${parent.entry.words} `));
}

function index(all: readonly Documented[]): string {
  const rows = all.filter(({ entry }) => !entry.heading).map(({ entry }) =>
    `| [\`${entry.words}\`](${pageName(entry.words)}) | ${cell(entry.summary)} |`
  );
  return `${HEAD}# Command reference

Every command is \`docker swarmnet COMMAND\`. \`docker swarmnet help TOPIC\` explains what they share; topics are \`exit-codes\`, \`configuration\`, \`environment\` and \`formatting\`.

| command | what it does |
|---|---|
${rows.join("\n")}
`;
}

function page({ entry, spec }: Documented, children: Documented[]): string {
  const parts = [`# docker swarmnet ${entry.words}`, `${spec.summary}.`];
  if (spec.description !== undefined) parts.push(paragraphs(spec.description));
  if (children.length > 0) {
    parts.push(
      children.map((one) => `- [\`${one.entry.words}\`](${pageName(one.entry.words)}): ${one.spec.summary}`)
        .join("\n"),
    );
  }
  if (!entry.heading) parts.push("```\n" + usageLine(spec) + "\n```", facts(entry, spec));
  const options = optionRows(spec);
  if (options.length > 0) {
    parts.push(
      "## Options",
      ["| option | value | default | meaning |", "|---|---|---|---|", ...options].join("\n"),
    );
  }
  if (spec.passThrough) {
    parts.push("All options of docker's own command are accepted and handed on as they are.");
  }
  if (spec.examples.length > 0) {
    parts.push(
      "## Examples",
      spec.examples.map(({ text, command }) =>
        `${/[?.]$/.test(text) ? text : `${text}:`}\n\n\`\`\`\n${command}\n\`\`\``
      ).join("\n\n"),
    );
  }
  const exits = [...spec.exits].sort((a, b) => a - b).map((code) => `| ${code} | ${EXIT_TEXT[code]} |`);
  if (!entry.heading) parts.push("## Exit codes", ["| code | meaning |", "|---|---|", ...exits].join("\n"));
  return HEAD + parts.join("\n\n") + "\n";
}

function facts(entry: Entry, spec: Spec): string {
  const parent = entry.words.split(" ").slice(0, -1);
  const aliases = (spec.aliases ?? []).map((alias) => `\`docker swarmnet ${[...parent, alias].join(" ")}\``);
  return [
    `- Needs: ${NEEDS[spec.needs]}`,
    `- Changes: ${CHANGES[spec.changes]}`,
    ...(aliases.length > 0 ? [`- Aliases: ${aliases.join(", ")}`] : []),
  ].join("\n");
}

function optionRows(spec: Spec): string[] {
  return Object.entries(listedFlags(spec)).filter(([, flag]) => !flag.hidden).sort(([a], [b]) =>
    a < b ? -1 : 1
  )
    .map(([name, flag]) => {
      const short = flag.short === undefined ? "" : `\`-${flag.short}\`, `;
      const value = flag.choices === undefined ? typeWord(flag) : flag.choices.join(", ");
      return `| ${short}\`--${name}\` | ${cell(value)} | ${defaultOf(flag)} | ${cell(flag.text)} |`;
    });
}

function defaultOf(flag: Flag): string {
  const value = flag.default;
  if (value === undefined || value === "" || value === false) return "";
  if (flag.kind === "duration") return `\`${formatDuration(Number(value) * 1e6)}\``;
  if (typeof value === "object") return Object.keys(value).length === 0 ? "" : `\`${JSON.stringify(value)}\``;
  return `\`${value}\``;
}

/** Text that stays inside its cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ").replaceAll("<", "&lt;");
}

/** Indented blocks of a description stay as they are; the rest is prose. */
function paragraphs(text: string): string {
  return text.trim().split(/\n{2,}/).map((block) =>
    /^ {2,}/.test(block) ? "```\n" + block + "\n```" : block.replaceAll("<", "&lt;")
  )
    .join("\n\n");
}
