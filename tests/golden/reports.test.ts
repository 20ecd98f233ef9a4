import { REPORT_FORMATS } from "../../lib/view/reports/formats.ts";
import { renderVerdict } from "../../lib/view/reports/index.ts";
import { atBoundary } from "../../lib/terminal/boundary.ts";
import { assertGolden } from "../support/golden.ts";
import { demoVerdict, stackVerdict } from "../support/report_verdicts.ts";

const VERDICTS = { demo: demoVerdict, stack: stackVerdict };
const SCREENS = [
  { suffix: "80", width: 80, ascii: false, color: false },
  { suffix: "120", width: 120, ascii: false, color: false },
  { suffix: "80-color", width: 80, ascii: false, color: true },
  { suffix: "80-ascii", width: 80, ascii: true, color: false },
];

for (const [name, make] of Object.entries(VERDICTS)) {
  for (const format of REPORT_FORMATS) {
    Deno.test(`the report of the ${name} as ${format} looks as it did`, () => {
      for (const { suffix, color, ...screen } of format === "text" ? SCREENS : SCREENS.slice(0, 1)) {
        const shown = atBoundary(renderVerdict(make(), format, screen), color).replaceAll("\u001b", "<ESC>");
        assertGolden(
          import.meta.url,
          format === "text" ? `${name}-text-${suffix}` : `${name}-${format}`,
          shown,
        );
      }
    });
  }
}
