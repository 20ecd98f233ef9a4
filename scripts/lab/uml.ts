/**
 * The lab's second kind: a User-Mode Linux guest, a kernel that runs as a program and has what this machine's own kernel may
 * lack (IPVS for VIPs and published ports, IPsec for encrypted networks). The machine's files are its root, read as they are;
 * whatever it writes for itself lies in its memory.
 */
import { cacheFolder } from "../support/project.ts";
import { capture, show, textOf, which } from "../support/process.ts";
import { engineFiles } from "./engines.ts";
import { unpackDebian } from "./packages.ts";

/** What a guest is started with. */
export interface Guest {
  /** A bash script; inside, node N's engine listens on /run/lab/nN.sock and its network namespace is nN. */
  script: string;
  nodes: number;
  /** A Debian suite; newer engines start several times faster in the guest. */
  engine: string;
  /** Such as 6G. */
  memory: string;
  timeoutMs: number;
}

/**
 * trixie's kernel forks three times as fast as bookworm's; sid's lacks the iptables NAT that dockerd needs (tried with 7.x).
 */
const KERNEL_SUITE = "trixie";

/** Boots the guest, runs the script in it and gives the script's exit code. */
export async function runGuest({ script, nodes, engine, memory, timeoutMs }: Guest): Promise<number> {
  const kernel = await guestKernel();
  const files = await engineFiles(engine);
  if (files.folder === undefined) {
    throw new Error("The guest takes an engine from a Debian suite: --engine sid");
  }
  const work = Deno.makeTempDirSync({ prefix: "swarmnet-guest-" });
  const report = `${work}/code`;
  try {
    Deno.writeTextFileSync(report, "");
    const env = needsWholeState() ? { LD_PRELOAD: await wholeState(work) } : {};
    const init = new URL("./uml_init.sh", import.meta.url).pathname;
    await show([
      kernel.program,
      `mem=${memory}`,
      ...["root=/dev/root", "rootfstype=hostfs", "rootflags=/", "rw", "quiet", "con=null", "con0=null,fd:1"],
      `init=${init}`,
      `LAB_NODES=${nodes}`,
      `LAB_ENGINE=${files.folder}`,
      `LAB_MODULES=${kernel.modules}`,
      `LAB_SCRIPT=${Deno.realPathSync(script)}`,
      `LAB_REPORT=${report}`,
    ], { timeoutMs, env });
    const code = Number.parseInt(Deno.readTextFileSync(report), 10);
    // The kernel itself may end as "Aborted" after its power-off, so the script's own code is what counts.
    if (Number.isNaN(code)) {
      throw new Error(`The guest ended before the script did (the limit is ${timeoutMs / 1000} s)`);
    }
    return code;
  } finally {
    Deno.removeSync(work, { recursive: true });
  }
}

/** Whether the guest's kernel needs help with this processor, and so a C compiler: uml_xstate.c says why. */
export function needsWholeState(): boolean {
  return /^flags\s*:.*\bamx_tile\b/m.test(Deno.readTextFileSync("/proc/cpuinfo"));
}

async function wholeState(work: string): Promise<string> {
  const library = `${work}/xstate.so`;
  const source = new URL("./uml_xstate.c", import.meta.url).pathname;
  await textOf(["cc", "-shared", "-fPIC", "-O2", "-nostdlib", "-o", library, source]);
  return library;
}

/** The kernel and its modules, fetched into the cache the first time. */
async function guestKernel(): Promise<{ program: string; modules: string }> {
  const folder = `${cacheFolder()}/guest-${KERNEL_SUITE}`;
  const program = `${folder}/linux`;
  const found = await Deno.stat(program).then(() => true, () => false);
  if (!found) await fetchKernel(folder);
  const [release] = [...Deno.readDirSync(`${folder}/modules`)];
  return { program, modules: `${folder}/modules/${release!.name}` };
}

async function fetchKernel(folder: string): Promise<void> {
  const work = Deno.makeTempDirSync({ prefix: "swarmnet-guest-" });
  try {
    await unpackDebian({ suite: KERNEL_SUITE, packages: ["user-mode-linux", "libc6"], into: work });
    const fresh = `${folder}.new`;
    await Deno.remove(fresh, { recursive: true }).catch(() => undefined);
    Deno.mkdirSync(fresh, { recursive: true });
    await copy(`${work}/usr/lib/uml/modules`, `${fresh}/modules`);
    await copy(`${work}/usr/bin/linux.uml`, `${fresh}/linux`);
    const own = await capture(["ldd", `${fresh}/linux`]);
    if (own.code !== 0 || /not found/.test(own.stdout + own.stderr)) await useOwnLibc(work, folder, fresh);
    Deno.renameSync(fresh, folder);
  } finally {
    Deno.removeSync(work, { recursive: true });
  }
}

/** Where this machine's libc is older than the kernel program wants, it gets its own suite's. */
async function useOwnLibc(work: string, folder: string, fresh: string): Promise<void> {
  if (which("patchelf") === undefined) {
    throw new Error("The guest's kernel needs a newer libc than this machine has: install patchelf");
  }
  const triple = `${Deno.build.arch}-linux-gnu`;
  await copy(`${work}/usr/lib/${triple}`, `${fresh}/libc`);
  const loader = [...Deno.readDirSync(`${fresh}/libc`)].find((entry) => /^ld-linux/.test(entry.name));
  if (loader === undefined) throw new Error("Debian's libc6 holds no loader");
  await capture([
    "patchelf",
    "--set-interpreter",
    `${folder}/libc/${loader.name}`,
    "--set-rpath",
    `${folder}/libc`,
    `${fresh}/linux`,
  ]);
}

async function copy(from: string, to: string): Promise<void> {
  const ran = await capture(["cp", "-r", from, to]);
  if (ran.code !== 0) throw new Error(ran.stderr.trim());
}
