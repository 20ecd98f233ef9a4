import { formatBitRate } from "../../base/bit_rate.ts";
import { ARMS, type BenchOptions } from "../../bench/judge/model.ts";
import { type Cost, scheduleOf } from "../../bench/judge/schedule.ts";
import { inline } from "../../terminal/boundary.ts";
import { bytesText, secondsText } from "./sentences.ts";
import { count } from "../../base/listing.ts";

/** Pairs that are named in one line. */
const MOST_NAMED = 5;

/** What a bench will take, before it is asked about. */
export function costText(
  cost: Cost,
  pairs: readonly { from: { name: string }; to: { name: string } }[],
  /** The image and who chose it, safe for one line. */
  image: string,
): string {
  const named = pairs.slice(0, MOST_NAMED).map(({ from, to }) =>
    `${inline(from.name)} to ${inline(to.name)}`
  );
  const rest = pairs.length - MOST_NAMED;
  const more = rest > 0 ? ` and ${count(rest, "more pair")}` : "";
  const rate = formatBitRate(cost.rate);
  const bytes = cost.assumed
    ? `as many bytes as the nodes can move, ${
      bytesText(cost.bytes)
    } where that is ${rate}: bound it with --max-rate`
    : `at most ${bytesText(cost.bytes)} (--max-rate ${rate})`;
  return [
    `Measures ${named.join(", ")}${more}: ${cost.trials} trials${
      cost.pairs === 1 ? "" : " for each pair"
    }, plain and encrypted in turn`,
    `Takes about ${secondsText(cost.seconds)} and moves ${bytes}`,
    `Creates two overlay networks and two services for each pair, with image ${image}, no capabilities and no mounts; ` +
    "all of it is removed afterwards",
  ].map((line) => `${line}\n`).join("");
}

/** Where a bench is: the pair, and the round of its trial; on a terminal also how many trials are left. */
export function progressText(
  pair: { from: { name: string }; to: { name: string } },
  at: { pair: number; pairs: number; place: number; planned: number },
  options: BenchOptions,
  terminal: boolean,
): string {
  const which = at.pairs === 1 ? "" : ` (pair ${at.pair} of ${at.pairs})`;
  const head = `${inline(pair.from.name)} to ${inline(pair.to.name)}${which}: `;
  const both = scheduleOf(options, ARMS);
  const planned = at.planned === both.length ? both : scheduleOf(options, ["plain"]);
  const trial = planned[at.place];
  const round = trial === undefined || trial.round === 0
    ? "warming up"
    : `round ${trial.round} of ${options.trials}`;
  if (!terminal || trial === undefined) return head + round;
  return `${head}${round}, ${trial.measure} ${trial.arm}, ${at.planned - at.place} to go`;
}
