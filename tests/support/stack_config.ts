import process from "node:process";

/** What `docker stack config` answered. */
export interface StackConfigAnswer {
  accepted: boolean;
  stdout: string;
  stderr: string;
}

/** The path of a docker CLI that knows `stack config` (23.0 and later), or the reason why there is none. */
export async function findStackConfig(): Promise<{ docker: string } | { missing: string }> {
  const docker = process.env.DOCKER_CLI ?? "docker";
  try {
    const output = await new Deno.Command(docker, { args: ["stack", "config", "--help"] }).output();
    if (output.success && new TextDecoder().decode(output.stdout).includes("--compose-file")) {
      return { docker };
    }
    return { missing: `${docker} does not know "stack config"` };
  } catch {
    return { missing: `${docker} cannot be run` };
  }
}

/** Runs `docker stack config` over the texts, each in a file of its own, with nothing but `env` to interpolate. */
export async function stackConfig(
  docker: string,
  files: readonly (string | Uint8Array)[],
  env: Record<string, string>,
): Promise<StackConfigAnswer> {
  const folder = await Deno.makeTempDir({ prefix: "swarmnet-stack-" });
  try {
    const args = ["stack", "config"];
    for (const [index, text] of files.entries()) {
      const path = `${folder}/${index}.yml`;
      await Deno.writeFile(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
      args.push("-c", path);
    }
    const output = await new Deno.Command(docker, {
      args,
      clearEnv: true,
      env: { PATH: process.env.PATH ?? "", HOME: folder, ...env },
      cwd: folder,
    }).output();
    return {
      accepted: output.success,
      stdout: new TextDecoder().decode(output.stdout),
      stderr: new TextDecoder().decode(output.stderr),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
