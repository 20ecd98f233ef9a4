import assert from "node:assert/strict";
import fc from "../../support/fast_check.ts";
import { EXIT, Failure, UsageError } from "../../../lib/base/errors.ts";
import { expandHost, parseContextHost, parseHost } from "../../../lib/docker/hosts.ts";
import { ACCEPTED_HOSTS, REFUSED_HOSTS } from "../../support/host_spellings.ts";

const LINUX = { windows: false, tls: false };

for (const [value, text] of ACCEPTED_HOSTS) {
  Deno.test(`host: ${JSON.stringify(value)} means ${text}`, () => {
    assert.equal(expandHost(value, LINUX), text);
  });
}

for (const [value, words] of REFUSED_HOSTS) {
  Deno.test(`host: ${JSON.stringify(value)} is refused in docker's words, with exit 125`, () => {
    assert.throws(() => parseHost(value, LINUX), (error) => {
      assert.ok(error instanceof UsageError);
      assert.equal(error.message, `unable to resolve docker endpoint: ${words}`);
      assert.equal(error.exit, EXIT.usage);
      return true;
    });
  });
}

Deno.test("host: nothing means docker's default for the system, and the TLS port where TLS was asked for", () => {
  assert.equal(parseHost("", { windows: true, tls: false }).text, "npipe:////./pipe/docker_engine");
  assert.equal(parseHost("", { windows: false, tls: true }).text, "tcp://localhost:2376");
  assert.equal(parseHost("", { windows: true, tls: true }).text, "tcp://127.0.0.1:2376");
  assert.equal(parseHost("tcp://", { windows: true, tls: false }).text, "tcp://127.0.0.1:2375");
});

/** Value, host, port, path prefix. */
const TCP: [value: string, host: string, port: number, pathPrefix: string][] = [
  ["/run/x.sock", "localhost", 2375, "/run/x.sock"],
  ["./x.sock", ".", 2375, "/x.sock"],
  ["tcp://[::1]:5/pre/fix/", "::1", 5, "/pre/fix"],
  ["tcp://h:5//a/./b/../c", "h", 5, "/a/c"],
  ["tcp://h:5/a%20b", "h", 5, "/a%20b"],
  ["tcp://me:secret@h:5", "h", 5, ""],
  ["tcp://h:5?x=1#f", "h", 5, ""],
  ["fd://something", "something", 80, ""],
];
for (const [value, host, port, pathPrefix] of TCP) {
  Deno.test(`host: ${JSON.stringify(value)} is ${host}, port ${port}, path "${pathPrefix}"`, () => {
    assert.deepEqual(parseHost(value, LINUX).endpoint, { kind: "tcp", host, port, pathPrefix });
  });
}

Deno.test("host: a socket's path is taken as it is written", () => {
  for (const path of ["/x", "relative", "@abstract", "/x y", "/x?y#z", "/a%20b", "/x/"]) {
    assert.deepEqual(parseHost(`unix://${path}`, LINUX).endpoint, { kind: "unix", path });
  }
});

for (const value of ["fd://", "fd://x/y", "tcp://h:70000", "tcp://h:0", "unix:///a\0b", "unix:///a%zz"]) {
  Deno.test(`host: ${JSON.stringify(value)}, which docker cannot connect to, is refused`, () => {
    assert.throws(() => parseHost(value, LINUX), UsageError);
  });
}

Deno.test("host: whatever the text, it is read or refused as a usage error", () => {
  const address = fc.string({ unit: "binary" });
  const text = fc.oneof(
    address,
    fc.webUrl(),
    ...["tcp", "ssh", "unix", "fd"].map((scheme) => address.map((s) => `${scheme}://${s}`)),
  );
  fc.assert(fc.property(text, (value) => {
    for (const parse of [parseHost, parseContextHost]) {
      try {
        assert.ok(parse(value, LINUX).text.includes("://"));
      } catch (error) {
        assert.ok(error instanceof Failure, String(error));
      }
    }
  }));
});

/** The host of a context, as docker 28.2.2 takes it: address, or undefined where it cannot be used. */
const CONTEXT_HOSTS: [value: string, address: string | undefined][] = [
  ["", "unix /var/run/docker.sock"],
  ["unix:///a", "unix /a"],
  ["unix://relative", "unix relative"],
  ["unix://", undefined],
  ["/run/x", undefined],
  ["foo", undefined],
  [" ", undefined],
  ["tcp://", undefined],
  ["tcp:///p", undefined],
  ["tcp://h", "tcp h:80"],
  ["tcp://h:", "tcp h:80"],
  ["tcp://:1", "tcp localhost:1"],
  ["tcp://h:1/p/", "tcp h:1/p"],
  ["tcp://[::1]", "tcp ::1:80"],
  ["tcp://[fe80::1%25lo]:5", "tcp fe80::1%lo:5"],
  ["tcp://::1:1", "tcp ::1:1"],
  ["tcp://user@h:1", "tcp h:1"],
  ["tcp://h:x", undefined],
  [" tcp://h:1", undefined],
  ["://x", undefined],
  ["TCP://h:1", "tcp h:1"],
  ["http://h:1", "tcp h:1"],
  ["https://h:1", "tcp h:1"],
  ["https://h:1/p", undefined],
  ["SSH://h", "ssh h"],
  ["ssh://me@h:22/run/docker.sock", "ssh h"],
];
for (const [value, address] of CONTEXT_HOSTS) {
  Deno.test(`context host: ${JSON.stringify(value)} is ${address ?? "refused"}`, () => {
    if (address === undefined) return assert.throws(() => parseContextHost(value, LINUX), UsageError);
    const { endpoint: at } = parseContextHost(value, LINUX);
    const shown = at.kind === "tcp"
      ? `${at.host}:${at.port}${at.pathPrefix}`
      : at.kind === "ssh"
      ? at.host
      : at.path;
    assert.equal(`${at.kind} ${shown}`, address);
  });
}

Deno.test("context host: with TLS no port means 443, and nothing is the local engine all the same", () => {
  const tls = { windows: false, tls: true };
  const { endpoint } = parseContextHost("tcp://h", tls);
  assert.equal(endpoint.kind === "tcp" && endpoint.port, 443);
  assert.equal(parseContextHost("", tls).text, "unix:///var/run/docker.sock");
});

Deno.test("host: a password is not repeated, neither in the address nor in a message", () => {
  assert.doesNotMatch(parseHost("ssh://me:secret@host", LINUX).text, /secret/);
  assert.doesNotMatch(parseContextHost("tcp://me:secret@host:1", LINUX).text, /secret/);
  assert.throws(
    () => parseHost("tcp://me:secret@host:x", LINUX),
    (error) => !String(error).includes("secret"),
  );
});
