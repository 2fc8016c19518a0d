import type { Studio } from "../run/studio.svelte.ts";
import { autoencoderOf } from "../settings/recipe.ts";
import type { Network } from "./network.ts";

/** The network of a studio's settings, as soon as they change; while they don't fit the data, which the run says, the one before. */
export function shownNetwork(studio: Studio): { readonly network: Network | undefined } {
  let last: Network | undefined;
  const network = $derived.by(() => {
    const { run, settings } = studio;
    if (!run.opened || !settings) return last;
    try {
      last = autoencoderOf(settings, run.kind).trained;
    } catch {
      // As it was.
    }
    return last;
  });
  return {
    get network() {
      return network;
    },
  };
}
