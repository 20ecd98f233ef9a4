import { shellLine } from "../../base/shell.ts";
import { attachmentsOn } from "../../swarm/attached.ts";
import { encrypt } from "../change_examples.ts";
import { movesOf, usersBefore } from "../replacement.ts";
import { rule } from "../rule.ts";
import { service } from "../subjects.ts";

/** Names the interface inside the container (moby libnetwork/netlabel, from 28.0). */
const IFNAME = "com.docker.network.endpoint.ifname";

export const sn0348 = rule({
  code: "SN0348",
  name: "interface-name-fixed",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  refusedByEngine: true,
  what: "A service sets the name of its interface on a network that is to be replaced",
  why:
    "While it is attached to both networks its tasks would have two interfaces of that name, so none would start.",
  fix: "Let the engine choose the name until the network is replaced",
  reference: ["tried on 28.5.2", "moby daemon/libnetwork/netlabel"],
  bad: [{
    title: "An interface called eth7",
    swarm: {
      networks: [{ name: "app", options: {} }],
      services: [{ name: "web", networks: [entry({ [IFNAME]: "eth7" })] }],
    },
    change: encrypt("app"),
  }],
  good: [{
    title: "Another option of the interface",
    swarm: {
      networks: [{ name: "app", options: {} }],
      services: [{
        name: "web",
        networks: [entry({ "com.docker.network.endpoint.sysctls": "net.ipv4.conf.IFNAME.x=1" })],
      }],
    },
    change: encrypt("app"),
  }],
  check(view, report) {
    for (const { network } of movesOf(view)) {
      for (const one of usersBefore(view, network)) {
        const found = attachmentsOn(view.before!, one, network).find(({ driverOpts }) =>
          Object.hasOwn(driverOpts, IFNAME)
        );
        if (found === undefined) continue;
        // The long form turns names to lower case (docker/cli opts/network.go); IDs are.
        const word = network.name === network.name.toLowerCase() ? network.name : network.id;
        const again = [`name=${word}`, ...found.aliases.map((alias) => `alias=${alias}`)].join(",");
        report({
          object: service(one),
          message: `Service ${one.name} names its interface on ${network.name} ${found.driverOpts[IFNAME]}`,
          part: network.name,
          fix: {
            text: "Let the engine choose the name until the network is replaced",
            commands: [
              shellLine([
                "docker",
                "service",
                "update",
                "--network-rm",
                word,
                "--network-add",
                again,
                one.name,
              ]),
            ],
          },
        });
      }
    }
  },
});

/** Examples: an entry of a service's list with these options. */
function entry(driverOpts: Record<string, string>) {
  return { target: "id-app", aliases: [], driverOpts };
}
