import { compareNatural } from "../../base/natural.ts";
import type { Topology } from "../../insight/topology_model.ts";
import { inline } from "../../terminal/boundary.ts";
import { escapeXml, scriptJson } from "../common/xml.ts";
import { layOut } from "./layout.ts";
import { PAGE_SCRIPT, PAGE_SCRIPT_HASH, PAGE_STYLE, PAGE_STYLE_HASH, SVG_STYLE_HASH } from "./page.gen.ts";
import { pageItems } from "./page_items.ts";
import { MOST_BOXES, pictureOf } from "./make_picture.ts";
import { type GroupBy, keyOf, type Picture } from "./picture.ts";
import { legendSvg, svgOf } from "./svg.ts";
import { SVG_STYLE } from "./svg_style.ts";
import { count } from "../../base/listing.ts";

/** More groups than this get no drawing of their own. */
const MOST_VIEWS = 100;

interface View {
  id: string;
  title: string;
  picture: Picture;
  /** Box → view that draws the group by itself. */
  opens: Map<string, string>;
}

/**
 * The map as one page that needs nothing else: the drawings as SVG, what is known about each thing as JSON, a script and two
 * style sheets that the content security policy names by their hashes. All else it forbids, every request included.
 */
export function htmlOf(topology: Topology, groupBy: GroupBy): string {
  const views = viewsOf(topology, groupBy);
  const data = {
    views: views.map(({ id, picture, opens }) => ({ id, boxes: boxesOf(picture, opens) })),
    items: Object.fromEntries(pageItems(topology).map(([key, item]) => [inline(key), item])),
  };
  const drawings = views.map(({ id, title, picture }, at) =>
    `<div class="view" id="${id}"${at === 0 ? "" : " hidden"}>${
      svgOf(layOut(picture), { title, inPage: id })
    }</div>`
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Swarm networks</title>
<link rel="icon" href="data:,">
<style>${SVG_STYLE}</style>
<style>${PAGE_STYLE}</style>
</head>
<body>
${header(topology, views)}
<main id="stage" aria-label="Map of the swarm's networks">
${drawings.join("\n")}
</main>
${panel(topology, views[0]!.picture)}
${FOOTER}
<script type="application/json" id="map-data">${scriptJson(data)}</script>
<script type="module">${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

const POLICY = [
  "default-src 'none'",
  `script-src '${PAGE_SCRIPT_HASH}'`,
  `style-src '${SVG_STYLE_HASH}' '${PAGE_STYLE_HASH}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The whole by stack and by node (the one asked for first), then each group that was put together, by itself. */
function viewsOf(topology: Topology, groupBy: GroupBy): View[] {
  const whole = (["stack", "node"] as const).map((by) => ({
    by,
    title: by === "stack" ? "Networks and services" : "Networks and nodes",
    picture: pictureOf(topology, by),
    opens: new Map<string, string>(),
  })).sort((a, b) => Number(b.by === groupBy) - Number(a.by === groupBy));
  const views: View[] = whole.map((view, at) => ({ ...view, id: `v${at}` }));
  for (const view of views.slice(0, whole.length)) {
    for (const box of view.picture.boxes) {
      if (box.kind !== "group" || views.length >= MOST_VIEWS) continue;
      const part = partOf(topology, new Set(box.of));
      if (part.services.length + part.networks.length > 3 * MOST_BOXES) continue;
      const id = `v${views.length}`;
      view.opens.set(box.id, id);
      views.push({
        id,
        title: `Group ${box.title}`,
        picture: pictureOf(part, "stack", 3 * MOST_BOXES),
        opens: new Map(),
      });
    }
  }
  return views;
}

/** The services among these with every network they are on, and the networks among these. */
function partOf(topology: Topology, ids: ReadonlySet<string>): Topology {
  const links = topology.links.filter((link) => ids.has(keyOf("service", link.service)));
  const networks = new Set(links.map((link) => link.network));
  return {
    ...topology,
    services: topology.services.filter((one) => ids.has(keyOf("service", one.id))),
    networks: topology.networks.filter((one) => ids.has(keyOf("network", one.id)) || networks.has(one.id)),
    links,
  };
}

function boxesOf(picture: Picture, opens: ReadonlyMap<string, string>) {
  return Object.fromEntries(picture.boxes.map(({ id, kind, title, state, stacks, of }) => [
    id,
    { kind, title, state: state ?? "", stacks, of, view: opens.get(id) },
  ]));
}

function header(topology: Topology, views: readonly View[]): string {
  const stacks = [...new Set([...topology.services, ...topology.networks].map((one) => one.stack))]
    .filter((stack) => stack !== "").sort(compareNatural);
  const option = (value: string, text: string) =>
    `<option value="${escapeXml(value)}">${escapeXml(text)}</option>`;
  return `<header>
<h1>Swarm networks</h1>
<label>Search <input id="search" type="search" autocomplete="off" spellcheck="false"></label>
<label>Stack <select id="stack">${option("", "all")}${
    stacks.map((one) => option(one, one)).join("")
  }</select></label>
<label>Network <select id="network">${option("", "all")}${
    topology.networks.map((one) => option(keyOf("network", one.id), one.name)).join("")
  }</select></label>
<label>Encryption <select id="state">${option("", "all")}${option("encrypted", "encrypted")}${
    option("clear", "in clear")
  }${option("unknown", "unknown")}</select></label>
<label>View <select id="view">${views.map((view) => option(view.id, view.title)).join("")}</select></label>
<button type="button" id="closer" aria-label="Zoom in">+</button>
<button type="button" id="farther" aria-label="Zoom out">−</button>
<button type="button" id="whole">Whole</button>
<button type="button" id="reset">Reset</button>
</header>`;
}

function panel(topology: Topology, picture: Picture): string {
  const { nodes, networks, services, findings, taken } = topology;
  const clear = networks.filter((one) => one.encryption === "off").length;
  const found = findings.filter((one) => one.level !== "info").sort((a, b) =>
    Number(a.level !== "error") - Number(b.level !== "error") ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : compareNatural(a.object.name, b.object.name))
  );
  const list = found.map((one) =>
    `<div class="finding ${one.level}"><p><strong>${escapeXml(one.code)} ${one.level}</strong> ${
      escapeXml(one.message)
    }</p><p>${escapeXml(one.fix)}</p>${
      one.commands.map((command) => `<code>${escapeXml(command)}</code>`).join("")
    }</div>`
  );
  return `<aside aria-label="Findings and facts">
<noscript><p>Search and filters need JavaScript; the picture and the findings do not.</p></noscript>
<div id="hits-part" hidden><h3 id="hits-title"></h3><ul id="hits"></ul></div>
<div id="detail" aria-live="polite" hidden></div>
<div id="overview">
<h2>${count(nodes.length, "node")}, ${count(networks.length, "network")}, ${
    count(services.length, "service")
  }</h2>
<p>Collected ${escapeXml(taken)}. ${
    clear === 0 ? "No network is in clear" : `${clear} of ${networks.length} networks in clear`
  }.</p>
${picture.notes.map((note) => `<p>${escapeXml(note)}.</p>`).join("")}
<h3>${found.length === 0 ? "No warning or error was found" : count(found.length, "finding")}</h3>
${list.join("\n")}
</div>
</aside>`;
}

const FOOTER = `<footer>
<svg xmlns="http://www.w3.org/2000/svg" width="780" height="24" viewBox="0 0 780 24" role="img" aria-label="Solid line and closed lock: encrypted. Dashed line and open lock: in clear. Dotted line: unknown or not an overlay. Exclamation mark: findings.">${
  legendSvg(3)
}</svg>
<p id="keys"><kbd>/</kbd> search, <kbd>Tab</kbd> next, <kbd>Enter</kbd> facts, <kbd>Esc</kbd> back, <kbd>+</kbd> <kbd>-</kbd> <kbd>0</kbd> zoom, arrows move</p>
<span id="count" role="status"></span>
</footer>`;
