// The script of the map's page. It is embedded as text (scripts/gen_map_page.ts) and runs in the reader's browser only.
// Names come from the swarm and may be hostile: they reach the page through textContent and nothing else.
const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("map-data").textContent);
const [search, stack, network, state, viewSelect] = ["search", "stack", "network", "state", "view"].map(
  byId,
);
const stage = byId("stage");
const detail = byId("detail");
const overview = byId("overview");
const views = new Map(data.views.map((view) => [view.id, prepare(view)]));
let current = views.get(data.views[0].id);
let selected = null;

function prepare(view) {
  const root = byId(view.id);
  const svg = root.querySelector("svg");
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const boxes = new Map();
  for (const [id, about] of Object.entries(view.boxes)) {
    boxes.set(id, { id, ...about, element: byId(`${view.id}-${id}`), lines: [] });
  }
  const lines = [...svg.querySelectorAll(".line[data-from]")].map((element) => {
    const line = {
      element,
      from: boxes.get(element.dataset.from),
      to: boxes.get(element.dataset.to),
      state: element.dataset.state,
    };
    line.from.lines.push(line);
    line.to.lines.push(line);
    return line;
  });
  return { id: view.id, root, svg, width, height, boxes, lines, seen: null };
}

const near = (box) => box.lines.map((line) => line.from === box ? line.to : line.from);
const itemsOf = (box) => box.of.map((id) => data.items[id]).filter((item) => item !== undefined);

// What is shown ------------------------------------------------------------------------------------------------------

function onNetwork(box, id) {
  return box.of.includes(id) || itemsOf(box).some((item) => (item.networks ?? []).includes(id)) ||
    box.kind === "entry" && near(box).some((other) => onNetwork(other, id));
}
function inStack(box, name) {
  if (box.stacks.includes(name)) return true;
  return box.kind !== "service" && box.kind !== "group" &&
    near(box).some((other) => other.stacks.includes(name));
}
const said = (box) =>
  [box.title, ...itemsOf(box).flatMap((item) => [item.name, ...item.facts.map((fact) => fact[1])])]
    .join("\n").toLowerCase();
const words = () => search.value.trim().toLowerCase();

function filter() {
  const query = words();
  let shown = 0;
  for (const box of current.boxes.values()) {
    const fits = (stack.value === "" || inStack(box, stack.value)) &&
      (network.value === "" || onNetwork(box, network.value)) &&
      (state.value === "" || box.state === state.value ||
        box.lines.some((line) => line.state === state.value));
    box.off = !fits;
    if (fits) shown++;
    box.element.classList.toggle("off", !fits);
    box.element.setAttribute("tabindex", fits ? "0" : "-1");
    box.element.setAttribute("aria-hidden", String(!fits));
    box.element.classList.toggle("hit", fits && query !== "" && said(box).includes(query));
  }
  for (const line of current.lines) {
    const wrong = state.value !== "" && line.state !== state.value;
    line.element.classList.toggle("off", wrong || line.from.off || line.to.off);
  }
  current.svg.classList.toggle("searching", query !== "");
  listHits(query);
  byId("count").textContent = `${shown} of ${current.boxes.size} shown`;
}

function listHits(query) {
  const list = byId("hits");
  list.replaceChildren();
  byId("hits-part").hidden = query === "";
  if (query === "") return;
  const found = Object.entries(data.items).filter(([, item]) =>
    [item.name, ...item.facts.map((fact) => fact[1])].join("\n").toLowerCase().includes(query)
  );
  // What is called so comes before what only mentions it.
  const named = ([, item]) => item.name.toLowerCase().includes(query);
  found.sort((a, b) => Number(named(b)) - Number(named(a)));
  byId("hits-title").textContent = `${found.length} found`;
  for (const [id, item] of found.slice(0, 40)) list.append(entry(item, () => goTo(id)));
}

function entry(item, go) {
  const line = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `${item.kind} ${item.name}`;
  button.addEventListener("click", go);
  line.append(button);
  return line;
}

