import assert from "node:assert/strict";
import fc from "../../support/fast_check.ts";
import { EXIT, Failure, UsageError } from "../../../lib/base/errors.ts";
import { parseContextHost, parseHost, parseSshUrl } from "../../../lib/docker/hosts.ts";

const LINUX = { windows: false, tls: false };

/** Value of -H or DOCKER_HOST, what docker makes of it (docker/cli opts/hosts_test.go and runs of 28.2.2). */
const HOSTS: [value: string, text: string][] = [
  ["", "unix:///var/run/docker.sock"],
  ["   ", "unix:///var/run/docker.sock"],
  ["foo", "tcp://foo:2375"],
  ["1.2.3.4:99", "tcp://1.2.3.4:99"],
  ["tcp://", "tcp://localhost:2375"],
  ["tcp://foo", "tcp://foo:2375"],
  ["tcp://foo:", "tcp://foo:2375"],
  ["tcp://:4000", "tcp://localhost:4000"],
  [":4000", "tcp://localhost:4000"],
  ["tcp://h:2375/pre/fix", "tcp://h:2375/pre/fix"],
  ["tcp://[::1]", "tcp://[::1]:2375"],
  ["tcp://[::1]:5/p", "tcp://[::1]:5/p"],
  ["tcp://[fe80::1%eth0]:5", "tcp://[fe80::1%eth0]:5"],
  ["unix://", "unix:///var/run/docker.sock"],
  ["unix:///run/x.sock", "unix:///run/x.sock"],
  ["unix://relative", "unix://relative"],
  ["/run/x.sock", "unix:///run/x.sock"],
  ["./x.sock", "unix://./x.sock"],
  ["npipe://", "npipe:////./pipe/docker_engine"],
  ["npipe:////./pipe/other", "npipe:////./pipe/other"],
  ["ssh://me@host:2222", "ssh://me@host:2222"],
];

for (const [value, text] of HOSTS) {
  Deno.test(`host: ${JSON.stringify(value)} means ${text}`, () => {
    assert.equal(parseHost(value, LINUX).text, text);
  });
}

Deno.test("host: nothing means docker's default for the system, and the TLS port where TLS was asked for", () => {
  assert.equal(parseHost("", { windows: true, tls: false }).text, "npipe:////./pipe/docker_engine");
  assert.equal(parseHost("", { windows: false, tls: true }).text, "tcp://localhost:2376");
  assert.equal(parseHost("", { windows: true, tls: true }).text, "tcp://127.0.0.1:2376");
  assert.equal(parseHost("tcp://", { windows: true, tls: false }).text, "tcp://127.0.0.1:2375");
});

Deno.test("host: the parts of an address are taken apart", () => {
  assert.deepEqual(parseHost("tcp://[::1]:5/pre/fix/", LINUX).endpoint, {
    kind: "tcp",
    host: "::1",
    port: 5,
    pathPrefix: "/pre/fix",
  });
  assert.deepEqual(parseHost("unix:///x", LINUX).endpoint, { kind: "unix", path: "/x" });
});

for (
  const value of [
    "http://foo",
    "https://foo:2376",
    "fd://",
    "foo://bar",
    "tcp://a:b",
    "tcp://a:70000",
    "tcp://a:0",
    "tcp://a?x=1",
    "tcp://user@a",
    "tcp://::1",
    "tcp://a b",
    "tcp://tcp://a",
    "unix://tcp://a",
    "unix:///a\0b",
  ]
) {
  Deno.test(`host: ${JSON.stringify(value)} is refused as docker words it, with exit 125`, () => {
    assert.throws(() => parseHost(value, LINUX), (error) => {
      assert.ok(error instanceof UsageError);
      assert.equal(error.message, `invalid bind address format: ${value}`);
      assert.equal(error.exit, EXIT.usage);
      return true;
    });
  });
}

Deno.test("host: whatever the text, it is read or refused as a usage error", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string().map((s) => `ssh://${s}`)), (value) => {
    try {
      assert.ok(parseHost(value, LINUX).text.includes("://"));
    } catch (error) {
      assert.ok(error instanceof Failure, String(error));
    }
  }));
});

Deno.test("context host: without port it is the protocol's own, and nothing is the default engine", () => {
  assert.equal(parseContextHost("tcp://h", LINUX).text, "tcp://h:80");
  assert.equal(parseContextHost("tcp://h", { windows: false, tls: true }).text, "tcp://h:443");
  assert.equal(parseContextHost("", { windows: false, tls: true }).text, "unix:///var/run/docker.sock");
  assert.throws(() => parseContextHost("h", LINUX), UsageError);
  assert.throws(() => parseContextHost("http://h", LINUX), UsageError);
});

Deno.test("ssh: user, port and socket are optional, a path of / is none", () => {
  assert.deepEqual(parseSshUrl("ssh://host"), { kind: "ssh", host: "host" });
  assert.deepEqual(parseSshUrl("ssh://me@host:2222/run/user/1000/docker.sock"), {
    kind: "ssh",
    host: "host",
    user: "me",
    port: 2222,
    socket: "/run/user/1000/docker.sock",
  });
  assert.deepEqual(parseSshUrl("ssh://host/"), { kind: "ssh", host: "host" });
  assert.deepEqual(parseSshUrl("ssh://d%40m@[::1]"), { kind: "ssh", host: "::1", user: "d@m" });
});

const BAD_SSH: [url: string, why: RegExp][] = [
  ["ssh://", /hostname is empty/],
  ["ssh://me@", /hostname is empty/],
  ["ssh://me:secret@host", /plain-text password is not supported/],
  ["ssh://host?x=1", /query parameters are not allowed: "x=1"/],
  ["ssh://host#frag", /fragments are not allowed: "frag"/],
  ["ssh://-oProxyCommand=x", /would be an option of ssh/],
  ["ssh://-l@host", /would be an option of ssh/],
  ["ssh://host:99999", /not a port/],
  ["ssh://%zz@host", /percent-encoding/],
  ["ssh://a%0Ab@host", /control character/],
  ["ssh://ho st", /expected ssh:/],
  ["ssh://host\n", /expected ssh:/],
];
for (const [url, why] of BAD_SSH) {
  Deno.test(`ssh: ${JSON.stringify(url)} is refused`, () => {
    assert.throws(() => parseSshUrl(url), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.why ?? "", why);
      return true;
    });
  });
}

Deno.test("ssh: a password is not repeated in the message", () => {
  assert.throws(() => parseSshUrl("ssh://me:secret@host"), (error) => !String(error).includes("secret"));
});
