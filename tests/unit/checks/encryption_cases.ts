import type { SwarmSketch } from "../../../lib/swarm/sketch.ts";
import { ALLOW_PLAIN } from "../../../lib/checks/subjects.ts";
import { STACK_LABEL } from "../../../lib/swarm/model.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

const PLAIN = { options: {} };
const NET = "services: {a: {image: x, networks: [n]}}\nnetworks: ";

/** A stack with one network, told by the mapping of its declaration. */
function stack(network: string): string {
  return `${NET}{n: ${network}}\n`;
}

/** Nodes of these engine versions, and these networks besides one that is encrypted. */
function engines(versions: string[], more: SwarmSketch = {}): SwarmSketch {
  return {
    nodes: versions.map((engineVersion, at) => ({ hostname: `m${at + 1}`, engineVersion })),
    networks: [{ name: "app" }],
    ...more,
  };
}

const WINDOWS = { hostname: "win1", os: "windows" };
const MIXED = { nodes: [{ hostname: "m1" }, WINDOWS], networks: [{ name: "app" }] };

function stacks(many: number, on: string, stackOf: (at: number) => string) {
  return Array.from({ length: many }, (_, at) => ({
    name: `web${at}`,
    on: [on],
    labels: { [STACK_LABEL]: stackOf(at) },
  }));
}

