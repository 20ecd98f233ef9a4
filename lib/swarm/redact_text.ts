/**
 * Takes credentials out of texts that were not written for the public: messages of engines and tasks, image references, errors.
 * The grammar, in the order of its rules (a *word* has no blank, quote, backtick, `<` or `>` in it):
 *
 * 1. A PEM block, from `-----BEGIN` to the end of its END line, or to the end of the text.
 * 2. `scheme://userinfo@host`: all before the last `@` of the authority (up to `/`, `?` or `#`), so a password may contain `@`. Where the
 *    part before the first `/` looks like `user:password` and an `@` follows later in the word, the password contains `/`. A user
 *    without password stays for ssh, which has none in it. What follows `?` goes; of a fragment what follows `=`.
 * 3. `user:password@host` without a scheme, `user:password@tcp(host)/db` too. Not: an image digest (`name:tag@sha256:…`), numbers
 *    and addresses with a port (`10.0.0.1:80@…`, `12:30@…`), IPv6 and MAC addresses, `mailto:`. `git@host:path` and `a@b.example` have no
 *    password and stay.
 * 4. Credentials after `Bearer`, `Basic`, `Digest` and `Token`, and base64 of `user:password` anywhere.
 * 5. Tokens that begin with their issuer's mark: swarm join tokens and unlock keys, JWT, AWS, GitHub, GitLab, Slack, Docker Hub, npm,
 *    Google, Stripe, Vault; password hashes in crypt's form (`$apr1$…`).
 * 6. The value of a name with a secret word in it (`SECRET_PARTS`): `name=value`, `name: value`, `"name":"value"`, `--name value`, also in
 *    query strings and connection strings (`Pwd=…;`). A quoted value ends at its quote, others at a blank, quote, `;`, `&` or `,`.
 *    `name: some words` is prose when both words are lower case. `-p value` is not known to be a password: docker's -p is a port.
 *
 * `redactMessage` is stricter, for files that are handed on: it also takes values of `NAME=value` in capitals, arguments of programs
 * (`exec: "sh -c …"`) and long runs that could be keys. Every rule looks at a character a bounded number of times.
 */

/** What stands where something was taken out. */
export const REDACTED = "<redacted>";

/** Most characters of a message that are kept. */
const LONGEST = 4096;

/** A part of a name, between `_`, `-`, `.` and changes of case, after which a secret value follows. */
const SECRET_PARTS =
  /^(?:pass|pw|pwd|passwd|passwort|.*auth2?|jwt|sid|.*(?:password|passphrase|secret|token|credential|apikey|accesskey|privatekey|authorization|cookie|session).*)s?$/;
/** Two parts that are one word together. */
const SECRET_PAIRS = /^(?:api|access|private|signing|encryption|account|shared|storage)key$/;

