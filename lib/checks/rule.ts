import type { Cluster, Network, Node, Service, Source, Swarm, Task } from "../swarm/model.ts";
import type { Change } from "../swarm/change/model.ts";
import type { SwarmSketch } from "../swarm/sketch.ts";
import type { LoadResult, Stack } from "../stack/index.ts";

/** How bad it is: broken now or refused by the engine; a risk; worth knowing. */
export type Level = "error" | "warning" | "info";
/** How sure the rule is of what it says: it follows from the data, or it rests on a heuristic. */
export type Confidence = "high" | "medium" | "low";
/**
 * What a check can judge: a swarm as it is (live or snapshot), what a stack file would make, what was found on the nodes, or what a command
 * is about to change.
 */
export type Scope = "live" | "stack" | "nodes" | "change";

/** The parts of the input a rule may look at; touching another one is caught by the harness. */
export type Reads =
  | "networks"
  | "services"
  | "tasks"
  | "nodes"
  | "cluster"
  | "source"
  /** Network.containers, peers and usage: filled by an inspect of each network. */
  | "inspected"
  /** Network.gossip: filled by verbose inspects (`--deep`). */
  | "gossip"
  /** The stack file itself: document, positions, several files. */
  | "stack"
  /** Both a file and the swarm it would be deployed on (`--against`). */
  | "against"
  | "policy"
  /** What a command is about to change, and the swarm before it. */
  | "change"
  /** The moment of collection, for ages. */
  | "time";

/** A place in a file; line and column count from 1. */
export interface At {
  file: string;
  line: number;
  column: number;
}

/** What a finding can be about. */
export type ObjectKind = "network" | "service" | "task" | "node" | "swarm" | "stack" | "file" | "container";

/** The object that a finding is about. */
export interface ObjectRef {
  kind: ObjectKind;
  name: string;
  /** Full ID where the object has one. */
  id?: string;
}

/** What to do about a finding. */
export interface Fix {
  /** What to do, in one sentence. */
  text: string;
  /** Commands that run as printed, in order. */
  commands?: string[];
  /** A minimal change of the stack file that is safe to make unasked (`lint --fix`). */
  edit?: Edit;
}

/** Changes one node of a stack file, named by its path; the editor keeps comments and layout. */
export interface Edit {
  file: string;
  path: (string | number)[];
  /** Set the scalar there, delete the key, or add this key to the mapping there. */
  action: { kind: "set"; value: string | number | boolean } | { kind: "delete" } | {
    kind: "add";
    key: string;
    value: string | number | boolean;
  };
}

/** What a check says of one object. Code, level and reference come from the rule. */
export interface Report {
  object: ObjectRef;
  /** What is wrong with this object, with its own names and values, one sentence. */
  message: string;
  /** Where it stands in a stack file; found from the object where it is left out. */
  at?: At;
  /** Overrides the rule's level for this object. */
  level?: Level;
  /** The engine takes this one, unlike the rest of a rule that it refuses (`refusedByEngine`). */
  binding?: false;
  /** Overrides the rule's general advice. */
  fix?: Fix;
  /** Further facts, one short sentence each. */
  details?: string[];
  /** Tells two findings of one rule on one object apart; part of the fingerprint. Never a position or a count. */
  part?: string;
}

/** Organisation rules from `.swarmnet.yaml`; empty where nothing is configured. */
export interface Policy {
  /** Globs of network names that must be encrypted; a finding is an error there. */
  mustEncrypt: string[];
  /** CIDR ranges that overlay subnets must lie in; empty: any. */
  allowedSubnets: string[];
  /** Published ports that no service may use, as "5432", "5432/tcp" or "8000-8999". */
  forbiddenPorts: string[];
  /** The setting `require-encryption`, and where it was set. */
  requireEncryption?: { value: "off" | "warn" | "error"; origin: string };
}

/**
 * The input of a check. For `stack` scope, networks, services and tasks are what a deploy would make (ids equal names
 * until they exist), with `against`' objects around them where a swarm was given; `stack` is the file itself.
 */
