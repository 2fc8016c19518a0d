import { OptionError, ShapeError } from "../core/errors.ts";
import { orFirst } from "../core/options.ts";
import { shown } from "../core/words.ts";
import { add, layerNormalization, mul, reshape, type Tensor, transpose } from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";
import { epsilonOf } from "./axes.ts";
import type { CallContext } from "./call-context.ts";
import { Layer } from "./layer.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { variable } from "./variable.ts";

/** The options of `groupNormalization`. */
export interface GroupNormalizationOptions extends LayerOptions {
  /** Number of groups of channels; default 32. -1 makes each channel a group. */
  readonly groups?: number;
  /** Number that is added to the variance; default 0.001. */
  readonly epsilon?: number;
  /** Whether a learned number, `beta`, is added to each channel; default true. */
  readonly center?: boolean;
  /** Whether a learned number, `gamma`, multiplies each channel; default true. */
  readonly scale?: boolean;
}

/**
 * Normalizes groups of neighbouring channels (last axis) of each example to mean 0 and variance 1 over the whole image. It
 * then multiplies each channel by gamma and adds beta (Wu & He, 2018). It does the same in training and in use. Input
 * [batch, …, channels]; the output has the same shape.
 */
export class GroupNormalization extends Layer {
  static override readonly takes = layerTakes<GroupNormalizationOptions>("GroupNormalization", {
    groups: true,
    epsilon: true,
    center: true,
    scale: true,
  });
  override readonly supportsMasking = true;
  readonly groups: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;

  constructor({ groups = 32, epsilon = 0.001, center = true, scale = true, ...options }: GroupNormalizationOptions = {}) {
    super(options);
    if (groups !== -1 && !(Number.isInteger(groups) && groups >= 1))
      throw new OptionError(
        `groups must be a whole number of at least 1, or -1 for one group per channel, but it is ${shown(groups)}.`,
      );
    this.groups = groups;
    this.epsilon = epsilonOf(epsilon);
    this.center = center;
    this.scale = scale;
  }

  protected override build(inputShape: readonly number[]): void {
    const channels = inputShape.at(-1)!;
    this.groupsOf(channels);
    this.hold([
      ...(this.scale ? [variable("gamma", [channels], "ones")] : []),
      ...(this.center ? [variable("beta", [channels], "zeros")] : []),
    ]);
  }

  /** @throws ShapeError if the number of groups doesn't divide the channels. */
  private groupsOf(channels: number): number {
    if (this.groups === -1) return channels;
    if (channels % this.groups !== 0)
      throw new ShapeError(
        `has ${this.groups} groups, but gets ${channels} channels. Choose a number of groups that divides ${channels}.`,
      );
    return this.groups;
  }

  call(x: Tensor, context: CallContext): Tensor {
    const channels = x.shape.at(-1) as number;
    const groups = this.groupsOf(channels);
    const [batch, places] = [x.shape[0]!, productOf(x.shape.slice(1, -1))];
    const grouped = transpose(reshape(x, [batch, places, groups, channels / groups]), [0, 2, 1, 3]);
    const y = reshape(transpose(layerNormalization(grouped, 2, this.epsilon), [0, 2, 1, 3]), x.shape);
    const [gamma, beta] = this.scale ? this.variables : [undefined, ...this.variables];
    const scaled = gamma ? mul(y, context.weight(gamma)) : y;
    return beta ? add(scaled, context.weight(beta)) : scaled;
  }
}

/**
 * Creates a group normalization layer.
 * @param options - options, or only the number of groups.
 * @throws OptionError if `groups` isn't a whole number of at least 1, or -1.
 * @example
 * const model = sequential([conv2d(16, 3, { inputShape: [28, 28, 1] }), groupNormalization(8)]);
 */
export const groupNormalization = (options: GroupNormalizationOptions | number = {}): GroupNormalization =>
  new GroupNormalization(orFirst<GroupNormalizationOptions>("groups", options));
