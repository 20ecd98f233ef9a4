import { messageOf } from "../base/errors.ts";
import type { Attempt } from "./attempt.ts";
import { EngineError } from "./errors.ts";

/** What ssh, or docker on its way, said → cause and remedy. */
const HELPER_CASES: {
  text: RegExp;
  kind: "unreachable" | "permission" | "not-running" | "tls";
  why: string;
  next: string;
}[] = [
  {
    text: /host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i,
    kind: "unreachable",
    why: "ssh does not trust the host's key: it is unknown here, or it has changed",
    next: "Compare the key with the host's administrator, then connect once by hand: ssh HOST",
  },
  {
    text: /permission denied \(/i,
    kind: "permission",
    why: "The host refused the login",
    next:
      "Load a key that it accepts (ssh-add), and check the user name: ssh HOST true must work without a question",
  },
  {
    text: /docker(\.exe)?: (command )?not found|docker: No such file/i,
    kind: "unreachable",
    why: "There is no docker command on the other side (18.09 or later is needed there)",
    next: "Install the docker CLI there, on the PATH of non-interactive logins",
  },
  {
    text: /permission denied.*docker|docker.*permission denied/is,
    kind: "permission",
    why: "The user may not use the engine's socket there",
    next: "On that machine: sudo usermod -aG docker USER",
  },
  {
    text:
      /cannot connect to the docker daemon|failed to connect to the docker API|dial unix .*: connect: (no such file|connection refused)|open \/\/.\/pipe\//i,
    kind: "not-running",
    why: "The engine itself does not answer",
    next: "Start it on its machine: sudo systemctl start docker, or Docker Desktop",
  },
  { text: /x509:|tls:/i, kind: "tls", why: "TLS failed", next: "Check the certificates of the context" },
  {
    text: /could not resolve hostname|name or service not known/i,
    kind: "unreachable",
    why: "The host name is not known",
    next: "Check the name in the context or in DOCKER_HOST",
  },
  {
    text: /connection refused/i,
    kind: "unreachable",
    why: "Nothing listens at that address",
    next: "Check the port, and that the server runs there",
  },
  {
    text: /timed out|no route to host|network is unreachable/i,
    kind: "unreachable",
    why: "The host does not answer",
    next: "Check the address, the network and firewalls in between",
  },
];

/** The error of a connection through a helper process, from what it said. */
export function helperError(
  attempt: Attempt,
  helper: { name: string; said: string },
  cause: unknown,
): EngineError {
  const said = helper.said.trim();
  const found = HELPER_CASES.find((each) => each.text.test(said));
  const what = `Cannot reach the Docker engine at ${attempt.host} through ${helper.name}`;
  const words = said === "" ? messageOf(cause) : said;
  return new EngineError(found?.kind ?? "unreachable", what, {
    why: found === undefined
      ? `${helper.name} said: ${words}`
      : `${found.why}; ${helper.name} said: ${words}`,
    next: found?.next ?? `Try it by hand: docker -H ${attempt.host} version`,
    cause,
  });
}
