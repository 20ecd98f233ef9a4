import assert from "node:assert/strict";
import { topologyOf } from "../../lib/insight/topology.ts";
import type { Topology } from "../../lib/insight/topology_model.ts";
import { drawMap } from "../../lib/view/map/draw.ts";
import type { GroupBy } from "../../lib/view/map/picture.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { Chromium, findChromium, type Page } from "../support/chromium.ts";
import { HOSTILE_NAMES } from "../support/hostile_names.ts";
import { hostileFindings, hostileSwarm } from "../support/hostile_swarm.ts";
import { largeSwarm } from "../support/large_topology.ts";

/** The page and the SVG file as a browser sees them. */
const path = findChromium();
if (path === undefined) console.log("skipped: the map's page in a browser: there is no chromium here");

const FINDING = {
  code: "SN0101",
  level: "warning" as const,
  object: { kind: "network", name: "monitoring_metrics" },
  message: "it is not encrypted",
  fix: "replace it",
  commands: [],
};
const demo = () => topologyOf(demoSwarm(), { findings: [FINDING] });

interface OpenOptions {
  groupBy?: GroupBy;
  format?: "html" | "svg";
  change?: (text: string) => string;
}

/** Opens a drawing from a file, as a user would, and hands it to the test. */
async function withPage(
  browser: Chromium,
  topology: Topology,
  test: (page: Page) => Promise<void>,
  { groupBy = "stack", format = "html", change = (text) => text }: OpenOptions = {},
): Promise<void> {
  const file = await Deno.makeTempFile({ suffix: `.${format}` });
  try {
    await Deno.writeTextFile(file, change(drawMap(topology, { format, groupBy })));
    const page = await browser.open(`file://${file}`);
    await test(page);
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(page.requests.filter((url) => url !== "data:,"), []);
    assert.deepEqual(page.dialogs, []);
  } finally {
    await Deno.remove(file);
  }
}

function inBrowser(name: string, test: (browser: Chromium) => Promise<void>): void {
  Deno.test({
    name,
    ignore: path === undefined,
    async fn() {
      await using browser = await Chromium.start(path!);
      await test(browser);
    },
  });
}

/** Titles of the boxes that are not filtered away. */
const SHOWN =
  `[...document.querySelectorAll(".view:not([hidden]) .box:not(.off) .title")].map((one) => one.textContent)`;
const PANEL = `document.querySelector("aside").innerText`;
const VIEW = `document.querySelector(".view:not([hidden]) svg").getAttribute("viewBox")`;
const choose = (id: string, text: string) =>
  `(() => {
  const select = document.getElementById(${JSON.stringify(id)});
  select.value = [...select.options].find((one) => one.textContent === ${JSON.stringify(text)}).value;
  select.dispatchEvent(new Event("change"));
})()`;

inBrowser(
  "the page opens without a complaint or a request, by stack and by node, small and large",
  async (browser) => {
    for (const topology of [demo(), topologyOf(largeSwarm())]) {
      for (const groupBy of ["stack", "node"] as const) {
        await withPage(browser, topology, async (page) => {
          const shown = await page.evaluate<string[]>(SHOWN);
          assert.ok(shown.length > 10);
        }, { groupBy });
      }
    }
  },
);

inBrowser("the policy forbids everything but the page's own script and styles", async (browser) => {
  const extra =
    `<script>document.title = "injected"</script><img src="http://127.0.0.1:9/x" onerror="document.title = 'handler'">`;
  const file = await Deno.makeTempFile({ suffix: ".html" });
  try {
    await Deno.writeTextFile(
      file,
      drawMap(demo(), { format: "html", groupBy: "stack" }).replace("</body>", `${extra}</body>`),
    );
    const page = await browser.open(`file://${file}`);
    assert.equal(await page.evaluate("document.title"), "Swarm networks");
    assert.ok(page.complaints.some((text) => text.includes("Content Security Policy")));
    assert.ok((await page.evaluate<string[]>(SHOWN)).length > 10);
  } finally {
    await Deno.remove(file);
  }
});

inBrowser(
  "filters by stack, network and encryption show what fits and its neighbours' lines",
  async (browser) => {
    await withPage(browser, demo(), async (page) => {
      await page.evaluate(choose("stack", "ci"));
      assert.deepEqual((await page.evaluate<string[]>(SHOWN)).sort(), [
        "ci_registry",
        "ci_runner",
        "ci_runners",
        "ci_server",
        "edge_public",
        "ingress (routing mesh)",
      ]);
      await page.evaluate(choose("stack", "all"));
      await page.evaluate(choose("network", "legacy_dmz"));
      assert.deepEqual((await page.evaluate<string[]>(SHOWN)).sort(), [
        "legacy_cron",
        "legacy_dmz",
        "legacy_web",
      ]);
      await page.evaluate(choose("network", "all"));
      await page.evaluate(choose("state", "in clear"));
      const clear = await page.evaluate<string[]>(SHOWN);
      assert.ok(
        clear.includes("monitoring_metrics") && clear.includes("legacy_web") && !clear.includes("shop_api"),
      );
      const lines = await page.evaluate<string[]>(
        `[...document.querySelectorAll(".view:not([hidden]) .line:not(.off)")].map((one) => one.dataset.state)`,
      );
      assert.deepEqual([...new Set(lines)], ["clear"]);
      await page.evaluate(`document.getElementById("reset").click()`);
      assert.equal((await page.evaluate<string[]>(SHOWN)).length, 33);
    });
  },
);

