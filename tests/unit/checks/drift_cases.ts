import { type Network, STACK_LABEL } from "../../../lib/swarm/model.ts";
import type { SwarmSketch } from "../../../lib/swarm/sketch.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

const LABELS = { [STACK_LABEL]: "shop" };

/** A stack with one network, told by the mapping of its declaration. */
function file(network: string): string {
  return `services: {a: {image: x, networks: [n]}}\nnetworks: {n: ${network}}\n`;
}

/** A swarm where the stack's network is there already. */
function there(parts: Partial<Network> & { subnet?: string } = {}): SwarmSketch {
  return { networks: [{ name: "shop_n", labels: LABELS, options: {}, ...parts }] };
}

const YOUNG = { taken: "2026-06-01T12:00:00Z", created: "2026-06-01T11:55:00Z" };

export const CASES: Record<string, RuleCases> = {
  SN0701: {
    bad: [
      {
        title: "Encryption was taken out of the file",
        stack: file("{}"),
        swarm: there({ options: { encrypted: "" } }),
      },
      { title: "Internal", stack: file("{internal: true}"), swarm: there() },
      { title: "Attachable", stack: file("{}"), swarm: there({ attachable: true }) },
      { title: "A label", stack: file("{labels: {owner: ops}}"), swarm: there() },
      { title: "The subnet", stack: file("{ipam: {config: [{subnet: 10.9.0.0/24}]}}"), swarm: there() },
      {
        title: "The MTU",
        stack: file("{driver_opts: {com.docker.network.driver.mtu: 1400}}"),
        swarm: there(),
      },
      { title: "The driver", stack: file("{driver: macvlan}"), swarm: there() },
      {
        title: "Under a name of its own",
        stack: file('{name: frontend, driver_opts: {encrypted: ""}}'),
        swarm: there({ name: "frontend" }),
      },
      {
        title: "The implicit default network became attachable",
        stack: "services: {a: {image: x}}\nnetworks: {default: {attachable: true}}\n",
        swarm: there({ name: "shop_default" }),
      },
    ],
    good: [
      { title: "Not there yet", stack: file('{driver_opts: {encrypted: ""}}'), swarm: { networks: [] } },
      {
        title: "The same in every field",
        stack: file(
          '{driver: overlay, driver_opts: {encrypted: ""}, attachable: true, labels: {owner: ops}, ipam: {config: [{subnet: 10.9.0.0/24}]}}',
        ),
        swarm: there({
          options: { encrypted: "" },
          attachable: true,
          labels: { ...LABELS, owner: "ops" },
          subnet: "10.9.0.0/24",
        }),
      },
    ],
    near: [
      {
        title: "External: not the file's to say",
        stack: file('{external: true, name: shop_n, driver_opts: {encrypted: ""}}'),
        swarm: there(),
      },
      { title: "The managers chose the subnet", stack: file("{}"), swarm: there({ subnet: "10.77.0.0/24" }) },
      {
        title: "The same subnet, written with host bits",
        stack: file("{ipam: {config: [{subnet: 10.9.0.7/24}]}}"),
        swarm: there({ subnet: "10.9.0.0/24" }),
      },
      {
        title: "A number in the file is text in the swarm",
        stack: file("{driver_opts: {encrypted: 1}}"),
        swarm: there({ options: { encrypted: "1" } }),
      },
      {
        title: "It was never allocated, so it shows no driver and no subnet",
        stack: file("{ipam: {config: [{subnet: 10.9.0.0/24}]}}"),
        swarm: there({ driver: "", ipam: { driver: "default", options: {}, config: [] } }),
      },
      {
        title: "Encrypted either way: the value of the option means nothing",
        stack: file('{driver_opts: {encrypted: ""}}'),
        swarm: there({ options: { encrypted: "true" } }),
      },
      {
        title: "A label of an operation of this tool",
        stack: file("{}"),
        swarm: there({ labels: { ...LABELS, "swarmnet.operation": "0123456789" } }),
      },
      {
        title: "Another stack's network is SN0703's",
        stack: file('{driver_opts: {encrypted: ""}}'),
        swarm: there({ labels: { [STACK_LABEL]: "other" } }),
      },
    ],
  },
  SN0702: {
    bad: [
      {
        title: "The file dropped it, other networks stayed",
        swarm: {
          networks: [{ name: "shop_app", labels: LABELS }, { name: "shop_old", labels: LABELS }],
          services: [{ name: "shop_web", labels: LABELS, on: ["shop_app"] }],
        },
      },
      {
        title: "Only a task that ended was on it",
        swarm: {
          networks: [{ name: "shop_old", labels: LABELS }],
          tasks: [{
            state: "complete",
            desired: "shutdown",
            networks: [{ network: "id-shop_old", addresses: ["10.0.1.5/24"], aliases: [] }],
          }],
        },
      },
    ],
    good: [
      { title: "It belongs to no stack", swarm: { networks: [{ name: "old" }] } },
      {
        title: "A local network",
        swarm: { networks: [{ name: "shop_b", labels: LABELS, scope: "local", driver: "bridge" }] },
      },
    ],
    near: [
      {
        title: "A service of another stack is on it",
        swarm: {
          networks: [{ name: "shop_app", labels: LABELS }],
          services: [{ name: "proxy", labels: { [STACK_LABEL]: "edge" }, on: ["shop_app"] }],
        },
      },
      {
        title: "A deploy that is under way",
        swarm: {
          taken: YOUNG.taken,
          networks: [{ name: "shop_app", labels: LABELS, created: YOUNG.created }],
        },
      },
      {
        title: "A container is attached to it",
        swarm: {
          networks: [{ name: "shop_ci", labels: LABELS, attachable: true }],
          tasks: [{
            attachment: "c0ffee",
            networks: [{ network: "id-shop_ci", addresses: ["10.0.1.5/24"], aliases: [] }],
          }],
        },
      },
    ],
  },
  SN0703: {
    bad: [
      {
        title: "Another stack's",
        stack: file("{name: frontend}"),
        swarm: there({ name: "frontend", labels: { [STACK_LABEL]: "other" } }),
      },
      {
        title: "A bridge of the manager",
        stack: file("{}"),
        swarm: there({ labels: {}, scope: "local", driver: "bridge" }),
      },
    ],
    good: [
      { title: "Free", stack: file("{}"), swarm: { networks: [{ name: "n" }] } },
      { title: "Its own", stack: file("{}"), swarm: there() },
    ],
    near: [
      {
        title: "Nobody uses the declaration, so deploy does not create it",
        stack: "services: {a: {image: x, networks: [m]}}\nnetworks: {n: {}, m: {}}\n",
        swarm: { networks: [{ name: "shop_n" }] },
      },
    ],
  },
  SN0704: {
    bad: [
      {
        title: "Another stack's",
        stack: file("{}"),
        swarm: { services: [{ name: "shop_a", labels: { [STACK_LABEL]: "other" } }] },
      },
      {
        title: "With an empty label",
        stack: file("{}"),
        swarm: { services: [{ name: "shop_a", labels: { [STACK_LABEL]: "" } }] },
      },
    ],
    good: [
      { title: "Free", stack: file("{}"), swarm: { services: [{ name: "a" }] } },
      {
        title: "Deployed again",
        stack: file("{}"),
        swarm: { ...there(), services: [{ name: "shop_a", labels: LABELS, on: ["shop_n"] }] },
      },
    ],
    near: [{
      title: "The same name but for letter case",
      stack: file("{}"),
      swarm: { services: [{ name: "Shop_a" }] },
    }],
  },
};
