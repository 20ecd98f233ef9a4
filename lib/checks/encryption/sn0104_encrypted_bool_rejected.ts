import { type Node, type Scalar, valueOf } from "../../stack/index.ts";
import { type Edit, rule, type View } from "../rule.ts";
import { problemsFor, subjectOf } from "../stack_problems.ts";

export const sn0104 = rule({
  code: "SN0104",
  name: "encrypted-bool-rejected",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "`encrypted` is written as a YAML boolean or without a value, which docker refuses",
  why:
    "Values of driver_opts must be text or numbers. `encrypted: true`, `encrypted: false` and `encrypted:` with nothing " +
    "behind it make `docker stack deploy` refuse the file. The option is a flag: whatever its value, its presence encrypts.",
  fix: 'Write encrypted: "" to encrypt; to not encrypt, remove the line',
  reference: [
    "docker/cli cli/compose/schema/data/config_schema_v3.13.json",
    "moby daemon/libnetwork/drivers/overlay/ov_network.go",
  ],
  bad: [
    {
      title: "true",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: true}}}\n",
    },
    {
      title: "Nothing behind it",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: }}}\n",
    },
  ],
  good: [
    {
      title: "Empty text",
      stack: 'services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: ""}}}\n',
    },
    {
      title: "Quoted",
      stack: 'services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: "true"}}}\n',
    },
  ],
  check(view, report) {
    for (const problem of problemsFor(view, "SN0104")) {
      const object = subjectOf(problem, view.loaded);
      const key = problem.path.slice("networks.".length, -".driver_opts.encrypted".length);
      const value = writtenValue(view, problem.at.file, key);
      const off = value?.value === false;
      report({
        object,
        message: `Network ${object.name} has encrypted: ${
          value === undefined || value.type === "null" ? "(nothing)" : String(value.value)
        }, which docker refuses: it takes text or a number`,
        at: problem.at,
        fix: off
          ? { text: 'Remove the line to leave the network plain, or write encrypted: "" to encrypt it' }
          : { text: 'Write encrypted: ""', edit: quoteIt(problem.at.file, key) },
        details: [`docker says: ${problem.message}`],
      });
    }
  },
});

function writtenValue(view: View, file: string, key: string): Scalar | undefined {
  const root = view.loaded?.documents.find(({ source }) => source.name === file)?.root;
  const node: Node | undefined = ["networks", key, "driver_opts", "encrypted"].reduce<Node | undefined>(
    (at, step) => valueOf(at, step),
    root,
  );
  return node?.kind === "scalar" ? node : undefined;
}

function quoteIt(file: string, key: string): Edit {
  return { file, path: ["networks", key, "driver_opts", "encrypted"], action: { kind: "set", value: "" } };
}
