import type { Studio } from "../run/studio.svelte.ts";
import { autoencoderOf } from "../settings/recipe.ts";
import type { Network } from "./network.ts";

/** Returns the network of the settings as soon as they change. While the settings don't fit the data, it is the previous network; the run reports the problem. */
export function shownNetwork(studio: Studio): { readonly network: Network | undefined } {
  let last: Network | undefined;
  const network = $derived.by(() => {
    const { run, settings } = studio;
    if (!run.opened || !settings) return last;
    try {
      last = autoencoderOf(settings, run.kind).trained;
    } catch {
      // The previous network stays.
    }
    return last;
  });
  return {
    get network() {
      return network;
    },
  };
}
