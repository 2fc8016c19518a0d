import { hashOf } from "../../run/route.svelte.ts";
import { toParameters } from "../../settings/address.ts";
import type { Settings } from "../../settings/settings.ts";

/** Returns an address of the page that contains all settings. */
export const linkOf = (settings: Settings): string =>
  location.href.split("#")[0] + hashOf({ page: "work", tab: "learn", parameters: toParameters(settings) });
