import assert from "node:assert/strict";
import { compareNatural } from "../../lib/base/natural.ts";
import { messageOf } from "../../lib/base/errors.ts";
import type { NetworkFacts } from "../../lib/insight/network_facts.ts";
import { formatList, inDockersWords } from "../../lib/view/template/docker_format.ts";
import { Template } from "../../lib/view/template/go_template.ts";
import type { Listing } from "../../lib/view/lists/list_table.ts";
import { serviceFacts } from "../../lib/insight/service_facts.ts";
import { networkListing } from "../../lib/view/lists/network_list.ts";
import { serviceListing } from "../../lib/view/lists/service_list.ts";
import type { Port } from "../../lib/swarm/model.ts";
import { askDocker, networksEngine, rawNetwork } from "../support/networks_engine.ts";
import { dockerCli } from "../support/docker_cli.ts";
import { assertGolden } from "../support/golden.ts";
import { startFakeEngine } from "../support/fake_engine.ts";
import { makeNode, makeService, makeSwarm } from "../support/make_swarm.ts";

/** Our lists against those of the docker CLI itself, byte for byte, both over the same networks. */
const docker = dockerCli();

const WORDS = "template parsing error: ";

const NETWORKS = [
  rawNetwork("abcdefghijklmnopqrstuvwx0", "web10", { Labels: { a: "1<2&3" } }),
  rawNetwork("abcdefghijklmnopqrstuvwx1", "web2", { Internal: true, Options: { encrypted: "" } }),
  rawNetwork("f".repeat(64), "bridge", {
    Driver: "bridge",
    Scope: "local",
    EnableIPv6: true,
    Created: "2026-11-22T11:00:00.5+01:00",
  }),
  rawNetwork("abcdefghijklmnopqrstuvwx3", "網路網路網路"),
  rawNetwork("abcdefghijklmnopqrstuvwx4", "e\u0301t\u00e9-web"),
  rawNetwork("abcdefghijklmnopqrstuvwx5", "a-rather-long-name-of-a-network", {
    Driver: "a-driver-with-name",
  }),
];

/** Only what docker's own fields read. */
function factsOfRaw(raw: Record<string, unknown>): NetworkFacts {
  const network = {
    id: raw.Id,
    name: raw.Name,
    created: raw.Created,
    scope: raw.Scope,
    driver: raw.Driver,
    enableIPv4: raw.EnableIPv4,
    enableIPv6: raw.EnableIPv6,
    internal: raw.Internal,
    labels: raw.Labels,
  };
  return { network } as unknown as NetworkFacts;
}

const DOCKER_FIELDS = ["ID", "Name", "Driver", "Scope", "IPv4", "IPv6", "Internal", "Labels", "CreatedAt"];

/** Our listing cut down to docker's own fields and table. */
function dockerListing(noTrunc: boolean) {
  const ours = networkListing({ noTrunc });
  const fields = Object.fromEntries(DOCKER_FIELDS.map((name) => [name, ours.fields[name]!]));
  return { ...ours, fields, table: ["ID", "Name", "Driver", "Scope"] };
}

function ourAnswer(format: string, flags: readonly string[], rows: readonly NetworkFacts[]): string {
  const choice = { format, quiet: flags.includes("-q") };
  try {
    return formatList(dockerListing(flags.includes("--no-trunc")), rows, choice);
  } catch (error) {
    return messageOf(error) + "\n";
  }
}

