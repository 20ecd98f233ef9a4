import { advisedVerdict } from "../lib/checks/advised.ts";
import { EXIT, UsageError } from "../lib/base/errors.ts";
import { VERSION } from "../lib/base/version.ts";
import { agreeToHelpers } from "../lib/helper/agree.ts";
import { newRun } from "../lib/helper/run.ts";
import { judgeProbe } from "../lib/probe/judge/probe.ts";
import { nodeName } from "../lib/probe/judge/model.ts";
import { probeVerdict } from "../lib/probe/judge/verdict.ts";
import {
  chooseTargets,
  noRoom,
  probeAgreement,
  probeBodies,
  type ProbePlan,
  probeSeconds,
  runProbe,
} from "../lib/probe/run_probe.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { JUDGING_FLAGS, readJudging, readJudgingFlags } from "./shared/check_flags.ts";
import { refuseFaults } from "./shared/network_change_flags.ts";
import { imageProblem } from "../lib/config/schema.ts";
import { chooseToolImage, toolImageText } from "../lib/config/tool_image.ts";
import { jsonReport } from "../lib/view/common/json_report.ts";
import { probeJson, probeText } from "../lib/view/reports/probe_text.ts";
import { REPORT_FORMATS, type ReportFormat } from "../lib/view/reports/formats.ts";
import { renderVerdict } from "../lib/view/reports/index.ts";
import { swarmSubject } from "../lib/checks/verdict.ts";
import { inline } from "../lib/terminal/boundary.ts";
import { wantsAscii } from "../lib/terminal/symbols.ts";

/** Longest time until a helper runs; pulling the image is part of it. */
const START_MS = 180_000;

/** `docker swarmnet probe`: is it really encrypted on the wire, and does everything between the nodes work? */
export const probe = defineCommand({
  name: "probe",
  operands: "[NETWORK...]",
  args: { min: 0, max: Infinity },
  summary: "Prove on the nodes what is encrypted, and check paths and names",
  description:
    "Starts helpers on every node for about a minute: two temporary services, labelled swarmnet.helper, that end by themselves and are removed when " +
    "probe ends, fails or is interrupted; the next probe sweeps what a killed one left. They look at each network (those named, or all that have tasks) " +
    "from each node to each other node.\n\n" +
    "A network is called encrypted only with proof: one capture on the sender saw the frames of a plain throw-away network, what was sent over the " +
    "network was answered, none of it was seen in clear, and as many ESP packets of that size were. Everything else is 'in clear' or 'not proven'. " +
    "IPsec states and rules, packet sizes, ports, load balancers and DNS are compared with what the managers say. What could not be seen is " +
    "unknown and says so, never fine. Keys are not read.\n\n" +
    "The image must hold a shell, awk, sed, ip, nsenter, tcpdump, ping, nc, ipvsadm and nslookup; checks whose tool is missing are skipped. " +
    "Pin it by digest: --image, or tool-image in your own configuration ('docker swarmnet help configuration').",
  examples: [
    { text: "Is everything encrypted that should be?", command: "docker swarmnet probe" },
    { text: "One network, in a script", command: "docker swarmnet probe --yes --format json shop_backend" },
    { text: "What exactly would be started?", command: "docker swarmnet probe --dry-run" },
    { text: "A network that has no tasks yet", command: "docker swarmnet probe --attach shop_backend" },
  ],
  flags: {
    attach: {
      kind: "bool",
      text: "Put a helper of each node on the networks, so that they live everywhere (takes addresses)",
    },
    "dry-run": {
      kind: "bool",
      text: "Print the exact bodies of what would be created, as JSON, and create nothing",
    },
    "exit-zero": JUDGING_FLAGS["exit-zero"],
    "fail-on": JUDGING_FLAGS["fail-on"],
    format: {
      kind: "string",
      text: "Format of the report",
      default: "text",
      choices: REPORT_FORMATS,
      strict: true,
    },
    ignore: JUDGING_FLAGS.ignore,
    image: {
      kind: "string",
      word: "IMAGE",
      text: "Image of the helpers, with tag or digest (default from tool-image in your own configuration)",
    },
    show: JUDGING_FLAGS.show,
    "start-timeout": {
      kind: "duration",
      text: "Maximum time to wait for helpers to start (ns|us|ms|s|m|h)",
      default: START_MS,
    },
    yes: { kind: "bool", short: "y", text: "Do not ask before helpers are started" },
  },
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.no, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["network"],

  parse(values, networks) {
    const faults: string[] = [];
    const judging = readJudgingFlags(
      { ...values, rule: [], profile: undefined, baseline: undefined, writeBaseline: undefined },
      faults,
    );
    const wrong = values.image === undefined ? undefined : imageProblem(values.image);
    if (wrong !== undefined) faults.push(`--image is ${inline(JSON.stringify(values.image))}: ${wrong}`);
    if (values.startTimeout < 1000) faults.push("--start-timeout must be a second at least");
    refuseFaults(faults, "See 'docker swarmnet probe --help'");
    return { ...values, format: values.format as ReportFormat, judging, networks };
  },

  async run(ctx, options) {
    const { judging, settings } = await readJudging(ctx, options.judging);
    const image = chooseToolImage(ctx, settings, options.image);
    const before = await ctx.swarm({});
    const targets = chooseTargets(before, options.networks);
    const startSeconds = Math.ceil(options.startTimeout / 1000);
    const attach = options.attach ? targets.filter(({ network }) => !network.ingress) : [];
    const full = noRoom(before, attach);
    if (full.length > 0) {
      throw new UsageError(full, { next: "Leave --attach out, or see docker swarmnet capacity" });
    }
    const plan: ProbePlan = {
      before,
      targets,
      attach,
      image: image.name,
      identity: newRun(ctx, { purpose: "probe", limitSeconds: probeSeconds(before, targets, startSeconds) }),
      startSeconds,
    };
    if (options.dryRun) {
      ctx.io.out(jsonReport({ schema: "swarmnet/helpers/1", ...probeBodies(plan) }));
      return EXIT.done;
    }
    await agreeToHelpers(ctx, probeAgreement(plan, toolImageText(image)), options.yes);
    const input = await runProbe(ctx, plan);
    const result = judgeProbe(input);
    const judged = probeVerdict(result, targets, judging, {
      version: VERSION,
      subject: { ...swarmSubject(before, "live"), networks: targets.length },
    });
    const verdict = advisedVerdict(judged, ctx.io.advise);
    const nodes = input.nodes.map(({ node, why }) => ({ node: nodeName(input.nodes, node), why }));
    const screen = { width: ctx.io.width, ascii: wantsAscii(ctx.env) };
    if (options.format === "text") ctx.io.out(probeText(result, nodes, verdict, screen));
    else if (options.format === "json") ctx.io.out(probeJson(result, nodes, verdict));
    else ctx.io.out(renderVerdict(verdict, options.format, screen));
    return verdict.exit;
  },
});
