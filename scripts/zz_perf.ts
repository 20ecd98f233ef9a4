const t0 = performance.now();
const { planCreate } = await import("../lib/plan/create/plan.ts");
const old = Deno.args[0] === "old";
const judgeMod = old ? undefined : await import("../lib/checks/judge_change.ts");
const { plainRequest } = old
  ? await import("../lib/plan/create/request.ts" as string)
  : await import("../lib/swarm/change/create_request.ts" as string);
const t1 = performance.now();
const { demoSwarm } = await import(old ? "../lib/demo/index.ts" : "../lib/demo/index.ts" as string).catch(
  () => ({}),
) as any;
const { makeNetwork, makeNode, makeService, makeSwarm } = await import(
  "../tests/support/make_swarm.ts"
) as any;
const networks = Array.from(
  { length: 100 },
  (_, i) => makeNetwork(`net${i}`, { subnet: `10.0.${i}.0/24`, options: { encrypted: "" } }),
);
const nodes = Array.from({ length: 10 }, (_, i) => makeNode(`n${i}`, { addr: `192.0.2.${i + 1}` }));
const swarm = () => makeSwarm({ networks: networks.map((n: any) => ({ ...n })), nodes });
const NO = { mustEncrypt: [], allowedSubnets: [], forbiddenPorts: [] };
function once(parts: any) {
  const s = swarm();
  const t = performance.now();
  if (old) (planCreate as any)({ ...plainRequest("app"), ...parts }, s, { require: "warn", origin: "" });
  else {
    const { request } = (planCreate as any)({ ...plainRequest("app"), ...parts }, s);
    judgeMod!.judgeChange(s, { kind: "create-network", request }, {
      policy: NO as any,
      levels: new Map(),
      ignores: [],
      now: 0,
    });
  }
  return performance.now() - t;
}
const first = once({});
const bad = once({ subnets: ["10.0.5.0/24"] });
const all = Array.from({ length: 50 }, () => once({ encrypted: true })).sort((a, b) => a - b);
console.log(
  JSON.stringify({
    imports: +(t1 - t0).toFixed(1),
    first: +first.toFixed(2),
    bad: +bad.toFixed(2),
    median: +all[25]!.toFixed(2),
  }),
);