const EXPOSURE: Record<string, RuleCases> = {
  SN0101: {
    bad: [{ title: "An attachable one", swarm: { networks: [{ name: "ci", attachable: true, ...PLAIN }] } }],
    good: [{
      title: "A bridge of one node",
      swarm: { networks: [{ name: "b", scope: "local", driver: "bridge", ...PLAIN }] },
    }],
    near: [
      {
        title: "encrypted=false encrypts",
        swarm: { networks: [{ name: "n", options: { encrypted: "false" } }] },
      },
      { title: "The ingress network is SN0102's", swarm: { networks: [{ name: "ingress", ...PLAIN }] } },
    ],
  },
  SN0102: {
    bad: [
      { title: "Nothing is published yet", swarm: { networks: [{ name: "ingress", ...PLAIN }] } },
      { title: "Under another name", swarm: { networks: [{ name: "mesh", ingress: true, ...PLAIN }] } },
    ],
    good: [
      { title: "No ingress network", swarm: { networks: [{ name: "app", ...PLAIN }] } },
      {
        title: "Plain on purpose",
        swarm: { networks: [{ name: "ingress", ...PLAIN, labels: { [ALLOW_PLAIN]: "TLS everywhere" } }] },
      },
    ],
    near: [{
      title: "encrypted=no encrypts",
      swarm: { networks: [{ name: "ingress", options: { encrypted: "no" } }] },
    }],
  },
  SN0103: {
    bad: [
      { title: "OFF", swarm: { networks: [{ name: "n", options: { encrypted: "OFF" } }] } },
      { title: "On ingress", swarm: { networks: [{ name: "ingress", options: { encrypted: "false" } }] } },
      { title: "Quoted in a file", stack: stack('{driver_opts: {encrypted: "false"}}') },
    ],
    good: [
      { title: "Not there", swarm: { networks: [{ name: "n", ...PLAIN }] } },
      { title: "Not there in a file", stack: stack("{}") },
    ],
    near: [
      {
        title: "An odd value is SN0105's",
        swarm: { networks: [{ name: "n", options: { encrypted: "nope-not" } }] },
      },
      {
        title: "A bridge knows no such option",
        swarm: {
          networks: [{ name: "b", scope: "local", driver: "bridge", options: { encrypted: "false" } }],
        },
      },
    ],
  },
  SN0106: {
    bad: [
      {
        title: "A constraint that Windows meets",
        swarm: { ...MIXED, services: [{ name: "a", on: ["app"], constraints: ["node.role!=manager"] }] },
      },
      {
        title: "An image for both",
        swarm: {
          ...MIXED,
          services: [{
            name: "a",
            on: ["app"],
            platforms: [{ os: "linux", arch: "amd64" }, { os: "windows", arch: "amd64" }],
          }],
        },
      },
    ],
    good: [
      { title: "Linux only", swarm: { networks: [{ name: "app" }], services: [{ name: "a", on: ["app"] }] } },
      {
        title: "A plain network",
        swarm: { ...MIXED, networks: [{ name: "app", ...PLAIN }], services: [{ name: "a", on: ["app"] }] },
      },
    ],
    near: [
      {
        title: "An image for Linux only",
        swarm: {
          ...MIXED,
          services: [{ name: "a", on: ["app"], platforms: [{ os: "linux", arch: "amd64" }] }],
        },
      },
      {
        title: "The Windows node is drained",
        swarm: {
          ...MIXED,
          nodes: [{ hostname: "m1" }, { ...WINDOWS, availability: "drain" }],
          services: [{ name: "a", on: ["app"] }],
        },
      },
      {
        title: "A constraint by label that only Linux nodes have",
        swarm: { ...MIXED, services: [{ name: "a", on: ["app"], constraints: ["node.labels.disk == ssd"] }] },
      },
    ],
  },
  SN0112: {
    bad: [
      { title: "A dozen", swarm: { networks: [{ name: "p" }], services: stacks(12, "p", (at) => `s${at}`) } },
      {
        title: "A plain one too",
        swarm: { networks: [{ name: "p", ...PLAIN }], services: stacks(9, "p", (at) => `s${at}`) },
      },
    ],
    good: [
      { title: "One stack", swarm: { networks: [{ name: "p" }], services: stacks(20, "p", () => "shop") } },
      {
        title: "Services without a stack",
        swarm: { networks: [{ name: "p" }], services: [{ name: "a", on: ["p"] }] },
      },
    ],
    near: [{
      title: "Exactly eight",
      swarm: { networks: [{ name: "p" }], services: stacks(16, "p", (at) => `s${at % 8}`) },
    }],
  },
  SN0113: {
    bad: [{
      title: "Without a reason",
      swarm: { networks: [{ name: "ingress", ...PLAIN, labels: { [ALLOW_PLAIN]: "" } }] },
    }],
    good: [
      { title: "No label in a file", stack: stack("{}") },
      {
        title: "Another label",
        swarm: { networks: [{ name: "n", ...PLAIN, labels: { "swarmnet.ignore.SN0101": "x" } }] },
      },
    ],
    near: [{
      title: "The network is encrypted all the same",
      swarm: { networks: [{ name: "n", labels: { [ALLOW_PLAIN]: "x" } }] },
    }],
  },
  SN0114: {
    bad: [
      { title: "IPv6", swarm: { nodes: [{ hostname: "m1", addr: "2a01:4f8::1" }] } },
      {
        title: "One of two",
        swarm: {
          nodes: [{ hostname: "m1" }, { hostname: "m2", addr: "172.32.0.1" }],
          cluster: { dataPathPort: 0 },
        },
      },
    ],
    good: [
      { title: "Carrier-grade NAT", swarm: { nodes: [{ hostname: "m1", addr: "100.64.0.7" }] } },
      { title: "Unique local IPv6", swarm: { nodes: [{ hostname: "m1", addr: "fd00::1" }] } },
    ],
    near: [
      { title: "The last private address", swarm: { nodes: [{ hostname: "m1", addr: "172.31.255.254" }] } },
      { title: "No address at all is SN0501's", swarm: { nodes: [{ hostname: "m1", addr: "0.0.0.0" }] } },
    ],
  },
  SN0115: {
    bad: [{
      title: "A waiver does not count",
      swarm: { networks: [{ name: "db", ...PLAIN, labels: { [ALLOW_PLAIN]: "x" } }] },
      policy: { mustEncrypt: ["*"] },
    }],
    good: [
      { title: "No policy", swarm: { networks: [{ name: "db", ...PLAIN }] } },
      { title: "Another name", stack: stack("{}"), policy: { mustEncrypt: ["pay*"] } },
    ],
    near: [
      { title: "Only the key fits, not the full name", stack: stack("{}"), policy: { mustEncrypt: ["n"] } },
      {
        title: "A bridge of one node",
        swarm: { networks: [{ name: "pay", scope: "local", driver: "bridge", ...PLAIN }] },
        policy: { mustEncrypt: ["pay"] },
      },
    ],
  },
};

