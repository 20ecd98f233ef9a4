import type { State } from "../fake_engine/state.ts";
import type { FakeService, FakeTask } from "../fake_engine/types.ts";

/** An address that a task learnt from DNS. */
interface Learnt {
  network: string;
  address: string;
}

/**
 * Clients that ask for a name once and keep the answer as long as they live. DNS in a task looks through its networks in the
 * order of their names, internal ones last (moby libnetwork sandbox.go), and gives the VIP of the first one that knows the service.
 */
export class CachedAddresses {
  readonly #state: State;
  readonly #pairs: [client: string, server: string][];
  /** By client task and server. */
  readonly #learnt = new Map<string, Map<string, Learnt[]>>();

  constructor(state: State, pairs: [string, string][]) {
    this.#state = state;
    const idOf = (name: string) =>
      [...state.services.values()].find((service) => service.spec.Name === name)!.id;
    this.#pairs = pairs.map(([client, server]) => [idOf(client), idOf(server)]);
  }

  /** Lets every running client ask, and tries every address that any of them knows. */
  look(report: (what: string) => void): void {
    if (this.#pairs.length === 0) return;
    const running = [...this.#state.tasks.values()].filter((task) => task.state === "running");
    const alive = new Set(running.map((task) => task.id));
    for (const id of this.#learnt.keys()) if (!alive.has(id)) this.#learnt.delete(id);
    for (const [client, server] of this.#pairs) {
      const service = this.#state.services.get(server);
      if (service === undefined) continue;
      const servers = running.filter((task) => task.service === server);
      for (const task of running) {
        if (task.service !== client) continue;
        const known = this.#known(task, server);
        const now = this.#ask(task, service, servers);
        if (now !== undefined && !known.some((one) => one.address === now.address)) known.push(now);
        for (const one of known) {
          if (this.#works(one, service, servers)) continue;
          const name = this.#state.networks.get(one.network)?.spec.Name ?? "a network that is gone";
          report(`${this.#nameOf(task)} keeps the address of ${service.spec.Name} on ${name}, which is dead`);
        }
      }
    }
  }

  #known(task: FakeTask, server: string): Learnt[] {
    let byServer = this.#learnt.get(task.id);
    if (byServer === undefined) this.#learnt.set(task.id, byServer = new Map());
    let known = byServer.get(server);
    if (known === undefined) byServer.set(server, known = []);
    return known;
  }

  #ask(task: FakeTask, service: FakeService, servers: FakeTask[]): Learnt | undefined {
    const key = (id: string) => {
      const spec = this.#state.networks.get(id)?.spec;
      return `${spec?.Internal ? 1 : 0} ${spec?.Name ?? ""}`;
    };
    const order = task.attachments.map((one) => one.network).sort((a, b) => (key(a) < key(b) ? -1 : 1));
    for (const network of order) {
      const vip = service.vips.find((one) => one.network === network);
      if (vip !== undefined && servers.some((one) => isOn(one, network))) {
        return { network, address: vip.addr };
      }
    }
    return undefined;
  }

  #works(learnt: Learnt, service: FakeService, servers: FakeTask[]): boolean {
    return service.vips.some((vip) => vip.addr === learnt.address && vip.network === learnt.network) &&
      servers.some((one) => isOn(one, learnt.network));
  }

  #nameOf(task: FakeTask): string {
    return `${this.#state.services.get(task.service)?.spec.Name}.${task.slot || task.node}`;
  }
}

function isOn(task: FakeTask, network: string): boolean {
  return task.attachments.some((one) => one.network === network);
}
