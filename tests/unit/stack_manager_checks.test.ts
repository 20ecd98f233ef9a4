import assert from "node:assert/strict";
import { loadTexts, told } from "../support/stacks/load.ts";

/** Of one service `a`: its keys in flow style, and what the managers say; each seen on 20.10.24. */
const REFUSED: [body: string, complaint: RegExp][] = [
  ["deploy: {mode: replicated-job, update_config: {}}", /1:\d+ .*Jobs may not have an update config$/],
  [
    "deploy: {update_config: {max_failure_ratio: 2}}",
    /update-maxfailureratio cannot be less than 0 or bigger/,
  ],
  ["deploy: {update_config: {delay: -5s}}", /update-delay cannot be negative$/],
  ["deploy: {update_config: {monitor: -5s}}", /update-monitor cannot be negative$/],
  ["deploy: {restart_policy: {delay: -5s}}", /restart-delay cannot be negative$/],
  ["deploy: {restart_policy: {window: -5s}}", /restart-window cannot be negative$/],
  ["healthcheck: {interval: 10us}", /Interval in HealthConfig cannot be less than 1ms$/],
  ["healthcheck: {timeout: -1s}", /Timeout in HealthConfig cannot be less than 1ms$/],
  ["healthcheck: {start_period: -1s}", /StartPeriod in HealthConfig cannot be less than 1ms$/],
  ["deploy: {resources: {limits: {cpus: '0.0001'}}}", /invalid cpu value 0.0001: Must be at least 0.001$/],
  [
    "deploy: {resources: {reservations: {memory: 3M}}}",
    /invalid memory value 3145728: Must be at least 4MiB$/,
  ],
  ["volumes: ['/tmp:/x', '/var:/x:ro']", /duplicate mount point: \/x$/],
  ["volumes: [/x, {type: tmpfs, target: /x}]", /duplicate mount point: \/x$/],
  ["volumes: [{type: nfs, target: /x}]", /volume type must be volume, bind, tmpfs, npipe, or cluster/],
  ["volumes: [{type: tmpfs, source: v, target: /x}]", /invalid tmpfs source, source must be empty$/],
  [
    "volumes: [{type: bind, source: /a, target: /x, volume: {nocopy: true}}]",
    /volume options are incompatible with type bind$/,
  ],
];

const TAKEN = [
  "deploy: {mode: replicated-job, rollback_config: {}}",
  "deploy: {update_config: {max_failure_ratio: 1, delay: 0s}, rollback_config: {max_failure_ratio: 2, delay: -1s}}",
  "healthcheck: {interval: 0s, timeout: 1ms}",
  "deploy: {resources: {limits: {cpus: '0', memory: '0'}, reservations: {cpus: 1/2, memory: 4M}}}",
  "volumes: ['/tmp:/x', '/var:/x/', '/a:/b']",
  "volumes: [{type: bind, source: /a, target: /x, volume: {}}]",
];

Deno.test("what the managers would refuse is told, and docker stack config takes it", () => {
  for (const [body, complaint] of REFUSED) {
    const result = loadTexts([`services: {a: {image: x, ${body}}}\n`]);
    assert.ok(result.accepted, body);
    assert.equal(told(result).length, 1, `${body}: ${told(result).join()}`);
    assert.match(told(result)[0]!, complaint);
  }
});

Deno.test("what looks like it and is taken is not told", () => {
  for (const body of TAKEN) {
    assert.deepEqual(told(loadTexts([`services: {a: {image: x, ${body}}}\n`])), [], body);
  }
});

Deno.test("mounts of several files are one for each target", () => {
  const files = [
    "services: {a: {image: x, volumes: ['/tmp:/x']}}\n",
    "services: {a: {volumes: ['/var:/x']}}\n",
  ];
  assert.deepEqual(told(loadTexts(files)), []);
});

Deno.test("networks that no service can be on are told where the service names them", () => {
  for (const [name, words] of [["ingress", /ingress network/], ["none", /none not found/]] as const) {
    const text = `services: {a: {image: x, networks: [n]}}\nnetworks: {n: {external: true, name: ${name}}}\n`;
    const [problem, ...rest] = told(loadTexts([text]));
    assert.match(problem!, words);
    assert.match(problem!, /^a\.yml:1:37 /);
    assert.deepEqual(rest, []);
  }
});
