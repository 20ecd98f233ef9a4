import {
  ENCRYPTED,
  MTU_OPTION,
  type Network,
  type Node,
  type Service,
  type Swarm,
  type Task,
  VNI_OPTION,
} from "./model.ts";
import { REDACTED, redactImage, redactMessage } from "./redact_text.ts";

/** What was taken out, for the sentence that says so. */
export interface Removed {
  labels: number;
  options: number;
  messages: number;
  images: number;
}

/** Labels whose values are names and settings that docker, proxies or this tool read; everything else may hold anything. */
const SAFE_LABELS = [
  /^com\.docker\.(?:stack|swarm)\./,
  /^swarmnet\./,
  /^traefik\.(?:docker|swarm)\.network$/,
  /^traefik\.(?:docker|swarm)\.lbswarm$/,
];
/** This one is an image reference, which may carry a password. */
const IMAGE_LABEL = "com.docker.stack.image";

/** Driver options of docker's own drivers; other drivers (and IPAM drivers) take passwords as options. */
const SAFE_OPTIONS = [
  new RegExp(
    `^(?:${[ENCRYPTED, MTU_OPTION, VNI_OPTION, "dsr"].map((key) => key.replaceAll(".", "\\.")).join("|")})$`,
  ),
  /^com\.docker\.network\./,
  /^(?:parent|macvlan_mode|ipvlan_mode|ipvlan_flag)$/,
];

/** Values that say yes, no or nothing hide nothing. */
const PLAIN = /^(?:|true|false|yes|no|on|off)$/i;

class Redactor {
  readonly removed: Removed = { labels: 0, options: 0, messages: 0, images: 0 };

  #record(
    record: Record<string, string>,
    keep: (key: string, value: string) => boolean,
    count: "labels" | "options",
  ): Record<string, string> {
    // Without a prototype, so that a key "__proto__" is a key like any other.
    const out: Record<string, string> = Object.create(null);
    for (const [key, value] of Object.entries(record)) {
      const kept = value === REDACTED || PLAIN.test(value) || keep(key, value);
      if (!kept) this.removed[count]++;
      out[key] = kept ? value : REDACTED;
    }
    return out;
  }

  labels(labels: Record<string, string>): Record<string, string> {
    const out = this.#record(labels, (key) => SAFE_LABELS.some((safe) => safe.test(key)), "labels");
    if (Object.hasOwn(out, IMAGE_LABEL)) out[IMAGE_LABEL] = this.image(out[IMAGE_LABEL]!);
    return out;
  }

  /** A node's label stays where a service asks for just this value: the service's constraint says it anyway. */
  nodeLabels(labels: Record<string, string>, wanted: ReadonlySet<string>): Record<string, string> {
    const safe = (key: string) => SAFE_LABELS.some((one) => one.test(key));
    return this.#record(labels, (key, value) => safe(key) || wanted.has(`${key}\n${value}`), "labels");
  }

  options(options: Record<string, string>): Record<string, string> {
    return this.#record(options, (key) => SAFE_OPTIONS.some((safe) => safe.test(key)), "options");
  }

  /** Options of IPAM drivers: docker's own takes none. */
  ipamOptions(options: Record<string, string>): Record<string, string> {
    return this.#record(options, () => false, "options");
  }

  message(text: string): string {
    const out = redactMessage(text);
    if (out !== text) this.removed.messages++;
    return out;
  }

  image(image: string): string {
    const out = redactImage(image);
    if (out !== image) this.removed.images++;
    return out;
  }
}

/** "node.labels.zone == a" → zone and a, joined by a newline; undefined for other constraints. */
function wantedLabel(constraint: string): string | undefined {
  const match = /^node\.labels\.(\S+?)\s*(?:==|!=)\s*(.*)$/.exec(constraint.trim());
  return match === null ? undefined : `${match[1]}\n${match[2]}`;
}

/**
 * The swarm without what could be a secret: label and option values that are not known to be harmless (their keys stay), passwords in
 * image references, secrets in messages of tasks. Environment, arguments, mounts, secrets and configs are not in the model at all.
 */
export function redactSwarm(swarm: Swarm): { swarm: Swarm; removed: Removed } {
  const redactor = new Redactor();
  const wanted = new Set<string>();
  for (const service of swarm.services) {
    for (const constraint of service.constraints) {
      const label = wantedLabel(constraint);
      if (label !== undefined) wanted.add(label);
    }
  }
  const node = (one: Node): Node => ({ ...one, labels: redactor.nodeLabels(one.labels, wanted) });
  const result: Swarm = {
    ...swarm,
    nodes: swarm.nodes.map(node),
    networks: swarm.networks.map((one) => redactNetwork(one, redactor)),
    services: swarm.services.map((one) => redactService(one, redactor)),
    tasks: swarm.tasks.map((one) => redactTask(one, redactor)),
    gaps: swarm.gaps.map(({ what, why }) => ({ what, why: redactor.message(why) })),
  };
  return { swarm: result, removed: redactor.removed };
}

function redactNetwork(network: Network, redactor: Redactor): Network {
  return {
    ...network,
    ipam: { ...network.ipam, options: redactor.ipamOptions(network.ipam.options) },
    options: redactor.options(network.options),
    labels: redactor.labels(network.labels),
  };
}

function redactService(service: Service, redactor: Redactor): Service {
  const attachments = (list: Service["networks"]) =>
    list.map((one) => ({ ...one, driverOpts: redactor.options(one.driverOpts) }));
  const status = service.updateStatus;
  return {
    ...service,
    labels: redactor.labels(service.labels),
    image: redactor.image(service.image),
    networks: attachments(service.networks),
    legacyNetworks: attachments(service.legacyNetworks),
    updateStatus: status === null ? null : { ...status, message: redactor.message(status.message) },
  };
}

/** Most tasks have the same few messages, so the common ones are not looked at again. */
function redactTask(task: Task, redactor: Redactor): Task {
  if (task.error === "" && /^[a-z ]*$/.test(task.message)) return task;
  return { ...task, message: redactor.message(task.message), error: redactor.message(task.error) };
}
