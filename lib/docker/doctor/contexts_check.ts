import { Failure } from "../../base/errors.ts";
import type { Files } from "../../base/files.ts";
import { listContexts, readContext } from "../contexts.ts";
import { type Finding, ok, problem } from "./finding.ts";

const LOOPBACK = /^tcp:\/\/(localhost|127(\.\d+){3}|\[::1\])(:|\/|$)/;

/** Looks at every stored context: can it be read, and is its engine's identity checked. */
export async function checkContexts(files: Files, configDir: string): Promise<Finding[]> {
  const stored = await listContexts(files, configDir);
  const findings: Finding[] = [];
  for (const { name } of stored) {
    try {
      const context = await readContext(files, configDir, name);
      if (!context.host.startsWith("tcp://")) continue;
      if (context.skipTlsVerify) {
        findings.push(problem(
          "contexts",
          `Context "${name}" does not verify the certificate of ${context.host}: whoever is in between can be the engine`,
          `docker context update ${name} --docker host=${context.host},ca=FILE`,
        ));
      } else if (!context.tls && !LOOPBACK.test(context.host)) {
        findings.push(problem(
          "contexts",
          `Context "${name}" talks to ${context.host} without TLS: everyone on the way reads along and can give orders`,
          `docker context update ${name} --docker host=${context.host},ca=FILE,cert=FILE,key=FILE, or use ssh://`,
        ));
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      findings.push(
        problem(
          "contexts",
          error.message.replace(/^Failed to initialize: /, ""),
          `docker context rm ${name}`,
        ),
      );
    }
  }
  if (findings.length > 0) return findings;
  return [
    ok(
      "contexts",
      stored.length === 0 ? "No contexts stored" : `${stored.length} stored, none skips TLS verification`,
    ),
  ];
}
