import { untrack } from "svelte";
import type { NdArray } from "../../../core/ndarray.ts";
import { aligned } from "../../../manifold/align.ts";
import type { MapProgress } from "../../engine/mapper.ts";
import type { Moment } from "../../engine/trainer.ts";
import { called, latest, lineOf, openWorker, type Remote } from "../../engine/workers.ts";
import { lasting } from "../../parts/lasting.svelte.ts";
import type { Run } from "../../run/run.svelte.ts";
import { pairOf, spreadOf } from "./pairs.ts";
import { sameSize } from "./same-size.ts";
import { joined, slicing } from "./slices.ts";
import { movedBetween, statisticsOf } from "./statistics.ts";
import { type Taken, take } from "./taken.ts";

export const methods = { tsne: "t-SNE", pca: "PCA", pair: "Two codings" } as const;
export type Method = keyof typeof methods;

/** The codings of the examples at a moment of the run: [n, codings]. */
export interface Seen {
  /** The run's: what is made of them after another was opened is late. */
  readonly number: number;
  readonly moment: Moment;
  readonly taken: Taken;
  readonly codings: NdArray<"float32">;
}

/** A map that begins at another one is there sooner. */
const ITERATIONS = { first: 500, next: 350 } as const;
/** t-SNE begins again where codings have moved by so much of their spread: while the model learns, and when it rests. */
const NOTICEABLE = { running: 0.15, resting: 0.01 } as const;
/** While the model learns, its codings are looked at so often at most. */
const LOOK_MILLISECONDS = 150;
const MOST_KEPT = 40;
/** While a person turns a slider, so long after each step, the worker is theirs alone. */
const QUIET_MILLISECONDS = 300;

/** One for all visits of the panel: it holds ONNX Runtime. */
let mapper: Remote<"mapper"> | undefined;

/** The map of a run's codings: it follows the model while that learns, and the moment that is picked. */
export class LiveMap {
  readonly run: Run;
  method = $state<Method>("tsne");
  pair = $state.raw<readonly [number, number]>([0, 1]);
  seen = $state.raw<Seen>();
  /** [n, 2]; maps of later moments are turned to those before. */
  map = $state.raw<NdArray<"float32">>();
  /** How far t-SNE is, while it is under way. */
  progress = $state.raw<Omit<MapProgress, "map">>();
  problem = $state<string>();
  /** How many maps of t-SNE came to rest. */
  settled = $state(0);
  readonly taken = $derived.by(() => {
    const { opened: data, train } = this.run;
    return data && train && take(data, train.examples.shape[0]!);
  });
  /** One coding has a line as its map. */
  readonly isSingle = $derived(this.seen?.codings.shape[1] === 1);
  readonly statistics = $derived(this.seen && statisticsOf(this.seen.codings));

  /** Counts the maps that were asked for: what comes for an earlier one is late. */
  private number = 0;
  private forming: { readonly moment: Moment; readonly isPast: boolean } | undefined;
  /** What t-SNE's map that is shown, or under way, is of. */
  formed = $state.raw<Seen>();
  private readonly kept = new Map<Moment, NdArray<"float32">>();
  private width = 0;
  /** The run's number that all of this is of. */
  private opening = -1;
  private readonly inSlices = slicing();
  private quietUntil = 0;

  constructor(run: Run) {
    this.run = run;
  }

  /** Follows the run as long as the component lives that calls this. */
  watch(): void {
    // Before anything of the panel is drawn: none of it is of the run that is opened now.
    $effect.pre(() => {
      const { number } = this.run;
      untrack(() => this.takeRun(number));
    });
    $effect(() => {
      const { run, taken } = this;
      if (run.isOpen && run.shown && taken) this.look(run.number, run.shown, taken);
    });
    $effect(() => {
      void [this.seen, this.method, this.pair, this.run.picked, this.run.status];
      untrack(() => this.follow());
    });
    $effect(() => () => this.stop());
  }

  /** Looks at nothing for a moment, for what a person waits for. */
  hush(): void {
    this.quietUntil = performance.now() + QUIET_MILLISECONDS;
  }

  /** t-SNE from its own beginning, not from the map before. */
  restart(): void {
    if (this.seen) void this.form(this.seen, true);
  }

  /** A map of another run is none of this one. */
  private takeRun(number: number): void {
    if (number === this.opening) return;
    this.opening = number;
    this.stop();
    Object.assign(this, { seen: undefined, map: undefined, formed: undefined, problem: undefined });
    this.kept.clear();
  }

  private readonly look = latest(async (number: number, moment: Moment, taken: Taken) => {
    const { run } = this;
    const { picked } = run;
    for (let wait = 1; wait > 0; wait = this.quietUntil - performance.now())
      await new Promise((resolve) => setTimeout(resolve, wait));
    if (number !== run.number) return;
    try {
      const parts = await this.inSlices(
        taken.dataset.examples,
        (slice) => run.viewer.encode(moment.weights, slice),
        () => number === run.number && (run.shown === moment || (picked === undefined && run.picked === undefined)),
      );
      if (parts) this.takeCodings({ number, moment, taken, codings: joined(parts) });
    } catch (error) {
      // Another network was opened meanwhile: what belongs to it follows.
      if (number === run.number) this.problem = lineOf(error);
      return;
    }
    if (run.status === "running" && picked === undefined) await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  });

