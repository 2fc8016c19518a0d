/** What a finger moves. Shifts are in CSS pixels. */
export interface Moved {
  pan(dx: number, dy: number): void;
  zoom(factor: number, x: number, y: number): void;
  /** Whether a finger draws a lasso instead of moving the map. */
  lassos(): boolean;
}

/** Fingers on the map: one moves it, two zoom, one draws where the lasso is on (the plot itself knows only the mouse). */
export function listenToTouch(canvas: HTMLCanvasElement, moved: Moved): void {
  const fingers = new Map<number, PointerEvent>();
  const asMouse = (type: string, { clientX, clientY }: PointerEvent) =>
    canvas.dispatchEvent(new MouseEvent(type, { clientX, clientY, buttons: type === "mouseup" ? 0 : 1, bubbles: true }));
  let isDrawing = false;

  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
    isDrawing = moved.lassos() && fingers.size === 1;
    if (isDrawing) asMouse("mousedown", event);
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const [other] = [...fingers.values()].filter(({ pointerId }) => pointerId !== event.pointerId);
    fingers.set(event.pointerId, event);
    if (isDrawing) asMouse("mousemove", event);
    else if (!other) moved.pan(event.clientX - before.clientX, event.clientY - before.clientY);
    else {
      const apart = (finger: PointerEvent) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY);
      const { left, top } = canvas.getBoundingClientRect();
      moved.zoom(
        apart(event) / (apart(before) || 1),
        (event.clientX + other.clientX) / 2 - left,
        (event.clientY + other.clientY) / 2 - top,
      );
    }
  });
  for (const type of ["pointerup", "pointercancel"] as const)
    canvas.addEventListener(type, (event) => {
      if (!fingers.delete(event.pointerId)) return;
      if (isDrawing) asMouse("mouseup", event);
      isDrawing = false;
    });
}
