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
  /** The number of the run. Results that arrive after another run was opened are dropped. */
  readonly number: number;
  readonly moment: Moment;
  readonly taken: Taken;
  readonly codings: NdArray<"float32">;
}

/** Number of t-SNE iterations. A map that starts from another one needs fewer. */
const ITERATIONS = { first: 500, next: 350 } as const;
/** t-SNE starts again if the codings have moved by more than this share of their spread, while the model trains and when it doesn't. */
const NOTICEABLE = { running: 0.15, resting: 0.01 } as const;
/** Shortest time between two updates of the codings while the model trains, in milliseconds. */
const LOOK_MILLISECONDS = 150;
const MOST_KEPT = 40;
/** Time after each change of a slider during which the map makes no requests to the worker, in milliseconds. */
const QUIET_MILLISECONDS = 300;

/** The worker that computes maps. It is used for all visits of the panel, because it loads ONNX Runtime. */
let mapper: Remote<"mapper"> | undefined;

/** The map of a run's codings. It follows the model in training, and the moment that the user chooses. */
export class LiveMap {
  readonly run: Run;
  method = $state<Method>("tsne");
  pair = $state.raw<readonly [number, number]>([0, 1]);
  seen = $state.raw<Seen>();
  /** The places of the points, [n, 2]. Each map is rotated to match the previous one. */
  map = $state.raw<NdArray<"float32">>();
  /** The progress of t-SNE, while it runs. */
  progress = $state.raw<Omit<MapProgress, "map">>();
  problem = $state<string>();
  /** Number of t-SNE maps that were finished. */
  settled = $state(0);
  readonly taken = $derived.by(() => {
    const { opened: data, train } = this.run;
    return data && train && take(data, train.examples.shape[0]!);
  });
  /** Whether there is only one coding, so that the map is a line. */
  readonly isSingle = $derived(this.seen?.codings.shape[1] === 1);
  readonly statistics = $derived(this.seen && statisticsOf(this.seen.codings));

  /** Counts the requested maps. Results of earlier requests are dropped. */
  private number = 0;
  private forming: { readonly moment: Moment; readonly isPast: boolean } | undefined;
  /** The codings of the t-SNE map that is shown or in progress. */
  formed = $state.raw<Seen>();
  private readonly kept = new Map<Moment, NdArray<"float32">>();
  private width = 0;
  /** The number of the run that this map belongs to. */
  private opening = -1;
  private readonly inSlices = slicing();
  private quietUntil = 0;

  constructor(run: Run) {
    this.run = run;
  }

  /** Follows the run until the calling component is removed. */
  watch(): void {
    // Runs before the panel is drawn, so that no map of an earlier run is shown.
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

  /** Stops updates for a moment, so that the user's request is answered first. */
  hush(): void {
    this.quietUntil = performance.now() + QUIET_MILLISECONDS;
  }

  /** Starts t-SNE from its own initial places instead of the previous map. */
  restart(): void {
    if (this.seen) void this.form(this.seen, true);
  }

  /** Drops the map of the previous run. */
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
      // If another network was opened meanwhile, its own codings follow.
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
      // One or two codings are places already and need no t-SNE.
      this.method = width <= 2 ? "pair" : this.method === "pair" ? "tsne" : this.method;
    }
    this.seen = seen;
  }

  /** Describes the map. The text follows the number of examples and codings. */
  get words(): string {
    const { seen, formed, method, run, isSingle } = this;
    // While the model trains, the t-SNE map shows the codings of a moment ago.
    const of = method === "tsne" && run.status === "running" ? (formed ?? seen) : seen;
    const at = `at epoch ${of?.moment.epochs.toFixed(1)}`;
    if (method === "tsne") return `: t-SNE of the codings ${at}`;
    return isSingle && method === "pair" ? ` ${at}. The vertical position is random, so that points don't overlap` : ` ${at}`;
  }

  /** Returns the name of a method, which is "One coding" instead of "Two codings" if there is only one. */
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
    // A map of the present moment is finished even though the model trains on.
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
      // Progress may arrive after the map itself, because it is sent in another way.
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
    // An unfinished map is dropped.
    if (this.forming) this.formed = undefined;
    this.forming = undefined;
    this.progress = undefined;
    void mapper?.stop();
  }
}

/** Rotates, mirrors, moves and scales a map to match another one. */
const turnedTo = (map: NdArray<"float32">, other: NdArray<"float32"> | undefined): NdArray<"float32"> =>
  other && other !== map ? sameSize(aligned(map, other), other) : map;

/** Returns the map of a run, which stays while another panel is shown. */
export const liveMapOf = lasting((run: Run) => new LiveMap(run));
