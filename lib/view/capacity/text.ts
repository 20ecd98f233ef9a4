import type { Advise } from "../../base/advice.ts";
import type { Capacity, NetworkCapacity, ServiceShare } from "../../insight/capacity.ts";
import type { Forecast } from "../../insight/capacity_forecast.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, dim, green, red, yellow } from "../../terminal/style.ts";
import { forecastText } from "./forecast_text.ts";
import { whatIfText } from "./what_if_text.ts";
import { addressCount } from "../common/address_count.ts";
import { facts, paragraph, table, wrap } from "../common/table.ts";
import { count } from "../../base/listing.ts";

/** The screen that a report is written for. */
export interface CapacityScreen {
  width: number;
  /** Without characters beyond ASCII. */
  ascii: boolean;
  /** Whether networks were named: then everything about each is shown. */
  details: boolean;
  advise: Advise;
}

/** A network's forecast, by ID; empty where no samples were asked for. */
export type Forecasts = ReadonlyMap<string, Forecast>;

const WIDEST_BAR = 40;
const NARROWEST_BAR = 10;

/** Addresses of a swarm's networks for a person to read; of a question only the answer. */
export function capacityText(capacity: Capacity, forecasts: Forecasts, screen: CapacityScreen): string {
  const { networks, whatIf } = capacity;
  if (whatIf !== null) return whatIfText(whatIf, screen.width);
  const shown = screen.details ? networks.map((one) => detailsText(one, forecasts.get(one.id), screen)) : [
    overviewText(networks, screen),
    attentionText(networks, screen),
    growthText(networks, forecasts, screen),
  ];
  const parts = [
    ...(networks.length === 0 ? ["No network here has addresses that managers hand out\n"] : shown),
    withoutText(capacity, screen),
    screen.details ? "" : poolText(capacity, screen),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function overviewText(networks: readonly NetworkCapacity[], screen: CapacityScreen): string {
  const headers = ["NETWORK", "USED", "OF", "FREE", "UPDATE", "ALL"];
  const numbers = networks.map(({ name, used, usable, free, peak }) => [
    inline(name),
    ...[used, usable, free, peak.largest, peak.all].map(addressCount),
  ]);
  const columns = [
    ...headers.map((header, at) => ({ header, align: at === 0 ? "left" as const : "right" as const })),
    { header: "" },
  ];
  const plain = table(columns.slice(0, -1), [headers, ...numbers]).split("\n");
  const left = Math.max(...plain.map((line) => line.length)) + 2;
  // One column is for the sign behind a bar. Beside long names there is no room for bars: the numbers say it all.
  const cells = Math.min(WIDEST_BAR, screen.width - left - 1);
  const signs = barSigns(screen.ascii);
  const rows = networks.map((one, at) => [
    ...numbers[at]!,
    cells < NARROWEST_BAR
      ? ""
      : bar({ used: one.used, peak: one.peak.largest, usable: one.usable }, cells, signs),
  ]);
  const legend = [
    ...cells < NARROWEST_BAR ? [] : [
      `${signs.used} used   ${signs.transient} needed on top while one service is updated   ${signs.over} more than there is`,
    ],
    "UPDATE: while the one service that takes most is updated; ALL: while all are",
    sourceText(networks),
  ];
  return `${table(columns, rows)}${legend.map((one) => paragraph(dim(one), screen.width)).join("")}`;
}

function sourceText(networks: readonly NetworkCapacity[]): string {
  const measured = networks.filter((one) => one.source === "engine counters").length;
  if (measured === networks.length) return "USED was measured by the engine's allocator; peaks are computed";
  return measured === 0
    ? "All numbers are computed from services, tasks and nodes; the engine has no counters (API 1.52)"
    : "USED was measured by the engine's allocator where it has counters; all else is computed";
}

/** One item a problem, most urgent first. */
function attentionText(networks: readonly NetworkCapacity[], screen: CapacityScreen): string {
  const items = networks.flatMap(problemsOf);
  if (items.length === 0) return "";
  return `${bold("Attention")}\n${items.map((item) => listItem(item, screen.width)).join("")}`;
}

function problemsOf(one: NetworkCapacity): string[] {
  const name = inline(one.name);
  const items: string[] = [];
  if (one.state === "full") {
    const lack = one.need - one.usable;
    items.push(
      lack > 0
        ? `${name} is ${red("too small")}: ${one.need} addresses are wanted, ${one.usable} there are` +
          (one.waiting > 0
            ? `; ${count(one.waiting, "task waits", "tasks wait")} in state new, without an error`
            : "")
        : `${name} is ${red("full")}: the next task stays in state new, without an error`,
    );
  } else if (one.state === "tight") {
    items.push(
      `${name} has ${count(one.free, "address", "addresses")} left, and an update of ${
        inline(one.peak.service ?? "")
      } takes ${one.peak.largest - one.need}`,
    );
  } else if (one.state === "together") {
    items.push(
      `${name} has no room for all updates at the same moment: ${one.peak.all} of ${one.usable}; one after the other they fit`,
    );
  }
  items.push(...one.services.flatMap((service) => deadlockText(one, service)));
  if (one.difference !== null && one.difference !== 0) {
    items.push(`${name}: ${differenceText(one.difference)}`);
  }
  return items;
}

function deadlockText(one: NetworkCapacity, service: ServiceShare): string[] {
  if (service.deadlock === null) return [];
  const who = inline(service.name);
  return [
    service.deadlock === "full"
      ? `${inline(one.name)}: an update of ${who} would ${
        red("never finish")
      }: it starts new tasks first (start-first), these wait for ` +
        "an address, and the old ones keep theirs until the new ones run"
      : `${inline(one.name)}: an update of ${who} ${
        yellow("may never finish")
      }: it starts new tasks first (start-first), and the last ` +
        "address does not suffice for one on a node that has none here yet",
  ];
}

function differenceText(difference: number): string {
  return difference > 0
    ? `the allocator counts ${
      count(difference, "address", "addresses")
    } that no object holds: leaked, or just given back`
    : `objects hold ${
      count(-difference, "address", "addresses")
    } that the allocator calls free: the same one twice, or just taken`;
}

function growthText(
  networks: readonly NetworkCapacity[],
  forecasts: Forecasts,
  screen: CapacityScreen,
): string {
  const known = networks.flatMap((one) => {
    const forecast = forecasts.get(one.id);
    // What does not grow and what is full needs no line of its own here.
    const quiet = forecast === undefined || forecast.kind === "full" || forecast.kind === "steady";
    return quiet ? [] : [{ name: one.name, forecast }];
  });
  if (forecasts.size === 0) return "";
  const few = known.filter(({ forecast }) => forecast.kind === "too-few");
  if (few.length === forecasts.size || (few.length > 0 && few.length === known.length)) {
    return `${bold("Forecast")}\n${listItem(forecastText(few[0]!.forecast, screen.advise), screen.width)}`;
  }
  if (known.length === 0) {
    return `${bold("Forecast")}\n${
      listItem("No network grows, as far as the samples can tell", screen.width)
    }`;
  }
  return `${bold("Forecast")}\n${
    known.map(({ name, forecast }) =>
      listItem(`${inline(name)} ${forecastText(forecast, screen.advise)}`, screen.width)
    )
      .join("")
  }`;
}

function detailsText(one: NetworkCapacity, forecast: Forecast | undefined, screen: CapacityScreen): string {
  const cells = Math.min(2 * WIDEST_BAR, screen.width - 3);
  const peak = { used: one.used, peak: one.peak.largest, usable: one.usable };
  const title = `${bold(inline(one.name))}  ${one.subnets.map(inline).join(", ")}\n`;
  const pairs = [
    ...numbersOf(one),
    ...problemsOf(one).map((text, at) => [at === 0 ? "Attention" : "", text] as const),
  ];
  if (forecast !== undefined) pairs.push(["Forecast", forecastText(forecast, screen.advise)]);
  return `${title}  ${bar(peak, cells, barSigns(screen.ascii))}\n${
    facts(pairs, { indent: 2, width: screen.width })
  }${servicesText(one, screen)}`;
}

function numbersOf(one: NetworkCapacity): (readonly [string, string])[] {
  const { vips, tasks, loadBalancers, containers, other } = one.consumers;
  const held = [
    count(vips, "VIP"),
    count(tasks, "task"),
    `${count(loadBalancers, "load balancer")} (${
      one.ingress ? "each node has one" : "one on each node with a task here"
    })`,
    count(containers, "attached container"),
    ...(one.difference === null ? [] : [`${other} other`]),
  ];
  const peak = one.peak.service === null
    ? "no service has tasks here"
    : `${one.peak.largest} while ${
      inline(one.peak.service)
    } is updated, ${one.peak.all} while all services are, in either update order` +
      (one.peak.placement > 0
        ? `; ${one.peak.placement} more should tasks come to nodes that have none here yet`
        : "");
  const source = one.source === "computed"
    ? "computed from the objects"
    : "measured by the engine's allocator";
  return [
    ["Used", `${one.used} of ${addressCount(one.usable)}, ${addressCount(one.free)} free (${source})`],
    ["Held by", held.join(", ")],
    ["Wanted", `${one.need} when every wanted task runs`],
    ["Peak", peak],
  ];
}

function servicesText(one: NetworkCapacity, screen: CapacityScreen): string {
  if (one.services.length === 0) return "";
  const columns = [
    { header: "SERVICE" },
    { header: "TASKS", align: "right" as const },
    { header: "VIPS", align: "right" as const },
    { header: "UPDATE TAKES", align: "right" as const },
    { header: "ORDER" },
  ];
  const rows = one.services.map((service) => [
    inline(service.name),
    String(service.tasks),
    String(service.vips),
    `+${service.transient}`,
    service.order,
  ]);
  return `\n${table(columns, rows, { indent: 2, width: screen.width })}`;
}

function withoutText({ without }: Capacity, screen: CapacityScreen): string {
  const lost = without.filter((one) => one.why === "not allocated").map((one) => inline(one.name));
  if (lost.length === 0) return "";
  return paragraph(
    `${red("Not allocated")}: ${lost.join(", ")}. Nothing on ${
      lost.length === 1 ? "it" : "them"
    } gets an address; see ${screen.advise(`docker swarmnet inspect ${lost[0]}`)}`,
    screen.width,
  );
}

function poolText({ pool }: Capacity, screen: CapacityScreen): string {
  const left = Math.max(0, pool.total - pool.taken);
  const pools = pool.pools.map(inline).join(", ");
  const next = pool.next.length === 0
    ? red("no network without a --subnet can be allocated")
    : `next ${pool.next.join(", ")}`;
  return paragraph(
    `${
      bold("Default address pool")
    }  ${left} of ${pool.total} subnets of /${pool.size} left in ${pools}; ${next}`,
    screen.width,
  );
}

function listItem(text: string, width: number): string {
  return wrap(text, width - 4).map((line, at) => `${at === 0 ? "  - " : "    "}${line}\n`).join("");
}

/** What stands for what in a bar; the second set is for terminals that show ASCII only. */
export interface BarSigns {
  used: string;
  transient: string;
  free: string;
  /** Behind a bar: more is wanted than there is. */
  over: string;
}
const UNICODE: BarSigns = { used: "█", transient: "▒", free: "·", over: "!" };
const ASCII: BarSigns = { used: "#", transient: "=", free: ".", over: "!" };

/** The signs of bars, in ASCII where that is asked for. */
export function barSigns(ascii: boolean): BarSigns {
  return ascii ? ASCII : UNICODE;
}

/**
 * A bar of `cells` columns and one for the sign of too much. What is there at all takes a cell at least, and a bar is full
 * only when nothing is free.
 */
export function bar(
  { used, peak, usable }: { used: number; peak: number; usable: number },
  cells: number,
  signs: BarSigns,
): string {
  const at = (count: number) => cellsOf(count, usable, cells);
  const held = at(Math.min(used, usable));
  const reached = Math.max(held, at(Math.min(peak, usable)));
  const extra = reached === held && peak > used && held < cells ? 1 : reached - held;
  const free = cells - held - extra;
  const over = peak > usable ? signs.over : "";
  const paint = used >= usable ? red : peak > usable ? yellow : green;
  return paint(signs.used.repeat(held) + signs.transient.repeat(extra)) + signs.free.repeat(free) +
    (over === "" ? "" : paint(over));
}

function cellsOf(count: number, usable: number, cells: number): number {
  if (count <= 0 || usable <= 0) return usable <= 0 ? cells : 0;
  if (count >= usable) return cells;
  return Math.min(cells - 1, Math.max(1, Math.round(count / usable * cells)));
}
