import { probeShortly } from "./guest_probe_short.ts";

await probeShortly({
  title: "guest with the oldest engine: probe proves what is encrypted",
  nodes: 2,
  engine: "bookworm",
  timeoutMs: 900_000,
});
