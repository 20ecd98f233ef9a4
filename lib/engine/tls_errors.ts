import { messageOf } from "../base/errors.ts";
import { type Attempt, innermost } from "./attempt.ts";
import { EngineError } from "./errors.ts";

/** Why TLS failed: what rustls or the peer said → cause and remedy. Wordings: rustls' `Error` and `CertificateError`. */
const TLS_CASES: { text: RegExp; why: string; next: string }[] = [
  {
    text: /UnknownIssuer|unknown issuer/i,
    why: "Its certificate was not issued by a certificate authority that is trusted here",
    next:
      "Give the authority that issued it: --tlscacert FILE, or ca.pem in DOCKER_CERT_PATH or in the context",
  },
  {
    text: /certificate expired|certificate:? Expired/i,
    why: "Its certificate has expired",
    next: "Renew the engine's certificate, or set this machine's clock right",
  },
  {
    text: /not ?valid ?yet/i,
    why: "Its certificate is not valid yet",
    next: "Set this machine's clock right, or wait",
  },
  {
    text: /not valid for name|NotValidForName/i,
    why: "Its certificate is made out to another name",
    next:
      "Address the engine by a name in its certificate, or have one issued for this name (subjectAltName)",
  },
  {
    text:
      /alert: CertificateRequired|alert: BadCertificate|alert: HandshakeFailure|alert: UnknownCA|alert: CertificateUnknown|alert: AccessDenied/i,
    why: "The engine asks for a client certificate that it trusts, and got none or another",
    next:
      "Give both: --tlscert FILE and --tlskey FILE, or cert.pem and key.pem in DOCKER_CERT_PATH or in the context",
  },
  {
    text: /InvalidContentType|corrupt message/i,
    why: "The port does not speak TLS",
    next:
      "Use the engine's TLS port (usually 2376); do not switch TLS off for an engine that others can reach",
  },
  {
    text: /invalid peer certificate|certificate/i,
    why: "Its certificate was not accepted",
    next: "Check ca.pem, and the engine's certificate: openssl s_client -connect HOST:PORT -CAfile ca.pem",
  },
  {
    text: /\btls\b|handshake|fatal alert|ssl/i,
    why: "The TLS handshake failed",
    next: "Check with: openssl s_client -connect HOST:PORT -CAfile ca.pem",
  },
];

/** The error of a TLS connection, where that is what failed. */
export function tlsError(attempt: Attempt, cause: unknown): EngineError | undefined {
  const text = innermost(messageOf(cause));
  const found = TLS_CASES.find((each) => each.text.test(text));
  return found && new EngineError("tls", `No secure connection to the Docker engine at ${attempt.host}`, {
    why: `${found.why} (${text})`,
    next: found.next,
    cause,
  });
}
