import type { Capacity } from "../../insight/capacity.ts";
import type { Forecast } from "../../insight/capacity_forecast.ts";
import type { Forecasts } from "./text.ts";
import { jsonReport } from "../common/json_report.ts";

/** One JSON document. `history` is null where no samples were looked at; times are RFC 3339. */
export function capacityJson(capacity: Capacity, forecasts: Forecasts, samples: number | null): string {
  const networks = capacity.networks.map((one) => {
    const forecast = forecasts.get(one.id);
    return { ...one, forecast: forecast === undefined ? null : timed(forecast) };
  });
  const history = samples === null ? null : { samples };
  return jsonReport({ schema: "swarmnet/capacity/1", ...capacity, networks, history });
}

/** Times as text, numbers of growth to three places: what is beyond is noise. */
function timed(forecast: Forecast): Record<string, unknown> {
  const entries = Object.entries(forecast).map(([key, value]): [string, unknown] => {
    if (key === "growth") {
      return [key, Object.fromEntries(Object.entries(value as Record<string, number>).map(rounded))];
    }
    if (typeof value === "number" && key !== "points" && key !== "needed") {
      return [key, Math.abs(value) > 8.64e15 ? null : new Date(value).toISOString()];
    }
    return [key, value];
  });
  return Object.fromEntries(entries);
}

function rounded([key, value]: [string, number]): [string, number] {
  // "+ 0" makes of -0 what JSON readers expect.
  return [key, Math.round(value * 1000) / 1000 + 0];
}
