import type { NamedGroup } from "../../manifold/groups.ts";
import type { Scatter } from "../scatter/index.ts";
import { element } from "./element.ts";

/** Maximum number of groups whose names are on the map. */
const MOST = 16;

/** Shows the names of groups on a map, in an element above the plot. A name that would cover that of a larger group is hidden. */
export function makeGroupNames(holder: HTMLElement) {
  let names: readonly { readonly place: readonly [number, number]; readonly text: HTMLElement; size: readonly number[] }[] = [];
  return {
    /** Shows other names. Groups that nothing sets apart have none. */
    show(groups: readonly NamedGroup[]): void {
      const named = groups.filter(({ name }) => name !== "mixed").slice(0, MOST);
      names = named.map(({ name, place }) => ({ place, text: element("span", {}, name), size: [] }));
      holder.replaceChildren(...names.map(({ text }) => text));
    },
    /** Moves the names to the present places of their groups. */
    place(plot: Pick<Scatter, "placeOf" | "size">): void {
      const taken: (readonly [left: number, top: number, right: number, bottom: number])[] = [];
      for (const name of names) {
        const { text } = name;
        if (!name.size[0]) name.size = [text.offsetWidth, text.offsetHeight];
        const [x, y] = plot.placeOf(name.place);
        const [across, down] = [name.size[0]! / 2, name.size[1]! / 2];
        // A name at the edge moves inwards.
        const left = Math.max(0, Math.min(plot.size.width - 2 * across, x - across));
        const box = [left, y - down, left + 2 * across, y + down] as const;
        const isFree =
          taken.every(([left, top, right, bottom]) => box[2] < left || box[0] > right || box[3] < top || box[1] > bottom) &&
          x > 0 &&
          y > 0 &&
          x < plot.size.width &&
          y < plot.size.height;
        text.style.visibility = isFree ? "visible" : "hidden";
        if (!isFree) continue;
        taken.push(box);
        text.style.transform = `translate(${Math.round(box[0])}px, ${Math.round(box[1])}px)`;
      }
    },
  };
}
