import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { topologyOf } from "../../lib/insight/topology.ts";
import { drawMap } from "../../lib/view/map/draw.ts";
import { type Drawing, layOut, type PlacedBox } from "../../lib/view/map/layout.ts";
import { mapTree } from "../../lib/view/map/map_tree.ts";
import { pictureOf } from "../../lib/view/map/make_picture.ts";
import { keyOf } from "../../lib/view/map/picture.ts";
import { STACK_LABEL, type Swarm } from "../../lib/swarm/model.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";
import { HOSTILE_NAMES } from "../support/hostile_names.ts";
import { hostileFindings, hostileSwarm } from "../support/hostile_swarm.ts";
import { largeSwarm } from "../support/large_topology.ts";
import { readXml } from "../support/strict_xml.ts";

/** Swarms of any shape: services on any networks, some in stacks, some published, some on nothing. */
const swarms: fc.Arbitrary<Swarm> = fc.record({
  networks: fc.integer({ min: 0, max: 14 }),
  nodes: fc.integer({ min: 1, max: 20 }),
  services: fc.array(
    fc.record({
      on: fc.array(fc.nat(16), { maxLength: 4 }),
      stack: fc.nat(5),
      replicas: fc.nat(4),
      mode: fc.constantFrom(undefined, "ingress" as const, "host" as const),
    }),
    { maxLength: 90 },
  ),
}).map(({ networks, nodes, services }) => {
  const labels = (stack: number): Record<string, string> => stack === 0 ? {} : { [STACK_LABEL]: `s${stack}` };
  return sketchSwarm({
    nodes: Array.from({ length: nodes }, (_, at) => ({ hostname: `h${at}` })),
    networks: [
      { name: "ingress", options: {} },
      ...Array.from({ length: networks }, (_, at) => ({
        name: `n${at}`,
        labels: labels(at % 4),
        ...(at % 2 === 0 ? { options: {} } : {}),
      })),
    ],
    services: services.map(({ on, stack, replicas, mode }, at) => ({
      name: `v${at}`,
      on: [...new Set(on)].map((one) => `n${one}`),
      labels: labels(stack),
      replicas,
      ports: mode === undefined
        ? []
        : [{ name: "", protocol: "tcp", target: 80, published: 8000 + at, mode }],
    })),
  });
});

Deno.test("every service and every swarm network is in the topology once, every attachment is a link", () => {
  fc.assert(fc.property(swarms, (swarm) => {
    const topology = topologyOf(swarm);
    assert.deepEqual(
      topology.services.map((one) => one.id).sort(),
      swarm.services.map((one) => one.id).sort(),
    );
    const own = swarm.networks.filter((one) => one.scope === "swarm").map((one) => one.id).sort();
    const shown = topology.networks.filter((one) => one.kind !== "missing").map((one) => one.id).sort();
    assert.deepEqual(shown, own);
    assert.equal(new Set(topology.networks.map((one) => one.id)).size, topology.networks.length);
    const meshed = swarm.services.filter((one) => one.ports.some((port) => port.mode === "ingress")).length;
    const attached = swarm.services.reduce((sum, one) => sum + one.networks.length, 0);
    assert.equal(topology.links.length, attached + meshed);
  }));
});

Deno.test("a picture stands for every service and every network exactly once, put together or not", () => {
  fc.assert(fc.property(swarms, (swarm) => {
    const topology = topologyOf(swarm);
    const networks = topology.networks.map((one) => keyOf("network", one.id));
    const everything = [...networks, ...topology.services.map((one) => keyOf("service", one.id))].sort();
    const { boxes, lines } = pictureOf(topology, "stack");
    assert.deepEqual(boxes.flatMap((box) => box.of).sort(), everything);
    const ids = new Set(boxes.map((box) => box.id));
    assert.equal(ids.size, boxes.length);
    for (const line of lines) assert.ok(ids.has(line.from) && ids.has(line.to));
    const machines = pictureOf(topology, "node").boxes.flatMap((box) => box.of).sort();
    assert.deepEqual(machines, [...networks, ...topology.nodes.map((one) => keyOf("node", one.id))].sort());
  }));
});

