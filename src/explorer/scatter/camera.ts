import { type Motion, partOf } from "./motion.ts";
import { homeView, type Place, type Size, type View, viewBetween, zoomed } from "./view.ts";

/** The view of a canvas: at rest, or on the way to another. At home, it shows all points, and keeps to that when they or the canvas change. */
export class Camera {
  view: View = { x: 0, y: 0, distance: 1 };
  isAtHome = true;
  size: Size;
  private flight: { readonly from: View; readonly to: View; readonly motion: Motion } | undefined;

  constructor(size: Size) {
    this.size = size;
  }

  /** Shows all points, which reach as far as `half`; along a motion, or at once. */
  goHome(half: Place, motion?: Motion): void {
    this.set(homeView(half, this.size), motion, true);
  }

  /** Leaves home for another view. */
  goTo(view: View, motion?: Motion): void {
    this.set(view, motion, false);
  }

  /** Nearer by a factor, with what is at `at` (CSS pixels; the middle) staying there. */
  zoom(factor: number, half: Place, at?: Place, motion?: Motion): void {
    // Steps that follow each other fast add up.
    const from = motion && this.flight ? this.flight.to : this.view;
    this.goTo(zoomed(from, this.size, homeView(half, this.size), factor, at), motion);
  }

  /** Goes on to the view at `now`, in milliseconds; whether it moves on after that. */
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
