import { parsePrefix } from "../../swarm/cidr.ts";
import { prefixFor, subnetSizeOf } from "../../swarm/pool.ts";
import { needFor, needText, usableOfRequest } from "../../swarm/size.ts";
import { creating } from "../change_examples.ts";
import { freeSubnet } from "../fix_network.ts";
import { rule } from "../rule.ts";
import { requestedNetwork, requestOf } from "./requested.ts";

export const sn0232 = rule({
  code: "SN0232",
  name: "size-for-unmet",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["networks", "nodes", "cluster", "source", "change", "policy"],
  what: "A new network has too few addresses for the tasks that --size-for names",
  why: "Tasks without an address stay in state new, and a network cannot be enlarged later.",
  fix: "Leave --subnet out to have one picked, or use several networks",
  reference: ["swarmkit manager/allocator"],
  bad: [{
    title: "A /28 for 50 tasks",
    swarm: {},
    change: creating("--size-for 50 --subnet 10.20.0.0/28", { sizeFor: 50, subnets: ["10.20.0.0/28"] }),
  }],
  good: [{
    title: "A /24",
    swarm: {},
    change: creating("--size-for 50 --subnet 10.20.0.0/24", { sizeFor: 50, subnets: ["10.20.0.0/24"] }),
  }],
  check(view, report) {
    const request = requestOf(view);
    if (request?.sizeFor === undefined || request.configOnly) return;
    const need = needFor(request.sizeFor, view.swarm);
    const object = requestedNetwork(request);
    if (request.subnets.length === 0) {
      report({
        object,
        message: `No free subnet of /${prefixFor(need.total)} was found for ${need.total} addresses`,
        fix: { text: "Use several smaller networks, or name a --subnet" },
      });
      return;
    }
    if (request.subnets.some((text) => parsePrefix(text) === null)) return;
    const usable = usableOfRequest(request);
    if (usable >= need.total) return;
    const free = freeSubnet(view, Math.min(prefixFor(need.total), subnetSizeOf(view.cluster)));
    report({
      object,
      message:
        `${usable} addresses are too few for --size-for ${request.sizeFor}, which takes ${need.total}: ${
          needText(need)
        }`,
      fix: {
        text: free === null ? "Leave --subnet out, or use several networks" : `--subnet ${free}`,
      },
    });
  },
});
