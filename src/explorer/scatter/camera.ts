import { type Motion, partOf } from "./motion.ts";
import { homeView, type Place, type Size, type View, viewBetween, zoomed } from "./view.ts";

/**
 * The view of a canvas, which can move smoothly to another view. "At home", it shows all points, also after they or the canvas
 * change.
 */
export class Camera {
  view: View = { x: 0, y: 0, distance: 1 };
  isAtHome = true;
  size: Size;
  private flight: { readonly from: View; readonly to: View; readonly motion: Motion } | undefined;

  constructor(size: Size) {
    this.size = size;
  }

  /**
   * Shows all points, at once or with a motion.
   * @param half extent of the points from the middle along x and y.
   */
  goHome(half: Place, motion?: Motion): void {
    this.set(homeView(half, this.size), motion, true);
  }

  /** Moves to a view that isn't the home view, at once or with a motion. */
  goTo(view: View, motion?: Motion): void {
    this.set(view, motion, false);
  }

  /** Zooms in by a factor. The point at `at` (CSS pixels; default the middle) stays at its place on the screen. */
  zoom(factor: number, half: Place, at?: Place, motion?: Motion): void {
    // If the view is still zooming, the new step starts from its target, so that fast steps add up.
    const from = motion && this.flight ? this.flight.to : this.view;
    this.goTo(zoomed(from, this.size, homeView(half, this.size), factor, at), motion);
  }

  /** Sets the view of the time `now`, in milliseconds. Returns whether it is still moving. */
  advance(now: number): boolean {
    if (!this.flight) return false;
    const { from, to, motion } = this.flight;
    const part = partOf(motion, now);
    this.view = part < 1 ? viewBetween(from, to, part) : to;
    if (part < 1) return true;
    this.flight = undefined;
    return false;
  }

  private set(to: View, motion: Motion | undefined, isAtHome: boolean): void {
    this.isAtHome = isAtHome;
    this.flight = motion && { from: this.view, to, motion };
    if (!motion) this.view = to;
  }
}