export interface View {
  readonly scope: Scope;
  readonly networks: readonly Network[];
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  readonly nodes: readonly Node[];
  readonly cluster: Cluster;
  readonly source: Source;
  /** The whole value, for functions of lib/swarm that index or count; only its declared parts may be used. */
  readonly swarm: Swarm;
  /** In stack scope: what deploy would make of the files, with places. */
  readonly stack: Stack | undefined;
  /** In stack scope: everything the loader said, the trees before interpolation included. */
  readonly loaded: LoadResult | undefined;
  /** The swarm that the stack would be deployed on, or undefined. */
  readonly against: Swarm | undefined;
  /** In change scope: what is asked for. The other parts of the view are the swarm after it. */
  readonly change: Change | undefined;
  /** In change scope: the swarm before the change. */
  readonly before: Swarm | undefined;
  /** In change scope: whether the change writes the service of this ID. In other scopes false. */
  written(serviceId: string): boolean;
  /** In change scope: whether the change starts or replaces tasks of the service of this ID. In other scopes false. */
  updated(serviceId: string): boolean;
  /** In change scope: whether the change attaches a service to the network of this ID. In other scopes false. */
  joined(networkId: string): boolean;
  readonly policy: Policy;
  /** Milliseconds since the epoch when the swarm was collected. */
  readonly now: number;
  /**
   * Whether this network or service is to be judged: in stack scope what the file declares, in change scope what the change touches, in live
   * scope everything.
   */
  judged(object: Network | Service): boolean;
  /** Where an object of the stack is declared. */
  at(object: Network | Service): At | undefined;
}

/** A rule: its texts, its examples and its check. */
export interface Rule {
  /** SN followed by four digits; never reused. The first two digits are the family. */
  code: string;
  /** Kebab-case name, unique. */
  name: string;
  level: Level;
  confidence: Confidence;
  /** Version of swarmnet that first had it. */
  since: string;
  scope: readonly Scope[];
  reads: readonly Reads[];
  /**
   * The engine itself would refuse its errors, or accept them and never carry them out: in a change no configuration turns them off or
   * suppresses them. `Report.binding` excepts single findings.
   */
  refusedByEngine?: true;
  /**
   * It matters in each update of the service it is about, such as what keeps one from completing: a change that updates this service is told
   * even where it was so before.
   */
  blocksUpdates?: true;
  /** It concerns every service on the network it is about: a change that attaches a service there is told even where it was so before. */
  concernsUsers?: true;
  /** What it finds, one sentence without final stop. */
  what: string;
  /** Why it matters: cause and effect, a few sentences. */
  why: string;
  /** What to do in general. */
  fix: string;
  /** Where the fact comes from: documentation pages, issue numbers, source files. */
  reference: readonly string[];
  /** When it may be wrong or wanted. */
  falsePositives?: string;
  /** Item of the CIS Docker Benchmark it answers. */
  cis?: string;
  /** Shown by `explain` and in the reference; executed by the tests: every bad one is found, no good one is. */
  bad: readonly RuleExample[];
  good: readonly RuleExample[];
  /** `report` for each finding; `skip` with a reason where it cannot be judged from what is at hand. */
  check(view: View, report: (finding: Report) => void, skip: (reason: string) => void): void;
}

/** A stack file (or several, merged as deploy merges them), or the facts of a swarm that matter. */
export interface RuleExample {
  /** What it shows, one line. */
  title: string;
  stack?: string | readonly string[];
  /** Laid over a small healthy swarm (lib/swarm/sketch.ts). */
  swarm?: SwarmSketch;
  /** Environment for interpolation. */
  env?: Readonly<Record<string, string>>;
  /** Names that a .env file beside the stack file sets. */
  dotEnv?: readonly string[];
  policy?: Partial<Policy>;
  /** A command on that swarm, for scope `change`: as it is typed, and what it asks for. */
  change?: { command: string; of(swarm: Swarm): Change };
}

/** Identity function that gives a rule file its type and keeps the literal readable. */
export function rule(definition: Rule): Rule {
  return definition;
}
