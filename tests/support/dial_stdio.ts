/** Stands in for `docker system dial-stdio`: carries its standard streams to the unix socket named last. */
const connection = await Deno.connect({ transport: "unix", path: Deno.args.at(-1)! });
await Promise.all([
  Deno.stdin.readable.pipeTo(connection.writable).catch(() => {}),
  connection.readable.pipeTo(Deno.stdout.writable).catch(() => {}),
]);
