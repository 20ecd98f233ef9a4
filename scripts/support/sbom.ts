/** A package inside the binary. */
export interface Component {
  name: string;
  version: string;
  /** SPDX identifier. */
  license: string;
}

/** What the document is about. */
export interface Made {
  /** Of this program. */
  version: string;
  /** Of the runtime inside. */
  deno: string;
  /** Of the JavaScript engine in the runtime. */
  v8: string;
  components: Component[];
}

/** A CycloneDX 1.6 document, the same text for the same content (no date, no random serial number). */
export function billOfMaterials({ version, deno, v8, components }: Made): string {
  const self = "pkg:generic/docker-swarmnet@" + version;
  const parts = [
    ...components.map((one) => ({ ...one, purl: `pkg:npm/${one.name.replace("@", "%40")}@${one.version}` })),
    { name: "deno", version: deno, license: "MIT", purl: `pkg:generic/deno@${deno}` },
    { name: "v8", version: v8, license: "BSD-3-Clause", purl: `pkg:generic/v8@${v8}` },
  ];
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": self,
        name: "docker-swarmnet",
        version,
        licenses: [{ license: { id: "Apache-2.0" } }],
      },
    },
    components: parts.map(({ name, version, license, purl }) => ({
      type: name === "deno" ? "platform" : "library",
      "bom-ref": purl,
      name,
      version,
      licenses: [{ license: { id: license } }],
      purl,
    })),
    dependencies: [{ ref: self, dependsOn: parts.map((one) => one.purl) }],
  };
  return JSON.stringify(document, null, 2);
}
