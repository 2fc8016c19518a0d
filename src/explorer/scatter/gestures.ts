import type { Place } from "./view.ts";

/** The effect of a lasso or a click on the selection. */
export type How = "replace" | "add" | "remove";

/** Handlers of the user's gestures on the canvas. Places and shifts are in CSS pixels. */
export interface Gestures {
  /** Returns whether dragging draws a lasso even without Shift. */
  lassos(): boolean;
  hover(at: Place | undefined): void;
  drag(shift: Place): void;
  zoom(factor: number, at: Place): void;
  drawing(lasso: readonly Place[] | undefined): void;
  lassoed(lasso: readonly Place[], how: How): void;
  click(at: Place, how: How, isTouch: boolean): void;
  doubleClick(): void;
}

/** Drags shorter than this are clicks, in CSS pixels. */
const STEADY = { mouse: 4, touch: 10 } as const;
/** Distance between the corners of a lasso, in CSS pixels. */
const STEP = 3;
/** Zoom per pixel of scrolling. Browsers report a pinch on a trackpad as small steps of the wheel with Ctrl. */
const [WHEEL, PINCH] = [0.0015, 0.01];
/** Pixels per unit of the wheel's three modes: pixels, lines and pages. */
const LINE_HEIGHT = [1, 16, 400] as const;

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Listens to gestures of mouse, pen and fingers until the signal is aborted: drag, wheel, pinch, lasso, hover and click. */
export function listen(canvas: HTMLCanvasElement, heard: Gestures, signal: AbortSignal): void {
  const fingers = new Map<number, Place>();
  let began: Place | undefined;
  let lasso: Place[] | undefined;
  let isSteady = true;
  const on = <Type extends keyof HTMLElementEventMap>(type: Type, handle: (event: HTMLElementEventMap[Type]) => void) =>
    canvas.addEventListener(type, handle, { signal, passive: false });
  const placeOf = ({ clientX, clientY }: MouseEvent): Place => {
    const { left, top } = canvas.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const howOf = ({ altKey, ctrlKey, metaKey }: MouseEvent): How =>
    altKey ? "remove" : (isMac() ? metaKey : ctrlKey) ? "add" : "replace";
  const apart = ([x1, y1]: Place, [x2, y2]: Place) => Math.hypot(x1 - x2, y1 - y2);
  const stopLasso = () => {
    lasso = undefined;
    heard.drawing(undefined);
  };

  on("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    const at = placeOf(event);
    fingers.set(event.pointerId, at);
    if (fingers.size === 1) {
      [began, isSteady] = [at, true];
      if (event.shiftKey || heard.lassos()) lasso = [at];
    } else {
      isSteady = false;
      if (lasso) stopLasso();
    }
  });

  on("pointermove", (event) => {
    const at = placeOf(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") heard.hover(at);
      return;
    }
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      fingers.set(event.pointerId, at);
      heard.drag([(at[0] - before[0]) / 2, (at[1] - before[1]) / 2]);
      heard.zoom(apart(at, other) / (apart(before, other) || 1), [(at[0] + other[0]) / 2, (at[1] + other[1]) / 2]);
      return;
    }
    if (isSteady && apart(at, began!) < (event.pointerType === "touch" ? STEADY.touch : STEADY.mouse)) return;
    if (isSteady) heard.hover(undefined);
    isSteady = false;
    fingers.set(event.pointerId, at);
    if (!lasso) heard.drag([at[0] - before[0], at[1] - before[1]]);
    else if (apart(at, lasso.at(-1)!) >= STEP) {
      lasso.push(at);
      heard.drawing(lasso);
    }
  });

  on("pointerup", (event) => {
    if (!fingers.delete(event.pointerId)) return;
    const drawn = lasso;
    if (lasso) stopLasso();
    if (isSteady) heard.click(placeOf(event), howOf(event), event.pointerType === "touch");
    else if (drawn && drawn.length > 2) heard.lassoed(drawn, howOf(event));
  });
  on("pointercancel", (event) => {
    if (fingers.delete(event.pointerId) && lasso) stopLasso();
  });
  on("pointerleave", (event) => {
    if (!fingers.has(event.pointerId)) heard.hover(undefined);
  });
  on("dblclick", () => heard.doubleClick());
  on("wheel", (event) => {
    event.preventDefault();
    const steps = event.deltaY * LINE_HEIGHT[event.deltaMode as 0 | 1 | 2];
    heard.zoom(Math.exp(-steps * (event.ctrlKey ? PINCH : WHEEL)), placeOf(event));
  });
}
