import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { OptionError } from "../../core/errors.ts";
import { type StudioServerOptions, studioApp } from "./app.node.ts";

export interface StudioServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the studio on this machine. @throws OptionError if the port can't be used. */
export function serveStudio({ port, ...options }: StudioServerOptions & { readonly port: number }): Promise<StudioServer> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: studioApp(options).fetch, port, hostname: "127.0.0.1" }, ({ port: own }: AddressInfo) =>
      resolve({
        url: `http://127.0.0.1:${own}/`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      }),
    );
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? `Port ${port} is already in use. Choose another one with --port, or --port 0 for any free port.`
          : error.code === "EACCES"
            ? `Port ${port} needs administrator rights. Choose a port of at least 1024 with --port.`
            : error.message;
      reject(new OptionError(why));
    });
  });
}
