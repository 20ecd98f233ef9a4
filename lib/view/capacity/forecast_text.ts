import type { Advise } from "../../base/advice.ts";
import type { Forecast, Growth } from "../../insight/capacity_forecast.ts";

/** A forecast as the end of a sentence that begins with the network's name. */
export function forecastText(forecast: Forecast, advise: Advise = (text) => text): string {
  switch (forecast.kind) {
    case "full":
      return "is full now";
    case "too-few":
      return `cannot tell yet: ${forecast.points} of the ${forecast.needed} samples it takes, an hour apart at least; take ` +
        advise("more with docker swarmnet capacity --record");
    case "steady":
      return `does not grow (${growthText(forecast.growth)})`;
    case "unclear":
      return `cannot tell: growth is not to be told from chance (${growthText(forecast.growth)})` +
        (forecast.earliest === null ? "" : `; not full before ${dayText(forecast.earliest)}`);
    case "far":
      return `grows (${growthText(forecast.growth)}), but is not full before ${
        dayText(forecast.after)
      }, which is as far as the ` +
        "samples reach";
    case "day":
      return `is full on ${dayText(forecast.day)}, between ${dayText(forecast.earliest)} and ${
        dayText(forecast.latest)
      } with 95 % confidence, if it goes on as it did (${growthText(forecast.growth)})`;
  }
}

function growthText({ perWeek, low, high }: Growth): string {
  return `${signed(perWeek)} addresses a week, ${signed(low)} to ${signed(high)}`;
}

function signed(value: number): string {
  const text = value.toFixed(1);
  return value > 0 && text !== "0.0" ? `+${text}` : text === "-0.0" ? "0.0" : text;
}

/** The UTC day, or "later" beyond what a date can say. */
export function dayText(at: number): string {
  return Math.abs(at) > 8.64e15 ? "the end of time" : new Date(at).toISOString().slice(0, 10);
}
