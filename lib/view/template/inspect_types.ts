import { stringMap, Struct } from "./go_template.ts";
import { goTime } from "../common/times.ts";

/** The Go type of a part of docker's answer, as far as templates show it. */
type Shape = "text" | "bool" | "number" | "time" | "texts" | { list: Shape } | { map: Shape } | Fields;

/** A Go struct: its fields in the order of their declaration. */
interface Fields {
  type: string;
  fields: Readonly<Record<string, Shape>>;
  /** Names in JSON where they are not Go's. */
  json?: Readonly<Record<string, string>>;
}

const TASK: Fields = {
  type: "network.Task",
  fields: { Name: "text", EndpointID: "text", EndpointIP: "text", Info: "texts" },
};

/** moby api/types/network: Inspect and what it is made of. */
const NETWORK: Fields = {
  type: "network.Inspect",
  fields: {
    Name: "text",
    ID: "text",
    Created: "time",
    Scope: "text",
    Driver: "text",
    EnableIPv4: "bool",
    EnableIPv6: "bool",
    IPAM: {
      type: "network.IPAM",
      fields: {
        Driver: "text",
        Options: "texts",
        Config: {
          list: {
            type: "network.IPAMConfig",
            fields: { Subnet: "text", IPRange: "text", Gateway: "text", AuxAddress: "texts" },
            json: { AuxAddress: "AuxiliaryAddresses" },
          },
        },
      },
    },
    Internal: "bool",
    Attachable: "bool",
    Ingress: "bool",
    ConfigFrom: { type: "network.ConfigReference", fields: { Network: "text" } },
    ConfigOnly: "bool",
    Containers: {
      map: {
        type: "network.EndpointResource",
        fields: {
          Name: "text",
          EndpointID: "text",
          MacAddress: "text",
          IPv4Address: "text",
          IPv6Address: "text",
        },
      },
    },
    Options: "texts",
    Labels: "texts",
    Peers: { list: { type: "network.PeerInfo", fields: { Name: "text", IP: "text" } } },
    Services: {
      map: {
        type: "network.ServiceInfo",
        fields: { VIP: "text", Ports: { list: "text" }, LocalLBIndex: "number", Tasks: { list: TASK } },
      },
    },
  },
  json: { ID: "Id" },
};

/** A network as docker's inspect hands it to a template: with Go's field names, types and their zero values. */
export function typedNetwork(raw: Record<string, unknown>): Struct {
  // Engines before API 1.48 do not say so: IPv4 is always on there.
  return structOf({ EnableIPv4: true, ...raw }, NETWORK, raw);
}

function structOf(values: Record<string, unknown>, shape: Fields, sent = values): Struct {
  const entries = Object.entries(shape.fields).map(([name, of]) => {
    const key = shape.json?.[name] ?? name;
    return { name, key, value: () => typed(values[key], of) };
  });
  return new Struct(shape.type, Object.fromEntries(entries.map(({ name, value }) => [name, value])), {
    declared: true,
    // What was sent, and no more; fields that are younger than this list come last.
    json: () => ({
      ...Object.fromEntries(
        entries.filter(({ key }) => key in sent).map(({ key, value }) => [
          key,
          sent[key] === null ? null : value(),
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(sent).filter(([key]) => !entries.some((one) => one.key === key)),
      ),
    }),
  });
}

function typed(value: unknown, shape: Shape): unknown {
  switch (shape) {
    case "text":
      return typeof value === "string" ? value : "";
    case "bool":
      return value === true;
    case "number":
      return typeof value === "number" ? value : 0;
    case "time": {
      const time = typeof value === "string" ? value : "0001-01-01T00:00:00Z";
      // Go writes a fraction without the zeros at its end.
      const json = () => time.replace(/(?:(\.\d*[1-9])|\.)0+(?=[Z+-])/, "$1");
      return new Struct("time.Time", {}, { declared: true, json, text: () => goTime(time) });
    }
    case "texts":
      return stringMap({ ...(objectOf(value) as Record<string, string>) });
  }
  if ("list" in shape) return Array.isArray(value) ? value.map((one) => typed(one, shape.list)) : [];
  if ("map" in shape) {
    return Object.fromEntries(
      Object.entries(objectOf(value)).map(([key, one]) => [key, typed(one, shape.map)]),
    );
  }
  return structOf(objectOf(value), shape);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : {};
}