inBrowser(
  "the keyboard alone searches, walks, opens facts and findings, zooms and goes back",
  async (browser) => {
    await withPage(browser, demo(), async (page) => {
      await page.press("/");
      for (const char of "metrics") await page.press(char);
      const hits = await page.evaluate<string[]>(
        `[...document.querySelectorAll(".hit .title")].map((one) => one.textContent)`,
      );
      assert.ok(hits.includes("monitoring_metrics") && !hits.includes("shop_web"));
      await page.press("Enter");
      assert.match(await page.evaluate(PANEL), /metrics_old|monitoring_/);
      await page.evaluate(`document.getElementById("search").value = "monitoring_metrics"`);
      await page.evaluate(`document.getElementById("search").dispatchEvent(new Event("input"))`);
      await page.evaluate(`document.querySelector("#hits button").click()`);
      const panel = await page.evaluate<string>(PANEL);
      assert.match(panel, /SN0101 warning/);
      assert.match(panel, /it is not encrypted/);
      assert.match(panel, /in clear/);
      const near = await page.evaluate<number>(`document.querySelectorAll(".box.near").length`);
      assert.equal(near, 6, "the network and the five services on it");
      await page.press("Tab");
      assert.ok(await page.evaluate<boolean>(`document.activeElement.classList.contains("box")`));
      await page.press("Enter");
      assert.equal(await page.evaluate(`document.getElementById("detail").hidden`), false);
      await page.press("Escape");
      await page.press("Escape");
      assert.equal(await page.evaluate(`document.getElementById("detail").hidden`), true);
      const before = await page.evaluate<string>(VIEW);
      await page.press("+");
      const closer = await page.evaluate<string>(VIEW);
      assert.ok(Number(closer.split(" ")[2]) < Number(before.split(" ")[2]));
      await page.press("ArrowRight");
      assert.notEqual(await page.evaluate(VIEW), closer);
      await page.press("0");
      assert.match(await page.evaluate(VIEW), /^0 0 /);
    });
  },
);

inBrowser("every box that Tab reaches comes into sight", async (browser) => {
  await withPage(browser, demo(), async (page) => {
    for (let at = 0; at < 6; at++) await page.press("+");
    await page.evaluate(`document.querySelector(".view:not([hidden]) .box").focus()`);
    for (let at = 0; at < 40; at++) {
      const seen = await page.evaluate<boolean | null>(`(() => {
        const box = document.activeElement;
        if (!box.classList.contains("box")) return null;
        const [a, b] = [box.getBoundingClientRect(), document.getElementById("stage").getBoundingClientRect()];
        return a.right > b.left && a.left < b.right && a.bottom > b.top && a.top < b.bottom;
      })()`);
      assert.notEqual(seen, false);
      await page.press("Tab");
    }
  });
});

