/**
 * Whether text should keep to ASCII: TERM=dumb, or a locale that is not UTF-8. The first of LC_ALL, LC_CTYPE and LANG that
 * is set decides, as in setlocale(3); with none the locale is "C". Windows has no such variables and UTF-8 terminals.
 */
export function wantsAscii(env: { get(name: string): string | undefined }): boolean {
  if (env.get("TERM") === "dumb") return true;
  const locale = ["LC_ALL", "LC_CTYPE", "LANG"].map((name) => env.get(name) ?? "").find((value) =>
    value !== ""
  );
  if (locale === undefined) return (env.get("OS") ?? "") !== "Windows_NT";
  return !/utf-?8/i.test(locale);
}
