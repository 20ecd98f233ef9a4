import type { CallWords } from "../base/advice.ts";

/** docker's global flags as they stood before the plugin's name. Only what was written is set. */
export interface Globals {
  config?: string;
  context?: string;
  host?: string;
  debug: boolean;
  logLevel: string;
  tls?: boolean;
  tlsverify?: boolean;
  tlscacert?: string;
  tlscert?: string;
  tlskey?: string;
  /** The same flags as words, to hand on to docker itself. */
  words: string[];
}

/** The flags that choose the engine, as a person types them. */
export function callWords(globals: Globals): CallWords {
  const { config, context, host, tls, tlsverify, tlscacert, tlscert, tlskey } = globals;
  const valued = (name: string, value: string | undefined) => value === undefined ? [] : [name, value];
  const switched = (name: string, value: boolean | undefined) =>
    value === undefined ? [] : [value ? name : `${name}=false`];
  const chosen = valued("--config", config);
  return {
    config: chosen,
    all: [
      ...chosen,
      ...valued("--context", context),
      ...valued("-H", host && withoutLogin(host)),
      ...switched("--tls", tls),
      ...switched("--tlsverify", tlsverify),
      ...valued("--tlscacert", tlscacert),
      ...valued("--tlscert", tlscert),
      ...valued("--tlskey", tlskey),
    ],
  };
}

/** docker sends no login to a tcp engine and refuses a password for ssh (docker/cli cli/connhelper/ssh), so no advice repeats one. */
function withoutLogin(host: string): string {
  return /^(?:unix|npipe):/.test(host) ? host : host.replace(/^([a-z]+:\/\/|)[^/]*:[^/]*@/, "$1");
}

/** docker's global flags (docker/cli cli/flags/options.go) as one would write them in place. */
const OWN: Readonly<Record<string, string>> = {
  config: "--config DIR",
  context: "--context NAME",
  c: "-c NAME",
  debug: "--debug",
  D: "-D",
  host: "--host ADDRESS",
  H: "-H ADDRESS",
  "log-level": "--log-level LEVEL",
  l: "-l LEVEL",
  tls: "--tls",
  tlscacert: "--tlscacert FILE",
  tlscert: "--tlscert FILE",
  tlskey: "--tlskey FILE",
  tlsverify: "--tlsverify",
};

/** Where a flag belongs that is docker's own and was written behind the plugin's name; undefined for any other. */
export function placeOfGlobal(typed: string, command: string): string | undefined {
  const [, long, short] = /^(?:--([a-z-]+)|-([A-Za-z]))/.exec(typed) ?? [];
  const own = OWN[long ?? short ?? ""];
  if (own === undefined) return undefined;
  const rest = `swarmnet ${command}`.trimEnd();
  return `That flag is docker's own and stands before the word swarmnet: docker ${own} ${rest}`;
}
