/** The behaviours that the fake engine is held to, shown by a real engine; the files beside it name which. */
import { LAB_IMAGE } from "../../scripts/lab/image.ts";
import { overHttp } from "../support/conformance/over_http.ts";
import type { Subject } from "../support/conformance/subject.ts";
import { behavioursOf, tryOut } from "../support/conformance/suite.ts";
import { type Age, engineOf, startLab } from "../support/lab.ts";

/** Registers a test for the engine of this age. */
export async function conformanceOf(age: Age): Promise<void> {
  const found = await engineOf(age);
  const ignore = "reason" in found;
  if (ignore) console.log(`skipped: conformance of the ${age} engine: ${found.reason}`);
  Deno.test({
    name: `engine ${ignore ? age : found.version} behaves as the fake engine is made to`,
    ignore,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      const lab = await startLab((found as { engine: string }).engine);
      const http = overHttp(lab.hosts[0]!.replace("unix://", ""));
      const subject: Subject = {
        version: lab.version,
        image: LAB_IMAGE,
        call: http.call,
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      };
      try {
        for (const behaviour of behavioursOf(subject)) {
          await t.step(behaviour.name, () => tryOut(subject, behaviour));
        }
      } finally {
        http.close();
        await lab.end();
      }
    },
  });
}
