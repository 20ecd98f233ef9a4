import { ApiError } from "./api_error.ts";
import { createConfig, findConfig, removeConfig, updateConfig } from "./configs.ts";
import { apiNumber, clusterView, type EngineFacts, infoView, versionView } from "./info_views.ts";
import { listConfigs, listNetworks, listNodes, listServices, listTasks } from "./lists.ts";
import { networkView } from "./network_views.ts";
import { createNetwork, findNetwork, removeNetwork } from "./networks.ts";
import { findNode, updateNode } from "./nodes.ts";
import { createService, findService, removeService, updateService } from "./services.ts";
import { adjustSpec } from "./adjust_spec.ts";
import type { State } from "./state.ts";
import type { FakeConfig, NetworkSpec, Raw, ServiceSpec } from "./types.ts";
import { configView, nodeView, serviceView, taskView } from "./views.ts";

export interface ApiRequest {
  method: string;
  /** Without version prefix. */
  path: string;
  query: URLSearchParams;
  /** Parsed JSON, or undefined. */
  body: unknown;
  /** Version the request spoke; the engine's highest where it named none. */
  api: string;
}

/** A JSON answer; `list` is one that may be long and is best sent piece by piece; neither is an empty body. */
export interface ApiAnswer {
  status: number;
  json?: unknown;
  list?: Iterable<unknown>;
}

type Handler = (state: State, id: string, request: ApiRequest, facts: EngineFacts) => ApiAnswer;

const ok = (json: unknown): ApiAnswer => ({ status: 200, json });
const created = (json: unknown): ApiAnswer => ({ status: 201, json });
const EMPTY: ApiAnswer = { status: 200 };
const GONE: ApiAnswer = { status: 204 };

/** The `version` every write of a swarm object must name. */
function versionOf(request: ApiRequest, kind: string): number {
  const text = request.query.get("version") ?? "";
  if (!/^\d+$/.test(text)) {
    throw new ApiError(
      400,
      `invalid ${kind} version '${text}': strconv.ParseUint: parsing "${text}": invalid syntax`,
    );
  }
  return Number(text);
}

function serviceBody(request: ApiRequest): ServiceSpec {
  return adjustSpec(request.body as ServiceSpec, apiNumber(request.api));
}

const ROUTES: [method: string, path: RegExp, swarmOnly: boolean, handler: Handler][] = [
  [
    "GET",
    /^\/info$/,
    false,
    (state, _id, request, facts) => ok(infoView(state, facts, apiNumber(request.api))),
  ],
  ["GET", /^\/version$/, false, (_state, _id, _request, facts) => ok(versionView(facts))],
  ["GET", /^\/swarm$/, true, (state) => ok(clusterView(state))],
  [
    "GET",
    /^\/networks$/,
    false,
    (state, _id, request, facts) => ({
      status: 200,
      list: listNetworks(state, request.query, { api: apiNumber(request.api) }, facts.role === "worker"),
    }),
  ],
  ["POST", /^\/networks\/create$/, false, (state, _id, request, facts) => {
    const spec = request.body as NetworkSpec;
    if (spec.Driver === "overlay" && facts.role !== "manager" && spec.Name !== "") throw notManager(403);
    return created(createNetwork(state, spec));
  }],
  ["GET", /^\/networks\/([^/]*)$/, false, (state, id, request) => {
    const network = findNetwork(state, id);
    const verbose = ["1", "true"].includes(request.query.get("verbose") ?? "");
    return ok(networkView(state, network, { api: apiNumber(request.api), inspect: true, verbose }));
  }],
  ["DELETE", /^\/networks\/([^/]*)$/, false, (state, id) => (removeNetwork(state, id), GONE)],
  [
    "GET",
    /^\/services$/,
    true,
    (state, _id, request) => ({ status: 200, list: listServices(state, request.query) }),
  ],
  [
    "POST",
    /^\/services\/create$/,
    true,
    (state, _id, request) => created(createService(state, serviceBody(request))),
  ],
  [
    "GET",
    /^\/services\/([^/]+)$/,
    true,
    (state, id) => ok(serviceView(state, findService(state, id), false)),
  ],
  ["POST", /^\/services\/([^/]+)\/update$/, true, (state, id, request) => {
    const how = { version: versionOf(request, "service"), rollback: request.query.get("rollback") ?? "" };
    return ok(updateService(state, id, serviceBody(request), how));
  }],
  ["DELETE", /^\/services\/([^/]+)$/, true, (state, id) => (removeService(state, id), EMPTY)],
  [
    "GET",
    /^\/tasks$/,
    true,
    (state, _id, request) => ({ status: 200, list: listTasks(state, request.query) }),
  ],
  ["GET", /^\/tasks\/([^/]+)$/, true, (state, id) => {
    const task = state.tasks.get(id);
    if (task === undefined) throw new ApiError(404, `task ${id} not found`);
    return ok(taskView(state, task));
  }],
  [
    "GET",
    /^\/nodes$/,
    true,
    (state, _id, request) => ({ status: 200, list: listNodes(state, request.query) }),
  ],
  ["GET", /^\/nodes\/([^/]+)$/, true, (state, id) => ok(nodeView(findNode(state, id)))],
  [
    "POST",
    /^\/nodes\/([^/]+)\/update$/,
    true,
    (state, id, request) => (updateNode(state, id, versionOf(request, "node"), request.body as Raw), EMPTY),
  ],
  [
    "GET",
    /^\/configs$/,
    true,
    (state, _id, request) => ({ status: 200, list: listConfigs(state, request.query) }),
  ],
  [
    "POST",
    /^\/configs\/create$/,
    true,
    (state, _id, request) => created(createConfig(state, request.body as FakeConfig["spec"])),
  ],
  ["GET", /^\/configs\/([^/]+)$/, true, (state, id) => ok(configView(findConfig(state, id)))],
  [
    "POST",
    /^\/configs\/([^/]+)\/update$/,
    true,
    (
      state,
      id,
      request,
    ) => (updateConfig(state, id, versionOf(request, "config"), request.body as FakeConfig["spec"]), EMPTY),
  ],
  ["DELETE", /^\/configs\/([^/]+)$/, true, (state, id) => (removeConfig(state, id), GONE)],
];

function notManager(status: number): ApiError {
  return status === 403
    ? new ApiError(
      403,
      'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    )
    : new ApiError(
      503,
      "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.",
    );
}

function checkRole(facts: EngineFacts): void {
  if (facts.role === "manager") return;
  if (facts.role === "worker") throw notManager(503);
  if (facts.role === "locked") {
    throw new ApiError(
      503,
      'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.',
    );
  }
  throw new ApiError(
    503,
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
  );
}

/** Answers one request from the state: the whole engine without HTTP. */
export function answer(state: State, facts: EngineFacts, request: ApiRequest): ApiAnswer {
  try {
    for (const [method, path, swarmOnly, handler] of ROUTES) {
      if (method !== request.method) continue;
      const match = path.exec(request.path);
      if (match === null) continue;
      if (swarmOnly) checkRole(facts);
      return handler(state, decodeURIComponent(match[1] ?? ""), request, facts);
    }
    return { status: 404, json: { message: "page not found" } };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.status, json: { message: error.message } };
  }
}
