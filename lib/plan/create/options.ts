import { nearest } from "../../base/suggest.ts";
import { ENCRYPTED, MTU_OPTION } from "../../swarm/model.ts";
import { insideOf, LEAST_MTU, MOST_USUAL_MTU, parseMtu, unusualMtu } from "../../swarm/mtu.ts";
import {
  meansEncryption,
  OVERLAY_OPTIONS,
  saysNo,
  saysYes,
  WRONG_MTU_OPTION,
} from "../../swarm/overlay_options.ts";
import { optionsOf } from "../../swarm/change/create_body.ts";
import { type Problem, shown } from "./problem.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";

/** Rules of the driver options, --encrypted and --mtu. */
export function optionProblems(request: CreateRequest): Problem[] {
  return [...encryption(request), ...mtu(request), ...unknown(request)];
}

function encryption(request: CreateRequest): Problem[] {
  const value = request.options[ENCRYPTED];
  if (value === undefined) return [];
  const given = value === "" ? `--opt ${ENCRYPTED}` : `--opt ${ENCRYPTED}=${shown(value)}`;
  const rule = "moby libnetwork/drivers/overlay/ov_network.go; traffic measured on 28.5.2";
  if (saysNo(value)) {
    return [{
      severity: "error",
      what: `${given} would turn encryption on`,
      why: "The driver only looks whether the key is there; its value means nothing",
      fix:
        "For a network without encryption leave the option out (or write --encrypted=false); with encryption: --encrypted",
      rule,
    }];
  }
  if (request.encrypted === false) {
    return [{
      severity: "error",
      what: `--encrypted=false contradicts ${given}`,
      why: "The option turns encryption on by being there",
      fix: "Leave one of the two out",
      rule,
    }];
  }
  if (saysYes(value)) return [];
  return [{
    severity: "warning",
    what: `${given} turns encryption on, whatever the value says`,
    why: "The driver only looks whether the key is there",
    fix: "Write --encrypted",
    rule,
  }];
}

function mtu(request: CreateRequest): Problem[] {
  const problems: Problem[] = [];
  const optionText = request.options[MTU_OPTION];
  const wrongText = request.options[WRONG_MTU_OPTION];
  if (wrongText !== undefined) {
    problems.push({
      severity: "error",
      what: `--opt ${WRONG_MTU_OPTION}=${shown(wrongText)} has no effect on overlay networks`,
      why:
        "The overlay driver reads com.docker.network.driver.mtu; this key, which old manual pages show, is stored and ignored",
      fix: `--mtu ${/^\d{2,5}$/.test(wrongText) ? wrongText : 1500}`,
      rule: "moby libnetwork/drivers/overlay/ov_network.go",
    });
  }
  if (request.mtu !== undefined && optionText !== undefined && optionText !== String(request.mtu)) {
    problems.push({
      severity: "error",
      what: `--mtu ${request.mtu} contradicts --opt ${MTU_OPTION}=${shown(optionText)}`,
      why: "Both set the same driver option",
      fix: "Leave one of the two out",
      rule: "docker swarmnet create --help",
    });
    return problems;
  }
  const text = optionsOf(request)[MTU_OPTION];
  const flag = request.mtu === undefined
    ? `--opt ${MTU_OPTION}=${shown(text ?? "")}`
    : `--mtu ${request.mtu}`;
  return text === undefined ? problems : [...problems, ...mtuValue(text, flag, request)];
}

function mtuValue(text: string, flag: string, request: CreateRequest): Problem[] {
  const rule = "moby libnetwork/drivers/overlay/ov_network.go (reproduced on 20.10.24 and 28.5.2)";
  const { value, why } = parseMtu(text);
  if (value === null) {
    return [{
      severity: "error",
      what: `${flag} is not an MTU: ${why}`,
      why: "The engine creates the network all the same, and then every node rejects its tasks",
      fix: "--mtu 1500, or what the link between the nodes carries",
      rule,
    }];
  }
  const inside = insideOf(value, Object.hasOwn(optionsOf(request), ENCRYPTED));
  if (inside < LEAST_MTU) {
    return [{
      severity: "error",
      what: `${flag} leaves ${inside} bytes inside the network`,
      why:
        `It is the budget between the nodes: VXLAN and encryption take their part, and a device needs ${LEAST_MTU} bytes`,
      fix: "--mtu 1500, or what the link between the nodes carries",
      rule,
    }];
  }
  if (!unusualMtu(value)) return [];
  return [{
    severity: "warning",
    what: `${flag} is unusual: it is the budget between the nodes, and leaves ${inside} bytes inside`,
    why: value > MOST_USUAL_MTU
      ? "Hardly a link carries packets of that size; larger ones than the link's are lost, so that only small answers get through"
      : "Links carry at least 1280 bytes, most 1500; small packets cost throughput",
    fix: "--mtu with the MTU of the link between the nodes (ip link shows it on each of them)",
    rule: "RFC 8200 section 5; moby overlay maxMTU",
  }];
}

function unknown(request: CreateRequest): Problem[] {
  return Object.entries(request.options).flatMap(([key, value]): Problem[] => {
    if (OVERLAY_OPTIONS.includes(key) || key === WRONG_MTU_OPTION) return [];
    const near = nearest(key, [...OVERLAY_OPTIONS, "mtu"]);
    const given = `--opt ${shown(key)}${value === "" ? "" : `=${shown(value)}`}`;
    if (meansEncryption(key)) {
      return [{
        severity: "error",
        what: `${given} would not encrypt anything`,
        why: `The driver knows the key "${ENCRYPTED}" in lower case, and ignores all others`,
        fix: "Write --encrypted",
        rule: "moby libnetwork/drivers/overlay/ov_network.go",
      }];
    }
    const isMtu = near === "mtu" || near === MTU_OPTION || /(?:^|[._-])mtu$/i.test(key);
    return [{
      severity: "warning",
      what: `${given} has no effect${near === undefined || isMtu ? "" : ` (did you mean ${near}?)`}`,
      why: `Overlay networks read ${OVERLAY_OPTIONS.join(", ")}; all other keys are stored and ignored`,
      fix: isMtu
        ? `Write --mtu${/^\d+$/.test(value) ? ` ${value}` : ""}`
        : near === undefined
        ? `Leave ${given} out`
        : `--opt ${near}${value === "" ? "" : `=${shown(value)}`}`,
      rule: "moby libnetwork/drivers/overlay/ov_network.go",
    }];
  });
}
