import { prefixProblem } from "../swarm/cidr.ts";

/** What a value of the configuration file may be. `text` says what it does, one sentence without final stop. */
export type Shape = WordShape | TextShape | ListShape | MappingShape | RulesShape;

/** A setting that is one of some words. */
export interface WordShape {
  kind: "word";
  text: string;
  values: readonly string[];
}

/** A setting that is any text that passes its check. */
export interface TextShape {
  kind: "text";
  text: string;
  /** For the JSON schema; `problem` decides. */
  pattern?: string;
  /** Names the rule that is meant: code, name or glob. */
  rule?: boolean;
  /** What is wrong with a value, as the end of a sentence. */
  problem?(value: string): string | undefined;
}

/** A setting that is a list. */
export interface ListShape {
  kind: "list";
  text: string;
  of: Shape;
}

/** A setting that is a mapping with known keys. */
export interface MappingShape {
  kind: "mapping";
  text: string;
  keys: Readonly<Record<string, Shape>>;
  required?: readonly string[];
}

/** Rules by code or name, each with a level. */
export interface RulesShape {
  kind: "rules";
  text: string;
  values: readonly string[];
}

const LEVELS = ["error", "warning", "info"] as const;

/** Every key that `.swarmnet.yaml` may have. The reader, the published JSON schema and `config show` follow this table. */
export const SETTINGS = {
  "require-encryption": {
    kind: "word",
    text: "What create, attach and service create do about a network that is not encrypted",
    values: ["off", "warn", "error"],
  },
  rules: {
    kind: "rules",
    text: "Levels of rules by code or name; off leaves a rule out",
    values: [...LEVELS, "off"],
  },
  policies: {
    kind: "mapping",
    text: "Rules of your own organisation",
    keys: {
      "must-encrypt": {
        kind: "list",
        text: "Networks that must be encrypted",
        of: { kind: "text", text: "A glob over names of networks, such as shop_*" },
      },
      "allowed-subnets": {
        kind: "list",
        text: "Ranges that subnets of overlays must lie in; none: any",
        of: {
          kind: "text",
          text: "A range in CIDR form, such as 10.64.0.0/10",
          pattern: "^[0-9a-fA-F:.]+/[0-9]{1,3}$",
          problem: (value) => prefixProblem(value) ?? undefined,
        },
      },
      "forbidden-ports": {
        kind: "list",
        text: "Ports that nobody may publish",
        of: {
          kind: "text",
          text: "A port or a range, with or without a protocol: 5432, 5432/tcp, 8000-8999",
          pattern: "^[0-9]{1,5}(-[0-9]{1,5})?(/(tcp|udp|sctp))?$",
          problem: portProblem,
        },
      },
    },
  },
  ignore: {
    kind: "list",
    text: "Findings to live with",
    of: {
      kind: "mapping",
      text: "One decision",
      required: ["rule"],
      keys: {
        rule: { kind: "text", text: "Code or name of the rule, or a glob over them", rule: true },
        object: { kind: "text", text: "A glob over names of objects; without it, all objects" },
        reason: {
          kind: "text",
          text: "Why; shown in reports. An entry without a reason is a finding itself",
        },
        until: {
          kind: "text",
          text: "Last day it holds, as YYYY-MM-DD; without it, for ever",
          pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
          problem: dayProblem,
        },
      },
    },
  },
  show: { kind: "word", text: "Lowest level that audit and lint show", values: LEVELS },
  "fail-on": {
    kind: "word",
    text: "Lowest level for which audit and lint exit with 3",
    values: LEVELS,
  },
  profile: {
    kind: "word",
    text: "A benchmark to report against: its items are listed, and findings about them are errors",
    values: ["cis", "none"],
  },
  "tool-image": {
    kind: "text",
    text:
      "Image that probe and bench run on the nodes, with a tag or, better, a digest; ignored in .swarmnet.yaml",
    problem: imageProblem,
  },
} as const satisfies Record<string, Shape>;

/**
 * What is wrong with the name of an image to run on nodes, as the end of a sentence. A tag or digest must be there: without one
 * every node would run what its own "latest" is. The grammar is distribution's (reference/regexp.go), shortened.
 */
export function imageProblem(value: string): string | undefined {
  const name =
    /^[a-zA-Z0-9][a-zA-Z0-9._:/-]*?(?:(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?)$/;
  const match = value.length > 512 ? null : name.exec(value);
  if (match === null) return "it is no name of an image such as nicolaka/netshoot:v0.13";
  const last = value.slice(value.lastIndexOf("/") + 1);
  return match[2] !== undefined || last.includes(":") ? undefined : "it has neither a tag nor a digest";
}

function portProblem(value: string): string | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(?:tcp|udp|sctp))?$/.exec(value);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  const fits = match !== null && first >= 1 && last <= 65535 && first <= last;
  return fits ? undefined : "it is no port or range such as 5432, 5432/tcp or 8000-8999";
}

function dayProblem(value: string): string | undefined {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : new Date(NaN);
  const real = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
  return real ? undefined : "it is no day such as 2027-01-31";
}
