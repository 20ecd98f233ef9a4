import { VERSION } from "../../base/version.ts";
import { field } from "../contexts.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

/** What a program printed, undefined when it could not be run or took too long. */
export type Capture = (args: string[]) => Promise<{ code: number; stdout: string } | undefined>;

const INSTALL = "Install it again, then look at: docker info";

/** Asks docker itself: its version, and whether it accepts the plugin. Needs no engine. */
export async function checkDocker(path: string | undefined, capture: Capture): Promise<Finding[]> {
  if (path === undefined) {
    return [
      problem(
        "docker",
        "There is no docker command on the PATH",
        "Install the docker CLI, or add its folder to the PATH",
      ),
    ];
  }
  const said = await capture(["--version"]);
  const version = /^Docker version (\d+)\.(\d+)\S*?(?=,|\s|$)/.exec(said?.stdout ?? "");
  if (version === null) {
    return [problem("docker", `${path} does not say its version`, `Try it: ${path} --version`)];
  }
  return [...checkVersion(path, version), await checkPlugin(capture)];
}

/** First versions: 25.0 passes signals on through a socket, 26.1 knows hooks (docker/cli, by its tags). */
function checkVersion(path: string, [text, major, minor]: RegExpExecArray): Finding[] {
  const release = Number(major) * 100 + Number(minor);
  const findings = [ok("docker", `${text} (${path})`)];
  if (release < 2500) {
    findings.push(
      note(
        "docker",
        "This docker does not pass interrupts on to plugins when its output is piped",
        "25.0 and later do",
      ),
    );
  }
  if (release < 2601) {
    findings.push(note("docker", "This docker never shows hints of plugins", "26.1 and later can"));
  }
  return findings;
}

async function checkPlugin(capture: Capture): Promise<Finding> {
  const said = await capture(["info", "--format", "{{json .ClientInfo.Plugins}}"]);
  let plugins: unknown;
  try {
    plugins = JSON.parse(said?.stdout ?? "");
  } catch {
    return problem("plugin", "docker does not list its plugins", "Try it: docker info");
  }
  const own = (Array.isArray(plugins) ? plugins : []).find((plugin) => field(plugin, "Name") === "swarmnet");
  if (own === undefined) return problem("plugin", "docker does not find the plugin", INSTALL);
  const path = String(field(own, "Path"));
  const refusal = field(own, "Err");
  if (refusal) return problem("plugin", `docker refuses ${path}: ${String(refusal).trim()}`, INSTALL);
  const version = field(own, "Version");
  if (version !== VERSION) {
    return problem("plugin", `docker runs version ${String(version)} (${path}), this is ${VERSION}`, INSTALL);
  }
  return ok("plugin", `docker runs version ${VERSION}: ${path}`);
}