const LISTS: [string, ...string[]][] = [
  ["table"],
  ["table", "--no-trunc"],
  ["table", "-q"],
  ["json"],
  ["json", "-q"],
  ["raw"],
  ["raw", "-q"],
  ["table {{.Name}}", "-q"],
  ["table", "-f", "name=none"],
  ["json", "-f", "name=none"],
  ["{{.Foo}}", "-f", "name=none"],
  ["table x{{.Foo}}", "-f", "name=none"],
  ["table {{nope}}", "-f", "name=none"],
  ...[
    'table {{.ID}}\\t{{.Label "a"}}\\t{{.Name}}',
    'table {{.Label "com.docker.my_label-x"}}\\t{{.Name}}',
    "table {{.Name}}\\t{{.Foo}}",
    'table {{.Name}} {{.Label "a.B_c"}} {{upper .Name}} {{json .Name}} {{truncate .Name 3}} {{pad .Name 1 1}} {{len .Name}}',
    "table {{.ID}}\\t",
    "table {{.ID}}\\t\\t{{.Name}}",
    "table {{.Name}}\\n{{.ID}}",
    'table {{range split .Name "e"}}{{.}};{{end}}',
    'table {{join (split .Name "e") "-"}} {{.ID}}',
    "table{{.CreatedAt}}",
    "table  {{.Name}} ",
    "table json",
    "tablex",
    "table {{json .}}",
    "table {{.Name}}{{if .Name}}\\tx{{end}}",
    "{{json .}}",
    "{{json .Labels}}",
    `{{html .Name "<a href='x'>&" 1 2 "\\""}} {{js .Name "it's <b>=& \\"x\\" é漢 \\u200b\\u0007\\U0001F600\\U000E0001" 1}} {{urlquery .Name " a+b/ü~!*()'&=" 1}}`,
    "{{.Labels | html}} {{.Labels | urlquery}} {{.Name | js}} {{html}}{{js}}{{urlquery}}",
    '{{.Label "a"}}',
    "{{.Name | .Label}}",
    " {{.Name}} ",
    "{{- .Name -}} x",
    "{{/* a comment */}}{{.Name}}",
    "JSON",
    "{{println .Name}}",
    "{{truncate .ID 3}} {{pad .Name 1 2}} {{title .Name}} {{lower .Driver}}",
    '{{if eq .Driver "bridge"}}B{{else if eq .Name "web2"}}I{{else}}O{{end}}',
    "{{with .Labels}}L{{.}}{{else}}none{{end}}",
    "{{with $x := .Name}}{{$x}}{{end}}",
    "{{$x := .Name}}{{$x}}",
    "{{$x := 1}}{{if .Name}}{{$x = 2}}{{end}}{{$x}}",
    '{{range $i, $c := split .Name "e"}}{{$i}}={{$c}} {{else}}e{{end}}',
    "{{range 3}}{{if eq . 1}}{{break}}{{end}}{{.}}{{end}}",
    "{{range 3}}{{if eq . 1}}{{continue}}{{end}}{{.}}{{end}}",
    '{{printf "%5d|%-5s|%q|%v|%T" 3 .Driver .Scope .Name .Name}}',
    '{{printf "%z" 1}} {{printf "%d"}} {{printf "x" 1}} {{printf "%!"}} {{printf "%x|%X|%c|%U|%t|%08.3f|%+d|%e" 255 "hi" 65 66 true 3.14159 5 12345.678}}',
    '{{printf "%*d|%-*d|%v|%s" 5 1 4 2 nil 3}}',
    '{{printf "%6q|%-8s|%.2s|%5t|%3c|%#x|%o|%b|% d" "a" "b" "cde" true 65 255 8 5 7}}',
    '{{printf "%v %v %s" 1.5 2.50 true}}',
    '{{printf "%d" .Name}}',
    "{{0x10}} {{1e3}} {{010}} {{1.5}} {{'a'}} {{1e100}} {{0.00001}}",
    '{{"a\\x41\\u00e9"}}{{`raw`}}',
    '{{print 1 2 "a" "b" 3}}',
    "{{slice .ID 0 4}} {{len .Name}} {{index .Name 0}}",
    '{{and .Internal .Name}}|{{or .Labels "x"}}|{{not .Name}}',
    '{{lt 1 2}}{{ge "a" "b"}}{{ne 1 2}}{{le 2 2}}{{gt "b" "a"}}{{eq "a" "b" "a"}}',
    '{{upper (printf "%s" .Name)}}',
    '{{.Name | upper | printf "%s-%s" "a"}}',
    "{{.Name|}}",
    "{{index .Labels 300}}",
    "{{eq .Name 3}}",
    "{{eq .Name}}",
    "{{(.Name).X}}",
    "{{.Name.Foo}}",
    "{{.A.B.C}}",
    "{{.name}}",
    "{{.Label}}",
    '{{.Name "x"}}',
    "{{.Name .ID}}",
    "{{upper}}",
    "{{not}}",
    "{{lower 3}}",
    '{{join .Name ","}}',
    "{{join 1 2}}",
    "{{len 3}}",
    "{{truncate .Name -1}}",
    "{{pad .Name -1 0}}",
    "{{nil}}",
    "{{nil | upper}}",
    "{{range .Name}}{{end}}",
    "{{$y = 1}}",
    "{{foo}}",
    "{{",
    "{{.ID",
    "{{.Name}",
    "{{}}",
    "{{@}}",
    '{{"abc}}',
    "{{`abc}}",
    "{{1 | 2}}",
    "{{(}}",
    "{{)}}",
    "{{(.Name}}",
    "{{/* a }}",
    "{{/* a */ }}",
    "{{|.Name}}",
    "{{true.X}}",
    "{{.Name.}}",
    "{{$y}}",
    "{{break}}",
    "{{else}}",
    "{{end}}",
    "{{if .Name}}",
    "{{if}}x{{end}}",
    "{{if .Name}}{{else}}{{else}}{{end}}",
    "{{range $a, $b, $c := .Name}}{{end}}",
    "{{$a, $b := .Name}}",
    "{{3x}}",
    '{{"\\q"}}',
    "{{.Näme}}",
    "a\\n{{.Name}}\\n{{.Foo}}",
    "{{.Name:}}",
  ].map((format): [string] => [format]),
];

