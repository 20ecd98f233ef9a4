import { UsageError } from "../base/errors.ts";

/**
 * Headers to add to every request: DOCKER_CUSTOM_HEADERS where it is set, else `HttpHeaders` of config.json; the first
 * replaces the second (docker/cli cli/command/cli_options.go). Names become canonical (`X-Meta-Foo`); User-Agent is left
 * out because docker overrides it. Throws `UsageError`.
 */
export function requestHeaders(
  config: Record<string, unknown>,
  custom: string | undefined,
): Record<string, string> {
  const headers: Record<string, string> = {};
  const source = custom ? "DOCKER_CUSTOM_HEADERS" : "HttpHeaders in config.json";
  for (const [name, value] of custom ? customHeaders(custom) : configured(config.HttpHeaders)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      throw new UsageError(`Invalid header in ${source}: "${name}" cannot be the name of a header`);
    }
    // deno-lint-ignore no-control-regex
    if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value) || /[^\x00-\xff]/.test(value)) {
      throw new UsageError(
        `Invalid header in ${source}: the value of ${name} holds characters that HTTP cannot carry`,
      );
    }
    const canonical = name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
    if (canonical !== "User-Agent") headers[canonical] = value;
  }
  return headers;
}

function configured(value: unknown): [string, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}

function customHeaders(text: string): [string, string][] {
  return csvRecord(text).map((pair) => {
    const at = pair.indexOf("=");
    const name = (at < 0 ? pair : pair.slice(0, at)).trim();
    if (name === "") throw malformed(`"${pair}" has no name before the "="`);
    if (at < 0) throw malformed(`"${pair}" has no "="`);
    return [name, pair.slice(at + 1)];
  });
}

/** One record of comma-separated values: fields may be quoted, a quote inside is doubled (RFC 4180, as Go's encoding/csv). */
function csvRecord(text: string): string[] {
  const line = text.replace(/^(\r?\n)+/, "");
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(?=,|\r?\n|$)/.exec(line.slice(at));
    const plain = quoted ?? /^([^",\r\n]*)(?=,|\r?\n|$)/.exec(line.slice(at));
    if (plain === null) throw malformed("a quote stands in the wrong place");
    fields.push(quoted === null ? plain[1]! : plain[1]!.replaceAll('""', '"'));
    at += plain[0].length;
    if (line[at] !== ",") return fields;
    at++;
  }
}

function malformed(why: string): UsageError {
  return new UsageError("DOCKER_CUSTOM_HEADERS cannot be read", {
    why,
    next: "Write it as comma-separated pairs: DOCKER_CUSTOM_HEADERS='X-One=1,\"X-Two=a,b\"'",
  });
}
