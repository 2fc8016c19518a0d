import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import { hostname } from "node:os";
import type { MiddlewareHandler } from "hono";

/** Who may use the server. */
export interface Access {
  /** The secret of the address that `codings studio` prints. Requests for data must send it. */
  readonly token: string;
  /** The name or address of this machine that the page is opened with, besides localhost. */
  readonly host: string;
  /** The address that the server listens to. */
  readonly address: string;
}

/** Whether only this machine can reach an address. */
export const isLoopback = (address: string): boolean => /^(127\.|::1$)/.test(address);

/** Whether an address stands for all addresses of this machine. */
export const isEveryAddress = (address: string): boolean => ["0.0.0.0", "::"].includes(address);

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Lets only requests pass that read, have no body, and ask for a name of this machine. */
export function onlyReads({ host, address }: Access): MiddlewareHandler {
  const names = ["localhost", "127.0.0.1", "::1", host.toLowerCase(), address];
  // A page of another site could reach this server under a name of its own (DNS rebinding), but not under an address.
  const isOwn = (name: string) =>
    names.includes(name) || (isEveryAddress(address) && (isIP(name) > 0 || name === hostname().toLowerCase()));
  const nameIn = (text: string) =>
    text
      .toLowerCase()
      .replace(/:\d*$/, "")
      .replace(/^\[(.*)\]$/, "$1");
  return async (context, next) => {
    const { method, url } = context.req;
    if (!["GET", "HEAD"].includes(method))
      return context.text("Only the methods GET and HEAD are allowed.", 405, { Allow: "GET, HEAD", Connection: "close" });
    const { "content-length": length = "0", "transfer-encoding": encoding, host: asked = "" } = context.req.header();
    if (length !== "0" || encoding !== undefined)
      return context.text("Requests with a body aren't allowed.", 413, { Connection: "close" });
    if (![asked, new URL(url).host].every((name) => isOwn(nameIn(name))))
      return context.text("This server doesn't answer to this name. Open the address that codings studio printed.", 403);
    await next();
  };
}

/** Lets only requests pass that send the token and don't come from a page of another site. */
export function onlyWithToken({ token }: Access): MiddlewareHandler {
  const expected = sha256(`Bearer ${token}`);
  return async (context, next) => {
    const { origin, host, "sec-fetch-site": site = "same-origin", authorization = "" } = context.req.header();
    if (site !== "same-origin" || (origin !== undefined && origin !== `http://${host}`))
      return context.text("Pages of other sites can't read from this server.", 403);
    // Digests have equal lengths, so the comparison takes the same time for every token.
    if (!timingSafeEqual(sha256(authorization), expected))
      return context.text("The token is missing or wrong. Open the address that codings studio printed.", 401);
    await next();
  };
}