const ENGINES: Record<string, RuleCases> = {
  SN0107: {
    bad: [
      { title: "23.0.2", swarm: engines(["28.5.2", "23.0.2"]) },
      {
        title: "Nothing is encrypted yet",
        swarm: engines(["19.03.15"], { networks: [{ name: "app", ...PLAIN }] }),
      },
    ],
    good: [
      { title: "Current engines", swarm: engines(["28.5.2", "29.3.0"]) },
      { title: "23.0.3", swarm: engines(["23.0.3"]) },
    ],
    near: [
      { title: "A distribution's build of the fixed version", swarm: engines(["20.10.24+dfsg1"]) },
      {
        title: "Windows has another driver",
        swarm: { ...MIXED, nodes: [{ hostname: "m1" }, { ...WINDOWS, engineVersion: "20.10.9" }] },
      },
    ],
  },
  SN0108: {
    bad: [
      { title: "25.0.14 beside 25.0.12", swarm: engines(["25.0.12", "25.0.14"]) },
      { title: "Three nodes, one of them ahead", swarm: engines(["28.5.2", "28.5.2", "29.2.0"]) },
    ],
    good: [
      { title: "All alike", swarm: engines(["28.5.2", "28.5.2"]) },
      { title: "All in the odd group", swarm: engines(["29.1.0", "29.0.0"]) },
    ],
    near: [
      {
        title: "Nothing is encrypted",
        swarm: engines(["28.5.2", "29.1.0"], { networks: [{ name: "app", ...PLAIN }] }),
      },
      {
        title: "The other one is down",
        swarm: {
          nodes: [{ hostname: "m1", engineVersion: "29.1.0" }, { hostname: "m2", state: "down" }],
          networks: [{ name: "app" }],
        },
      },
    ],
  },
  SN0109: {
    bad: [
      { title: "24.0.2", swarm: engines(["24.0.2"], { cluster: { dataPathPort: 5000 } }) },
      {
        title: "One old node among new ones",
        swarm: engines(["28.5.2", "20.10.27"], { cluster: { dataPathPort: 5000 } }),
      },
    ],
    good: [
      { title: "Fixed engines", swarm: engines(["24.0.3", "23.0.7"], { cluster: { dataPathPort: 5000 } }) },
      {
        title: "Nothing is encrypted",
        swarm: engines(["20.10.24"], {
          cluster: { dataPathPort: 5000 },
          networks: [{ name: "app", ...PLAIN }],
        }),
      },
    ],
    near: [{
      title: "0 stands for the usual port",
      swarm: engines(["20.10.24"], { cluster: { dataPathPort: 0 } }),
    }],
  },
  SN0110: {
    bad: [
      { title: "ingress and one more", swarm: { networks: [{ name: "ingress" }, { name: "app" }] } },
      {
        title: "An old engine among new ones",
        swarm: engines(["29.3.0", "27.3.1"], { networks: [{ name: "a" }, { name: "b" }] }),
      },
    ],
    good: [
      {
        title: "Engines that count",
        swarm: engines(["29.3.0", "25.0.15"], { networks: [{ name: "a" }, { name: "b" }] }),
      },
      {
        title: "Nothing is encrypted",
        swarm: { networks: [{ name: "a", ...PLAIN }, { name: "b", ...PLAIN }] },
      },
    ],
    near: [{
      title: "One encrypted and one plain",
      swarm: { networks: [{ name: "a" }, { name: "b", ...PLAIN }] },
    }],
  },
  SN0111: {
    bad: [
      { title: "25.0.13", swarm: engines(["25.0.13"]) },
      { title: "One node of three", swarm: engines(["28.5.2", "28.5.2", "29.7.2"]) },
    ],
    good: [
      {
        title: "Nothing is encrypted",
        swarm: engines(["29.3.0"], { networks: [{ name: "app", ...PLAIN }] }),
      },
      { title: "20.10", swarm: engines(["20.10.24"]) },
    ],
    near: [{ title: "The version before", swarm: engines(["25.0.12"]) }],
  },
};

export const CASES: Record<string, RuleCases> = { ...EXPOSURE, ...ENGINES };
