import assert from "node:assert/strict";
import { collect } from "../../lib/engine/collect.ts";
import { parseSnapshot, snapshotText } from "../../lib/swarm/snapshot.ts";
import { json, withEngine } from "../support/engine_socket.ts";

/**
 * A swarm whose every field that may hold a secret does: each is a text of its own, so that a leak names its place. Fields that must be kept
 * (names, addresses, states) have plain values.
 */
const planted: string[] = [];
function secret(place: string): string {
  const text = `CANARY${planted.length}x${place.replace(/\W/g, "")}`;
  planted.push(text);
  return text;
}
function map(place: string): Record<string, string> {
  return { [`${place}-key`]: secret(place), "com.example.password": secret(`${place} password`) };
}

const ID = (name: string) => name.padEnd(25, "0");
const META = { Version: { Index: 11 }, CreatedAt: "2026-05-01T00:00:00Z", UpdatedAt: "2026-05-01T00:00:00Z" };

function containerSpec(): unknown {
  return {
    Image: `${secret("image user")}:${secret("image password")}@registry.example/app:1`,
    Labels: map("container label"),
    Command: ["sh", "-c", secret("command")],
    Args: [`--token=${secret("args")}`, secret("args plain")],
    Env: [`PASSWORD=${secret("env")}`, `PLAIN=${secret("env plain")}`],
    Hostname: secret("hostname"),
    Dir: `/${secret("dir")}`,
    User: secret("user"),
    Groups: [secret("group")],
    Hosts: [`10.0.0.1 ${secret("hosts")}`],
    DNSConfig: { Nameservers: ["10.0.0.2"], Search: [secret("search")], Options: [secret("dns option")] },
    Mounts: [{
      Type: "bind",
      Source: `/${secret("mount")}`,
      VolumeOptions: { DriverConfig: { Options: map("volume") } },
    }],
    Healthcheck: { Test: ["CMD-SHELL", `curl -u ${secret("health check")} x`] },
    Secrets: [{ SecretName: secret("secret name"), File: { Name: secret("secret file") } }],
    Configs: [{ ConfigName: secret("config name"), File: { Name: secret("config file") } }],
    Privileges: { CredentialSpec: { Registry: secret("credential spec") } },
    Sysctls: { "net.ipv4.tcp_keepalive_time": "600" },
  };
}

function template(): unknown {
  return {
    ContainerSpec: containerSpec(),
    LogDriver: { Name: "x", Options: map("log driver") },
    Networks: [{ Target: ID("n1"), Aliases: ["db"], DriverOpts: map("attachment option") }],
    Placement: { Constraints: ["node.labels.zone==a"] },
    PluginSpec: { Env: [secret("plugin env")] },
    PullOptions: { RegistryAuth: secret("registry auth") },
  };
}

function service(): unknown {
  const spec = () => ({
    Name: "web",
    Labels: map("service label"),
    TaskTemplate: template(),
    Mode: { Replicated: { Replicas: 1 } },
  });
  return {
    ID: ID("s1"),
    ...META,
    Spec: spec(),
    PreviousSpec: spec(),
    Endpoint: { VirtualIPs: [{ NetworkID: ID("n1"), Addr: "10.0.1.2/24" }] },
    UpdateStatus: {
      State: "paused",
      StartedAt: "2026-05-01T00:00:00Z",
      Message: `update paused: https://u:${secret("update message")}@reg.example/`,
    },
  };
}

function task(): unknown {
  return {
    ID: ID("t1"),
    ...META,
    Labels: map("task label"),
    Spec: template(),
    ServiceID: ID("s1"),
    Slot: 1,
    NodeID: ID("m1"),
    Status: {
      Timestamp: "2026-05-01T00:00:00Z",
      State: "failed",
      Message: `starting token: ${secret("task message")}`,
      Err: `task: PASSWORD=${secret("task error")} https://u:${secret("task error url")}@x/ exec: "app ${
        secret("task error exec")
      }"`,
      ContainerStatus: { ContainerID: "c".repeat(64) },
    },
    DesiredState: "running",
    NetworksAttachments: [{
      Network: { ID: ID("n1"), Spec: { Labels: map("attached label") } },
      Addresses: ["10.0.1.3/24"],
    }],
    GenericResources: [{ NamedResourceSpec: { Kind: "gpu", Value: secret("resource") } }],
  };
}

