"""Makes a t-SNE map in scikit-learn or openTSNE for bench/tsne.mjs, and prints one line of JSON. The judge measures any map in the same way.

    tsne_peers.py map ENGINE ROWS.npy OUT.npy --seed 0 --threads 2
    tsne_peers.py judge ROWS.npy MAP.npy [MAP.npy ...]
    tsne_peers.py rows IMAGES.npy [IMAGES.npy ...] --count N OUT.npy     (30 principal components of the first N images)
"""

import sys

sys.dont_write_bytecode = True

import argparse
import time

import numpy as np

import protocol

PERPLEXITY = 30


def scikit_learn(rows, seed, threads):
    from sklearn.manifold import TSNE

    tsne = TSNE(perplexity=PERPLEXITY, init="pca", random_state=seed, n_jobs=threads)
    return tsne.fit_transform(rows), lambda: tsne.kl_divergence_


def opentsne(rows, seed, threads):
    from openTSNE import TSNE

    made = TSNE(perplexity=PERPLEXITY, early_exaggeration_iter=250, n_iter=750, random_state=seed, n_jobs=threads).fit(rows)
    return np.asarray(made), lambda: made.kl_divergence


ENGINES = {"scikit-learn": scikit_learn, "openTSNE": opentsne}


def judge(rows, paths):
    """Computes the divergence over all pairs, from scikit-learn's probabilities, and trustworthiness(12)."""
    from sklearn.manifold import trustworthiness
    from sklearn.manifold._t_sne import _joint_probabilities_nn
    from sklearn.neighbors import NearestNeighbors

    graph = NearestNeighbors(n_neighbors=3 * PERPLEXITY).fit(rows).kneighbors_graph(mode="distance")
    graph.data **= 2
    p = _joint_probabilities_nn(graph, PERPLEXITY, 0).tocoo()
    p.data /= p.data.sum()
    for path in paths:
        y = np.load(path).astype("f8")
        norms = (y**2).sum(1)
        total = sum((1 / (1 + norms[i : i + 500, None] + norms - 2 * y[i : i + 500] @ y.T)).sum() for i in range(0, len(y), 500)) - len(y)
        q = 1 / (1 + ((y[p.row] - y[p.col]) ** 2).sum(1)) / total
        held = p.data > 0
        divergence = float((p.data[held] * np.log(p.data[held] / q[held])).sum())
        protocol.say({"divergence": divergence, "trustworthiness": float(trustworthiness(rows, y, n_neighbors=12))})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["map", "judge", "rows"])
    parser.add_argument("arguments", nargs="+")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--count", type=int)
    options = parser.parse_args()
    if options.command == "rows":
        from sklearn.decomposition import PCA

        *sources, out = options.arguments
        images = np.concatenate([np.load(source).reshape(-1, 784) for source in sources])[: options.count]
        np.save(out, PCA(30, random_state=0).fit_transform(protocol.scaled(images)).astype("f4"))
    elif options.command == "judge":
        source, *maps = options.arguments
        judge(np.load(source), maps)
    else:
        engine, source, out = options.arguments
        rows = np.load(source)
        make = ENGINES[engine]
        make(rows[:200], 0, options.threads)
        began = time.perf_counter()
        made, divergence = make(rows, options.seed, options.threads)
        seconds = time.perf_counter() - began
        np.save(out, made.astype("f4"))
        protocol.say({"seconds": seconds, "divergence": float(divergence()), "peak_rss_bytes": protocol.peak_rss_bytes()})


if __name__ == "__main__":
    main()
