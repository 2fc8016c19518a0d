import { type Motion, partOf } from "./motion.ts";
import { homeView, type Place, type Size, type View, viewBetween, zoomed } from "./view.ts";

/** The view of a canvas: at rest, or on the way to another. At home, it shows all points, and keeps to that when they or the canvas change. */
export interface Camera {
  readonly view: View;
  readonly isAtHome: boolean;
  size: Size;
  /** Shows all points, which reach as far as `half`; along a motion, or at once. */
  goHome(half: Place, motion?: Motion): void;
  /** Leaves home for another view. */
  goTo(view: View, motion?: Motion): void;
  /** Nearer by a factor, with what is at `at` (CSS pixels; the middle) staying there. */
  zoom(factor: number, half: Place, at?: Place, motion?: Motion): void;
  /** Goes on to the view at `now`, in milliseconds; whether it moves on after that. */
  advance(now: number): boolean;
}

export function makeCamera(size: Size): Camera {
  let view: View = { x: 0, y: 0, distance: 1 };
  let isAtHome = true;
  let flight: { readonly from: View; readonly to: View; readonly motion: Motion } | undefined;

  function set(to: View, motion: Motion | undefined): void {
    flight = motion && { from: view, to, motion };
    if (!motion) view = to;
  }

  const camera: Camera = {
    get view() {
      return view;
    },
    get isAtHome() {
      return isAtHome;
    },
    size,
    goHome(half, motion) {
      isAtHome = true;
      set(homeView(half, camera.size), motion);
    },
    goTo(to, motion) {
      isAtHome = false;
      set(to, motion);
    },
    zoom(factor, half, at, motion) {
      // Steps that follow each other fast add up.
      const from = motion && flight ? flight.to : view;
      camera.goTo(zoomed(from, camera.size, homeView(half, camera.size), factor, at), motion);
    },
    advance(now) {
      if (!flight) return false;
      const { from, to, motion } = flight;
      const part = partOf(motion, now);
      view = viewBetween(from, to, part);
      if (part < 1) return true;
      flight = undefined;
      view = to;
      return false;
    },
  };
  return camera;
}
