import { overHttp } from "../support/conformance/over_http.ts";
import type { Subject } from "../support/conformance/subject.ts";
import { behavioursOf, tryOut } from "../support/conformance/suite.ts";
import { startFakeEngine } from "../support/fake_engine.ts";

const IMAGE = "net:local";

for (const api of ["1.41", "1.51"]) {
  Deno.test(`the fake engine behaves as engines of API ${api}`, async (t) => {
    await using fake = await startFakeEngine({
      api,
      nodes: 2,
      behaviour: ({ template }) => {
        const args = template.ContainerSpec?.["Args"] as string[] | undefined;
        return args?.includes("exit 1") ? { failAfter: 0 } : undefined;
      },
    });
    const http = overHttp(fake.socket);
    const subject: Subject = {
      version: fake.swarm.facts.version,
      image: IMAGE,
      call: http.call,
      sleep: (ms) => fake.clock.sleep(ms),
    };
    for (const behaviour of behavioursOf(subject)) {
      await t.step(behaviour.name, () => tryOut(subject, behaviour));
    }
    http.close();
  });
}
