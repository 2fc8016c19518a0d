import { contrastTo, FAINT, OPACITY, type Rgb, SELECTED } from "./look.ts";
import { RING } from "./scene.ts";

export const css = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** Makes small pictures of points, one for each colour and state. Each is drawn when it is first needed. */
export function makeSprites(diameter: number, ratio: number, background: Rgb, opaque: boolean) {
  const made = new Map<number, ReturnType<typeof draw>>();
  return (red: number, green: number, blue: number, state: number) => {
    const key = ((red << 16) | (green << 8) | blue) * 8 + state;
    let sprite = made.get(key);
    if (!sprite) {
      sprite = draw([red, green, blue], state);
      made.set(key, sprite);
    }
    return sprite;
  };

  /** Draws a point's picture. Returns it with half its width in CSS pixels. */
  function draw(colour: Rgb, state: number) {
    const isSelected = (state & SELECTED) !== 0;
    const half = diameter / 2 + (isSelected ? RING.gap + RING.width : 0) + 1;
    const picture = document.createElement("canvas");
    picture.width = picture.height = Math.ceil(2 * half * ratio);
    const context = picture.getContext("2d")!;
    context.scale(picture.width / (2 * half), picture.height / (2 * half));
    context.globalAlpha = state === FAINT ? OPACITY.faint : opaque || isSelected ? 1 : OPACITY.strong;
    const disc = (radius: number, fill: Rgb) => {
      context.fillStyle = css(fill);
      context.beginPath();
      context.arc(half, half, radius, 0, 2 * Math.PI);
      context.fill();
    };
    if (isSelected) {
      disc(half - 1, contrastTo(background));
      disc(diameter / 2 + RING.gap, background);
    }
    disc(diameter / 2, colour);
    return { picture, half };
  }
}
