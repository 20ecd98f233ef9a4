/**
 * The image that lab services run: busybox and network tools of this machine with the libraries they need, made by tar and
 * `docker import`, because a lab pulls nothing. busybox must be linked dynamically: a static one crashes in name look-ups.
 */
import { cacheFolder } from "../support/project.ts";
import { capture, textOf, which } from "../support/process.ts";
import { unpackDebian } from "./packages.ts";

/** Create services with `--no-resolve-image`, else each waits for a registry that is not there. */
export const LAB_IMAGE = "swarmnet-lab:1";

/** Taken along where this machine has them. */
const TOOLS = [
  "ip",
  "bridge",
  "tc",
  "iperf3",
  "tcpdump",
  "ipvsadm",
  "nsenter",
  "iptables-legacy-save",
  "perl",
];

/** PID 1 that ends at once when it is told to, so that updates do not wait out the 10 s grace time. */
const COMMAND = ["/bin/sh", "-c", "trap 'exit 0' TERM; sleep 1000000 & wait"];

/** The image's root file system as a tar file in the cache, made when it is not there. */
export async function imageTar(): Promise<string> {
  const tools = TOOLS.filter((name) => which(name) !== undefined);
  const file = `${cacheFolder()}/lab-image-${["busybox", ...tools].join("-")}.tar`;
  if (await exists(file)) return file;
  const work = Deno.makeTempDirSync({ prefix: "swarmnet-image-" });
  try {
    const root = `${work}/root`;
    for (const folder of ["bin", "usr/bin", "etc", "tmp", "proc", "sys"]) {
      Deno.mkdirSync(`${root}/${folder}`, { recursive: true });
    }
    await addProgram(root, await dynamicBusybox(work), "bin/busybox");
    for (const applet of (await textOf([`${root}/bin/busybox`, "--list"])).split("\n")) {
      if (applet !== "busybox") Deno.symlinkSync("busybox", `${root}/bin/${applet}`);
    }
    for (const name of tools) await addProgram(root, which(name)!, `usr/bin/${name}`);
    await addNameLookup(root);
    addRuleExtensions(root);
    Deno.writeTextFileSync(`${root}/etc/passwd`, "root:x:0:0::/:/bin/sh\n");
    Deno.writeTextFileSync(`${root}/etc/nsswitch.conf`, "hosts: files dns\n");
    Deno.mkdirSync(cacheFolder(), { recursive: true });
    await textOf(["tar", "--create", "--file", `${file}.${Deno.pid}`, "--directory", root, "."]);
    Deno.renameSync(`${file}.${Deno.pid}`, file);
  } finally {
    Deno.removeSync(work, { recursive: true });
  }
  return file;
}

/** Gives the image to an engine, unless it has it. */
export async function importImage(socket: string, tar: string): Promise<void> {
  const docker = ["docker", "--host", `unix://${socket}`];
  if ((await capture([...docker, "image", "inspect", LAB_IMAGE])).code === 0) return;
  await textOf([...docker, "import", "--change", `CMD ${JSON.stringify(COMMAND)}`, tar, LAB_IMAGE], {
    timeoutMs: 120_000,
  });
}

async function dynamicBusybox(work: string): Promise<string> {
  const own = which("busybox");
  if (own !== undefined && (await librariesOf(own)).length > 0) return own;
  const folder = `${work}/busybox`;
  Deno.mkdirSync(folder);
  await unpackDebian({ suite: await ownSuite(), packages: ["busybox"], into: folder });
  for (const path of ["usr/bin/busybox", "bin/busybox"]) {
    if (await exists(`${folder}/${path}`)) return `${folder}/${path}`;
  }
  throw new Error("Debian's package busybox holds no busybox");
}

async function ownSuite(): Promise<string> {
  const suite = /^VERSION_CODENAME=(.+)$/m.exec(await Deno.readTextFile("/etc/os-release"))?.[1];
  if (suite === undefined) {
    throw new Error("This machine is not a Debian release: install a dynamically linked busybox");
  }
  return suite;
}

async function addProgram(root: string, from: string, to: string): Promise<void> {
  Deno.copyFileSync(Deno.realPathSync(from), `${root}/${to}`);
  Deno.chmodSync(`${root}/${to}`, 0o755);
  for (const library of await librariesOf(from)) addLibrary(root, library);
}

/** glibc loads these when a name is looked up, so no program names them. */
async function addNameLookup(root: string): Promise<void> {
  const libc = (await librariesOf(which("sh")!)).find((path) => /\/libc\.so/.test(path));
  if (libc === undefined) return;
  const folder = libc.slice(0, libc.lastIndexOf("/"));
  for (const { name } of Deno.readDirSync(folder)) {
    if (/^lib(?:nss_dns|nss_files|resolv)\.so\.\d+$/.test(name)) addLibrary(root, `${folder}/${name}`);
  }
}

/** iptables loads these when it prints a rule, so no program names them; they need libraries that iptables has anyway. */
function addRuleExtensions(root: string): void {
  const folder = `/usr/lib/${Deno.build.arch}-linux-gnu/xtables`;
  try {
    for (const { name } of Deno.readDirSync(folder)) addLibrary(root, `${folder}/${name}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function addLibrary(root: string, path: string): void {
  const target = `${root}${path}`;
  Deno.mkdirSync(target.slice(0, target.lastIndexOf("/")), { recursive: true });
  Deno.copyFileSync(Deno.realPathSync(path), target);
}

/** Shared libraries of a program, the loader included; none for a static one. */
async function librariesOf(program: string): Promise<string[]> {
  const ran = await capture(["ldd", Deno.realPathSync(program)]);
  return ran.code === 0 ? [...ran.stdout.matchAll(/(?:=>\s+|^\s*)(\/\S+)/gm)].map((match) => match[1]!) : [];
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
