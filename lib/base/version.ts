/** Version of this program, as `docker swarmnet version` and `docker info` show it. deno.json carries the same. */
export const VERSION = "0.1.0";
