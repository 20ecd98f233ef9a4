import { scenario } from "./scenario.ts";

await scenario("newest");