inBrowser("the mouse hovers, selects, drags and zooms where it points", async (browser) => {
  await withPage(browser, demo(), async (page) => {
    const { x, y } = await page.evaluate<{ x: number; y: number }>(`(() => {
      const box = [...document.querySelectorAll(".box")].find((one) => one.querySelector(".title").textContent === "shop_api");
      const { x, y, width, height } = box.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    })()`);
    await page.mouse("mouseMoved", x, y);
    assert.equal(await page.evaluate(`document.querySelectorAll(".box.near").length`), 3);
    await page.mouse("mousePressed", x, y);
    await page.mouse("mouseReleased", x, y);
    assert.match(await page.evaluate(PANEL), /shop_api[\s\S]*5 of 5 running/);
    const before = await page.evaluate<string>(VIEW);
    await page.mouse("mouseWheel", x, y, -200);
    await page.evaluate(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`);
    assert.notEqual(await page.evaluate(VIEW), before);
    const zoomed = await page.evaluate<string>(VIEW);
    await page.mouse("mousePressed", 30, 500);
    await page.mouse("mouseMoved", 130, 560);
    await page.mouse("mouseReleased", 130, 560);
    const [left] = (await page.evaluate<string>(VIEW)).split(" ").map(Number);
    assert.ok(left! < Number(zoomed.split(" ")[0]));
  });
});

inBrowser(
  "a group of a large swarm can be opened, and a search finds a service inside one",
  async (browser) => {
    await withPage(browser, topologyOf(largeSwarm()), async (page) => {
      await page.evaluate(`document.getElementById("search").value = "team-7_service-3"`);
      await page.evaluate(`document.getElementById("search").dispatchEvent(new Event("input"))`);
      assert.equal(await page.evaluate(`document.querySelectorAll(".view:not([hidden]) .hit").length`), 1);
      await page.evaluate(`document.querySelector("#hits button").click()`);
      assert.ok((await page.evaluate<string[]>(SHOWN)).includes("team-7_service-3"));
      assert.match(await page.evaluate(PANEL), /team-7_service-3/);
      await page.evaluate(choose("view", "Networks and services"));
      assert.ok((await page.evaluate<string[]>(SHOWN)).includes("team-7"));
    });
  },
);

inBrowser("the page prints, with the findings under the picture", async (browser) => {
  await withPage(browser, demo(), async (page) => {
    const pdf = await page.print();
    assert.equal(new TextDecoder().decode(pdf.subarray(0, 5)), "%PDF-");
    assert.ok(pdf.length > 10_000);
  });
});

const withoutPolicy = (html: string) => html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");

inBrowser(
  "200 hostile names stay text in the page, even without its policy: no script runs, nothing is asked for",
  async (browser) => {
    let checked = 0;
    for (let at = 0; at < HOSTILE_NAMES.length; at += 25) {
      const names = HOSTILE_NAMES.slice(at, at + 25);
      const topology = topologyOf(hostileSwarm(names), { findings: hostileFindings(names) });
      for (const change of [withoutPolicy, (html: string) => html]) {
        await withPage(browser, topology, async (page) => {
          const elements = await page.evaluate<Record<string, number>>(`(() => {
          const found = {};
          for (const one of document.querySelectorAll("*")) found[one.localName] = (found[one.localName] ?? 0) + 1;
          return found;
        })()`);
          assert.equal(elements.script, 2);
          assert.equal(elements.style, 2);
          for (const name of ["img", "iframe", "a", "foreignobject", "object", "embed", "base"]) {
            assert.equal(elements[name], undefined, name);
          }
          // Through the panel, too: everything is selected once, and each name is searched for.
          await page.evaluate(`for (const box of document.querySelectorAll(".view:not([hidden]) .box")) {
          box.focus();
          box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
        }`);
          await page.evaluate(`for (const name of ${JSON.stringify(names)}) {
          const search = document.getElementById("search");
          search.value = name;
          search.dispatchEvent(new Event("input"));
        }`);
          const handlers = await page.evaluate<number>(
            `[...document.querySelectorAll("*")].filter((one) => one.getAttributeNames().some((name) => name.startsWith("on"))).length`,
          );
          assert.equal(handlers, 0);
        }, { change });
      }
      checked += names.length;
    }
    assert.equal(checked, 200);
  },
);

inBrowser(
  "the SVG file opens by itself, without a complaint, a script or a request, whatever the names are",
  async (browser) => {
    const names = HOSTILE_NAMES.slice(0, 30);
    for (const topology of [demo(), topologyOf(largeSwarm()), topologyOf(hostileSwarm(names))]) {
      await withPage(browser, topology, async (page) => {
        assert.equal(await page.evaluate(`document.documentElement.localName`), "svg");
        assert.equal(
          await page.evaluate(`document.querySelectorAll("script, a, image, foreignObject").length`),
          0,
        );
        assert.ok(await page.evaluate<number>(`document.querySelectorAll(".box").length`) > 10);
      }, { format: "svg" });
    }
  },
);

inBrowser("texts fit into their boxes, and labels stand apart from boxes", async (browser) => {
  for (
    const [topology, groupBy] of [[demo(), "stack"], [demo(), "node"], [
      topologyOf(largeSwarm()),
      "stack",
    ]] as const
  ) {
    await withPage(browser, topology, async (page) => {
      const wide = await page.evaluate<string[]>(`[...document.querySelectorAll(".box")].flatMap((box) => {
        const outer = [...box.querySelectorAll(".shape")].at(-1).getBBox();
        return [...box.querySelectorAll("text.title, text.line2")].filter((text) => {
          const inner = text.getBBox();
          return inner.x + inner.width > outer.x + outer.width - 4;
        }).map((text) => text.textContent);
      })`);
      assert.deepEqual(wide, []);
      const hidden = await page.evaluate<string[]>(`(() => {
        const boxes = [...document.querySelectorAll(".box .shape")].map((one) => one.getBBox());
        return [...document.querySelectorAll(".label")].filter((label) => {
          const at = label.getBBox();
          return boxes.some((box) => at.x < box.x + box.width && box.x < at.x + at.width && at.y < box.y + box.height && box.y < at.y + at.height);
        }).map((one) => one.textContent);
      })()`);
      assert.deepEqual(hidden, []);
    }, { groupBy, format: "svg" });
  }
});