function network(): unknown {
  return {
    Name: "front",
    Id: ID("n1"),
    Created: "2026-05-01T00:00:00Z",
    Scope: "swarm",
    Driver: "overlay",
    EnableIPv4: true,
    IPAM: {
      Driver: "vendor",
      Options: map("ipam"),
      Config: [{ Subnet: "10.0.1.0/24", Gateway: "10.0.1.1" }],
    },
    Options: { encrypted: "", ...map("network option") },
    Labels: map("network label"),
    Containers: null,
  };
}

function node(): unknown {
  return {
    ID: ID("m1"),
    ...META,
    Spec: { Role: "manager", Availability: "active", Labels: map("node label") },
    Description: {
      Hostname: "m1",
      Platform: { OS: "linux", Architecture: "x86_64" },
      Engine: { EngineVersion: "28.5.2", Labels: map("engine label") },
      TLSInfo: {
        TrustRoot: secret("trust root"),
        CertIssuerSubject: secret("issuer"),
        CertIssuerPublicKey: secret("key"),
      },
    },
    Status: { State: "ready", Addr: "192.0.2.1", Message: secret("node message") },
    ManagerStatus: { Leader: true, Reachability: "reachable", Addr: "192.0.2.1:2377" },
  };
}

function cluster(): Record<string, unknown> {
  return {
    ID: ID("cl"),
    ...META,
    Spec: {
      Name: "default",
      Labels: map("cluster label"),
      CAConfig: {
        SigningCAKey: secret("ca key"),
        SigningCACert: secret("ca cert"),
        ExternalCAs: [{ Options: map("ca") }],
      },
      TaskDefaults: { LogDriver: { Options: map("default log driver") } },
    },
    JoinTokens: {
      Worker: `SWMTKN-1-${secret("worker token")}`,
      Manager: `SWMTKN-1-${secret("manager token")}`,
    },
    TLSInfo: { TrustRoot: secret("cluster root") },
    UnlockKey: `SWMKEY-1-${secret("unlock key")}`,
  };
}

function info(): unknown {
  return {
    Name: "m1",
    ServerVersion: "28.5.2",
    KernelVersion: "none",
    HttpProxy: `http://u:${secret("proxy")}@proxy:3128`,
    HttpsProxy: secret("https proxy"),
    Labels: [`k=${secret("info label")}`],
    DriverStatus: [["x", secret("driver status")]],
    RegistryConfig: { IndexConfigs: { a: { Mirrors: [secret("mirror")] } } },
    Swarm: {
      NodeID: ID("m1"),
      NodeAddr: "192.0.2.1",
      LocalNodeState: "active",
      ControlAvailable: true,
      Cluster: cluster(),
    },
  };
}

Deno.test("no secret of any field of a swarm reaches its snapshot, not even of those that services and tasks keep", async () => {
  const answers = {
    "GET /info": () => json(info()),
    "GET /swarm": () => json(cluster()),
    "GET /nodes": () => json([node()]),
    "GET /networks": () => json([network()]),
    [`GET /networks/${ID("n1")}`]: () => json(network()),
    "GET /services": () => json([service()]),
    "GET /tasks": () => json([task()]),
  };
  await withEngine(answers, async (engine) => {
    const swarm = await collect(engine, { clock: { now: () => 0 }, deep: true });
    const { text } = snapshotText(swarm);
    assert.ok(planted.length > 100, `${planted.length} secrets were planted`);
    assert.deepEqual(planted.filter((one) => text.includes(one)), []);
    assert.equal(snapshotText(parseSnapshot(text, "s")).text, text);
    assert.match(text, /"name":"web"/);
    assert.match(text, /registry\.example\/app:1/);
    assert.match(text, /"com\.example\.password":"<redacted>"/);
  });
});
