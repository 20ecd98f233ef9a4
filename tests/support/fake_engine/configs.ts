import { ApiError, OUT_OF_SEQUENCE, rpcError } from "./api_error.ts";
import type { State } from "./state.ts";
import type { FakeConfig } from "./types.ts";

const NAME = /^[a-zA-Z0-9]+(?:[a-zA-Z0-9-_.]*[a-zA-Z0-9])?$/;
const LIMIT = 1000 * 1024;

export function findConfig(state: State, wanted: string): FakeConfig {
  const all = [...state.configs.values()];
  const found = state.configs.get(wanted) ?? all.find((config) => config.spec.Name === wanted) ??
    all.find((config) => wanted !== "" && config.id.startsWith(wanted));
  if (found === undefined) throw new ApiError(404, `config ${wanted} not found`);
  return found;
}

/** Names are unique, data never changes (swarmkit manager/controlapi/config.go). */
export function createConfig(state: State, spec: FakeConfig["spec"]): { ID: string } {
  const name = spec.Name ?? "";
  if (name === "") throw rpcError("InvalidArgument", "name must be provided");
  if (name.length > 64 || !NAME.test(name)) {
    throw rpcError(
      "InvalidArgument",
      "invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character must be [a-zA-Z0-9]",
    );
  }
  const size = Math.floor((spec.Data ?? "").replace(/=+$/, "").length * 3 / 4);
  if (size === 0 || size >= LIMIT) {
    throw rpcError("InvalidArgument", `config data must be larger than 0 and less than ${LIMIT} bytes`);
  }
  if ([...state.configs.values()].some((config) => config.spec.Name.toLowerCase() === name.toLowerCase())) {
    throw rpcError("AlreadyExists", `config ${name} already exists`);
  }
  const config: FakeConfig = { ...state.stored(), spec: { ...spec, Labels: spec.Labels ?? {} } };
  state.configs.set(config.id, config);
  state.emit("config", "create", config.id, { name });
  return { ID: config.id };
}

export function updateConfig(state: State, wanted: string, version: number, spec: FakeConfig["spec"]): void {
  const config = findConfig(state, wanted);
  const data = spec.Data ?? "";
  if (spec.Name !== config.spec.Name || (data !== "" && data !== config.spec.Data)) {
    throw rpcError("InvalidArgument", "only updates to Labels are allowed");
  }
  if (version !== config.version) throw rpcError("Unknown", OUT_OF_SEQUENCE);
  config.spec = { ...config.spec, Labels: spec.Labels ?? {} };
  state.touch(config);
  state.emit("config", "update", config.id, { name: config.spec.Name });
}

export function removeConfig(state: State, wanted: string): void {
  const config = findConfig(state, wanted);
  state.configs.delete(config.id);
  state.emit("config", "remove", config.id, { name: config.spec.Name });
}
