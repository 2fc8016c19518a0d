import { untrack } from "svelte";
import { type Column, shortTextOf } from "../../../core/columns.ts";
import { type Filters, hidingOf } from "../../../explorer/page/filters.ts";
import { search } from "../../../explorer/page/search.ts";
import { fromAddress, toAddress } from "../../../explorer/page/view-address.ts";
import { nameOf, type Rows } from "../../../explorer/rows.ts";
import type { ShownPart } from "../../../explorer/scatter/index.ts";
import { latest } from "../../engine/workers.ts";
import { lasting } from "../../parts/lasting.svelte.ts";
import { route } from "../../run/route.svelte.ts";
import type { Run } from "../../run/run.svelte.ts";
import { columnsOf } from "./columns.ts";
import { errorsOf } from "./errors.ts";
import { type LiveMap, liveMapOf, type Seen } from "./live-map.svelte.ts";
import { slicing } from "./slices.ts";

const ERROR = "reconstruction error";
/** Shortest time between two measurements of the errors while the model trains, in milliseconds. */
const ERROR_MILLISECONDS = 600;
const NONE: Filters = new Map();

/** The state of the map's user interface: colours, filters, search, and focused, hovered and selected rows. It stays while another tab is open. */
export class Exploring {
  readonly live: LiveMap;
  /** The index of the column that colours the points. The last column is the reconstruction error. */
  colour = $state(0);
  filters = $state.raw(NONE);
  /** The visible part of the map; undefined for the whole map. */
  part = $state.raw<ShownPart>();
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
  /** The number of filters that hide each row; undefined if there are no filters. */
  readonly hiding = $derived(hidingOf(this.columns, this.filters, this.rows.count));
  private readonly inSlices = slicing();
  private name = "";
  /** Whether the view of the address was taken. */
  private hasView = false;

  constructor(live: LiveMap) {
    this.live = live;
  }

  watch(): void {
    // Runs before the panel is drawn, so that no row or column of other data is shown.
    $effect.pre(() => {
      const { dataset } = this.live.taken ?? {};
      const name = dataset ? `${dataset.name} ${dataset.examples.shape.join()}` : "";
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
    // A link to the page reproduces the view.
    $effect(() => {
      if (this.rows.count === 0) return;
      const view = { column: this.column, filters: this.filters, selected: this.selected, part: this.part };
      const map = toAddress(view, { ...this.rows, columns: this.columns }).toString();
      untrack(() => route.go({ map }, { replace: true }));
    });
  }

  /** Forgets the view of other data, and begins with that of the address. */
  private forget(): void {
    const { rows, columns, name } = this;
    const isFirst = name !== "" && !this.hasView;
    this.hasView ||= isFirst;
    const address = new URLSearchParams(isFirst ? route.place.map : "");
    const { column, ...view } = fromAddress(address, { ...rows, columns });
    const colour = Math.max(0, columns.indexOf(column!));
    Object.assign(this, { ...view, colour, text: "", hovered: undefined, focused: undefined });
  }

  get isError(): boolean {
    return this.colour === this.columns.length - 1;
  }

  colourBy(place: number): void {
    this.colour = place;
  }

  limit(filters: Filters): void {
    this.filters = filters;
    if (this.focused !== undefined && !this.isShown(this.focused)) this.focused = undefined;
  }

  readonly isShown = (row: number): boolean => !this.hiding?.[row];

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

/** Returns the state of the map of a run, which stays while another tab is open. */
export const exploringOf = lasting((run: Run) => new Exploring(liveMapOf(run)));
