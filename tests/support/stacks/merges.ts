import { type Case, service } from "./case.ts";

const files = (about: string, ...texts: string[]): Case => ({ about, files: texts });
const N = "services: {a: {image: x, networks: [n]}}\n";
/** Several files merged. */
export const MERGES: Case[] = [
  files("second file adds a service", service(""), "services: {b: {image: y, ports: [81]}}\n"),
  files(
    "a network named again is replaced whole",
    `${N}networks: {n: {driver_opts: {encrypted: ""}, internal: true, labels: {a: b}, ipam: {config: [{subnet: 10.1.0.0/24}]}}}\n`,
    "networks: {n: {attachable: true}}\n",
  ),
  files(
    "a network named again with nothing is emptied",
    `${N}networks: {n: {driver_opts: {encrypted: ""}}}\n`,
    "networks: {n: }\n",
  ),
  files(
    "networks are united",
    `${N}networks: {n: }\n`,
    "services: {a: {networks: [m]}}\nnetworks: {m: {internal: true}}\n",
  ),
  files(
    "aliases are replaced",
    "services: {a: {image: x, networks: {n: {aliases: [p, q]}}}}\n",
    "services: {a: {networks: {n: {aliases: [r]}}}}\n",
  ),
  files(
    "aliases are dropped",
    "services: {a: {image: x, networks: {n: {aliases: [p, q]}}}}\n",
    "services: {a: {networks: {n: {}}}}\n",
  ),
  files(
    "a listed network keeps its aliases",
    "services: {a: {image: x, networks: {n: {aliases: [p, q]}}}}\n",
    "services: {a: {networks: [n]}}\n",
  ),
  files("aliases come to a listed network", N, "services: {a: {networks: {n: {aliases: [p]}}}}\n"),
  files(
    "three files",
    "services: {a: {image: x, networks: {n: {aliases: [p]}}}}\n",
    "services: {a: {networks: [m]}}\n",
    "services: {a: {networks: {n: {aliases: [z]}, m: {aliases: [y]}}}}\n",
  ),
  files(
    "ports are keyed by published number",
    'services: {a: {image: x, ports: ["53:53/tcp", "53:53/udp", "80:80"]}}\n',
    "services: {a: {hostname: h}}\n",
  ),
  files(
    "unpublished ports collapse",
    "services: {a: {image: x, ports: [80, 81, 82]}}\n",
    "services: {a: {hostname: h}}\n",
  ),
  files(
    "a published port is replaced",
    'services: {a: {image: x, ports: ["80:80", "70:70"]}}\n',
    "services: {a: {ports: [{target: 99, published: 80, mode: host}]}}\n",
  ),
  files(
    "ports of the second file alone stay as they are",
    "services: {a: {image: x}}\n",
    'services: {a: {ports: ["53:53/udp", "53:53/tcp", 80, 81]}}\n',
  ),
  files(
    "ports of a service in one file stay as they are",
    'services: {a: {image: x, ports: ["53:53/udp", "53:53/tcp"]}}\n',
    "services: {b: {image: y}}\n",
  ),
  files("external replaces", `${N}networks: {n: {internal: true}}\n`, "networks: {n: {external: true}}\n"),
  files(
    "an empty list of ports collapses nothing",
    "services: {a: {image: x, ports: []}}\n",
    'services: {a: {ports: ["53:53/udp", "53:53/tcp"]}}\n',
  ),
  {
    about: "versions differ",
    files: [service(""), `version: "3.7"\n${service("")}`],
    refused: "version mismatched between two composefiles : 3.13 and 3.7",
  },
  { about: "absent is the newest version", files: [service(""), `version: "3.13"\n${service("")}`] },
  {
    about: "second file is refused",
    files: [service(""), "services: {b: 1}\n"],
    refused: "services.b must be a mapping",
  },
  { about: "second file is empty", files: [service(""), ""], refused: "top-level object must be a mapping" },
];