Deno.test("every line leads one rank further in", () => {
  fc.assert(fc.property(swarms, fc.constantFrom("stack" as const, "node" as const), (swarm, by) => {
    const { boxes, lines } = pictureOf(topologyOf(swarm), by);
    const rank = new Map(boxes.map((box) => [box.id, box.rank]));
    for (const { from, to } of lines) assert.equal(rank.get(to), rank.get(from)! + 1);
  }));
});

Deno.test("boxes never overlap, stay inside the drawing and inside their frame, and the layout is always the same", () => {
  fc.assert(
    fc.property(swarms, fc.constantFrom("stack" as const, "node" as const), (swarm, by) => {
      const drawing = layOut(pictureOf(topologyOf(swarm), by));
      assert.deepEqual(layOut(pictureOf(topologyOf(structuredClone(swarm)), by)), drawing);
      checkDrawing(drawing);
    }),
    { numRuns: 40 },
  );
});

function checkDrawing(drawing: Drawing): void {
  const { boxes, frames, lines, width, height } = drawing;
  for (const [at, box] of boxes.entries()) {
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height);
    for (const other of boxes.slice(at + 1)) {
      assert.ok(!overlap(box, other), `${box.box.id} on ${other.box.id}`);
    }
    const frame = frames.find((one) => one.id === box.box.frame);
    if (box.box.frame !== "") {
      assert.ok(frame !== undefined && inside(box, frame), `${box.box.id} outside its frame`);
    }
    for (const one of frames) {
      if (one.id !== box.box.frame) assert.ok(!overlap(box, one), `${box.box.id} in the frame ${one.id}`);
    }
  }
  for (const { points } of lines) {
    for (const [x, y] of points) assert.ok(x >= 0 && y >= 0 && x <= width && y <= height);
  }
}

type Area = Pick<PlacedBox, "x" | "y" | "width" | "height">;

function overlap(a: Area, b: Area): boolean {
  return a.x < b.x + b.width - 0.2 && b.x < a.x + a.width - 0.2 && a.y < b.y + b.height - 0.2 &&
    b.y < a.y + a.height - 0.2;
}

function inside(a: Area, b: Area): boolean {
  return a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
}

Deno.test("500 services on 50 nodes are drawn in every format without a hang, as at most 80 boxes by stack", () => {
  const swarm = largeSwarm();
  const started = performance.now();
  const topology = topologyOf(swarm);
  for (const groupBy of ["stack", "node"] as const) {
    for (const format of ["mermaid", "dot", "svg", "html"] as const) {
      assert.ok(drawMap(topology, { format, groupBy }).length > 1000);
    }
  }
  const each = (performance.now() - started) / 8;
  assert.ok(each < 20_000, `${each} ms`);
  assert.ok(pictureOf(topology, "stack").boxes.length <= 80);
  for (const groupBy of ["stack", "node"] as const) checkDrawing(layOut(pictureOf(topology, groupBy)));
});

Deno.test("SVG is well-formed XML without scripts or references, whatever the names are", () => {
  for (let at = 0; at < HOSTILE_NAMES.length; at += 25) {
    const names = HOSTILE_NAMES.slice(at, at + 25);
    const topology = topologyOf(hostileSwarm(names), { findings: hostileFindings(names) });
    for (const groupBy of ["stack", "node"] as const) {
      const root = readXml(drawMap(topology, { format: "svg", groupBy }));
      const walk = (element: typeof root): void => {
        assert.ok(
          ["svg", "title", "style", "rect", "g", "text", "path", "circle"].includes(element.name),
          element.name,
        );
        for (const name of element.attributes.keys()) assert.doesNotMatch(name, /^on|href|style/);
        element.children.forEach(walk);
      };
      walk(root);
    }
  }
});

// deno-lint-ignore no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\ufeff]/;

Deno.test("no format lets a name break a line or pass a control character", () => {
  for (let at = 0; at < HOSTILE_NAMES.length; at += 25) {
    const topology = topologyOf(hostileSwarm(HOSTILE_NAMES.slice(at, at + 25)));
    for (const groupBy of ["stack", "node"] as const) {
      const texts = [
        mapTree(topology, { groupBy, ascii: false }),
        ...(["mermaid", "dot", "svg", "html"] as const).map((format) =>
          drawMap(topology, { format, groupBy })
        ),
      ];
      for (const text of texts) {
        assert.doesNotMatch(text, CONTROL);
      }
    }
  }
});