Deno.test({
  name: "lists are byte for byte what the docker CLI prints for the same networks and --format",
  ignore: docker === undefined,
  fn: async () => {
    const fake = networksEngine(NETWORKS);
    try {
      const rows = NETWORKS.map(factsOfRaw).sort((a, b) => compareNatural(a.network.name, b.network.name));
      const differences: string[] = [];
      for (const [format, ...flags] of LISTS) {
        const theirs = await askDocker(fake, ["network", "ls", "--format", format, ...flags]);
        const ours = ourAnswer(format, flags, flags.includes("-f") ? [] : rows);
        if (ours !== theirs) {
          differences.push(`${format} ${flags.join(" ")}\n  docker: ${theirs}\n  ours:   ${ours}`);
        }
      }
      assert.equal(differences.join("\n"), "");
    } finally {
      await fake.close();
    }
  },
});

Deno.test("the same lists are as docker printed them when it was last here", () => {
  const rows = NETWORKS.map(factsOfRaw).sort((a, b) => compareNatural(a.network.name, b.network.name));
  const answers = LISTS.map(([format, ...flags]) =>
    `--- ${[format, ...flags].join(" ")}\n${ourAnswer(format, flags, flags.includes("-f") ? [] : rows)}`
  );
  assertGolden(import.meta.url, "lists", answers.join(""));
});

Deno.test({
  name: "templates over raw objects give what docker network inspect gives",
  ignore: docker === undefined,
  fn: async () => {
    const fake = networksEngine(NETWORKS);
    const templates = [
      "{{.Id}} {{.Name}} {{.Options}} {{.IPAM.Driver}}",
      "{{range .IPAM.Config}}{{.Subnet}} {{.Gateway}}{{end}}",
      '{{range $k, $v := .Options}}{{$k}}={{$v}}{{end}}{{index .IPAM.Config 0 "Subnet"}}',
      "{{json .IPAM.Config}} {{json .Labels}}",
      "{{if .Internal}}internal{{else}}open{{end}} {{len .Options}}",
      "{{.Nope}}",
      "{{.IPAM.Nope}}",
    ];
    try {
      const web2 = NETWORKS.find((one) => one.Name === "web2")!;
      for (const template of templates) {
        // The field Id is unknown to docker's own type, so that docker turns to the raw object.
        const text = template.includes("Nope") ? template : `{{.Id}}|${template}`;
        const theirs = await askDocker(fake, ["network", "inspect", "--format", text, "web2"]);
        let ours: string;
        try {
          ours = inDockersWords(() => Template.parse(text).render(web2, { strictKeys: true })) + "\n";
        } catch (error) {
          // docker ends its empty output with a newline first.
          ours = `\n${messageOf(error)}\n`;
        }
        assert.ok(!ours.includes(WORDS) || ours.startsWith(`\n${WORDS}`));
        assert.equal(ours, theirs, text);
      }
    } finally {
      await fake.close();
    }
  },
});

const SERVICE_FIELDS = ["ID", "Name", "Mode", "Replicas", "Image", "Ports"];

function port(published: number, target: number, parts: Partial<Port> = {}): Port {
  return { name: "", protocol: "tcp", target, published, mode: "ingress", ...parts };
}

/** What is special in docker's columns: ranges of ports, modes, limits, digests. The fake engine runs no task for them. */
const SERVICES = [
  makeService("s10", {
    ports: [
      port(8082, 82),
      port(8080, 80),
      port(8081, 81),
      port(9000, 80),
      port(53, 53, { protocol: "udp" }),
    ],
    image: `docker.io/library/app:1@sha256:${"a".repeat(64)}`,
    running: 0,
    desired: 1,
  }),
  makeService("s2", {
    ports: [port(3000, 80), port(3001, 80), port(3002, 81), port(3003, 79), port(4000, 1, { mode: "host" })],
    mode: "global",
    replicas: null,
    running: 0,
    desired: 0,
  }),
  makeService("網路", { maxReplicasPerNode: 2, replicas: 4, running: 0, desired: 4, image: "ghcr.io/a/b:2" }),
];

Deno.test({
  name: "services are listed byte for byte as the docker CLI lists them",
  ignore: docker === undefined,
  fn: async () => {
    const swarm = makeSwarm({
      nodes: [
        makeNode("m1", { role: "manager", manager: { leader: true, reachability: "reachable", addr: "" } }),
      ],
      services: SERVICES,
    });
    await using engine = await startFakeEngine({ from: swarm, time: "wall" });
    const fake = { host: engine.host, config: `${engine.socket}-config`, close: () => Promise.resolve() };
    const ours = serviceListing({ noTrunc: false });
    const listing: Listing<ReturnType<typeof serviceFacts>> = {
      ...ours,
      fields: Object.fromEntries(SERVICE_FIELDS.map((name) => [name, ours.fields[name]!])),
      table: SERVICE_FIELDS,
    };
    const rows = SERVICES.map((one) => serviceFacts(swarm, one))
      .sort((a, b) => compareNatural(a.service.name, b.service.name));
    for (
      const format of ["table", "json", "raw", "{{.Name}} {{.Replicas}} {{.Ports}} {{.Image}} {{.Mode}}"]
    ) {
      const theirs = await askDocker(fake, ["service", "ls", "--format", format]);
      assert.equal(formatList(listing, rows, { format, quiet: false }), theirs, format);
    }
  },
});
