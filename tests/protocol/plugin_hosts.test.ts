import assert from "node:assert/strict";
import { capture } from "../../scripts/support/process.ts";
import { ACCEPTED_HOSTS, REFUSED_HOSTS } from "../support/host_spellings.ts";
import { type PluginUnderTest, protocolTest } from "../support/plugin.ts";

/** A network with nothing but loopback: names are looked up nowhere, and nothing listens. */
const ALONE = ["unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];
/** docker 28.2.2 crashes on these outside of Windows ("invalid memory address"). */
const CRASHES = /^(npipe:|fd:\/\/$)/;

/** What docker or the plugin says that it tried, or why it did not. */
async function said(plugin: PluginUnderTest, host: string, words: string[]): Promise<string> {
  const { stderr } = await capture([...ALONE, plugin.docker, "-H", host, ...words], {
    clearEnv: true,
    env: plugin.env(),
    timeoutMs: 60_000,
  });
  return stderr;
}

protocolTest(
  "every spelling of -H is the address that docker tries, or refused in docker's words",
  async (plugin, t) => {
    const { code, stderr } = await capture([...ALONE, "true"], { timeoutMs: 20_000 });
    if (code !== 0) return console.log(`not checked: no network namespace can be made (${stderr.trim()})`);
    for (const [value, text] of ACCEPTED_HOSTS.filter(([value]) => !CRASHES.test(value))) {
      await t.step(JSON.stringify(value), async () => {
        const [docker, ours] = await Promise.all([
          said(plugin, value, ["network", "ls"]),
          said(plugin, value, ["swarmnet", "ls"]),
        ]);
        const invalid = /address \d+: invalid port/.exec(docker)?.[0];
        if (invalid !== undefined) return assert.ok(ours.includes(invalid), ours);
        if (text.startsWith("ssh:")) return assert.match(docker, /ssh .*-l me -p 2222 .*host/);
        const tried = /daemon at (.*)\. Is the/.exec(docker)?.[1] ??
          /(?:Get|Head) "http(.*?)\/?(?:\/v[0-9.]+\/networks|\/_ping)"/.exec(docker)?.[1]?.replace(
            /^/,
            "tcp",
          );
        assert.equal(tried, text.startsWith("fd:") ? text.replace(/^fd/, "tcp") : text, docker);
        assert.ok(ours.split("\n")[0]!.includes(` at ${text}`), ours);
      });
    }
    for (const [value] of REFUSED_HOSTS) {
      await t.step(JSON.stringify(value), async () => {
        const [docker, ours] = await Promise.all([
          said(plugin, value, ["network", "ls"]),
          said(plugin, value, ["swarmnet", "ls"]),
        ]);
        const words = /^Failed to initialize: (?:unable to resolve docker endpoint: )?(.*)$/m.exec(docker)
          ?.[1];
        assert.equal(ours.split("\n")[0], `unable to resolve docker endpoint: ${words}`);
      });
    }
  },
  { since: "28.0" },
);
