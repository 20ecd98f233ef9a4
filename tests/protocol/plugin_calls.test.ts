import assert from "node:assert/strict";
import { capture, which } from "../../scripts/support/process.ts";
import { protocolTest } from "../support/plugin.ts";

protocolTest(
  "help goes to stdout with exit 0, in every way to ask for it",
  async ({ run, standalone }, t) => {
    const ways: [string[], RegExp][] = [
      [["swarmnet"], /^Usage: {2}docker swarmnet COMMAND/],
      [["swarmnet", "--help"], /^Usage: {2}docker swarmnet COMMAND/],
      [["swarmnet", "help"], /^Usage: {2}docker swarmnet COMMAND/],
      [["help", "swarmnet"], /^Usage: {2}docker swarmnet COMMAND/],
      [["help", "swarmnet", "doctor"], /^Usage: {2}docker swarmnet doctor/],
      [["swarmnet", "doctor", "--help"], /^Usage: {2}docker swarmnet doctor/],
      [["--help", "swarmnet", "doctor"], /^Usage: {2}docker swarmnet doctor/],
    ];
    for (const [words, expected] of ways) {
      await t.step(`docker ${words.join(" ")}`, async () => {
        const { code, stdout, stderr } = await run(words);
        assert.equal(code, 0);
        assert.match(stdout, expected);
        assert.equal(stderr, "");
      });
    }
    await t.step("-h says once that it is deprecated", async () => {
      for (const words of [["swarmnet", "-h"], ["-h", "swarmnet"]]) {
        const { code, stdout, stderr } = await run(words);
        assert.equal(code, 0);
        assert.match(stdout, /^Usage:/);
        assert.equal(stderr.match(/deprecated/g)?.length, 1, stderr);
      }
    });
    await t.step("the plugin's own file, called without docker", async () => {
      assert.match((await standalone(["doctor", "--help"])).stdout, /^Usage: {2}docker swarmnet doctor/);
      assert.match(
        (await standalone(["swarmnet", "doctor", "--help"])).stdout,
        /^Usage: {2}docker swarmnet doctor/,
      );
      assert.match(
        (await standalone(["-D", "--context", "x", "help", "doctor"])).stdout,
        /^Usage: {2}docker swarmnet doctor/,
      );
    });
  },
);

protocolTest("exit codes arrive unchanged, with our message alone", async ({ run }, t) => {
  await t.step("0: done", async () => {
    assert.equal((await run(["swarmnet", "hooks"])).code, 0);
  });
  await t.step("3: the answer is no", async () => {
    const { code, stdout, stderr } = await run(["swarmnet", "doctor", "--format", "json"]);
    assert.equal(code, 3);
    assert.ok(JSON.parse(stdout).problems > 0);
    assert.equal(stderr, "");
  });
  await t.step("1: no engine", async () => {
    const { code, stdout, stderr } = await run(["swarmnet", "ls"]);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /unix:\/\/\/nonexistent\.sock/);
  });
  await t.step("125: a flag that does not exist", async () => {
    const { code, stdout, stderr } = await run(["swarmnet", "ls", "--bogus"]);
    assert.equal(code, 125);
    assert.equal(stdout, "");
    assert.match(stderr, /^unknown flag: --bogus\n/);
    assert.match(stderr, /Run 'docker swarmnet ls --help' for more information\n$/);
  });
  await t.step("125: a global flag after the plugin's name, as with compose and buildx", async () => {
    const { code, stderr } = await run(["swarmnet", "--context", "x", "ls"]);
    assert.equal(code, 125);
    assert.match(stderr, /before the word swarmnet: docker --context NAME swarmnet COMMAND\n/);
  });
  await t.step("125: a command's flag before the command", async () => {
    const { code, stderr } = await run(["swarmnet", "--from", "demo", "ls"]);
    assert.equal(code, 125);
    assert.match(
      stderr,
      /^unknown flag: --from\nA command's flags stand behind it: docker swarmnet ls --from\n/,
    );
  });
  await t.step("125: an unknown command", async () => {
    const { code, stderr } = await run(["swarmnet", "inspct"]);
    assert.equal(code, 125);
    assert.match(stderr, /^docker: unknown command: docker swarmnet inspct\n/);
    const near = (await run(["swarmnet", "service", "lss"])).stderr;
    assert.match(
      near,
      /^docker: unknown command: docker swarmnet service lss\nDid you mean: docker swarmnet service ls\n/,
    );
    assert.match(near, /^Usage: {2}docker swarmnet service COMMAND$/m);
    assert.doesNotMatch((await run(["swarmnet", "service", "foo"])).stderr, /Did you mean/);
  });
});

