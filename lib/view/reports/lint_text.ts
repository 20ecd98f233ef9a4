import type { JudgedStack, PlannedNetwork } from "../../checks/verdict.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, dim, green, red, yellow } from "../../terminal/style.ts";
import { wrap } from "../common/table.ts";
import { placeText } from "../findings/finding_text.ts";
import { count } from "../../base/listing.ts";

/** What a deploy would make of one stack: its networks, encrypted or not, and where their addresses come from. */
export function planText({ name, services, plan = [] }: JudgedStack): string {
  const head = `Stack ${bold(inline(name))}: ${count(services, "service")} on ${
    plan.length === 0 ? "no network" : "these networks"
  }\n`;
  const width = Math.max(0, ...plan.map((one) => inline(one.name).length));
  return head + plan.map((one) => `  ${networkText(one, width)}\n`).join("");
}

function networkText(one: PlannedNetwork, width: number): string {
  const encryption = one.encrypted === null
    ? dim("not known ")
    : one.encrypted
    ? green("encrypted ")
    : yellow("plain     ");
  const subnets = one.subnets.map(inline).join(" ");
  const facts = [
    one.driver === "" || one.driver === "overlay" ? "" : inline(one.driver),
    subnets !== "" ? subnets : one.state === "new" ? "subnet chosen by the managers" : "",
    one.internal ? "internal" : "",
    one.attachable ? "attachable" : "",
    one.state === "exists" ? "exists, stays as it is" : one.state === "external" ? "external" : "",
  ].filter((text) => text !== "");
  return `${inline(one.name).padEnd(width)}  ${encryption} ${facts.join(", ")}`.trimEnd();
}

const EFFECTS = { refused: red("refused"), ignored: yellow("ignored"), different: yellow("differs") };

/** What docker compose does otherwise, file by file. */
export function composeText(stack: JudgedStack, width: number): string {
  const found = stack.compose ?? [];
  const title = `Compose and swarm: ${bold(inline(stack.name))}\n`;
  if (found.length === 0) return `${title}  docker compose and docker stack deploy take it alike\n`;
  return title +
    found.map(({ effect, path, at, compose, swarm }) =>
      `  ${EFFECTS[effect]}  ${bold(inline(path))}  ${dim(placeText(at))}\n` +
      labelled("compose", compose, width) + labelled("swarm", swarm, width)
    ).join("");
}

function labelled(label: string, text: string, width: number): string {
  const [first, ...rest] = wrap(inline(text), width - 13);
  return [`    ${dim(label.padEnd(8))} ${first}`, ...rest.map((line) => " ".repeat(13) + line)].map((line) =>
    `${line}\n`
  ).join("");
}
