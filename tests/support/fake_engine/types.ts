/** Engine API objects as the fake keeps them. Specs stay raw: a field it does not know must come back as it was sent. */
export type Raw = { [key: string]: unknown };

export interface NetworkRef {
  Target: string;
  Aliases?: string[];
  DriverOpts?: Record<string, string>;
}
export interface PortSpec {
  Name?: string;
  Protocol?: string;
  TargetPort?: number;
  PublishedPort?: number;
  PublishMode?: string;
}
export interface UpdateSpec {
  Parallelism?: number;
  Delay?: number;
  Monitor?: number;
  FailureAction?: string;
  MaxFailureRatio?: number;
  Order?: string;
}
export interface TaskTemplate extends Raw {
  ContainerSpec?: Raw & { Image?: string };
  Networks?: NetworkRef[];
  Placement?: { Constraints?: string[]; MaxReplicas?: number } & Raw;
  RestartPolicy?: { Condition?: string; Delay?: number; MaxAttempts?: number };
}
export interface ServiceSpec extends Raw {
  Name: string;
  Labels?: Record<string, string>;
  TaskTemplate: TaskTemplate;
  Mode?: {
    Replicated?: { Replicas?: number };
    Global?: Raw;
    ReplicatedJob?: { MaxConcurrent?: number; TotalCompletions?: number };
    GlobalJob?: Raw;
  };
  UpdateConfig?: UpdateSpec;
  RollbackConfig?: UpdateSpec;
  Networks?: NetworkRef[];
  EndpointSpec?: { Mode?: string; Ports?: PortSpec[] };
}
export interface IpamConfig {
  Subnet?: string;
  IPRange?: string;
  Gateway?: string;
  AuxiliaryAddresses?: Record<string, string>;
}
export interface NetworkSpec extends Raw {
  Name: string;
  Driver?: string;
  Scope?: string;
  EnableIPv4?: boolean;
  EnableIPv6?: boolean;
  Internal?: boolean;
  Attachable?: boolean;
  Ingress?: boolean;
  ConfigOnly?: boolean;
  ConfigFrom?: { Network?: string };
  IPAM?: { Driver?: string; Options?: Record<string, string> | null; Config?: IpamConfig[] | null };
  Options?: Record<string, string> | null;
  Labels?: Record<string, string> | null;
}

/** An object with the version every write must name. Times are milliseconds since the epoch. */
export interface Stored {
  id: string;
  version: number;
  created: number;
  updated: number;
}
export interface FakeNode extends Stored {
  hostname: string;
  role: "manager" | "worker";
  availability: string;
  state: string;
  addr: string;
  /** Address of the data path (VXLAN); `addr` unless the node was joined with another. */
  dataPath: string;
  os: string;
  arch: string;
  engineVersion: string;
  leader: boolean;
  labels: Record<string, string>;
}
export interface FakeNetwork extends Stored {
  spec: NetworkSpec;
  scope: "swarm" | "local";
  /** What the allocator decided; null until then, and for ever when it could not. */
  allocated: { driver: string; subnets: IpamConfig[]; options: Record<string, string> | null } | null;
  predefined: boolean;
  /** Addresses of load-balancer endpoints by node ID. */
  balancers: Map<string, string>;
}
export interface UpdateStatus {
  State: string;
  StartedAt?: string;
  CompletedAt?: string;
  Message: string;
}
export interface FakeService extends Stored {
  spec: ServiceSpec;
  previous: ServiceSpec | null;
  /** Counts the specs that came in; tasks carry the one they were made from. */
  specVersion: number;
  vips: { network: string; addr: string }[];
  ports: PortSpec[];
  allocated: boolean;
  updateStatus: UpdateStatus | null;
}
export interface TaskAttachment {
  network: string;
  addresses: string[];
}
export interface FakeTask extends Stored {
  service: string;
  slot: number;
  node: string;
  template: TaskTemplate;
  /** The endpoint spec the task was made with: a change of it makes the task stale, too. */
  endpoint: string;
  state: TaskState;
  desired: TaskState;
  message: string;
  error: string;
  since: number;
  attachments: TaskAttachment[];
  container: string;
  /** Container of an attachment task (docker run on an attachable network), else "". */
  attachedContainer: string;
  hostPorts: PortSpec[];
  exitCode: number;
  labels: Record<string, string>;
}
export interface FakeConfig extends Stored {
  spec: Raw & { Name: string; Labels?: Record<string, string>; Data?: string };
}

/** In the order a task goes through them (swarmkit api/types.proto). */
const TASK_STATES = [
  "new",
  "allocated",
  "pending",
  "assigned",
  "accepted",
  "preparing",
  "ready",
  "starting",
  "running",
  "complete",
  "shutdown",
  "failed",
  "rejected",
  "remove",
  "orphaned",
] as const;
export type TaskState = (typeof TASK_STATES)[number];

export function rank(state: TaskState): number {
  return TASK_STATES.indexOf(state);
}

/** Status beyond RUNNING: it holds no address any more. */
export function isOver(task: FakeTask): boolean {
  return rank(task.state) > rank("running");
}