/** Shows a thing where it is drawn by itself; inside its group where that is the nearest. */
function goTo(id) {
  const single = (view) =>
    [...view.boxes.values()].find((box) => box.of.includes(id) && box.kind !== "group");
  const any = (view) => [...view.boxes.values()].find((box) => box.of.includes(id));
  const view = [current, ...views.values()].find(single) ?? [current, ...views.values()].find(any);
  if (view === undefined) return;
  if (view !== current) show(view.id);
  const box = single(view) ?? any(view);
  if (box.off) clearFilters();
  select(box);
  box.element.focus();
}

function clearFilters() {
  stack.value = network.value = state.value = "";
  filter();
}

// The panel ----------------------------------------------------------------------------------------------------------

function select(box) {
  selected?.element.classList.remove("selected");
  selected = box;
  detail.hidden = box === null;
  overview.hidden = box !== null;
  if (box === null) return;
  box.element.classList.add("selected");
  detail.replaceChildren(heading("h2", box.title));
  if (box.view !== undefined) {
    const open = document.createElement("button");
    open.type = "button";
    open.textContent = "Draw this group by itself";
    open.addEventListener("click", () => show(box.view));
    detail.append(open);
  }
  const items = itemsOf(box);
  if (items.length === 1) describe(items[0]);
  else part("Stands for", items.map((item, at) => entry(item, () => goTo(box.of[at]))));
  for (const item of items) {
    if (items.length > 1 && item.findings.length > 0) {
      detail.append(heading("h3", `${item.kind} ${item.name}`));
    }
    describeFindings(item);
  }
  part(
    "Joined with",
    [...new Set(near(box))].map((other) =>
      entry({ kind: other.kind, name: other.title }, () => {
        if (other.off) clearFilters();
        select(other);
        other.element.focus();
      })
    ),
  );
}

function describe(item) {
  const list = document.createElement("dl");
  for (const [name, value] of [["Kind", item.kind], ...item.facts]) {
    const term = document.createElement("dt");
    term.textContent = name;
    const text = document.createElement("dd");
    text.textContent = value;
    list.append(term, text);
  }
  detail.append(list);
}

function describeFindings(item) {
  for (const finding of item.findings) {
    const box = document.createElement("div");
    box.className = `finding ${finding.level}`;
    const head = document.createElement("p");
    const code = document.createElement("strong");
    code.textContent = `${finding.code} ${finding.level}: `;
    head.append(code, finding.message);
    const fix = document.createElement("p");
    fix.textContent = finding.fix;
    const commands = finding.commands.map((text) => {
      const command = document.createElement("code");
      command.textContent = text;
      return command;
    });
    box.append(head, fix, ...commands);
    detail.append(box);
  }
}

function part(title, entries) {
  if (entries.length === 0) return;
  const list = document.createElement("ul");
  list.append(...entries);
  detail.append(heading("h3", title), list);
}

