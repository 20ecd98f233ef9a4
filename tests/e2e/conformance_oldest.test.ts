import { conformanceOf } from "./conformance.ts";

await conformanceOf("oldest");
