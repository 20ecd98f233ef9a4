import { EXIT, type ExitCode, UsageError } from "../lib/base/errors.ts";
import { listOperations, unlock as unlockOperation } from "../lib/operation/operations.ts";
import { chooseOperation, holderFor, operationText } from "../lib/operation/choose_operation.ts";
import { executorParts } from "../lib/operation/executor_parts.ts";
import { defineCommand } from "../lib/cli/command.ts";

/** `docker swarmnet unlock`: gives the swarm free that a change which nobody goes on with still holds. */
export const unlock = defineCommand({
  name: "unlock",
  operands: "OPERATION",
  args: { min: 1 },
  summary: "Give up a stopped change, leaving the swarm as it is",
  description:
    "A change that was stopped part-way holds the swarm's lock, so that nothing else is planned on what it left half done. 'resume' continues it and 'undo' takes " +
    "it back; 'unlock' leaves it as it is: services may be on two networks, and a temporary network may remain. The lock and the journal's copy in " +
    "the swarm are removed; the journal on the machine that did the work stays. Refused while somebody is working on the change.",
  examples: [
    { text: "See which change holds the lock", command: "docker swarmnet operations" },
    { text: "Give it up", command: "docker swarmnet unlock 4f1c22ab90" },
  ],
  flags: { yes: { kind: "bool", short: "y", text: "Do not ask" } },
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["operation"],
  parse: ({ yes }, [id = ""]) => ({ yes, id }),

  async run(ctx, { yes, id }): Promise<ExitCode> {
    const parts = await executorParts(ctx);
    const found = await listOperations(parts);
    const named = chooseOperation(found, id, { verb: "unlock", unnamed: () => false });
    const chosen = holderFor(found, named);
    if (chosen === undefined) {
      throw new UsageError(`The operation ${named.id} does not hold the swarm`, {
        why: `It is ${named.state}, and only this machine's journal knows it`,
        next: "docker swarmnet operations",
      });
    }
    ctx.io.err(`${operationText(chosen)}\n`);
    ctx.io.warn(
      "Nothing of it is undone: services stay on the networks they are on now, and it can only be resumed or " +
        "undone where its journal is on the disk.",
    );
    if (!yes && !await ctx.io.confirm("Give it up?", ctx.signal)) return EXIT.failed;
    ctx.signal.throwIfAborted();
    await ctx.hold(() => unlockOperation(parts, chosen.id));
    ctx.io.out(`${chosen.id}\n`);
    return EXIT.done;
  },
});
