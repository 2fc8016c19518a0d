import { untrack } from "svelte";
import { families } from "../../../autoencoders/index.ts";
import { type NdArray, ndarray } from "../../../core/ndarray.ts";
import type { Moment } from "../../engine/trainer.ts";
import { asking } from "../../run/asking.ts";
import type { Exploring } from "./exploring.svelte.ts";
import type { LiveMap } from "./live-map.svelte.ts";
import { atPair, type CodingsAt, fromNearest, onPlane } from "./places.ts";
import { drawn } from "./statistics.ts";

/** Number of examples decoded from random codings. */
export const DRAWN = 12;

/** Codings that the user chose by a place on the map or by sliders. */
interface Held {
  readonly codings: Float32Array;
  readonly place?: readonly [number, number];
}

/** Decodes codings of a place on the map, of the sliders or at random. Decodes them again as the model trains. */
export class Decoding {
  private readonly live: LiveMap;
  private readonly exploring: Exploring;
  held = $state.raw<Held>();
  /** The decoded example, float32 [1, …]. */
  decoded = $state.raw<NdArray<"float32">>();
  random = $state.raw<NdArray<"float32">>();
  /** The random codings, [12, codings]. */
  private draws = $state.raw<NdArray<"float32">>();
  private seed = 0;

  private readonly decode;
  private readonly decodeDraws;

  /** The codings on the sliders: the chosen ones, else those of the example under the pointer, else the mean. */
  readonly codings = $derived.by(() => {
    const { held, live, exploring } = this;
    const { seen, statistics } = live;
    if (!seen || !statistics) return undefined;
    const width = seen.codings.shape[1]!;
    if (held) return held.codings;
    const { current } = exploring;
    return current === undefined ? statistics.mean : seen.codings.data.slice(current * width, (current + 1) * width);
  });
  /** The origin of the codings, as text. */
  readonly origin = $derived.by(() => {
    if (this.held) return this.held.place ? "Decoded here" : "Decoded from the sliders";
    return this.exploring.current === undefined ? "Decoded mean" : "Decoded codings";
  });

  constructor(live: LiveMap, exploring: Exploring) {
    this.live = live;
    this.exploring = exploring;
    this.decode = this.decoder((decoded) => (this.decoded = decoded));
    this.decodeDraws = this.decoder((decoded, codings) => {
      if (codings === this.draws) this.random = decoded;
    });
  }

  watch(): void {
    // Runs before the panel is drawn, so that nothing of another model is shown.
    $effect.pre(() => {
      void this.live.run.number;
      untrack(() => Object.assign(this, { held: undefined, decoded: undefined, draws: undefined, random: undefined }));
    });
    $effect(() => {
      const { shown, isOpen } = this.live.run;
      const { codings } = this;
      if (isOpen && shown && codings) this.decode(shown, ndarray("float32", [1, codings.length], codings.slice()));
    });
    $effect(() => {
      const { shown, isOpen } = this.live.run;
      if (isOpen && shown && this.draws) this.decodeDraws(shown, this.draws);
    });
  }

  /** Decodes a place of the map, in the units of the map. */
  at(place: readonly [number, number]): void {
    const found = this.finder()?.(place);
    if (found) this.held = { codings: found, place };
  }

  set(coding: number, value: number): void {
    if (!this.codings) return;
    this.live.hush();
    const codings = this.codings.slice();
    codings[coding] = value;
    this.held = { codings };
  }

  /** Drops the chosen codings, and follows the example under the pointer again. */
  release(): void {
    this.held = undefined;
  }

  drawAtRandom(): void {
    const { statistics, run } = this.live;
    if (statistics) this.draws = drawn(statistics, DRAWN, ++this.seed, families[run.settings.family].prior !== undefined);
  }

  private finder(): CodingsAt | undefined {
    const { method, seen, map, statistics, pair } = this.live;
    if (!seen || !map || !statistics || seen.codings.shape[0] !== map.shape[0]) return undefined;
    if (method === "pair") return atPair(pair, statistics.mean);
    return method === "pca" ? onPlane(seen.codings, map) : fromNearest(seen.codings, map);
  }

  /** Returns a function that decodes codings [n, codings] with the weights of a moment, and passes on the results of the last request. */
  private decoder(take: (decoded: NdArray<"float32">, codings: NdArray<"float32">) => void) {
    const { run } = this.live;
    return asking(
      run,
      async ({ weights }: Moment, codings: NdArray<"float32">) => {
        const shape = run.network?.trained.encoder.outputShape;
        const given = shape && ndarray("float32", [codings.shape[0]!, ...shape], codings.data);
        return { codings, decoded: given && (await run.viewer.decode(weights, given).catch(() => undefined)) };
      },
      ({ codings, decoded }) => decoded && take(decoded, codings),
    );
  }
}
