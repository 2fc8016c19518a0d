import type { Rgb } from "./look.ts";
import type { Place, Size } from "./view.ts";

/** Triangles and lines among the points, in the units of the data. */
export interface Shapes {
  /** The three corners of each triangle, one after another: [3 t, dimensions]. */
  readonly triangles?: { readonly corners: Float32Array; readonly colour: string; readonly opacity?: number };
  /** The two ends of each line, one after another: [2 l, dimensions]. `width` is in CSS pixels. */
  readonly lines?: {
    readonly ends: Float32Array;
    readonly colour: string;
    readonly opacity?: number;
    readonly width?: number;
  };
}

/** Corners or ends at their present positions. */
export interface Drawn {
  readonly points: Float32Array;
  readonly colour: Rgb;
  readonly opacity: number;
  /** Width of lines in CSS pixels. */
  readonly width: number;
}

/** The data of a frame. Arrays are never changed, only replaced, so that a painter knows which it has uploaded already. */
export interface Scene {
  readonly dimensions: 2 | 3;
  /** Placed points [n, dimensions] before and after a motion. They are drawn at the fraction `part` of the way. */
  readonly from: Float32Array;
  readonly to: Float32Array;
  readonly part: number;
  /** Four bytes per point: see look.ts. */
  readonly marks: Uint8Array;
  /** The rows to draw, if there is no time to draw all in one frame. */
  readonly some?: Some | undefined;
  /** Whether the depth decides which points are in front, because they are in space or some are selected or faint. */
  readonly isLayered: boolean;
  /** Matrix from placed points to clip space, column by column. */
  readonly matrix: Float32Array;
  readonly size: Size;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** Diameter of a point in CSS pixels. */
  readonly diameter: number;
  readonly background: Rgb;
  readonly triangles?: Drawn;
  readonly lines?: Drawn;
  /** Corners of the lasso that the user is drawing, in CSS pixels. */
  readonly lasso?: readonly Place[];
}

/** The rows from `start` to `end` of an order. They are added to those of the last frame, unless they are the first. */
export interface Some {
  readonly order: Uint32Array;
  readonly start: number;
  readonly end: number;
}

/** Draws scenes on a canvas, whose size must be the scene's. */
export interface Painter {
  /** Draws a scene. Returns when a scene of many points is drawn, so that its time can be measured. */
  draw(scene: Scene): void;
  close(): void;
}

/** The ring around a selected point: its distance from the point and its width, in CSS pixels. */
export const RING = { gap: 1, width: 1.5 } as const;
