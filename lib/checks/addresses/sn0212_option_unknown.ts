import { nearest } from "../../base/suggest.ts";
import { ENCRYPTED, MTU_OPTION } from "../../swarm/model.ts";
import { meansEncryption, OVERLAY_OPTIONS, WRONG_MTU_OPTION } from "../../swarm/overlay_options.ts";
import { keyOf } from "../address_ranges.ts";
import { type Level, rule, type View } from "../rule.ts";
import { isOverlay, network } from "../subjects.ts";

export const sn0212 = rule({
  code: "SN0212",
  name: "option-unknown",
  level: "info",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "stack", "change"],
  what: "An overlay network has a driver option that nothing reads",
  why:
    "The overlay driver reads a handful of keys, spelled exactly; all others are stored and ignored, so a misspelled one looks set and " +
    "is not. A key that only resembles `encrypted` leaves the network unencrypted.",
  fix: "Correct the key, or leave it out",
  reference: [
    "moby daemon/libnetwork/drivers/overlay/ov_network.go",
    "moby daemon/libnetwork/controller.go (dsr)",
  ],
  falsePositives: "Windows nodes read keys of their own, and other tools may keep notes there",
  bad: [
    { title: "A misspelling", swarm: { networks: [{ name: "n", options: { encrypt: "" } }] } },
    {
      title: "A bridge's option in a stack file",
      stack: "services: {a: {image: x, networks: [n]}}\n" +
        'networks: {n: {driver_opts: {encrypted: "", com.docker.network.bridge.name: br7}}}\n',
    },
  ],
  good: [{
    title: "Known options",
    swarm: {
      networks: [{ name: "n", options: { encrypted: "", dsr: "", "com.docker.network.driver.mtu": "1400" } }],
    },
  }],
  check(view, report) {
    for (const one of view.networks) {
      if (!view.judged(one) || !isOverlay(one)) continue;
      for (const key of Object.keys(one.options)) {
        // SN0211 speaks of the other one.
        if (OVERLAY_OPTIONS.includes(key) || key === WRONG_MTU_OPTION) continue;
        const near = meansEncryption(key) ? ENCRYPTED : meant(key);
        const clear = near === ENCRYPTED && !Object.hasOwn(one.options, ENCRYPTED);
        const at = keyOf(view, one, ["driver_opts", key]);
        report({
          object: network(one),
          message: `Option ${key} of network ${one.name} has no effect${
            near === undefined ? "" : ` (did you mean ${near}?)`
          }${clear ? ": the network is not encrypted" : ""}`,
          part: key,
          ...(view.change?.kind === "create-network"
            ? { fix: { text: flagFor(key, one.options[key]!, near) } }
            : {}),
          ...levelOf(view, clear),
          ...(at === undefined ? {} : { at }),
        });
      }
    }
  },
});

/** A new network is told more strictly: it can still be corrected, and without encryption that was asked for it is refused. */
function levelOf({ change }: View, clear: boolean): { level?: Level } {
  if (change?.kind === "create-network") return { level: clear ? "error" : "warning" };
  return clear ? { level: "warning" } : {};
}

/** What to write instead of `--opt KEY=VALUE`. */
function flagFor(key: string, value: string, near: string | undefined): string {
  if (near === ENCRYPTED) return "--encrypted";
  const given = `${value === "" ? "" : `=${value}`}`;
  if (near === MTU_OPTION || /(?:^|[._-])mtu$/i.test(key)) {
    return `--mtu ${/^\d+$/.test(value) ? value : 1500}`;
  }
  return near === undefined ? `Leave --opt ${key}${given} out` : `--opt ${near}${given}`;
}

/** What most keys begin with; it would make all of them resemble each other. */
const COMMON = "com.docker.network.";

/** The key that was probably meant. */
function meant(key: string): string | undefined {
  const tails = new Map(OVERLAY_OPTIONS.map((one) => [tailOf(one), one]));
  const near = nearest(tailOf(key), tails.keys());
  return near === undefined ? undefined : tails.get(near);
}

function tailOf(key: string): string {
  return key.startsWith(COMMON) ? key.slice(COMMON.length) : key;
}
