import { attempt } from "../../core/attempt.ts";

const TOKEN = "token";
const STORED = "codings-token";
/** The token of this page, for browsers that store nothing. */
let taken: string | null = null;

/**
 * Moves the token that `codings studio` puts into the address to the browser's storage. Other tabs find it there, and links to the page don't have it.
 * @returns whether the address had a token.
 */
export function takeToken(): boolean {
  const [path, query] = location.hash.split("?");
  const parameters = new URLSearchParams(query);
  const token = parameters.get(TOKEN);
  if (token === null) return false;
  taken = token;
  attempt(() => localStorage.setItem(STORED, token));
  parameters.delete(TOKEN);
  history.replaceState(null, "", parameters.size > 0 ? `${path}?${parameters}` : path);
  return true;
}

/** Requests something from the server of the page, with the token. */
export const fetchWithToken = (address: string): Promise<Response> =>
  fetch(new URL(address, document.baseURI), {
    headers: { authorization: `Bearer ${attempt(() => localStorage.getItem(STORED)) ?? taken}` },
  });
