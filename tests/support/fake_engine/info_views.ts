import { type State, timestamp } from "./state.ts";
import type { Raw } from "./types.ts";

/** What is fixed about the engine that answers. */
export interface EngineFacts {
  version: string;
  /** Highest and lowest API version, such as "1.51" and "1.24". */
  api: string;
  minApi: string;
  kernel: string;
  os: string;
  firewall: string;
  liveRestore: boolean;
  bridgePools: { Base: string; Size: number }[];
  /** inactive: not in a swarm; locked, error, pending as named; manager and worker are active. */
  role: "manager" | "worker" | "inactive" | "locked" | "error" | "pending";
}

/** Engine version → highest and lowest API version (moby tags). */
const VERSIONS: [api: string, engine: string, minApi: string][] = [
  ["1.41", "20.10.24", "1.12"],
  ["1.42", "23.0.6", "1.12"],
  ["1.43", "24.0.9", "1.12"],
  ["1.44", "25.0.5", "1.24"],
  ["1.45", "26.1.5", "1.24"],
  ["1.46", "27.1.2", "1.24"],
  ["1.47", "27.5.1", "1.24"],
  ["1.48", "28.0.4", "1.24"],
  ["1.49", "28.1.1", "1.24"],
  ["1.50", "28.2.2", "1.24"],
  ["1.51", "28.5.2", "1.24"],
  ["1.52", "29.0.4", "1.44"],
  ["1.53", "29.2.1", "1.44"],
  ["1.54", "29.3.1", "1.40"],
  ["1.55", "29.6.1", "1.40"],
];

export function factsFor(api: string, parts: Partial<EngineFacts> = {}): EngineFacts {
  const found = VERSIONS.find(([version]) => version === api);
  if (found === undefined) throw new Error(`The fake engine speaks API 1.41 to 1.55, not ${api}`);
  return {
    version: found[1],
    api,
    minApi: found[2],
    kernel: "6.1.0-28-amd64",
    os: "Debian GNU/Linux 12 (bookworm)",
    firewall: "iptables",
    liveRestore: false,
    bridgePools: [],
    role: "manager",
    ...parts,
  };
}

/** "1.51" → 151. */
export function apiNumber(version: string): number {
  const [major, minor] = version.split(".");
  return Number(major) * 100 + Number(minor);
}

export function clusterView(state: State): Raw {
  const { cluster } = state;
  return {
    ID: cluster.id,
    Version: { Index: 10 },
    CreatedAt: timestamp(cluster.created),
    UpdatedAt: timestamp(cluster.created),
    Spec: {
      Name: "default",
      Labels: {},
      Orchestration: { TaskHistoryRetentionLimit: cluster.taskHistory },
      Raft: {
        SnapshotInterval: 10000,
        KeepOldSnapshots: 0,
        LogEntriesForSlowFollowers: 500,
        ElectionTick: 10,
        HeartbeatTick: 1,
      },
      Dispatcher: { HeartbeatPeriod: 5_000_000_000 },
      CAConfig: { NodeCertExpiry: cluster.nodeCertExpiry },
      TaskDefaults: {},
      EncryptionConfig: { AutoLockManagers: cluster.autoLock },
    },
    TLSInfo: { TrustRoot: "", CertIssuerSubject: "", CertIssuerPublicKey: "" },
    RootRotationInProgress: cluster.rootRotation,
    DefaultAddrPool: cluster.defaultAddrPool,
    SubnetSize: cluster.subnetSize,
    DataPathPort: cluster.dataPathPort,
  };
}

function swarmInfo(state: State, facts: EngineFacts): Raw {
  const self = state.nodes.get(state.self);
  const managers = [...state.nodes.values()].filter((node) => node.role === "manager");
  const none = {
    NodeID: "",
    NodeAddr: "",
    LocalNodeState: facts.role,
    ControlAvailable: false,
    Error: "",
    RemoteManagers: null,
  };
  if (facts.role !== "manager" && facts.role !== "worker") return none;
  return {
    NodeID: state.self,
    NodeAddr: self?.addr ?? "",
    LocalNodeState: "active",
    ControlAvailable: facts.role === "manager",
    Error: "",
    RemoteManagers: managers.map((node) => ({ NodeID: node.id, Addr: `${node.addr}:2377` })),
    ...(facts.role === "manager"
      ? { Nodes: state.nodes.size, Managers: managers.length, Cluster: clusterView(state) }
      : {}),
  };
}

export function infoView(state: State, facts: EngineFacts, api: number): Raw {
  const self = state.nodes.get(state.self);
  return {
    ID: "3a912152-0a50-4213-a4c6-01060f76d951",
    Driver: "overlay2",
    KernelVersion: facts.kernel,
    OperatingSystem: facts.os,
    OSType: self?.os ?? "linux",
    Architecture: self?.arch ?? "x86_64",
    NCPU: 4,
    MemTotal: 8_589_934_592,
    Name: self?.hostname ?? "alone",
    ServerVersion: facts.version,
    Swarm: swarmInfo(state, facts),
    LiveRestoreEnabled: facts.liveRestore,
    SecurityOptions: ["name=seccomp,profile=builtin"],
    ...(facts.bridgePools.length > 0 ? { DefaultAddressPools: facts.bridgePools } : {}),
    ...(api >= 149 ? { FirewallBackend: { Driver: facts.firewall } } : {}),
    Warnings: null,
  };
}

export function versionView(facts: EngineFacts): Raw {
  const common = {
    Os: "linux",
    Arch: "amd64",
    KernelVersion: facts.kernel,
    GitCommit: "0000000",
    GoVersion: "go1.24.9",
  };
  return {
    Platform: { Name: "" },
    Components: [{
      Name: "Engine",
      Version: facts.version,
      Details: { ApiVersion: facts.api, MinAPIVersion: facts.minApi, Os: "linux", Arch: "amd64" },
    }],
    Version: facts.version,
    ApiVersion: facts.api,
    MinAPIVersion: facts.minApi,
    ...common,
  };
}
