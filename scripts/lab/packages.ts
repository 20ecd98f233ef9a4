/** Files of Debian packages, of any suite the machine's mirror has, without installing them. */
import { capture, textOf, which } from "../support/process.ts";

/** Which packages are unpacked, and where. */
export interface Unpack {
  /** A suite's name as the mirror knows it, such as bookworm, trixie or sid. */
  suite: string;
  packages: string[];
  /** Existing folder that gets the packages' file trees. */
  into: string;
}

/** Downloads the packages (apt checks their signatures) and unpacks them. */
export async function unpackDebian({ suite, packages, into }: Unpack): Promise<void> {
  if (!/^[a-z][a-z-]*$/.test(suite)) throw new Error(`"${suite}" is not the name of a Debian suite`);
  const work = Deno.makeTempDirSync({ prefix: "swarmnet-deb-" });
  try {
    for (const folder of ["lists/partial", "debs"]) Deno.mkdirSync(`${work}/${folder}`, { recursive: true });
    Deno.writeTextFileSync(
      `${work}/sources.list`,
      `deb [signed-by=${await keyring()}] ${await mirror()} ${suite} main\n`,
    );
    const apt = [
      "apt-get",
      "-qq",
      // apt would drop root for a user who may not enter our private folder.
      ...["-o", "APT::Sandbox::User=root"],
      ...["-o", `Dir::Etc::sourcelist=${work}/sources.list`],
      ...["-o", "Dir::Etc::sourceparts=/dev/null"],
      ...["-o", `Dir::State::Lists=${work}/lists`],
    ];
    await textOf([...apt, "update"], { timeoutMs: 180_000 });
    const wanted = packages.map((name) => `${name}/${suite}`);
    await textOf([...apt, "download", ...wanted], { cwd: `${work}/debs`, timeoutMs: 300_000 });
    for (const { name } of Deno.readDirSync(`${work}/debs`)) {
      await textOf(["dpkg-deb", "--extract", `${work}/debs/${name}`, into]);
    }
  } finally {
    Deno.removeSync(work, { recursive: true });
  }
}

/** The Debian mirror that this machine's own apt uses. */
async function mirror(): Promise<string> {
  if (which("apt-get") === undefined) {
    throw new Error("There is no apt-get here to fetch Debian's packages with");
  }
  const listed = await capture(["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages"]);
  const site = listed.stdout.split("\n").find((each) => /\/debian\/?$/.test(each));
  if (site === undefined) throw new Error("apt knows no Debian mirror; run apt-get update first");
  return site;
}

async function keyring(): Promise<string> {
  for (const ending of ["gpg", "pgp"]) {
    const path = `/usr/share/keyrings/debian-archive-keyring.${ending}`;
    if ((await Deno.stat(path).catch(() => undefined))?.isFile) return path;
  }
  throw new Error("Debian's archive keyring is not installed (package debian-archive-keyring)");
}
