import { workProgress } from "../../core/progress.ts";
import { mapFigure } from "../../figures/index.ts";
import { Tsne } from "../../manifold/index.ts";
import { type LectureFigure, stackedOf } from "../lecture.node.ts";

export const figure: LectureFigure = {
  title: "The codings on a t-SNE map",
  async draw(lecture) {
    const { validation, seed, runtime, dataset, onProgress } = lecture;
    const autoencoder = await stackedOf(lecture);
    const codings = await autoencoder.transform(validation.examples, { runtime });
    let tell: ((done: number) => void) | undefined;
    const tsne = await new Tsne({ seed }).fit(codings, {
      runtime,
      onProgress({ iteration, iterations }) {
        tell ??= workProgress("iterations of t-SNE", iterations, onProgress);
        tell(iteration);
      },
    });
    const isPictures = validation.examples.shape.length > 2;
    return mapFigure({
      positions: tsne.map,
      ...(validation.labels && { labels: validation.labels.data as ArrayLike<number> }),
      ...(isPictures && { images: validation.examples }),
      title: "Figure 17-5. The codings on a t-SNE map",
      subtitle: `${dataset}: ${codings.shape[1]} codings of ${codings.shape[0]!.toLocaleString("en-US")} examples held out`,
    });
  },
};
