import type { Table } from "../lib/cli/table.ts";

/** Every command, sorted as help shows them. */
export const COMMANDS: Table = [
  {
    words: "apply",
    summary: "Bring a stack's networks in line with its files, with services up",
    group: "common",
    load: async () => (await import("./apply.ts")).apply,
  },
  {
    words: "attach",
    summary: "Attach services to an overlay network",
    group: "common",
    load: async () => (await import("./attach.ts")).attach,
  },
  {
    words: "audit",
    summary: "Check a swarm's networks against the rules",
    group: "common",
    load: async () => (await import("./audit.ts")).audit,
  },
  {
    words: "bench",
    summary: "Measure what encryption costs between nodes of the swarm",
    group: "common",
    load: async () => (await import("./bench.ts")).bench,
  },
  {
    words: "capacity",
    summary: "Show addresses used and left, and when a network is full",
    group: "common",
    load: async () => (await import("./capacity.ts")).capacity,
  },
  {
    words: "config",
    summary: "See the plugin's own configuration",
    group: "management",
    heading: true,
    load: async () => (await import("./config.ts")).config,
  },
  {
    words: "config show",
    summary: "Show the configuration and where each value comes from",
    load: async () => (await import("./config_show.ts")).configShow,
  },
  {
    words: "create",
    summary: "Create an overlay network, validated against the swarm first",
    group: "common",
    load: async () => (await import("./create.ts")).create,
  },
  {
    words: "detach",
    summary: "Detach services from a network",
    group: "common",
    load: async () => (await import("./detach.ts")).detach,
  },
  {
    words: "diff",
    summary: "Compare two snapshots, or a snapshot with the live swarm",
    load: async () => (await import("./diff.ts")).diff,
  },
  {
    words: "doctor",
    summary: "Check the installation of the plugin itself",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    words: "edges",
    summary: "Show which services can reach each other, and whether in clear",
    load: async () => (await import("./edges.ts")).edges,
  },
  {
    words: "encrypt",
    summary: "Encrypt networks while their services run",
    group: "common",
    load: async () => (await import("./encrypt.ts")).encrypt,
  },
  {
    words: "explain",
    summary: "Explain a rule: what it finds, why it matters, what to do",
    load: async () => (await import("./explain.ts")).explain,
  },
  {
    words: "gateway",
    summary: "Show docker_gwbridge, a node's way out for its containers",
    load: async () => (await import("./gateway.ts")).gateway,
  },
  {
    words: "hooks",
    summary: "Show or switch the hints after docker's own commands",
    group: "management",
    load: async () => (await import("./hooks.ts")).hooks,
  },
  {
    words: "hooks disable",
    summary: "Turn the hints off",
    load: async () => (await import("./hooks_disable.ts")).hooksDisable,
  },
  {
    words: "hooks enable",
    summary: "Turn the hints on",
    load: async () => (await import("./hooks_enable.ts")).hooksEnable,
  },
  {
    words: "ingress",
    summary: "Show the routing mesh: published ports, and who answers where",
    load: async () => (await import("./ingress.ts")).ingress,
  },
  {
    words: "ingress replace",
    summary: "Give the ingress network another subnet, MTU, option or encryption",
    load: async () => (await import("./ingress_replace.ts")).ingressReplace,
  },
  {
    words: "inspect",
    summary: "Show networks: who is on them, where, and how encrypted",
    group: "common",
    load: async () => (await import("./inspect.ts")).inspect,
  },
  {
    words: "lint",
    summary: "Check stack files as docker stack deploy would read them",
    group: "common",
    load: async () => (await import("./lint.ts")).lint,
  },
  {
    words: "ls",
    summary: "List networks with encryption, addresses and services",
    group: "common",
    aliases: ["list"],
    load: async () => (await import("./ls.ts")).ls,
  },
  {
    words: "map",
    summary: "Draw who is on which network, where, and what is encrypted",
    load: async () => (await import("./map.ts")).map,
  },
  {
    words: "operations",
    summary: "List changes that were begun, and where they stand",
    load: async () => (await import("./operations.ts")).operations,
  },
  {
    words: "plan",
    summary: "Show what deploying stack files would do, ignore and leave behind",
    group: "common",
    load: async () => (await import("./plan.ts")).plan,
  },
  {
    words: "ports",
    summary: "Show ports to open between nodes, or write firewall rules",
    load: async () => (await import("./ports.ts")).ports,
  },
  {
    words: "probe",
    summary: "Prove on the nodes what is encrypted, and check paths and names",
    load: async () => (await import("./probe.ts")).probe,
  },
  {
    words: "prune",
    summary: "Remove all unused swarm networks",
    load: async () => (await import("./prune.ts")).prune,
  },
  {
    words: "replace",
    summary: "Give a network another subnet, MTU or option while services run",
    load: async () => (await import("./replace.ts")).replace,
  },
  {
    words: "resume",
    summary: "Continue a change that was stopped part-way",
    load: async () => (await import("./resume.ts")).resume,
  },
  {
    words: "rm",
    summary: "Remove one or more networks",
    group: "common",
    aliases: ["remove"],
    load: async () => (await import("./rm.ts")).rm,
  },
  {
    words: "rules",
    summary: "List the rules of audit, lint and changes",
    load: async () => (await import("./rules.ts")).rules,
  },
  {
    words: "service",
    summary: "See and change services as the network sees them",
    group: "management",
    heading: true,
    load: async () => (await import("./service.ts")).service,
  },
  {
    words: "service create",
    summary: "Create a service with docker, its networks and ports checked first",
    load: async () => (await import("./service_create.ts")).serviceCreate,
  },
  {
    words: "service inspect",
    summary: "Show how services are reached: networks, VIPs, ports, addresses",
    load: async () => (await import("./service_inspect.ts")).serviceInspect,
  },
  {
    words: "service ls",
    summary: "List services with their networks and published ports",
    aliases: ["list"],
    load: async () => (await import("./service_ls.ts")).serviceLs,
  },
  {
    words: "service update",
    summary: "Update a service with docker, its networks and ports checked first",
    load: async () => (await import("./service_update.ts")).serviceUpdate,
  },
  {
    words: "snapshot",
    summary: "Write the swarm's network state as one redacted file",
    load: async () => (await import("./snapshot.ts")).snapshot,
  },
  {
    words: "status",
    summary: "Show the swarm's networks on one screen, with a verdict",
    group: "common",
    load: async () => (await import("./status.ts")).status,
  },
  {
    words: "trace",
    summary: "Show the path of a request, hop by hop, and what is encrypted",
    load: async () => (await import("./trace.ts")).trace,
  },
  {
    words: "undo",
    summary: "Undo a change, finished or stopped part-way",
    load: async () => (await import("./undo.ts")).undo,
  },
  {
    words: "unlock",
    summary: "Give up a stopped change, leaving the swarm as it is",
    load: async () => (await import("./unlock.ts")).unlock,
  },
  {
    words: "version",
    summary: "Show the version of the plugin",
    load: async () => (await import("./version.ts")).version,
  },
];
