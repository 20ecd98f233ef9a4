import type { Advise } from "../../base/advice.ts";
import type { Hop, NameAnswer, Protection, Trace, Verdict } from "../../insight/trace_model.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, dim, green, red, yellow } from "../../terminal/style.ts";
import { jsonReport } from "../common/json_report.ts";
import { displayWidth } from "../../terminal/width.ts";
import { paragraph, table, wrap } from "../common/table.ts";

const WORDS: Record<Protection, string> = {
  encrypted: "encrypted",
  clear: "IN CLEAR",
  "same-node": "same node",
  dropped: "DROPPED",
  outside: "outside",
};

/**
 * Ways from end to end. Ports of one service that go the same way are told once: only their numbers differ.
 */
export function tracesText(
  all: readonly Trace[],
  width: number,
  advise: Advise = (text) => text,
): string {
  const alike = [...Map.groupBy(all, wayOf).values()];
  return alike.map(([first, ...rest]) => traceText(first!, rest, { width, advise })).join("\n");
}

/** A trace without what differs between ports of one service: a way of its own is another text. */
function wayOf(trace: Trace): string {
  const service = trace.kind === "service" ? trace.to : trace.to.replace(/^\S+ of /, "");
  return JSON.stringify({ ...trace, to: service }).replace(/:\d+"/g, '"');
}

/** A way from end to end: names, hops, where requests can end, the verdict. `alike`: others that go it. */
function traceText(
  trace: Trace,
  alike: readonly Trace[],
  { width, advise }: { width: number; advise: Advise },
): string {
  const asked = trace.names[0]?.name;
  const as = asked === undefined || asked === trace.to ? "" : `, asked for as ${inline(asked)}`;
  const parts = [`${bold(`${inline(trace.from)} -> ${inline(trace.to)}`)}${as}\n`];
  if (trace.names.length > 0) parts.push(names(trace.names, width));
  if (trace.hops.length > 0) {
    parts.push(
      `Hops, computed, from ${inline(trace.entry)} (example)\n${
        trace.hops.map((hop, at) => hopText(hop, at, width)).join("")
      }`,
    );
  }
  if (trace.backends.length > 0) parts.push(backends(trace, width));
  if (trace.unknown.length > 0) parts.push(unknown(trace.unknown, width, advise));
  if (alike.length > 0) {
    const text = `The same way, with their own ports: ${alike.map(({ to }) => inline(to)).join(", ")}`;
    parts.push(paragraph(text, width));
  }
  parts.push(verdict(trace.verdict, width));
  return parts.join("\n");
}

function names(answers: readonly NameAnswer[], width: number): string {
  const rows = answers.map((answer) => [
    answer.used ? "1st" : "",
    inline(answer.network),
    answer.answers.map(inline).join(" ") || "no answer",
    answer.services.length > 1 ? `also ${answer.services.slice(1).map(inline).join(", ")}` : "",
  ]);
  const columns = ["", "NETWORK", "ANSWER", ""].map((header) => ({ header }));
  return `Name ${inline(answers[0]!.name)}, in the order networks are asked\n${
    table(columns, rows, { indent: 2, width })
  }`;
}

function hopText(hop: Hop, at: number, width: number): string {
  const number = `${at + 1}`.padStart(3);
  const facts = [
    paint(hop.protection),
    ...hop.network === null ? [] : [`network ${inline(hop.network)}`],
    ...hop.vni === null ? [] : [`VNI ${inline(hop.vni)}`],
    ...hop.mtu === null ? [] : [`MTU inside ${hop.mtu}`],
  ];
  const lines = [
    `${inline(hop.at)}: ${inline(hop.from)} -> ${inline(hop.to)}`,
    ...wrap(hop.what, width - 5),
    `${facts.join(", ")}: ${inline(hop.why)}`,
  ].flatMap((line) => wrap(line, width - 5));
  return lines.map((line, index) => `${index === 0 ? number : "   "}  ${line}\n`).join("");
}

function paint(protection: Protection): string {
  if (protection === "clear") return yellow(WORDS.clear);
  if (protection === "dropped") return red(WORDS.dropped);
  return protection === "encrypted" ? green(WORDS.encrypted) : WORDS[protection];
}

function backends(trace: Trace, width: number): string {
  const columns = ["TASK", "NODE", "ADDRESS", "ON THE WAY"].map((header) => ({ header }));
  const rows = trace.backends.map((
    one,
  ) => [inline(one.task), inline(one.node), inline(one.address), paint(one.protection)]);
  return `Requests can end at (${trace.backends.length})\n${table(columns, rows, { indent: 2, width })}`;
}

function unknown(facts: readonly string[], width: number, advise: Advise): string {
  const lines = facts.flatMap((fact) =>
    wrap(fact, width - 4).map((line, at) => `${at === 0 ? "  - " : "    "}${line}\n`)
  );
  return `${dim(advise("Not known from here; a look from the nodes tells (docker swarmnet probe)"))}\n${
    lines.join("")
  }`;
}

const STATES: Record<Verdict["state"], string> = {
  reachable: green("reachable"),
  "reachable-in-clear": yellow("reachable in clear"),
  "not-reachable": red("not reachable"),
};

function verdict({ state, because, next }: Verdict, width: number): string {
  const text = paragraph(`${bold("Verdict:")} ${STATES[state]}: ${inline(because)}`, width);
  return `${text}${next.map((one) => advice(inline(one), width)).join("")}`;
}

/** Words wrap; a command stays on one line, so that it can be copied. */
function advice(text: string, width: number): string {
  const command = text.indexOf("docker ");
  const lead = `  ${bold("Next:")} `;
  if (displayWidth(text) + 8 <= width) return `${lead}${text}\n`;
  const words = command < 0 ? text : text.slice(0, command).trimEnd();
  const lines = words === "" ? [] : wrap(words, width - 8);
  if (command >= 0) lines.push(text.slice(command));
  return lines.map((line, at) => `${at === 0 ? lead : " ".repeat(8)}${line}\n`).join("");
}

/** The same as one JSON document. */
export function tracesJson(all: readonly Trace[]): string {
  return jsonReport({ schema: "swarmnet/trace/1", traces: all });
}
