import { accepted, type Case, document, refused, service } from "./case.ts";

/** Where go-yaml, which follows YAML 1.1, and YAML 1.2 read the same characters differently. */
export const YAML: Case[] = [
  accepted("comment right behind a quote", '    ports:\n      - "80:80"#web\n      - "81:81" #more\n'),
  accepted("comment right behind a bracket", '    ports: ["80:80"]#web\n    labels: {a: "b"}#c\n'),
  accepted("comment right behind a comma", '    ports: ["80:80",#web\n      "81:81"]\n'),
  accepted(
    "comment between quoted items on lines of their own",
    '    ports: [ # all\n    "80:80", # web\n"81:81" ]\n',
  ),
  accepted("hash inside plain text", "    hostname: a#b\n    labels: [c#d, e]\n"),
  accepted(
    "apostrophe in brackets is no quote",
    '    labels: {a: it\'s, b: "x#y"}\n    ports: [ \n"80:80"]\n',
  ),
  accepted("tab before brackets", '    ports:\t["80:80",\t"81:81"]\n    labels:\t{a:\tb}\n'),
  accepted(
    "escaped apostrophe in double quotes",
    '    labels: {a: "it\\\'s", b: "\\e"}\n    hostname: "h\\\'"\n',
  ),
  accepted(
    "dash alone in brackets",
    "    command: [tar, -cf, -]\n    labels: [a=-]\n    networks: {n: {aliases: [-, b]}}\nnetworks: {n: }\n",
  ),
  accepted("colons without a space in brackets", "    labels: {a: b:c, d: http://e}\n"),
  accepted(
    "colon at the end of text in brackets",
    '    command: [a:, b c:]\n    labels: {x: y:, z:, "q":}\n',
  ),
  accepted("anchor of letters, digits, - and _", "    hostname: &a-1_B h\n    labels: {a: *a-1_B }\n"),
  accepted("date under a key with dots", "    labels: {org.label-schema.build-date: 2020-01-01}\n"),
  accepted("time under a key with dots", "    deploy: {labels: {build.at: 2020-01-01T10:00:00Z}}\n"),
  refused("date in a list of labels", "    labels: [2020-01-01]\n", "is time.Time, not string"),
  accepted("date in an extension", "    x-since: 2020-01-01\n    x-more: {a: [2020-01-01]}\n"),
  accepted("date in expose", "    expose: [2020-01-01]\n"),
  refused(
    "question mark in plain text in brackets",
    "    healthcheck: {test: [CMD, curl, http://a/?b=c]}\n",
    "did not find expected ',' or ']'",
  ),
  refused(
    "colon before plain text in brackets",
    "    labels: {a: [:b]}\n",
    "did not find expected node content",
  ),
  refused(
    "no space between a key and a brace in braces",
    "    labels: {a:{b: c}}\n",
    "did not find expected ',' or '}'",
  ),
  accepted("question mark in quotes in brackets", '    healthcheck: {test: [CMD, curl, "http://a/?b=c"]}\n'),
  accepted("question mark in plain text outside brackets", "    command: curl http://a/?b=c\n"),
  refused("escaped slash in double quotes", '    labels: {a: "^\\/api"}\n', "found unknown escape character"),
  refused(
    "surrogate pair in escapes",
    '    labels: {a: "\\ud83d\\ude00"}\n',
    "found invalid Unicode character escape code",
  ),
  refused(
    "escape beyond Unicode",
    '    labels: {a: "\\U00110000"}\n',
    "found invalid Unicode character escape code",
  ),
  accepted("escaped backslash before a slash", '    labels: {a: "^\\\\/api"}\n'),
  document(
    "dot in an anchor",
    `x-a: &a.b {c: d}\n${service("")}`,
    "did not find expected alphabetic or numeric character",
  ),
  document(
    "letter beyond ASCII in an anchor",
    `x-a: &\u00e9 {c: d}\n${service("")}`,
    "did not find expected alphabetic or numeric character",
  ),
];
