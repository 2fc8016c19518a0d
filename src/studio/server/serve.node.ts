import { randomBytes } from "node:crypto";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, isIPv6, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { getRequestListener } from "@hono/node-server";
import { OptionError } from "../../core/errors.ts";
import { isEveryAddress, isLoopback } from "./access.node.ts";
import { type StudioServerOptions, studioApp } from "./app.node.ts";
import { HEADERS } from "./page.node.ts";

export interface StudioServer {
  /** The address of the page without the token. */
  readonly url: string;
  /** The secret without which the server sends no models and files. */
  readonly token: string;
  /** Whether other machines can reach the server. */
  readonly isExposed: boolean;
  /** Returns the address of a place of the page with the token. @param hash the part after #, for example "#/work?epochs=5". */
  at(hash?: string): string;
  close(): Promise<void>;
}

/** Limits of requests, with times in milliseconds. The listener refuses requests without a host, so that its answer has the usual headers. */
const LIMITS = {
  requireHostHeader: false,
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1000,
} as const;
/** A connection on which nothing is sent or received for this time is closed, in milliseconds. */
const IDLE = 60_000;
/** Maximum number of connections. A new one closes the oldest, so that many slow connections can't keep the page from its user. */
const MOST_CONNECTIONS = 128;

/**
 * Serves the studio at an address of this machine. @param host name or address to listen to; only this machine can reach the default one.
 * @throws OptionError if the host or the port can't be used.
 */
export async function serveStudio({
  port,
  host = "127.0.0.1",
  ...options
}: StudioServerOptions & { readonly port: number; readonly host?: string }): Promise<StudioServer> {
  const noHost = new OptionError(
    `"${host}" isn't a name or an address of this machine. Leave --host out, or give one of them, or 0.0.0.0 for all addresses.`,
  );
  // Node would listen to all addresses for an empty name.
  const { address } = host === "" ? {} : await lookup(host).catch(() => ({ address: undefined }));
  if (!address) throw noHost;
  const token = randomBytes(24).toString("base64url");
  const app = studioApp({ ...options, token, host, address });
  const server = createServer(
    LIMITS,
    getRequestListener(app.fetch, {
      errorHandler: () =>
        new Response("This request isn't valid.", {
          status: 400,
          headers: { ...HEADERS, "Cache-Control": "no-store", "Content-Type": "text/plain" },
        }),
    }),
  );
  server.timeout = IDLE;
  const connections = new Set<Socket>();
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
    const [oldest] = connections;
    if (connections.size > MOST_CONNECTIONS) oldest?.destroy();
  });
  server.listen(port, address);
  await once(server, "listening").catch(({ code, message }: NodeJS.ErrnoException) => {
    if (code === "EADDRNOTAVAIL") throw noHost;
    throw new OptionError(
      code === "EADDRINUSE"
        ? `Port ${port} is already in use. Choose another one with --port, or --port 0 for any free port.`
        : code === "EACCES"
          ? `Port ${port} needs administrator rights. Choose a port of at least 1024 with --port.`
          : message,
    );
  });
  const name = isEveryAddress(address) ? ownAddress() : host;
  const url = `http://${isIPv6(name) ? `[${name}]` : name}:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    token,
    isExposed: !isLoopback(address),
    at: (hash = "#/") => `${url}${hash}${hash.includes("?") ? "&" : "?"}token=${token}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Returns an address of this machine that other machines can reach, if it has one. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";
}
