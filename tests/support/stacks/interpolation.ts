import { accepted, type Case, refused } from "./case.ts";

const VARIABLES = { V: "val", EMPTY: "", N: "80", T: "yes", NEG: "-1", F: "0.5", lower: "low" };
/** Variables and the types their values are cast to. */
export const INTERPOLATION: Case[] = [
  ...[
    "$V",
    "${V}",
    "$lower",
    "${V:-d}",
    "${NOPE:-d}",
    "${EMPTY:-d}",
    "${EMPTY-d}",
    "${NOPE-d}",
    "${EMPTY?e}",
    "${V:?e}",
    "$$V",
    "$$$V",
    "$$$$",
    "$V-x",
    "$V:-x",
    "$NOPE-def ault",
    "${NOPE:-${V}}",
    "${NOPE:-a}b}",
    "${NOPE:-}",
    "${NOPE:-a:?b}",
    "${NOPE?a:-b}",
    "${V:?a-b}",
    "$1 $V",
    "$V}x",
    "$NOPE",
    "${lower}${V}",
  ].map((text) =>
    accepted(`template ${text}`, `    networks: {n: {aliases: [${JSON.stringify(text)}]}}\n`, VARIABLES)
  ),
  ...["$", "a$", "$1", "${1}", "${}", "${V", "${V:+x}", "${V!}", "${ V }", "$V $", "$1 $$", "a $-b"].map((
    text,
  ) =>
    refused(
      `template ${text}`,
      `    hostname: ${JSON.stringify(text)}\n`,
      "invalid interpolation format",
      VARIABLES,
    )
  ),
  ...["${NOPE:?err}", "${EMPTY:?err}", "${NOPE?err}", "$NOPE?err", "${ ${NOPE?err}"].map((text) =>
    refused(
      `template ${text}`,
      `    hostname: ${JSON.stringify(text)}\n`,
      "is missing a value: err",
      VARIABLES,
    )
  ),
  accepted("keys are left alone", '    networks: {n: {driver_opts: {"${V}": 1}}}\n', VARIABLES),
  refused("extensions are interpolated", 'x-a: "${"\n', "invalid interpolation format for x-a"),
  accepted("published port", '    ports: [{target: 80, published: "${N}"}]\n', VARIABLES),
  accepted("short port", '    ports: ["${N}:$N"]\n', VARIABLES),
  refused(
    "published port unset",
    '    ports: [{target: 80, published: "${NOPE}"}]\n',
    'strconv.Atoi: parsing ""',
  ),
  refused(
    "published port negative",
    '    ports: [{target: 80, published: "$NEG"}]\n',
    "overflows uint",
    VARIABLES,
  ),
  accepted("replicas", '    deploy: {replicas: "$N"}\n', VARIABLES),
  accepted("failure ratio", '    deploy: {update_config: {max_failure_ratio: "$F"}}\n', VARIABLES),
  refused(
    "failure ratio that is no number",
    '    deploy: {update_config: {max_failure_ratio: "${X:-NaN}"}}\n',
    "NaN",
  ),
  accepted("tty", '    tty: "$T"\n', VARIABLES),
  refused("tty with a number", '    tty: "$N"\n', "invalid boolean: 80", VARIABLES),
  refused("init is not cast", '    init: "${X:-true}"\n', "init must be a boolean"),
  refused(
    "no cast in a service with a dot",
    '  a.b: {image: y, tty: "$T"}\n',
    "services.a.b.tty must be a boolean",
    VARIABLES,
  ),
  accepted(
    "switches of a network",
    `    networks: [n]
networks: {n: {internal: "\${T}", attachable: "$T", external: "\${X:-off}"}}
`,
    VARIABLES,
  ),
  accepted("ulimits", '    ulimits: {nofile: "$N", nproc: {soft: "$N", hard: "$N"}}\n', VARIABLES),
  accepted("unset name falls back to the key", '    networks: [n]\nnetworks: {n: {name: "${X}"}}\n'),
  accepted("name", '    networks: [n]\nnetworks: {n: {name: "${V}_net"}}\n', VARIABLES),
];
