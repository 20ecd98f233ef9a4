/** What stands where something was taken out. */
export const REDACTED = "<redacted>";

/** Most characters of a message that are looked at: the patterns below take a time that grows with its square. */
const LONGEST = 4096;

/** Words after which a value follows that nobody else should read. */
const SECRET_WORD =
  "(?:[\\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key|auth|cookie|session)[\\w.-]*)";

const RULES: readonly [RegExp, string][] = [
  // PEM blocks, however they are cut.
  [/-----BEGIN [^-]*-----[\s\S]*?(?:-----END [^-]*-----|$)/g, REDACTED],
  // The user part of an address: scheme://user:password@host.
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${REDACTED}@`],
  // What follows the ? of an address.
  [/([a-z][a-z0-9+.-]*:\/\/[^\s?"']+\?)[^\s"']+/gi, `$1${REDACTED}`],
  [/\b(Bearer|Basic|Digest)\s+[^\s"',;]+/gi, `$1 ${REDACTED}`],
  [/\bSWM(?:TKN|KEY)-[\w-]+/g, REDACTED],
  [/\beyJ[\w-]{5,}(?:\.[\w-]*)*/g, REDACTED],
  // name=value, name: value, "name":"value", --name value.
  [
    new RegExp(`((?<![\\w.-])${SECRET_WORD}["']?\\s*[=:]\\s*)(?:"[^"]*"|'[^']*'|[^\\s,;&"']+)`, "gi"),
    `$1${REDACTED}`,
  ],
  [new RegExp(`((?<!-)--?${SECRET_WORD}\\s+)(?:"[^"]*"|'[^']*'|[^\\s,;"']+)`, "gi"), `$1${REDACTED}`],
  // NAME=value, as in an environment.
  [/\b([A-Z][A-Z0-9_]{2,})=(?:"[^"]*"|'[^']*'|[^\s,;"']+)/g, `$1=${REDACTED}`],
  // A program's words after its name: exec: "sh -c …".
  [/(exec(?:uting)?:? ")(\S+)\s[^"]*"/g, `$1$2 ${REDACTED}"`],
];

/** Letters, digits and what encodings of random bytes are made of. */
const RUN = /[A-Za-z0-9+/_=.-]{20,}/g;

/**
 * Whether a long run of characters could be a key: it mixes letters and digits and is neither one of Docker's own identifiers
 * (25 of base 36; 12 or 64 hexadecimal after a digest's name or in a task's message about a container) nor a path or host name.
 */
function looksRandom(run: string, before: string): boolean {
  if (
    /^[0-9a-f]{64}$/.test(run) && /(?:sha256:|container |task |network |endpoint |sandbox )"?$/i.test(before)
  ) return false;
  const dense = run.split(/[./_=-]/).some((part) =>
    part.length >= 16 && /\d/.test(part) && /[A-Za-z]/.test(part) && !/^[0-9a-z]{25}$/.test(part)
  );
  return dense && !/^[0-9.]+$/.test(run);
}

/**
 * A message of an engine without what could be a secret in it: passwords in addresses, values of names that sound secret,
 * environment assignments, tokens, arguments of programs, long random runs. What went wrong stays readable. It errs on the side of taking
 * out too much; text that gives itself no sign of being secret cannot be known to be. Of a very long message the end is left out.
 */
export function redactMessage(text: string): string {
  if (text === "") return text;
  let out = shortened(text);
  for (const [pattern, by] of RULES) out = out.replace(pattern, by);
  out = out.replace(
    RUN,
    (run, at: number) => looksRandom(run, out.slice(Math.max(0, at - 20), at)) ? REDACTED : run,
  );
  return shortened(out);
}

/** The beginning of a long text up to the end of a word, so that no half of a secret is left. */
function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST).replace(/\S*$/, "")}${REDACTED}`;
}

/** An image reference without a user and password, which some people write in front of the registry's name. */
export function redactImage(image: string): string {
  const digest = /@[a-z0-9+.-]+:[0-9a-f]{32,}$/i.exec(image)?.[0] ?? "";
  const name = digest === "" ? image : image.slice(0, -digest.length);
  const at = name.lastIndexOf("@");
  const plain = name.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
  if (at < 0) return redactQuery(plain) + digest;
  return `${REDACTED}@${redactQuery(name.slice(at + 1))}${digest}`;
}

function redactQuery(name: string): string {
  return name.replace(/[?#].*$/, "");
}
