import { planAllocation } from "./allocator.ts";
import { FakeClock } from "./clock.ts";
import { apiNumber, type EngineFacts, factsFor } from "./info_views.ts";
import { addNetwork } from "./networks.ts";
import { addNode } from "./nodes.ts";
import { taskChanged } from "./orchestrator.ts";
import { answer, type ApiAnswer, type ApiRequest } from "./router.ts";
import { respec } from "./services.ts";
import { type Behaviour, State, type Timing } from "./state.ts";
import type { FakeNode } from "./types.ts";

export interface CoreOptions {
  clock?: FakeClock;
  /** Highest API version, 1.41 to 1.55; the engine's version and behaviour follow from it. 1.51 unless set. */
  api?: string;
  facts?: Partial<EngineFacts>;
  /** How many nodes (the first a manager, the rest workers) or what they are; 3 unless set. */
  nodes?: number | (Partial<FakeNode> & { hostname: string })[];
  timing?: Partial<Timing>;
  behaviour?: Behaviour;
  seed?: number;
  /** Leave the ingress network and docker_gwbridge out. */
  bare?: boolean;
}

/** A swarm without HTTP: requests in, answers out, time by the clock. Same options, same requests: same answers. */
export class FakeSwarm {
  readonly clock: FakeClock;
  readonly state: State;
  readonly facts: EngineFacts;

  constructor(options: CoreOptions = {}) {
    const api = options.api ?? "1.51";
    this.facts = factsFor(api, options.facts);
    this.clock = options.clock ?? new FakeClock();
    this.state = new State(this.clock, {
      engineMajor: Number(this.facts.version.split(".")[0]),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.timing === undefined ? {} : { timing: options.timing }),
      ...(options.behaviour === undefined ? {} : { behaviour: options.behaviour }),
    });
    this.state.onTask = (task) => taskChanged(this.state, task);
    this.state.respec = (service) => respec(this.state, service);
    addLocalNetworks(this.state, options.bare ?? false);
    this.#addNodes(options.nodes ?? 3);
    if (!options.bare && (this.facts.role === "manager" || this.facts.role === "worker")) this.#addIngress();
  }

  #addNodes(nodes: number | (Partial<FakeNode> & { hostname: string })[]): void {
    const parts = typeof nodes === "number"
      ? Array.from({ length: nodes }, (_, index) => ({ hostname: `node${index + 1}` }))
      : nodes;
    for (const [index, part] of parts.entries()) {
      const manager = index === 0 ? { role: "manager" as const, leader: true } : {};
      const node = addNode(this.state, { engineVersion: this.facts.version, ...manager, ...part });
      if (index === 0) this.state.self = node.id;
    }
    if (this.facts.role === "worker") this.state.self = [...this.state.nodes.keys()].at(-1) ?? "";
  }

  #addIngress(): void {
    const ingress = addNetwork(this.state, { Name: "ingress", Driver: "overlay", Ingress: true }, true);
    this.state.waiting.networks.add(ingress.id);
    planAllocation(this.state);
    this.clock.advance(this.state.timing.allocate);
  }

  /** Answers one request; `path` may carry a version prefix and a query. */
  request(method: string, path: string, body?: unknown): ApiAnswer {
    const url = new URL(path, "http://engine");
    const versioned = /^\/v(\d+\.\d+)(\/.*)$/.exec(url.pathname);
    const api = versioned?.[1] ?? this.facts.api;
    const refusal = versioned === null ? undefined : this.checkVersion(api);
    if (refusal !== undefined) return { status: 400, json: { message: refusal } };
    return this.answer({ method, path: versioned?.[2] ?? url.pathname, query: url.searchParams, body, api });
  }

  /** Why this API version cannot be spoken here, or undefined. */
  checkVersion(api: string): string | undefined {
    const { api: most, minApi: least } = this.facts;
    if (apiNumber(api) > apiNumber(most)) {
      return `client version ${api} is too new. Maximum supported API version is ${most}`;
    }
    if (apiNumber(api) < apiNumber(least)) {
      return `client version ${api} is too old. Minimum supported API version is ${least}, please upgrade your client to a newer version`;
    }
    return undefined;
  }

  answer(request: ApiRequest): ApiAnswer {
    return answer(this.state, this.facts, request);
  }
}

/** The networks every engine has, and the swarm's hidden counterparts of bridge and host. */
function addLocalNetworks(state: State, bare: boolean): void {
  for (const [name, driver] of [["none", "null"], ["host", "host"], ["bridge", "bridge"]] as const) {
    addNetwork(state, { Name: name, Driver: driver, Scope: "local" }, false);
  }
  for (const name of ["bridge", "host"]) {
    const predefined = addNetwork(state, {
      Name: name,
      Driver: name,
      Labels: { "com.docker.swarm.predefined": "true" },
    }, true);
    predefined.predefined = true;
    predefined.allocated = { driver: name, subnets: [], options: null };
  }
  if (!bare) {
    const options = {
      "com.docker.network.bridge.enable_icc": "false",
      "com.docker.network.bridge.enable_ip_masquerade": "true",
      "com.docker.network.bridge.name": "docker_gwbridge",
    };
    addNetwork(state, { Name: "docker_gwbridge", Driver: "bridge", Options: options }, false);
  }
}
