import { probeShortly } from "./guest_probe_short.ts";

await probeShortly({
  title: "guest with three nodes: probe proves what is encrypted between each two of them",
  nodes: 3,
  engine: "sid",
  timeoutMs: 900_000,
});
