import assert from "node:assert/strict";
import { topologyOf } from "../../lib/insight/topology.ts";
import type { Topology } from "../../lib/insight/topology_model.ts";
import { drawMap } from "../../lib/view/map/draw.ts";
import { pictureOf } from "../../lib/view/map/make_picture.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { Chromium, findChromium } from "../support/chromium.ts";
import { HOSTILE_NAMES } from "../support/hostile_names.ts";
import { hostileFindings, hostileSwarm } from "../support/hostile_swarm.ts";
import { largeSwarm } from "../support/large_topology.ts";

/** Diagrams read by the programs they are written for. */
const chromium = findChromium();
if (chromium === undefined) console.log("skipped: Mermaid diagrams in a browser: there is no chromium here");
const dot = hasDot();
if (!dot) console.log("skipped: DOT files read by Graphviz: there is no dot here");

const SWARMS: [name: string, topology: Topology][] = [
  ["the example swarm", topologyOf(demoSwarm())],
  ["500 services", topologyOf(largeSwarm())],
  ...Array.from({ length: 8 }, (_, at): [string, Topology] => {
    const names = HOSTILE_NAMES.slice(at * 25, at * 25 + 25);
    return [
      `hostile names ${at * 25} to ${at * 25 + 24}`,
      topologyOf(hostileSwarm(names), {
        findings: hostileFindings(names),
      }),
    ];
  }),
];

function hasDot(): boolean {
  try {
    return new Deno.Command("dot", { args: ["-V"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

Deno.test({
  name: "Graphviz reads every DOT file and finds each box and each line in it once",
  ignore: !dot,
  async fn() {
    for (const [name, topology] of SWARMS) {
      for (const groupBy of ["stack", "node"] as const) {
        const { code, stdout, stderr } = await graphviz(drawMap(topology, { format: "dot", groupBy }));
        assert.equal(code, 0, `${name}: ${stderr}`);
        assert.equal(stderr, "", name);
        const read = JSON.parse(stdout) as { objects: { name: string }[]; edges?: unknown[] };
        const picture = pictureOf(topology, groupBy);
        const boxes = read.objects.map((one) => one.name).filter((one) => !one.startsWith("cluster_")).sort();
        assert.deepEqual(boxes, picture.boxes.map((box) => box.id).sort(), name);
        assert.equal(read.edges?.length ?? 0, picture.lines.length, name);
      }
    }
  },
});

/** As Graphviz's own JSON without layout: what its parser understood. */
async function graphviz(source: string) {
  const child = new Deno.Command("dot", {
    args: ["-Tdot_json"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(60_000),
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(source));
  await writer.close();
  const { code, stdout, stderr } = await output;
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test({
  name: "Mermaid reads and draws every diagram, shows hostile names as text and runs none of them",
  ignore: chromium === undefined,
  async fn() {
    const library = Deno.readTextFileSync(
      new URL("../../node_modules/mermaid/dist/mermaid.min.js", import.meta.url),
    );
    await using browser = await Chromium.start(chromium!);
    const page = await browser.open("about:blank");
    await page.evaluate(`${library}\n;globalThis.ran = 0; globalThis.hacked = () => { ran++; };
      globalThis.mermaid.initialize({ startOnLoad: false, securityLevel: "strict", maxTextSize: 500000 });`);
    for (const [at, [name, topology]] of SWARMS.entries()) {
      for (const groupBy of ["stack", "node"] as const) {
        const source = drawMap(topology, { format: "mermaid", groupBy });
        const drawn = await page.evaluate<{ boxes: number; foreign: number; text: string }>(`(async () => {
          await mermaid.parse(${JSON.stringify(source)});
          const { svg } = await mermaid.render("m${at}${groupBy}", ${JSON.stringify(source)});
          document.body.innerHTML = svg;
          return {
            boxes: document.querySelectorAll("g.node").length,
            foreign: document.querySelectorAll("script, iframe, img, link, object, embed, form, a").length,
            text: document.body.textContent,
          };
        })()`);
        assert.equal(drawn.boxes, pictureOf(topology, groupBy).boxes.length, `${name}\n${source}`);
        assert.equal(drawn.foreign, 0, name);
        if (at === 2) assert.ok(drawn.text.includes("<script>hacked(1)</script>"), drawn.text.slice(-2000));
      }
    }
    assert.equal(await page.evaluate("ran"), 0);
    assert.deepEqual(page.dialogs, []);
    assert.deepEqual(page.requests, []);
  },
});
