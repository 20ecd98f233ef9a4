import { Failure } from "../../base/errors.ts";
import type { Engine } from "../../engine/engine.ts";
import { field } from "../contexts.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

/** Is the engine there, and what is it in its swarm. */
export async function checkEngine(connect: () => Promise<Engine>): Promise<Finding> {
  try {
    const engine = await connect();
    const info = await engine.info();
    const version = `Engine ${
      String(field(info, "ServerVersion") ?? "")
    } at ${engine.host}, API ${engine.apiVersion}`;
    const swarm = field(info, "Swarm");
    if (field(swarm, "ControlAvailable") === true) return ok("engine", `${version}, a manager of its swarm`);
    if (field(swarm, "LocalNodeState") === "active") {
      return note(
        "engine",
        `${version}, a worker: most commands need a manager`,
        "Choose one: docker --context NAME swarmnet",
      );
    }
    return note("engine", `${version}, not part of a swarm`, "docker swarm init makes it one");
  } catch (error) {
    if (!(error instanceof Failure) || error.message === "") throw error;
    const why = error.why === undefined ? "" : `: ${error.why}`;
    return problem(
      "engine",
      `${error.message}${why}`,
      error.next.map((one, at) => at === 0 ? one : one[0]!.toLowerCase() + one.slice(1)).join("; ") ||
        "Check the address, or choose another context",
    );
  }
}