protocolTest("global flags are refused with docker's words and codes", async ({ run, standalone }, t) => {
  const refused: [string, string[], number, RegExp][] = [
    ["two hosts", ["-H", "tcp://a", "-H", "tcp://b", "swarmnet", "ls"], 125, /pecify only one -H/],
    [
      "a conflict",
      ["-c", "x", "-H", "tcp://b", "ls"],
      1,
      /^conflicting options: cannot specify both --host and --context/,
    ],
    ["a log level", ["-l", "loud", "ls"], 1, /^Unable to parse logging level: loud/],
    [
      "a context that is not there",
      ["-c", "nope", "ls"],
      1,
      /^Failed to initialize: unable to resolve docker endpoint: context "nope": context not found/,
    ],
    [
      "a host of an unknown kind",
      ["-H", "bogus://x", "ls"],
      125,
      /^unable to resolve docker endpoint: invalid bind address format: bogus:\/\/x/,
    ],
    ["TLS without its files", ["-H", "tcp://127.0.0.1:1", "--tlsverify", "ls"], 1, /ca\.pem/],
  ];
  for (const [what, words, code, message] of refused) {
    await t.step(what, async () => {
      const ran = await standalone(words);
      assert.equal(ran.code, code);
      assert.match(ran.stderr, message);
      assert.equal(ran.stdout, "");
      if (words.includes("swarmnet")) {
        const through = await run(words);
        // Some versions of docker refuse it themselves, with a code of their own.
        assert.ok([1, code].includes(through.code));
        assert.match(through.stderr, message);
      }
    });
  }
});

protocolTest(
  "a file that cannot be started is what docker info warns about, and doctor sees it",
  async ({ run, standalone, path, config }) => {
    await Deno.mkdir(`${config}/extra`);
    await Deno.copyFile(path, `${config}/extra/docker-swarmnet`);
    await Deno.chmod(`${config}/extra/docker-swarmnet`, 0o644);
    await Deno.writeTextFile(
      `${config}/config.json`,
      JSON.stringify({ cliPluginsExtraDirs: [`${config}/extra`] }),
    );
    assert.match((await run(["info"])).stderr, /WARNING: Plugin .*extra\/docker-swarmnet.* is not valid/);
    const { code, stdout } = await standalone(["doctor", "--format", "json"]);
    assert.equal(code, 3);
    const { findings }: { findings: { check: string; level: string; text: string }[] } = JSON.parse(stdout);
    const problems = findings.filter((finding) => finding.level === "problem").map((finding) => finding.text)
      .join("\n");
    assert.match(problems, /docker refuses .*extra\/docker-swarmnet/);
    assert.match(problems, /extra\/docker-swarmnet cannot be executed/);
    assert.match(problems, /cli-plugins\/docker-swarmnet is never run/);
  },
);

if (which("perl") === undefined) console.log("ignored: a non-blocking pipe (there is no perl to make one)");
else {
  protocolTest(
    "a pipe that another program made non-blocking gets every byte once",
    async ({ path, env, run }) => {
      const words = ["map", "--from", "demo", "--format", "html"];
      const { stdout: whole } = await run(["swarmnet", ...words]);
      assert.ok(whole.length > 65_536, "it fits into a pipe");
      // 2048 is O_NONBLOCK, 3 and 4 are F_GETFL and F_SETFL; the pause lets the pipe run full.
      const nonBlocking = "fcntl(STDOUT, 4, fcntl(STDOUT, 3, 0) | 2048) or die $!; exec @ARGV or die $!";
      const script = `perl -e '${nonBlocking}' "$0" "$@" | { sleep 1; head -c 1000000; }`;
      const through = await capture(["sh", "-c", script, path, ...words], {
        clearEnv: true,
        env: env(),
        timeoutMs: 30_000,
      });
      assert.equal(through.stderr, "");
      assert.ok(through.stdout === whole, `${through.stdout.length} characters instead of ${whole.length}`);
    },
  );
}
