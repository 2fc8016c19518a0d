import { untrack } from "svelte";
import { type Column, shortTextOf } from "../../../core/columns.ts";
import { search } from "../../../explorer/page/search.ts";
import { nameOf, type Rows } from "../../../explorer/rows.ts";
import { latest } from "../../engine/workers.ts";
import { columnsOf } from "./columns.ts";
import { errorsOf } from "./errors.ts";
import type { LiveMap, Seen } from "./live-map.svelte.ts";
import { slicing } from "./slices.ts";

const ERROR = "reconstruction error";
/** Shortest time between two measurements of the errors while the model trains, in milliseconds. */
const ERROR_MILLISECONDS = 600;
const NONE: ReadonlySet<number> = new Set();

/** The state of the map's user interface: colours, hidden classes, search, and focused, hovered and selected rows. */
export class Exploring {
  readonly live: LiveMap;
  /** The index of the column that colours the points. The last column is the reconstruction error. */
  colour = $state(0);
  hidden = $state.raw(NONE);
  text = $state("");
  selected = $state.raw<readonly number[]>([]);
  hovered = $state<number>();
  /** The row that has the keyboard focus or was clicked. */
  focused = $state<number>();
  private errors = $state.raw<Float64Array>();

  readonly current = $derived(this.hovered ?? this.focused);
  private readonly known = $derived.by(() => this.live.taken && columnsOf(this.live.taken));
  readonly columns: readonly Column[] = $derived([...(this.known?.columns ?? []), this.errorColumn()]);
  readonly column = $derived(this.columns[this.colour]!);
  readonly rows: Omit<Rows, "positions"> = $derived.by(() => {
    const { taken } = this.live;
    const { columns = [], keys = [] } = this.known ?? {};
    const { examples, rowNames } = taken?.dataset ?? {};
    return { count: examples?.shape[0] ?? 0, columns, keys, numbers: taken?.numbers, rowNames };
  });
  readonly found = $derived(search(this.rows, this.text));
  private readonly inSlices = slicing();
  private name = "";

  constructor(live: LiveMap) {
    this.live = live;
  }

  watch(): void {
    // Runs before the panel is drawn, so that no row or column of other data is shown.
    $effect.pre(() => {
      const { dataset } = this.live.taken ?? {};
      const name = `${dataset?.name} ${dataset?.examples.shape.join()}`;
      if (name === this.name) return;
      this.name = name;
      untrack(() => this.forget());
    });
    $effect.pre(() => {
      void this.live.run.number;
      this.errors = undefined;
    });
    $effect(() => {
      if (this.isError && this.live.seen) this.measure(this.live.seen);
    });
  }

  private forget(): void {
    Object.assign(this, { colour: 0, hidden: NONE, text: "", selected: [], hovered: undefined, focused: undefined });
  }

  get isError(): boolean {
    return this.colour === this.columns.length - 1;
  }

  colourBy(place: number): void {
    this.colour = place;
    this.hidden = NONE;
  }

  hide(hidden: ReadonlySet<number>): void {
    this.hidden = hidden;
    if (this.focused !== undefined && !this.isShown(this.focused)) this.focused = undefined;
  }

  readonly isShown = (row: number): boolean => {
    const { column, hidden } = this;
    return column.kind !== "classes" || !hidden.has(column.classes[row]!);
  };

  /** Describes a row as text. */
  described(row: number): string {
    return [
      nameOf(this.rows, row),
      ...this.rows.columns.slice(0, 6).map((column) => `${column.name} ${shortTextOf(column, row)}`),
      ...(this.selected.includes(row) ? ["selected"] : []),
    ].join(", ");
  }

  /** Returns the next match of the search after the focused row. */
  nextFound(): number | undefined {
    const found = this.found?.filter(this.isShown) ?? [];
    return found.find((row) => row > (this.focused ?? -1)) ?? found[0];
  }

  /** Returns the column of errors. Those that aren't measured yet are missing values. */
  private errorColumn(): Column {
    const count = this.live.taken?.dataset.examples.shape[0] ?? 0;
    const { errors } = this;
    const numbers = errors?.length === count ? errors : new Float64Array(count).fill(Number.NaN);
    return { kind: "numbers", name: ERROR, numbers };
  }

  private readonly measure = latest(async ({ number, moment, taken }: Seen) => {
    const { run } = this.live;
    if (number !== run.number) return;
    const { examples } = taken.dataset;
    try {
      const parts = await this.inSlices(
        examples,
        async (slice) => errorsOf(slice, (await run.viewer.reconstruct(moment.weights, slice)).reconstructions),
        () => this.isError && number === run.number,
      );
      if (parts) this.errors = Float64Array.from(parts.flatMap((part) => [...part]));
    } catch {
      // Another network was opened meanwhile, and its errors follow.
      return;
    }
    if (run.status === "running") await new Promise((resolve) => setTimeout(resolve, ERROR_MILLISECONDS));
  });
}
