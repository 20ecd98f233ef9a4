import type { RuleExample } from "../../../lib/checks/rule.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

/** A stack with one service on one network, declared as `network` says. */
function on(title: string, network: string, more: Partial<RuleExample> = {}): RuleExample {
  return { title, stack: stackOn(network), ...more };
}

function stackOn(network: string): string {
  return `services: {a: {image: x, networks: [n]}}\nnetworks: {n: ${network}}\n`;
}

/** A stack with one service. */
function service(title: string, body: string, more: Partial<RuleExample> = {}): RuleExample {
  return { title, stack: `services: {a: {image: x, ${body}}}\n`, ...more };
}

const PLAIN = "services: {a: {image: x}}\n";

export const CASES: Record<string, RuleCases> = {
  SN0601: {
    bad: [{ title: "Newer than docker knows", stack: `version: "3.14"\n${PLAIN}` }],
    good: [
      { title: "The oldest", stack: `version: "3.0"\n${PLAIN}` },
      { title: "The newest", stack: `version: "3.13"\n${PLAIN}` },
    ],
    near: [
      { title: "A bare 3 is the newest", stack: `version: "3"\n${PLAIN}` },
      { title: "Written and not written agree", stack: [`version: "3.13"\n${PLAIN}`, PLAIN] },
    ],
  },
  SN0602: {
    bad: [{ title: "A name that every object of JavaScript has", stack: `constructor: {}\n${PLAIN}` }, {
      title: "include",
      stack: `include: [other.yml]\n${PLAIN}`,
    }],
    good: [
      { title: "Services only", stack: PLAIN },
      { title: "Every section", stack: `${PLAIN}networks: {}\nvolumes: {}\nsecrets: {}\nconfigs: {}\n` },
    ],
    near: [{ title: "name inside a network", stack: stackOn("{name: shop}") }],
  },
  SN0603: {
    bad: [
      on("enable_ipv6", "{enable_ipv6: true}"),
      on("ip_range", "{ipam: {config: [{ip_range: 10.9.0.0/28}]}}"),
    ],
    good: [on("None", "{}"), on("Options", "{driver_opts: {com.docker.network.driver.mtu: 1400}}")],
    near: [on("gateway is a driver option here", "{driver_opts: {gateway: 10.9.0.1}}")],
  },
  SN0604: {
    bad: [{
      title: "Declared in no file",
      stack: [PLAIN, "services: {a: {image: x, networks: [n]}}\nnetworks: {m: {}}\n"],
    }],
    good: [{ title: "No networks at all", stack: PLAIN }],
    near: [{
      title: "Declared in another file",
      stack: ["services: {a: {image: x, networks: [n]}}\n", "networks: {n: {}}\n"],
    }],
  },
  SN0605: {
    bad: [{
      title: "Declared in a second file",
      stack: [PLAIN, "networks: {n: {}}\n"],
    }],
    good: [{ title: "None declared", stack: PLAIN }, on("Used and external", "{external: true}")],
    near: [{
      title: "Used without being listed",
      stack: `${PLAIN}networks: {default: {driver_opts: {encrypted: ""}}}\n`,
    }],
  },
  SN0606: {
    bad: [on("A driver", "{external: true, driver: overlay}")],
    good: [on("External only", "{external: true}"), on("Not external", '{driver_opts: {encrypted: ""}}')],
    near: [on("external: false", '{external: false, driver_opts: {encrypted: ""}}')],
  },
  SN0607: {
    bad: [on("Misspelt", "{external: true, name: prxoy}", { swarm: { networks: [{ name: "proxy" }] } })],
    good: [
      on("Not external", "{}", { swarm: {} }),
      on("There, among others", "{external: true}", { swarm: { networks: [{ name: "m" }, { name: "n" }] } }),
    ],
    near: [
      on("The host's own network is not looked up", "{external: true, name: host}", { swarm: {} }),
      {
        title: "Not used, so not looked up",
        stack: `${PLAIN}networks: {n: {external: true}}\n`,
        swarm: {},
      },
    ],
  },
  SN0608: {
    bad: [on("A plugin's driver", "{driver: weave}"), on("ipvlan", "{driver: ipvlan}")],
    good: [on("None", "{}"), on("overlay with options", '{driver: overlay, driver_opts: {encrypted: ""}}')],
    near: [
      { title: "Not used, so not created", stack: `${PLAIN}networks: {n: {driver: bridge}}\n` },
      on("External", "{external: true, driver: macvlan}"),
    ],
  },
  SN0609: {
    bad: [service("On the default network", "networks: {default: {ipv4_address: 10.9.0.5}}")],
    good: [service("Listed", "networks: [default]"), service("Nothing", "networks: {default: }")],
    near: [service("Empty text", 'networks: {default: {ipv4_address: ""}}')],
  },
  SN0610: {
    bad: [service("mac_address", "networks: {default: {mac_address: '02:42:ac:11:00:02'}}")],
    good: [service("Listed", "networks: [default]"), service("Nothing", "networks: {default: }")],
    near: [service("driver_opts", "networks: {default: {driver_opts: {a: b}}}")],
  },
  SN0611: {
    bad: [service("domainname", "domainname: example.org")],
    good: [service("hostname works", "hostname: a"), service("dns works", "dns: [10.0.0.2]")],
    near: [service("A label of that name", "labels: {network_mode: host}")],
  },
  SN0612: {
    bad: [service("Both", "container_name: a, expose: [80]")],
    good: [service("Neither", "ports: ['80:80']"), service("hostname works", "hostname: a")],
    near: [service("A label of that name", "labels: {expose: '80'}")],
  },
  SN0613: {
    bad: [{
      title: "The middle one of three files",
      stack: [stackOn('{driver_opts: {encrypted: ""}}'), "networks: {n: {attachable: true}}\n", PLAIN],
    }],
    good: [
      { title: "Not mentioned again", stack: [stackOn('{driver_opts: {encrypted: ""}}'), PLAIN] },
      { title: "Never encrypted", stack: [stackOn("{}"), "networks: {n: {attachable: true}}\n"] },
    ],
    near: [
      {
        title: "The last of three files says it again",
        stack: [
          stackOn('{driver_opts: {encrypted: ""}}'),
          "networks: {n: }\n",
          'networks: {n: {driver_opts: {encrypted: "true"}}}\n',
        ],
      },
      {
        title: "The later file makes it external",
        stack: [stackOn('{driver_opts: {encrypted: ""}}'), "networks: {n: {external: true}}\n"],
      },
    ],
  },
  SN0614: {
    bad: [
      { title: "Attachable", stack: [stackOn("{attachable: true}"), "networks: {n: {labels: {a: b}}}\n"] },
      { title: "The name", stack: [stackOn("{name: shop}"), "networks: {n: {attachable: true}}\n"] },
    ],
    good: [
      { title: "One file", stack: stackOn("{attachable: true}") },
      { title: "Nothing to lose", stack: [stackOn("{}"), "networks: {n: {attachable: true}}\n"] },
    ],
    near: [{
      title: "Another MTU is meant",
      stack: [
        stackOn("{driver_opts: {com.docker.network.driver.mtu: 1400}}"),
        "networks: {n: {driver_opts: {com.docker.network.driver.mtu: 1450}}}\n",
      ],
    }],
  },
  SN0615: {
    bad: [{
      title: "The later file brings the other protocol",
      stack: [
        "services: {a: {image: x, ports: ['53:53/tcp']}}\n",
        "services: {a: {image: x, ports: ['53:53/udp']}}\n",
      ],
    }],
    good: [
      { title: "One file", stack: "services: {a: {image: x, ports: ['53:53/tcp', '53:53/udp']}}\n" },
      {
        title: "Another service in the second file",
        stack: [
          "services: {a: {image: x, ports: ['53:53/tcp', '53:53/udp']}}\n",
          "services: {b: {image: y}}\n",
        ],
      },
    ],
    near: [{
      title: "The later file leads the port elsewhere",
      stack: [
        "services: {a: {image: x, ports: ['80:80']}}\n",
        "services: {a: {image: x, ports: ['80:8080']}}\n",
      ],
    }],
  },
  SN0616: {
    bad: [{
      title: "Driver options of the later file",
      stack: [
        "services: {a: {image: x, networks: {n: {aliases: [db]}}}}\nnetworks: {n: }\n",
        "services: {a: {image: x, networks: {n: {aliases: [db], driver_opts: {a: b}}}}}\n",
      ],
    }],
    good: [
      {
        title: "One file",
        stack: "services: {a: {image: x, networks: {n: {aliases: [db]}}}}\nnetworks: {n: }\n",
      },
      {
        title: "Another network",
        stack: [
          "services: {a: {image: x, networks: {n: {aliases: [db]}}}}\nnetworks: {n: , m: }\n",
          "services: {a: {image: x, networks: {m: {aliases: [web]}}}}\n",
        ],
      },
    ],
    near: [{
      title: "Listing the network changes nothing",
      stack: [
        "services: {a: {image: x, networks: {n: {aliases: [db]}}}}\nnetworks: {n: }\n",
        "services: {a: {image: x, networks: [n]}}\n",
      ],
    }],
  },
  SN0617: {
    bad: [{ title: "In a label", stack: "services: {a: {image: x, labels: {v: $VERSION}}}\n" }],
    good: [{ title: "None", stack: PLAIN }],
    near: [
      { title: "Set to nothing", stack: "services: {a: {image: 'x${TAG}'}}\n", env: { TAG: "" } },
      { title: "Escaped", stack: "services: {a: {image: x, labels: {v: $$VERSION}}}\n" },
    ],
  },
  SN0618: {
    bad: [on("The deprecated place", "{external: {name: '${NET}'}}")],
    good: [on("With a default", "{name: '${NET:-shop}'}"), on("No variable", "{name: shop}")],
    near: [
      on("A label of the network", "{labels: {name: '${NET}'}}"),
      { title: "A service's hostname", stack: "services: {a: {image: x, hostname: '${NET}'}}\n" },
    ],
  },
  SN0619: {
    bad: [{
      title: "Several places",
      stack: 'services: {a: {image: x, command: "echo $$A $$B", labels: {c: $$}}}\n',
    }],
    good: [
      { title: "A variable", stack: "services: {a: {image: 'x:${TAG}'}}\n", env: { TAG: "1" } },
      { title: "A dollar in a comment", stack: `# costs $$\n${PLAIN}` },
    ],
    near: [{
      title: "In a key, where nothing is interpolated",
      stack: "services: {a: {image: x, labels: {$$k: v}}}\n",
    }],
  },
  SN0620: {
    bad: [{
      title: "A default for nothing",
      stack: "services: {a: {image: 'x:${TAG-1}'}}\n",
      dotEnv: ["A", "TAG"],
    }],
    good: [
      { title: "Nothing of it is used", stack: PLAIN, dotEnv: ["TAG"] },
      { title: "No .env", stack: "services: {a: {image: 'x:${TAG}'}}\n" },
    ],
    near: [{
      title: "Exported, with another value",
      stack: "services: {a: {image: 'x:${TAG:-1}'}}\n",
      env: { TAG: "2" },
      dotEnv: ["TAG"],
    }],
  },
  SN0621: {
    bad: [service("A duration that is none", "stop_grace_period: 10 minutes")],
    good: [{ title: "Nothing special", stack: PLAIN }, service("A duration", "stop_grace_period: 10m")],
    near: [
      { title: "Refused for a reason with a rule of its own", stack: `name: shop\n${PLAIN}` },
      service("Ignored is not refused", "links: [b]"),
    ],
  },
  SN0622: {
    bad: [{
      title: "Two files",
      stack: ["services: {a: {image: x}, b: {image: y}}\n", "services: {a: {image: x, depends_on: [b]}}\n"],
    }],
    good: [{ title: "One service", stack: PLAIN }, service("links are another rule's", "links: [b]")],
    near: [service("A label of that name", "labels: {depends_on: b}")],
  },
  SN0623: {
    bad: [on("The swarm's own ingress network", "{external: true, name: ingress}", {
      swarm: { networks: [{ name: "ingress" }] },
    })],
    good: [
      on("An external network", "{external: true, name: app}", { swarm: { networks: [{ name: "app" }] } }),
      on("Not there yet", "{}", { swarm: { networks: [] } }),
    ],
    near: [
      on("A local network that is not the stack's", "{}", {
        swarm: { networks: [{ name: "shop_n", scope: "local", driver: "bridge" }] },
      }),
      on("The host's network", "{external: true, name: host}", { swarm: {} }),
    ],
  },
  // Rules of other families that are about how a file is written.
  SN0104: {
    bad: [on("false", "{driver_opts: {encrypted: false}}")],
    good: [on("Not there", "{}")],
    near: [
      on("A number is accepted", "{driver_opts: {encrypted: 1}}"),
      on("yes is text only in quotes", '{driver_opts: {encrypted: "yes"}}'),
    ],
  },
  SN0105: {
    bad: [on("yes", '{driver_opts: {encrypted: "yes"}}')],
    good: [on("Not there", "{}")],
    near: [
      on("What reads like no is another rule's", '{driver_opts: {encrypted: "false"}}'),
      on("External", "{external: true, driver_opts: {encrypted: 1}}"),
    ],
  },
  SN0221: {
    bad: [on("Host bits", "{ipam: {config: [{subnet: 10.9.0.1/24}]}}")],
    good: [on("None", "{}"), on("IPv6", "{ipam: {config: [{subnet: 'fd00:9::/64'}]}}")],
    near: [
      on("One address", "{ipam: {config: [{subnet: 10.9.0.1/32}]}}"),
      on("Nothing in it", "{ipam: {config: []}}"),
    ],
  },
  SN0318: {
    bad: [{
      title: "A service that is there already",
      stack: "services: {a: {image: x, ports: ['80:80']}}\n",
      swarm: {
        networks: [{ name: "ingress" }],
        services: [{
          name: "proxy",
          ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" }],
        }],
      },
    }],
    good: [{ title: "No ports", stack: PLAIN }],
    near: [
      { title: "The engine chooses", stack: "services: {a: {image: x, ports: ['80', '81']}}\n" },
      {
        title: "The service itself, deployed again",
        stack: "services: {a: {image: x, ports: ['80:80']}}\n",
        swarm: {
          networks: [{ name: "ingress" }],
          services: [{
            name: "shop_a",
            ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" }],
          }],
        },
      },
    ],
  },
  SN0320: {
    bad: [service("A protocol", "ports: [{target: 80, published: 80, protocol: tpc}]")],
    good: [service("Nothing written", "ports: [{target: 80, published: 80}]"), {
      title: "No ports",
      stack: PLAIN,
    }],
    near: [service("Letter case does not matter", "ports: [{target: 80, mode: HOST, protocol: UDP}]")],
  },
  SN0321: {
    bad: [service("A variable that is not set", "ports: [{target: 80, published: '${PORT}'}]")],
    good: [service("The short form", "ports: ['8080:80']")],
    near: [service("A range in the short form", "ports: ['8080-8081:80-81']")],
  },
};
