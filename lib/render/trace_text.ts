import type { Hop, NameAnswer, Protection, Trace, Verdict } from "../insight/trace_model.ts";
import { inline } from "../terminal/boundary.ts";
import { bold, dim, green, red, yellow } from "../terminal/style.ts";
import { jsonReport } from "./json_report.ts";
import { table, wrap } from "./table.ts";

const WORDS: Record<Protection, string> = {
  encrypted: "encrypted",
  clear: "IN CLEAR",
  "same-node": "same node",
  outside: "outside",
};

/** A way from end to end: names, hops, where requests can end, the verdict. */
export function traceText(trace: Trace, width: number): string {
  const parts = [`${bold(`${inline(trace.from)} -> ${inline(trace.to)}`)}\n`];
  if (trace.names.length > 0) parts.push(names(trace.names, width));
  if (trace.hops.length > 0) {
    parts.push(
      `Hops, computed, from ${inline(trace.entry)} (example)\n${
        trace.hops.map((hop, at) => hopText(hop, at, width)).join("")
      }`,
    );
  }
  if (trace.backends.length > 0) parts.push(backends(trace, width));
  if (trace.unknown.length > 0) parts.push(unknown(trace.unknown, width));
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
  return protection === "encrypted" ? green(WORDS.encrypted) : WORDS[protection];
}

function backends(trace: Trace, width: number): string {
  const columns = ["TASK", "NODE", "ADDRESS", "ON THE WAY"].map((header) => ({ header }));
  const rows = trace.backends.map((
    one,
  ) => [inline(one.task), inline(one.node), inline(one.address), paint(one.protection)]);
  return `Requests can end at (${trace.backends.length})\n${table(columns, rows, { indent: 2, width })}`;
}

function unknown(facts: readonly string[], width: number): string {
  const lines = facts.flatMap((fact) =>
    wrap(fact, width - 4).map((line, at) => `${at === 0 ? "  - " : "    "}${line}\n`)
  );
  return `${dim("Not known from here; only a look from the nodes can tell")}\n${lines.join("")}`;
}

const STATES: Record<Verdict["state"], string> = {
  reachable: green("reachable"),
  "reachable-in-clear": yellow("reachable in clear"),
  "not-reachable": red("not reachable"),
};

function verdict({ state, because, next }: Verdict, width: number): string {
  const text = wrap(`${bold("Verdict:")} ${STATES[state]}: ${inline(because)}`, width).join("\n");
  return `${text}\n${next.map((one) => `  ${bold("Next:")} ${inline(one)}\n`).join("")}`;
}

/** The same as one JSON document. */
export function tracesJson(all: readonly Trace[]): string {
  return jsonReport({ schema: "swarmnet/trace/1", traces: all });
}
