import type { UpdateOutcome, WhatIf, WhatIfNetwork } from "../../insight/capacity_what_if.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, green, red } from "../../terminal/style.ts";
import { addressCount } from "../common/address_count.ts";
import { paragraph, table, wrap } from "../common/table.ts";
import { count } from "../../base/listing.ts";

const OUTCOME: Readonly<Record<UpdateOutcome, string>> = {
  fits: "",
  gap:
    "gets through, but old tasks go before new ones have an address (stop-first): places stay empty for a while",
  slower: "gets through, with fewer tasks at a time than asked",
  deadlock:
    "never finishes: new tasks wait for an address, old ones keep theirs until the new ones run (start-first)",
  maybe:
    "may never finish: the last address does not suffice for a task on a node that has none here yet (start-first)",
};

/** Whether it fits, and where not by how much. */
export function whatIfText(whatIf: WhatIf, width: number): string {
  const verdict = whatIf.fits ? green("fits") : red("does not fit");
  const title = `${bold("What if")}  ${askedText(whatIf)}: ${verdict}`;
  return paragraph(title, width) +
    (whatIf.networks.length === 0 ? "  It takes no address of any network shown\n" : "") +
    networksText(whatIf.networks, width) + notes(whatIf).map((note) => item(note, width)).join("");
}

function askedText({ nodes, scale, update }: WhatIf): string {
  return [
    ...(nodes > 0 ? [`${count(nodes, "more node")}`] : []),
    ...scale.map(({ service, from, to }) => `${inline(service)} with ${count(to, "replica")} (now ${from})`),
    ...(update.length > 0 ? [`${update.map(inline).join(", ")} updated`] : []),
  ].join(", ");
}

function networksText(networks: readonly WhatIfNetwork[], width: number): string {
  if (networks.length === 0) return "";
  const headers = ["NETWORK", "NOW", "TASKS", "LB", "UPDATE", "NEEDS", "OF"];
  const columns = [
    ...headers.map((header, at) => ({ header, align: at === 0 ? "left" as const : "right" as const })),
    { header: "RESULT" },
  ];
  const rows = networks.map((one) => [
    inline(one.name),
    String(one.before),
    ...[one.tasks, one.loadBalancers, one.transient].map((more) => more > 0 ? `+${more}` : String(more)),
    String(one.peak),
    addressCount(one.usable),
    one.fits ? green("fits") : red(`${one.short} too few`),
  ]);
  return table(columns, rows, { indent: 2, width });
}

function notes(whatIf: WhatIf): string[] {
  const worst = whatIf.networks.some((one) => one.loadBalancers > 0);
  return [
    ...whatIf.scale.map(({ service, most }) =>
      most === null
        ? `No network limits ${inline(service)}`
        : most === 0
        ? `Not even one replica of ${inline(service)} fits beside the rest`
        : `Most replicas of ${inline(service)} that fit: ${most}`
    ),
    ...whatIf.networks.flatMap((one) =>
      one.updates.filter(({ outcome }) => outcome !== "fits").map(({ service, outcome }) =>
        `The update of ${inline(service)} on ${inline(one.name)} ${OUTCOME[outcome]}`
      )
    ),
    ...(whatIf.notOnNewNodes.length > 0
      ? [
        `Assumed: new nodes are workers without labels, so ${
          whatIf.notOnNewNodes.map(inline).join(", ")
        } would not run there`,
      ]
      : whatIf.nodes > 0
      ? ["Assumed: new nodes are workers without labels"]
      : []),
    ...(worst
      ? ["LB: load balancer endpoints, if the tasks come to nodes that have none here yet (the worst case)"]
      : []),
  ];
}

function item(text: string, width: number): string {
  return wrap(text, width - 4).map((line, at) => `${at === 0 ? "  - " : "    "}${line}\n`).join("");
}
