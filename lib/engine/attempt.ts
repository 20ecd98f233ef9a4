/** What is known about a connection that failed. */
export interface Attempt {
  /** The address in the user's words. */
  host: string;
  kind: "unix" | "npipe" | "tcp" | "ssh";
  /** The socket's path, for `unix`. */
  path?: string | undefined;
  /** Such as "GET /networks". */
  call: string;
  /** Where a helper process carries the connection: its name and what it said on standard error. */
  helper?: { name: string; said: string } | undefined;
  /** What the operating system says to a second try at connecting, where that is more exact than the first error. */
  system?: unknown;
  os: string;
}

/** The innermost part of Deno's "error sending request for url (…): client error (Connect): …". */
export function innermost(text: string): string {
  return text.replace(/^error sending request .*?client error \(\w+\): /s, "").replace(/\s+/g, " ").trim()
    .slice(0, 500);
}
