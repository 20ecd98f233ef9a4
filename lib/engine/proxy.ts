/**
 * Which HTTP proxy a tcp engine without TLS is reached through, decided as Go's net/http does for docker: HTTP_PROXY, upper case first,
 * NO_PROXY excepting hosts, loopback never proxied, ALL_PROXY not read (golang.org/x/net/http/httpproxy).
 */
export function proxyFor(
  host: string,
  port: number,
  env: (name: string) => string | undefined,
): string | undefined {
  const proxy = env("HTTP_PROXY") || env("http_proxy");
  if (!proxy || isLoopback(host)) return undefined;
  if (isExcepted(host.toLowerCase(), port, env("NO_PROXY") || env("no_proxy") || "")) return undefined;
  return /^[a-z0-9]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function isExcepted(host: string, port: number, list: string): boolean {
  return list.split(",").map((each) => each.trim().toLowerCase()).filter((each) => each !== "").some(
    (each) => {
      if (each === "*") return true;
      const withPort = /^(.*):(\d+)$/.exec(each);
      const single = withPort && !withPort[1]!.includes(":");
      if (single && Number(withPort[2]) !== port) return false;
      const rule = single ? withPort[1]! : each;
      if (rule.includes("/")) return inRange(host, rule);
      const domain = rule.replace(/^\*/, "");
      return domain.startsWith(".") ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
    },
  );
}

function inRange(host: string, rule: string): boolean {
  const [base = "", bits = ""] = rule.split("/");
  const a = ipv4(host), b = ipv4(base), length = Number(bits);
  if (a === undefined || b === undefined || !(length >= 0 && length <= 32)) return false;
  const size = 2 ** (32 - length);
  return Math.floor(a / size) === Math.floor(b / size);
}

function ipv4(text: string): number | undefined {
  const parts = text.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
