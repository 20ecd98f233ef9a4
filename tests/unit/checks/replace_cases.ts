import { encrypt, replace, replaceIngress } from "../../../lib/checks/change_examples.ts";
import { VNI_OPTION } from "../../../lib/swarm/model.ts";
import {
  app,
  ENCRYPT,
  ENCRYPT_MESH,
  MESH,
  MTU,
  net,
  PLAIN,
  ports,
  RENAME,
  RM,
  web,
} from "../../support/replace_examples.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

/** Cases of the checks that judge how networks are replaced. */
export const CASES: Record<string, RuleCases> = {
  SN0125: {
    bad: [
      { title: "With services", swarm: app(web()), change: ENCRYPT },
      { title: "The routing mesh", swarm: { networks: [MESH] }, change: ENCRYPT_MESH },
    ],
    good: [
      { title: "Encrypted before", swarm: { networks: [{ name: "app" }] }, change: MTU },
      { title: "Unencrypted as before", swarm: app(), change: MTU },
    ],
    near: [{ title: "The network is removed", swarm: app(), change: RM }],
  },
  SN0126: {
    bad: [
      {
        title: "Another one is encrypted",
        swarm: { networks: [{ name: "app" }, { name: "b" }] },
        change: MTU,
      },
      { title: "Renamed", swarm: { networks: [{ name: "app" }] }, change: RENAME },
    ],
    good: [
      {
        title: "Engines that count",
        swarm: {
          nodes: [{ hostname: "m1", engineVersion: "29.3.0" }, { hostname: "w1", engineVersion: "29.3.0" }],
          networks: [{ name: "app" }],
        },
        change: MTU,
      },
      {
        title: "One node",
        swarm: { nodes: [{ hostname: "m1" }], networks: [{ name: "app" }] },
        change: MTU,
      },
    ],
    near: [{
      title: "The only encrypted network stops being so",
      swarm: { networks: [{ name: "app" }] },
      change: replace("--opt-rm encrypted", "app", { options: { encrypted: null } }),
    }],
  },
  SN0127: {
    bad: [
      {
        title: "Two services",
        swarm: {
          networks: [MESH, PLAIN],
          services: [web(ports("ingress")), { ...web(ports("ingress")), name: "b" }],
        },
        change: ENCRYPT,
      },
      {
        title: "With another name",
        swarm: { networks: [MESH, PLAIN], services: [web(ports("ingress"))] },
        change: encrypt("app", "--name safe", { name: "safe" }),
      },
    ],
    good: [
      { title: "No ingress network", swarm: app(web()), change: ENCRYPT },
      { title: "No published port", swarm: { networks: [MESH, PLAIN], services: [web()] }, change: ENCRYPT },
    ],
    near: [{
      title: "A port of mode host",
      swarm: { networks: [MESH, PLAIN], services: [web(ports("host"))] },
      change: ENCRYPT,
    }],
  },
  SN0250: {
    bad: [
      { title: "A network of one node", swarm: net({ scope: "local", driver: "bridge" }), change: ENCRYPT },
      { title: "Never allocated", swarm: net({ driver: "" }), change: ENCRYPT },
    ],
    good: [
      { title: "Encrypted before", swarm: { networks: [{ name: "app" }] }, change: MTU },
      { title: "The ingress network by its own command", swarm: { networks: [MESH] }, change: ENCRYPT_MESH },
    ],
    near: [{ title: "Attachable", swarm: net({ attachable: true }), change: ENCRYPT }],
  },
  SN0251: {
    bad: [
      {
        title: "A kept one",
        swarm: net({ options: { [VNI_OPTION]: "5000" } }),
        change: replace("", "app", { options: { [VNI_OPTION]: "5000" } }),
      },
      {
        title: "Of the routing mesh",
        swarm: { networks: [MESH] },
        change: replaceIngress("", { options: { [VNI_OPTION]: "5000" } }),
      },
    ],
    good: [
      { title: "None is asked for", swarm: app(), change: MTU },
      { title: "The managers chose one", swarm: net({ options: { [VNI_OPTION]: "4097" } }), change: MTU },
    ],
    near: [{
      title: "It is removed",
      swarm: net({ options: { [VNI_OPTION]: "4097" } }),
      change: replace("", "app", { options: { [VNI_OPTION]: null } }),
    }],
  },
  SN0252: {
    bad: [
      {
        title: "A larger block around the old one",
        swarm: net({ subnet: "10.5.0.0/24" }),
        change: replace("--name b", "app", { name: "b", subnets: ["10.5.0.0/16"] }),
      },
      {
        title: "The same block",
        swarm: net({ subnet: "10.5.0.0/24" }, web()),
        change: replace("--name b", "app", { name: "b", subnets: ["10.5.0.0/24"] }),
      },
    ],
    good: [
      {
        title: "A neighbour",
        swarm: net({ subnet: "10.5.0.0/24" }),
        change: replace("--name b", "app", { name: "b", subnets: ["10.5.1.0/24"] }),
      },
      { title: "The subnet is chosen", swarm: net({ subnet: "10.5.0.0/24" }), change: RENAME },
    ],
    near: [{
      title: "The ingress network is removed first",
      swarm: { networks: [{ ...MESH, subnet: "10.5.0.0/24" }] },
      change: replaceIngress("--name b", { name: "b", subnets: ["10.5.0.0/25"] }),
    }],
  },
  SN0253: {
    bad: [
      { title: "A smaller MTU", swarm: { networks: [{ name: "app" }] }, change: MTU },
      {
        title: "Encryption with the usual MTU",
        swarm: app(),
        change: encrypt("app", "", { mtu: 1500 }),
      },
    ],
    good: [
      { title: "The same", swarm: app(), change: RENAME },
      { title: "A larger one", swarm: app(), change: replace("--mtu 9000", "app", { mtu: 9000 }) },
    ],
    near: [{ title: "The default, written out", swarm: app(), change: replace("", "app", { mtu: 1500 }) }],
  },
  SN0254: {
    bad: [
      {
        title: "One more",
        swarm: net({ subnet: "10.5.0.0/24" }),
        change: replace("", "app", { subnets: ["10.5.0.0/24", "10.6.0.0/24"] }),
      },
      {
        title: "A larger one",
        swarm: net({ subnet: "10.5.0.0/24" }, web()),
        change: replace("", "app", { subnets: ["10.5.0.0/16"] }),
      },
    ],
    good: [
      { title: "Encryption", swarm: net({ subnet: "10.5.0.0/24" }), change: ENCRYPT },
      { title: "An MTU", swarm: net({ subnet: "10.5.0.0/24" }), change: MTU },
    ],
    near: [{
      title: "The same subnet is asked for",
      swarm: net({ subnet: "10.5.0.0/24" }),
      change: replace("", "app", { subnets: ["10.5.0.0/24"] }),
    }],
  },
  SN0255: {
    bad: [
      {
        title: "It stops being internal",
        swarm: net({ internal: true }),
        change: replace("", "app", { internal: false }),
      },
      {
        title: "With a service",
        swarm: app(web()),
        change: replace("--internal", "app", { internal: true }),
      },
    ],
    good: [
      { title: "It never was", swarm: app(), change: MTU },
      { title: "Renamed", swarm: net({ internal: true }), change: RENAME },
    ],
    near: [{
      title: "Internal is asked for and is so",
      swarm: net({ internal: true }),
      change: replace("", "app", { internal: true, mtu: 1400 }),
    }],
  },
  SN0256: {
    bad: [
      { title: "Internal", swarm: { networks: [MESH] }, change: replaceIngress("", { internal: true }) },
      {
        title: "Attachable and encrypted",
        swarm: { networks: [MESH] },
        change: replaceIngress("", { attachable: true, encrypted: true }),
      },
    ],
    good: [
      { title: "Encrypted", swarm: { networks: [MESH] }, change: ENCRYPT_MESH },
      { title: "An MTU", swarm: { networks: [MESH] }, change: replaceIngress("", { mtu: 1400 }) },
    ],
    near: [{
      title: "Another network may be attachable",
      swarm: app(),
      change: replace("", "app", { attachable: true }),
    }],
  },
  SN0257: {
    bad: [
      {
        title: "With a service",
        swarm: { networks: [PLAIN, { name: "app-swarmnet-0a1f" }], services: [web()] },
        change: MTU,
      },
      {
        title: "Two of them",
        swarm: { networks: [PLAIN, { name: "app-swarmnet-0a1f" }, { name: "app-swarmnet-0a2f" }] },
        change: MTU,
      },
    ],
    good: [
      { title: "None", swarm: app(), change: MTU },
      {
        title: "Of another network",
        swarm: { networks: [PLAIN, { name: "web-swarmnet-0a1f" }] },
        change: MTU,
      },
    ],
    near: [{
      title: "Too long for one of ours",
      swarm: { networks: [PLAIN, { name: "app-swarmnet-x-0a1f" }] },
      change: MTU,
    }],
  },
  SN0509: {
    bad: [
      {
        title: "Another subnet",
        swarm: { nodes: [{ hostname: "m1" }, { hostname: "w1", engineVersion: "27.0.1" }], networks: [MESH] },
        change: replaceIngress("", { subnets: ["10.60.0.0/20"] }),
      },
      {
        title: "A Windows engine",
        swarm: {
          nodes: [{ hostname: "m1" }, { hostname: "w1", os: "windows", engineVersion: "27.0.1" }],
          networks: [MESH],
        },
        change: ENCRYPT_MESH,
      },
    ],
    good: [
      { title: "One node", swarm: { nodes: [{ hostname: "m1" }], networks: [MESH] }, change: ENCRYPT_MESH },
      { title: "An MTU", swarm: { networks: [MESH] }, change: replaceIngress("", { mtu: 1400 }) },
    ],
    near: [{
      title: "Another network is replaced",
      swarm: { nodes: [{ hostname: "m1" }, { hostname: "w1", engineVersion: "27.0.1" }], networks: [PLAIN] },
      change: MTU,
    }],
  },
};
