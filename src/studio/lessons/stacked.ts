import { defaultsOf } from "../settings/settings.ts";
import type { Lesson } from "./lesson.ts";

export const stacked: Lesson = {
  name: "stacked",
  title: "Stacked autoencoders",
  summary: "More layers learn more, layer upon layer, down to the codings and up again.",
  text: [
    "An encoder of several layers squeezes an image of 784 pixels into 30 codings; a decoder, its mirror image, paints the image again from these 30 numbers alone.",
  ],
  steps: [
    { text: "Watch the reconstructions sharpen while the loss falls.", action: { label: "Show the learning", tab: "learn" } },
  ],
  settings: defaultsOf("stacked", "mnist"),
};
