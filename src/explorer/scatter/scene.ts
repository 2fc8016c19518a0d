import type { Rgb } from "./look.ts";
import type { Place, Size } from "./view.ts";

/** Triangles and lines among the points, in the units of the data. */
export interface Shapes {
  /** Each triangle's three corners, one after another: [3 t, dimensions]. */
  readonly triangles?: { readonly corners: Float32Array; readonly colour: string; readonly opacity?: number };
  /** Each line's two ends, one after another: [2 l, dimensions]; `width` in CSS pixels. */
  readonly lines?: {
    readonly ends: Float32Array;
    readonly colour: string;
    readonly opacity?: number;
    readonly width?: number;
  };
}

/** Corners or ends as they are drawn. */
export interface Drawn {
  readonly points: Float32Array;
  readonly colour: Rgb;
  readonly opacity: number;
  /** Of lines. */
  readonly width: number;
}

/** All that a painter needs to draw a frame. Arrays are never changed, only replaced, so that a painter knows what it has. */
export interface Scene {
  readonly dimensions: 2 | 3;
  /** Placed points [n, dimensions], drawn `part` of the way between both. */
  readonly from: Float32Array;
  readonly to: Float32Array;
  readonly part: number;
  /** Four bytes a point: see look.ts. */
  readonly marks: Uint8Array;
  /** Whether some points are before others whatever their order: in space, or where some are selected or faint. */
  readonly isLayered: boolean;
  /** From placed points to clip space, column by column. */
  readonly matrix: Float32Array;
  readonly size: Size;
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
  /** Of a point, in CSS pixels. */
  readonly diameter: number;
  readonly background: Rgb;
  readonly triangles?: Drawn;
  readonly lines?: Drawn;
  /** The lasso being drawn, in CSS pixels. */
  readonly lasso?: readonly Place[];
}

/** What draws a scene on a canvas that already has the scene's size. */
export interface Painter {
  draw(scene: Scene): void;
  close(): void;
}

/** Around a selected point: its ring's distance from the point and its width, in CSS pixels. */
export const RING = { gap: 1, width: 1.5 } as const;
