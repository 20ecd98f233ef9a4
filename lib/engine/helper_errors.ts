import { EngineError, type EngineErrorKind } from "./errors.ts";

/** What docker, or the ssh that it started, wrote to standard error -> what it means. */
interface Case {
  text: RegExp;
  kind: EngineErrorKind;
  why: string;
  next: string;
}

/** Wordings: Go's crypto/tls and crypto/x509, the alerts of crypto/tls alert.go. */
const TLS_CASES: Case[] = [
  {
    text: /certificate signed by unknown authority/i,
    kind: "tls",
    why: "The engine's certificate was issued by an authority that is not trusted",
    next: "Name its authority: --tlscacert FILE, or ca.pem in DOCKER_CERT_PATH or in the context",
  },
  {
    text: /certificate has expired or is not yet valid/i,
    kind: "tls",
    why: "The engine's certificate has expired or is not valid yet",
    next: "Renew the engine's certificate, or correct the clock of this machine",
  },
  {
    text: /cannot validate certificate for|certificate is (?:not )?valid for|not valid for any names/i,
    kind: "tls",
    why: "The engine's certificate is for another name",
    next: "Use a name that its certificate has, or issue one with this name (subjectAltName)",
  },
  {
    text: /remote error: tls: |tls: (?:bad certificate|certificate required)/i,
    kind: "tls",
    why:
      "The engine refused the TLS connection, usually because it requires a client certificate that it trusts",
    next:
      "Name both: --tlscert FILE and --tlskey FILE, or cert.pem and key.pem in DOCKER_CERT_PATH or in the context",
  },
  {
    text: /first record does not look like a TLS handshake/i,
    kind: "tls",
    why: "The port does not use TLS",
    next: "Use the engine's TLS port, usually 2376",
  },
  {
    text: /x509:|\btls:/i,
    kind: "tls",
    why: "The TLS connection failed",
    next: "Check ca.pem, cert.pem and key.pem: openssl s_client -connect HOST:PORT -CAfile ca.pem",
  },
];

const CASES: Case[] = [
  {
    text: /host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i,
    kind: "unreachable",
    why: "ssh does not trust the host's key: it is unknown here, or it has changed",
    next: "Compare the key with the host's administrator, then connect once manually: ssh HOST",
  },
  {
    text: /permission denied \(/i,
    kind: "permission",
    why: "The host refused the login",
    next: "Load a key that the host accepts (ssh-add) and check the user name: ssh HOST true",
  },
  {
    text: /docker(\.exe)?: (command )?not found|docker: No such file/i,
    kind: "unreachable",
    why: "There is no docker command on the host (18.09 or later is needed there)",
    next: "Install the docker CLI on the host, on the PATH of non-interactive logins",
  },
  {
    text: /permission denied.*docker|docker.*permission denied/is,
    kind: "permission",
    why: "The user may not use the engine's socket",
    next: "On the engine's machine: sudo usermod -aG docker USER",
  },
  {
    text:
      /cannot connect to the docker daemon|failed to connect to the docker API|dial unix .*: connect: (no such file|connection refused)|open \/\/.\/pipe\//i,
    kind: "not-running",
    why: "The engine is not running",
    next: "Start it on its machine: sudo systemctl start docker, or Docker Desktop",
  },
  ...TLS_CASES,
  {
    text: /could not resolve hostname|name or service not known|no such host/i,
    kind: "unreachable",
    why: "The host name is not known",
    next: "Check the name in the context or in DOCKER_HOST",
  },
  {
    text: /connection refused/i,
    kind: "unreachable",
    why: "No server listens at that address",
    next: "Check the port, and that the server runs",
  },
  {
    text: /timed out|i\/o timeout|no route to host|network is unreachable/i,
    kind: "unreachable",
    why: "The host does not answer",
    next: "Check the address, the network and firewalls in between",
  },
];

/** The error of a connection through `docker system dial-stdio`, from what it wrote to standard error. */
export function helperError(host: string, said: string, cause: unknown): EngineError {
  const found = CASES.find((each) => each.text.test(said));
  const words = said.replace(/\s+/g, " ").trim();
  // docker puts its command line and general advice in front of what ssh wrote (docker/cli cli/connhelper/commandconn).
  const ssh = /\bstderr=(.+)$/.exec(words)?.[1];
  const heard = words === ""
    ? "docker closed the connection and reported nothing"
    : ssh === undefined
    ? `docker reported: ${words}`
    : `ssh reported: ${ssh}`;
  return new EngineError(
    found?.kind ?? "unreachable",
    `Cannot reach the Docker engine at ${host} through docker`,
    {
      why: found === undefined ? heard : `${found.why}; ${heard}`,
      next: found?.next ?? "Check that docker reaches it: docker version",
      cause,
    },
  );
}
