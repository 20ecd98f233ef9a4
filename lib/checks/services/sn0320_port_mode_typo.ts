import { nearest } from "../../base/suggest.ts";
import { type StackService, whereIs } from "../../stack/index.ts";
import { type Report, rule } from "../rule.ts";

const MODES = ["ingress", "host"];
const PROTOCOLS = ["tcp", "udp", "sctp"];
const ENDPOINT_MODES = ["vip", "dnsrr"];

export const sn0320 = rule({
  code: "SN0320",
  name: "port-mode-typo",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A port's mode or protocol, or a service's endpoint mode, is a word that docker does not know",
  why:
    "The schema takes any text there. An unknown mode of a port becomes ingress and an unknown protocol tcp, without a word: " +
    "`mode: hots` publishes on every node through the routing mesh. An unknown endpoint_mode is refused by the engine, after " +
    "the networks were created.",
  fix: "Modes of ports are ingress and host; protocols tcp, udp and sctp; endpoint modes vip and dnsrr",
  reference: ["moby daemon/cluster/convert/service.go", "reproduced on 28.2.2"],
  bad: [
    {
      title: "A port's mode",
      stack: "services: {a: {image: x, ports: [{target: 80, published: 80, mode: hots}]}}\n",
    },
    { title: "An endpoint mode", stack: "services: {a: {image: x, deploy: {endpoint_mode: dnsr}}}\n" },
  ],
  good: [
    {
      title: "Known words",
      stack:
        "services: {a: {image: x, ports: [{target: 80, published: 80, mode: host, protocol: udp}], deploy: {endpoint_mode: dnsrr}}}\n",
    },
  ],
  check(view, report) {
    for (const service of view.stack?.services ?? []) {
      for (const { written, at } of service.ports) {
        const name = `port ${written.published || "(any)"}:${written.target}`;
        if (unknown(written.mode, MODES)) {
          report(typo(service, at, `mode of ${name}`, written.mode, MODES, "docker makes it ingress"));
        }
        if (unknown(written.protocol, PROTOCOLS)) {
          report(
            typo(service, at, `protocol of ${name}`, written.protocol, PROTOCOLS, "docker makes it tcp"),
          );
        }
      }
      const { endpointMode } = service;
      if (unknown(endpointMode, ENDPOINT_MODES)) {
        const at = whereIs(service, ["deploy", "endpoint_mode"]);
        report(typo(service, at, "endpoint mode", endpointMode, ENDPOINT_MODES, "the engine refuses it"));
      }
    }
  },
});

function unknown(word: string, known: readonly string[]): boolean {
  return word !== "" && !known.includes(word.toLowerCase());
}

function typo(
  service: StackService,
  at: StackService["at"],
  what: string,
  word: string,
  known: readonly string[],
  effect: string,
): Report {
  const meant = nearest(word, known);
  return {
    object: { kind: "service", name: service.name },
    message: `The ${what} of service ${service.name} is ${JSON.stringify(word)}; ${effect}` +
      (meant === undefined ? "" : ` (did you mean ${meant}?)`),
    at,
    part: `${what} ${word}`,
  };
}
