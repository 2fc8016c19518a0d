import { SparseAutoencoder } from "../../autoencoders/index.ts";
import { activationsFigure } from "../../figures/index.ts";
import type { LectureFigure } from "../lecture.node.ts";

export const figure: LectureFigure = {
  title: "Activations of the codings",
  async draw(lecture) {
    const autoencoder = await lecture.trained("sparse", () => new SparseAutoencoder({ seed: lecture.seed }));
    const codings = await autoencoder.transform(lecture.validation.examples, { runtime: lecture.runtime });
    const count = codings.shape[0]!.toLocaleString("en-US");
    const sparsity = autoencoder instanceof SparseAutoencoder ? autoencoder.settings.sparsity : undefined;
    const target = sparsity?.kind === "kl" ? sparsity.target : undefined;
    return activationsFigure({
      codings,
      ...(target !== undefined && { target }),
      subtitle: `${lecture.dataset}, ${autoencoder.family} autoencoder, ${count} examples held out`,
    });
  },
};
