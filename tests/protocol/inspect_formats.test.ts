import assert from "node:assert/strict";
import { messageOf } from "../../lib/base/errors.ts";
import { formatInspect } from "../../lib/view/template/inspect_format.ts";
import { typedNetwork } from "../../lib/view/template/inspect_types.ts";
import { dockerCli } from "../support/docker_cli.ts";
import { askDocker, networksEngine, rawNetwork } from "../support/networks_engine.ts";

const docker = dockerCli();

/** With an option, and with little else. */
const IDLE = rawNetwork("abcdefghijklmnopqrstuvwx1", "idle", { Internal: true, Options: { encrypted: "" } });

/** With everything that docker's type of a network has. */
const BUSY = rawNetwork("abcdefghijklmnopqrstuvwx9", "busy", {
  Labels: { a: "1<2&3" },
  IPAM: {
    Driver: "default",
    Options: { x: "y" },
    Config: [
      {
        Subnet: "10.0.2.0/24",
        IPRange: "10.0.2.128/25",
        Gateway: "10.0.2.1",
        AuxiliaryAddresses: { r: "10.0.2.9" },
      },
      { Subnet: "10.0.3.0/24" },
    ],
  },
  Containers: {
    "lb-busy": {
      Name: "busy-endpoint",
      EndpointID: "e1",
      MacAddress: "02:42:0a:00:02:06",
      IPv4Address: "10.0.2.6/24",
      IPv6Address: "",
    },
  },
  Peers: [{ Name: "node1", IP: "192.0.2.1" }],
  Services: {
    api: {
      VIP: "10.0.2.4",
      Ports: [],
      LocalLBIndex: 258,
      Tasks: [{ Name: "api.1", EndpointID: "e2", EndpointIP: "10.0.2.5", Info: { "Host IP": "192.0.2.1" } }],
    },
  },
});

Deno.test({
  name: "templates over Go's own types give what docker network inspect gives",
  ignore: docker === undefined,
  fn: async () => {
    const fake = networksEngine([IDLE, BUSY]);
    const templates = [
      "{{.ID}} {{.Name}} {{.Created}} {{json .Created}}",
      "{{.IPAM.Config}} {{json .IPAM}} {{(index .IPAM.Config 0).Gateway}}",
      "{{.Labels.nope}} {{.Options.nope}} {{index .Labels `nope`}}|{{if .Options.encrypted}}yes{{else}}no{{end}}",
      "{{.Containers}} {{len .Containers}} {{.ConfigFrom}} {{.ConfigFrom.Network}} {{.Peers}} {{.Services}}",
      "{{range .IPAM.Config}}{{.Subnet}}|{{.IPRange}}|{{.AuxAddress}}{{end}}",
      "{{json .}}",
      "{{json .Containers}} {{json .ConfigFrom}}",
      "{{.Internal}} {{.Attachable}} {{.Ingress}} {{.ConfigOnly}} {{.EnableIPv6}}",
      "{{.Nope}}",
      "{{.IPAM.Nope}}",
      "{{.}}",
    ];
    try {
      for (const network of [IDLE, BUSY]) {
        for (const text of templates) {
          const name = String(network.Name);
          const theirs = await askDocker(fake, ["network", "inspect", "--format", text, name]);
          let ours: string;
          try {
            ours = formatInspect(text, [network], typedNetwork);
          } catch (error) {
            ours = `\n${messageOf(error)}\n`;
          }
          assert.equal(ours, theirs, `${text} of ${name}`);
        }
      }
    } finally {
      await fake.close();
    }
  },
});