function heading(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

// Neighbours ---------------------------------------------------------------------------------------------------------

function highlight(box) {
  for (const one of current.boxes.values()) one.element.classList.remove("near");
  for (const line of current.lines) line.element.classList.remove("near");
  current.svg.classList.toggle("focused", box !== null);
  if (box === null) return;
  for (const one of [box, ...near(box)]) one.element.classList.add("near");
  for (const line of box.lines) line.element.classList.add("near");
}

// The piece of the picture that is seen ------------------------------------------------------------------------------

function look(seen) {
  current.seen = seen;
  current.svg.setAttribute("viewBox", `${seen.x} ${seen.y} ${seen.width} ${seen.height}`);
}
const fit = () => look({ x: 0, y: 0, width: current.width, height: current.height });

/** As large as the stage allows, but not so small that nothing can be read: then from its left, where what comes from outside enters. */
function begin() {
  const room = stage.getBoundingClientRect();
  const scale = Math.min(room.width / current.width, room.height / current.height);
  // On a large screen the whole counts more; on a small one there is nothing to see of it.
  const least = room.width < 800 ? 0.7 : 0.45;
  if (scale >= least || room.width === 0) return fit();
  const width = Math.min(current.width, room.width / least);
  const height = width * room.height / room.width;
  look({ x: 0, y: (current.height - height) / 2, width, height });
}

function zoom(factor, clientX, clientY) {
  const { x, y, width, height } = current.seen;
  const widest = 4 * Math.max(current.width, current.height);
  const next = Math.min(Math.max(width * factor, 120), widest);
  const real = next / width;
  const at = clientX === undefined ? { x: x + width / 2, y: y + height / 2 } : pointAt(clientX, clientY);
  look({ x: at.x - (at.x - x) * real, y: at.y - (at.y - y) * real, width: next, height: height * real });
}

function pointAt(clientX, clientY) {
  const point = new DOMPoint(clientX, clientY).matrixTransform(current.svg.getScreenCTM().inverse());
  return { x: point.x, y: point.y };
}

function pan(right, down) {
  const { x, y, width, height } = current.seen;
  look({ x: x + right * width, y: y + down * height, width, height });
}

/** Moves a box that the keyboard reached into sight. */
function bringIntoSight(element) {
  const box = element.getBoundingClientRect();
  const room = stage.getBoundingClientRect();
  const scale = current.svg.getScreenCTM().a;
  const off = (low, high, from, to) => low < from ? low - from - 20 : high > to ? high - to + 20 : 0;
  const right = off(box.left, box.right, room.left, room.right) / scale;
  const down = off(box.top, box.bottom, room.top, room.bottom) / scale;
  if (right !== 0 || down !== 0) {
    look({ ...current.seen, x: current.seen.x + right, y: current.seen.y + down });
  }
}

function show(id) {
  select(null);
  highlight(null);
  current.root.hidden = true;
  current = views.get(id);
  current.root.hidden = false;
  viewSelect.value = id;
  if (current.seen === null) begin();
  filter();
}

// Hands on -----------------------------------------------------------------------------------------------------------

const boxAt = (event) => {
  const element = event.target.closest?.(".box");
  return element === null || element === undefined
    ? undefined
    : [...current.boxes.values()].find((box) => box.element === element);
};
let drag = null;
let moved = false;
stage.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  moved = false;
  drag = { x: event.clientX, y: event.clientY, seen: current.seen, scale: current.svg.getScreenCTM().a };
});
addEventListener("pointermove", (event) => {
  if (drag === null) return;
  const [right, down] = [event.clientX - drag.x, event.clientY - drag.y];
  if (!moved && Math.hypot(right, down) < 4) return;
  moved = true;
  look({ ...drag.seen, x: drag.seen.x - right / drag.scale, y: drag.seen.y - down / drag.scale });
});
addEventListener("pointerup", () => drag = null);
addEventListener("pointercancel", () => drag = null);
stage.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, event.clientX, event.clientY);
}, { passive: false });
stage.addEventListener("click", (event) => {
  if (!moved) select(boxAt(event) ?? null);
});
stage.addEventListener("pointerover", (event) => highlight(boxAt(event) ?? null));
stage.addEventListener("pointerleave", () => highlight(null));
stage.addEventListener("focusin", (event) => {
  const box = boxAt(event);
  highlight(box ?? null);
  if (box !== undefined) bringIntoSight(box.element);
});
stage.addEventListener("focusout", () => highlight(null));

for (const control of [stack, network, state]) control.addEventListener("change", filter);
search.addEventListener("input", filter);
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter") byId("hits").querySelector("button")?.click();
});
viewSelect.addEventListener("change", () => show(viewSelect.value));
byId("closer").addEventListener("click", () => zoom(1 / 1.3));
byId("farther").addEventListener("click", () => zoom(1.3));
byId("whole").addEventListener("click", fit);
byId("reset").addEventListener("click", () => {
  search.value = "";
  clearFilters();
  select(null);
  show(data.views[0].id);
  fit();
});

const KEYS = {
  "+": () => zoom(1 / 1.3),
  "=": () => zoom(1 / 1.3),
  "-": () => zoom(1.3),
  "0": fit,
  "ArrowLeft": () => pan(-0.1, 0),
  "ArrowRight": () => pan(0.1, 0),
  "ArrowUp": () => pan(0, -0.1),
  "ArrowDown": () => pan(0, 0.1),
  "/": () => search.focus(),
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (search.value !== "") search.value = "";
    else select(null);
    return filter();
  }
  if (
    /^(?:INPUT|SELECT|BUTTON)$/.test(event.target.tagName ?? "") &&
    !(event.key === "/" && event.target.tagName === "BUTTON")
  ) {
    return;
  }
  const box = boxAt(event);
  if (box !== undefined && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    return select(box);
  }
  const act = KEYS[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
});
addEventListener("beforeprint", fit);

begin();
filter();