const DIGEST = /^[a-z0-9+._-]{1,32}:[0-9a-f]{32,}$/i;
const WORD = /[^\s"'`<>]+/g;
const NAME = /[\w.-]+/g;
const SEPARATOR = /\\?["']?\s{0,8}[=:]\s{0,8}/y;
const BLANKS = /\s{1,8}/y;
const VALUE = /\\"[^"\\]*(?:\\"|$)|"(?:[^"\\]|\\[^])*\\?(?:"|$)|'[^']*(?:'|$)|[^\s,;&"']+/y;

const TOKENS: readonly RegExp[] = [
  /\bSWM(?:TKN|KEY)-[\w-]+/g,
  /\beyJ[\w-]{5,}(?:\.[\w-]*)*/g,
  /\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{12,}/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|gldt-|glrt-|dckr_pat_|dckr_oat_|npm_|dop_v1_|hvs\.|[rs]k_(?:live|test)_|sk-|AIza)[\w-]{12,}/g,
  /\bxox[a-z]-[\w-]{8,}|\bxapp-[\w-]{8,}/g,
  /\$(?:apr1|[156y]|2[aby])\$[^\s"',;]+/g,
];
/** A word of lower case after one of these is prose: "basic configuration". */
const SCHEMES =
  /\b([Bb]earer|BEARER|[Bb]asic|BASIC|[Dd]igest|DIGEST|[Tt]oken)\s{1,8}(?![a-z]+(?:[\s.,;:]|$))[^\s"',;<]+/g;

/**
 * The text without credentials, as the module's grammar has it. For errors and logs, which must stay readable: what is not a
 * credential by its form stays.
 */
export function redactCredentials(text: string): string {
  if (text === "") return text;
  let out = withoutPem(text).replace(WORD, (word) => withoutLogin(word));
  out = out.replace(SCHEMES, (_, scheme: string) => `${scheme} ${REDACTED}`);
  for (const token of TOKENS) out = out.replace(token, REDACTED);
  return withoutValues(out);
}

/**
 * A message of an engine without what could be a secret in it: credentials, environment assignments, arguments of programs, long
 * random runs. What went wrong stays readable. It errs on the side of taking out too much; text that gives itself no sign of being
 * secret cannot be known to be. Of a very long message the end is left out.
 */
export function redactMessage(text: string): string {
  if (text === "") return text;
  let out = redactCredentials(shortened(text));
  // NAME=value, as in an environment.
  out = out.replace(
    /\b([A-Z][A-Z0-9_]{2,64})=(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^\s,;"'<]+)/g,
    `$1=${REDACTED}`,
  );
  // A program's words after its name.
  out = out.replace(/(exec(?:uting)?:? ")([^\s"]+)\s[^"]*(?:"|$)/g, `$1$2 ${REDACTED}"`);
  out = out.replace(
    RUN,
    (run, at: number) => looksRandom(run, out.slice(Math.max(0, at - 20), at)) ? REDACTED : run,
  );
  return shortened(out);
}

function withoutPem(text: string): string {
  let out = "";
  let at = 0;
  for (let begin; (begin = text.indexOf("-----BEGIN ", at)) >= 0;) {
    out += text.slice(at, begin) + REDACTED;
    const end = text.indexOf("-----END ", begin);
    const close = end < 0 ? -1 : text.indexOf("-----", end + 9);
    at = close < 0 ? text.length : close + 5;
  }
  return out + text.slice(at);
}

/** A word without user, password and query. */
function withoutLogin(word: string): string {
  const mark = word.indexOf("://");
  if (mark > 0) return withoutUrlLogins(word, mark);
  const at = word.lastIndexOf("@");
  if (at < 0) return hidesLogin(word) ? REDACTED : word;
  return withoutPlainLogin(word, at);
}

/** Addresses of one word, the first of which has its `://` at `mark`: `a://x,b://y` are two. */
function withoutUrlLogins(word: string, mark: number): string {
  let out = "";
  let from = 0;
  for (let at = mark; at >= 0;) {
    const next = word.indexOf("://", at + 3);
    const end = next < 0 ? word.length : Math.max(at + 3, next - schemeBefore(word, next).length);
    out += word.slice(from, at + 3) + withoutUserinfo(schemeBefore(word, at), word.slice(at + 3, end));
    from = end;
    at = next;
  }
  return out;
}

function schemeBefore(word: string, mark: number): string {
  return /[a-z0-9+.-]*$/i.exec(word.slice(Math.max(0, mark - 32), mark))![0];
}

/** What stands behind `://`: authority, path, query. */
function withoutUserinfo(scheme: string, rest: string): string {
  const authority = /^[^/?#]*/.exec(rest)![0];
  let at = authority.lastIndexOf("@");
  if (at < 0 && /^[^:@/?#[\]]+:(?!\d{1,5}(?:[/?#]|$))/.test(rest)) at = rest.lastIndexOf("@");
  // An abstract socket (unix://@name) has nothing before its `@`.
  if (at <= 0) return withoutQuery(rest);
  const login = rest.slice(0, at);
  const keeps = login === REDACTED || (!login.includes(":") && /(?:ssh|sftp)$/i.test(scheme));
  return `${keeps ? login : REDACTED}@${withoutQuery(rest.slice(at + 1))}`;
}

function withoutQuery(rest: string): string {
  const query = rest.indexOf("?");
  if (query >= 0 && query < rest.length - 1) return `${rest.slice(0, query)}?${REDACTED}`;
  const fragment = rest.indexOf("#");
  const value = fragment < 0 ? -1 : rest.indexOf("=", fragment);
  return value < 0 || value === rest.length - 1 ? rest : `${rest.slice(0, value)}=${REDACTED}`;
}

function withoutPlainLogin(word: string, at: number): string {
  const host = word.slice(at + 1);
  const colon = word.indexOf(":");
  if (colon < 0 || colon >= at - 1 || host === "" || isDigest(host)) return word;
  const user = /[\w.+%~$-]*$/.exec(word.slice(Math.max(0, colon - 128), colon))![0];
  const left = word.slice(colon - user.length, at);
  if (isNoLogin(user, left, word.slice(colon + 1, at))) return word;
  if (!/^[A-Za-z0-9[(_]/.test(host)) return word;
  return `${word.slice(0, colon - user.length)}${REDACTED}@${host}`;
}

/** Whether a digest stands there, with or without what ends a sentence. */
function isDigest(text: string): boolean {
  return text.length < 256 && DIGEST.test(text.replace(/[),.;:\]}]+$/, ""));
}

function isNoLogin(user: string, left: string, password: string): boolean {
  if (/^mailto$/i.test(user)) return true;
  if (/^[\d.]+$/.test(user) && /^\d{1,5}(?::\d+)*$/.test(password)) return true;
  return /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(left) ||
    (left.includes("::") && /^[0-9a-f:.]+$/i.test(left));
}

/** Whether a word is base64 of `user:password`. */
function hidesLogin(word: string): boolean {
  if (word.length < 12 || word.length > 512 || !/^[A-Za-z0-9+/]+={0,2}$/.test(word)) return false;
  try {
    return /^[\w.@+-]{2,}:[\x21-\x7e]{3,}$/.test(atob(word));
  } catch {
    return false;
  }
}

/** Rule 6: goes from name to name, so that a text of one long name is looked at once. */
function withoutValues(text: string): string {
  let out = "";
  let done = 0;
  NAME.lastIndex = 0;
  for (let found; (found = NAME.exec(text)) !== null;) {
    const end = found.index + found[0].length;
    if (!isSecretName(found[0])) continue;
    const separator = stick(SEPARATOR, text, end) ??
      (found[0].startsWith("-") ? stick(BLANKS, text, end) : null);
    if (separator === null) continue;
    const begin = end + separator.length;
    if (text.startsWith(REDACTED, begin)) continue;
    const value = stick(VALUE, text, begin);
    if (value === null || isProse(text, separator, value, begin)) continue;
    // After a name such as Authorization a scheme stands before the credential.
    const rest = /^(?:Bearer|Basic|Digest|Token)$/i.test(value)
      ? stick(/\s{1,8}[^\s,;"']+/y, text, begin + value.length) ?? ""
      : "";
    out += text.slice(done, begin) + REDACTED;
    done = begin + value.length + rest.length;
    NAME.lastIndex = done;
  }
  return out + text.slice(done);
}

function stick(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function isProse(text: string, separator: string, value: string, begin: number): boolean {
  if (!/:\s+$/.test(separator) || !/^[a-z]+$/.test(value)) return false;
  return stick(/ [a-z]+(?=[\s.,;:]|$)/y, text, begin + value.length) !== null;
}

/** Names without any of these cannot be secret, which most are not: it saves taking them apart. */
const MAYBE_SECRET = /pass|pw|auth|jwt|sid|secret|token|credential|key|cookie|session/i;

function isSecretName(name: string): boolean {
  if (!MAYBE_SECRET.test(name)) return false;
  if (name.length > 256) return SECRET_PARTS.test(name.slice(-256).toLowerCase());
  const parts = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase().split(/[_.-]+/).filter((part) =>
    part !== ""
  );
  return parts.some((part, at) =>
    SECRET_PARTS.test(part) || SECRET_PAIRS.test(part + (parts[at + 1] ?? "")) || SECRET_PAIRS.test(part)
  );
}

/** Letters, digits and what encodings of random bytes are made of. */
const RUN = /[A-Za-z0-9+/_=.-]{20,}/g;

/**
 * Whether a long run of characters could be a key: it mixes letters and digits and is neither one of Docker's own identifiers
 * (25 of base 36; 12 or 64 hexadecimal after a digest's name or in a task's message about a container) nor a path or host name.
 */
function looksRandom(run: string, before: string): boolean {
  if (
    /^[0-9a-f]{64}\.?$/.test(run) &&
    /(?:sha256:|container |task |network |endpoint |sandbox )"?$/i.test(before)
  ) return false;
  const dense = run.split(/[./_=-]/).some((part) =>
    part.length >= 16 && /\d/.test(part) && /[A-Za-z]/.test(part) && !/^[0-9a-z]{25}$/.test(part)
  );
  return dense && !/^[0-9.]+$/.test(run);
}

/** The beginning of a long text up to the end of a word, so that no half of a secret is left. */
function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  let end = LONGEST;
  while (end > 0 && !/\s/.test(text[end - 1]!)) end--;
  return `${text.slice(0, end)}${REDACTED}`;
}

/** An image reference without a user and password, which some people write in front of the registry's name. */
export function redactImage(image: string): string {
  const cut = image.lastIndexOf("@");
  const digest = cut >= 0 && DIGEST.test(image.slice(cut + 1)) ? image.slice(cut) : "";
  const name = digest === "" ? image : image.slice(0, -digest.length);
  const at = name.lastIndexOf("@");
  const plain = name.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
  if (at < 0) return redactQuery(plain) + digest;
  return `${REDACTED}@${redactQuery(name.slice(at + 1))}${digest}`;
}

function redactQuery(name: string): string {
  return name.replace(/[?#].*$/, "");
}