  private takeCodings(seen: Seen): void {
    const width = seen.codings.shape[1]!;
    if (width !== this.width) {
      this.width = width;
      this.pair = [0, Math.min(1, width - 1)];
      // Codings that are places already need no map.
      this.method = width <= 2 ? "pair" : this.method === "pair" ? "tsne" : this.method;
    }
    this.seen = seen;
  }

  /** What the map is of, in words that follow how many examples and codings there are. */
  get words(): string {
    const { seen, formed, method, run, isSingle } = this;
    // While the model learns, t-SNE rests on codings of a moment ago.
    const of = method === "tsne" && run.status === "running" ? (formed ?? seen) : seen;
    const at = `at epoch ${of?.moment.epochs.toFixed(1)}`;
    if (method === "tsne") return `: t-SNE of the codings ${at}`;
    return isSingle && method === "pair" ? ` ${at}; up and down is chance, to tell points apart` : ` ${at}`;
  }

  /** What a way to make the map is called: of one coding there are no two. */
  nameOf(method: Method): string {
    return method === "pair" && this.isSingle ? "One coding" : methods[method];
  }

  private follow(): void {
    const { seen, method, run } = this;
    const kept = method === "tsne" && run.picked !== undefined && run.shown && this.kept.get(run.shown);
    if (kept && run.shown !== seen?.moment) this.map = turnedTo(kept, this.map);
    if (!seen) return;
    if (method === "tsne") this.neighbours(seen);
    else {
      if (this.forming) this.stop();
      Object.assign(this, { formed: undefined, problem: undefined });
      if (method === "pca") this.principal(seen);
      else this.map = seen.codings.shape[1] === 1 ? spreadOf(seen.codings) : pairOf(seen.codings, this.pair);
    }
  }

  private neighbours(seen: Seen): void {
    const { run, forming, formed } = this;
    const isPast = run.picked !== undefined;
    if (isPast && seen.moment !== run.shown) return;
    const kept = this.kept.get(seen.moment);
    if (kept) {
      if (formed === seen) return;
      this.stop();
      Object.assign(this, { map: turnedTo(kept, this.map), formed: seen });
      return;
    }
    if (isPast) {
      if (forming?.moment !== seen.moment) void this.form(seen);
      return;
    }
    // One of the present moves on to its end, though the model goes on.
    if (forming && !forming.isPast) return;
    const noticeable = run.status === "running" ? NOTICEABLE.running : NOTICEABLE.resting;
    if (!formed || movedBetween(formed.codings, seen.codings) > noticeable) void this.form(seen);
  }

  private async form(seen: Seen, isFresh = false): Promise<void> {
    const number = ++this.number;
    const before = this.map;
    const iterations = before && !isFresh ? ITERATIONS.next : ITERATIONS.first;
    this.forming = { moment: seen.moment, isPast: this.run.picked !== undefined };
    this.formed = seen;
    this.problem = undefined;
    this.progress = { iteration: 0, iterations };
    let isUnderWay = true;
    const placed = (map: NdArray<"float32">) => turnedTo(map, before);
    const wish = { codings: seen.codings, method: "tsne", iterations, onto: isFresh ? undefined : before } as const;
    const tell = called(({ map, iteration }: MapProgress) => {
      // It comes by another way than the map itself, and may be later.
      if (number !== this.number || !isUnderWay) return;
      this.map = placed(map);
      this.progress = { iteration, iterations };
    });
    mapper ??= openWorker("mapper");
    try {
      const map = await mapper.map(wish, tell);
      isUnderWay = false;
      if (number !== this.number) return;
      if (map) {
        this.map = placed(map);
        this.keep(seen.moment, this.map);
        this.settled++;
      }
    } catch (error) {
      if (number === this.number) this.problem = lineOf(error);
    }
    if (number !== this.number) return;
    this.forming = undefined;
    this.progress = undefined;
    this.follow();
  }

  private readonly principal = latest(async (seen: Seen) => {
    if (seen.number !== this.run.number) return;
    const number = ++this.number;
    const onto = this.map;
    try {
      mapper ??= openWorker("mapper");
      const map = await mapper.map({ codings: seen.codings, method: "pca" });
      if (number === this.number && this.method === "pca" && map) this.map = turnedTo(map, onto);
    } catch (error) {
      if (number === this.number) this.problem = lineOf(error);
    }
  });

  private keep(moment: Moment, map: NdArray<"float32">): void {
    this.kept.set(moment, map);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest) this.kept.delete(oldest);
  }

  private stop(): void {
    this.number++;
    // What was half done is none.
    if (this.forming) this.formed = undefined;
    this.forming = undefined;
    this.progress = undefined;
    void mapper?.stop();
  }
}

/** A map as like another one as turning, mirroring, moving and scaling make it. */
const turnedTo = (map: NdArray<"float32">, other: NdArray<"float32"> | undefined): NdArray<"float32"> =>
  other && other !== map ? sameSize(aligned(map, other), other) : map;

/** A run's map: it stays as it is while another panel is shown. */
export const liveMapOf = lasting((run: Run) => new LiveMap(run));
