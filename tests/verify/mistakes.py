"""What people get wrong in live coding: by deck and card, texts of the solution and what they write instead, each a mistake of its own."""

MISTAKES: dict[str, dict[str, dict[str, str]]] = {
    "examples": {"write-softmax": {"exp(v - top)": "exp(v)", "p / sum(powers)": "p"}},
    "backprop": {
        "write-softmax-backward": {", keepdims=True": "", "axis=-1": "axis=1", "p * (g - mean)": "p * g"},
        "write-cross-entropy-gradient": {
            "grad / n": "grad",
            "logits - logits.max(axis=1, keepdims=True)": "logits",
            "z - np.log(np.exp(z).sum(axis=1, keepdims=True))": "np.log(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))",
        },
        "write-attention-backward": {
            "ds @ k / root": "ds @ k",
            "ds.T @ q / root": "ds.T @ q / root / root",
            " - s.max(axis=1, keepdims=True)": "",
            "(a * da).sum(axis=1, keepdims=True)": "0",
        },
        "write-layer-norm-backward": {
            "x_hat * h_slope) / std": "x_hat * h_slope) * gamma / std",
            "h - h_mean": "h",
            "(g * x_hat).sum(axis=0)": "(h * x_hat).sum(axis=1)",
            "x.var(axis=1, keepdims=True)": "x.var(axis=1, keepdims=True, ddof=1)",
        },
        "write-gradient-check": {
            "x[i] = kept - h": "x[i] = kept",
            " / size)": ")",
            "        x[i] = kept\n": "",
            "max(worst, abs(slope - grad[i]) / size)": "worst + abs(slope - grad[i]) / size / x.size",
        },
        "write-two-layer-backward": {"2 * (y - t) / len(x)": "2 * (y - t)", " * (z > 0)": "", "dz.sum(0)": "dz.mean(0)", "((y - t) ** 2).sum()": "((y - t) ** 2).mean()"},
        "write-scalar-engine": {"parent.grad += slope": "parent.grad = slope", "reversed(order)": "order"},
    },
    "cross-validation": {
        "write-kfold": {"    random.Random(seed).shuffle(rows)\n": "", "rows[fold::k]": "rows[:len(rows) // k]"},
        "write-walk-forward": {
            "list(range(start, start + size))": "list(range(start + gap, start + size))",
            "start - gap": "start",
            'raise ValueError("too few rows for so many folds")': "pass",
        },
    },
    "metrics": {
        "write-auc": {"negatives + neg / 2": "negatives", "groupby(pairs, key=lambda pair: pair[0])": "enumerate([p] for p in pairs)"},
        "write-nms": {"boxes[j]) <= threshold for j in kept": "boxes[j]) <= threshold for j in range(i)", "-scores[i]": "scores[i]", "<= threshold": "< threshold"},
        "write-iou-per-class": {"truth.ravel().astype(int)": "truth.ravel()", "    both[union == 0] = np.nan\n": "", " - both": ""},
        "write-bootstrap-interval": {
            "pred[rows]": "pred[rng.integers(0, len(y), len(y))]",
            "rng.integers(0, len(y), len(y))": "rng.integers(0, len(y), len(y) // 2)",
            "[2.5, 97.5]": "[5, 95]",
        },
    },
    "pytorch": {
        "torch-write-parameter-groups": {"if p.requires_grad": "", "p.ndim >= 2": "p.ndim >= 1", "p.ndim < 2": "p.ndim < 1"},
        "torch-write-training-loop": {
            "        opt.zero_grad()\n": "",
            "    model.train()\n": "",
            "loss.item() * len(x)": "loss.item()",
            "loss.item()": "loss",
        },
        "torch-write-attention": {
            " / math.sqrt(q.shape[-1])": "",
            "softmax(dim=-1)": "softmax(dim=-2)",
            "diagonal=1": "diagonal=0",
        },
        "torch-write-decoder-block": {
            "is_causal=True": "is_causal=False",
            "qkv.view(b, t, 3, self.heads, width // self.heads)": "qkv.view(b, self.heads, 3, t, width // self.heads).transpose(1, 3)",
            "a.transpose(1, 2).reshape": "a.reshape",
            "return x + self.down": "return self.down",
            "self.norm1(x)": "x",
            "F.gelu": "",
            "self.heads = heads": "self.heads = 1",
        },
    },
    "tensorflow-keras": {
        "keras-write-train-step": {
            "self.compute_loss(y=y, y_pred=pred)": "tf.reduce_mean((y - pred) ** 2)",
            "training=True": "training=False",
            "tf.clip_by_global_norm(grads, 1.0)": "[tf.clip_by_norm(g, 1.0) for g in grads], None",
        },
    },
    "training-dynamics": {
        "write-adamw-step": {
            "    w = w - lr * decay * w\n": "    w = w - decay * w\n",
            "    m = state.get": "    g = g + decay * w\n    m = state.get",
            "m / (1 - b1 ** t)": "m",
            "b1, b2 = betas": "b1, b2 = 0.9, 0.999",
            'state.get("t", 0) + 1': "1",
        },
        "write-warm-up-cosine": {
            "    if step >= total:\n        return floor\n": "",
            "peak * step / warmup": "peak * (step + 1) / warmup",
            "(1 + cos(pi * progress)) / 2": "1 - progress",
            "/ (total - warmup)": "/ total",
        },
        "write-fold-batch-norm": {
            " + bn.eps": "",
            "scale[:, None, None, None]": "scale",
            "(bias - bn.running_mean) * scale": "bias - bn.running_mean * scale",
        },
    },
    "transformers": {
        "write-grouped-attention": {
            "q.reshape(b, groups, heads // groups, t, size)": "q.reshape(b, heads // groups, groups, t, size).transpose(1, 2)",
            "diagonal=1": "diagonal=0",
            " / size ** 0.5": "",
        },
        "write-rotary": {
            "a * sin + b * cos": "b * cos - a * sin",
            "x[..., :half], x[..., half:]": "x[..., 0::2], x[..., 1::2]",
            "-pair / half": "-pair / x.shape[-1]",
            "base ** ": "10000.0 ** ",
        },
        "write-modern-block": {
            "F.silu(self.gate(h)) * self.up(h)": "F.silu(self.gate(h) * self.up(h))",
            "self.norm2(x)": "x",
            "is_causal=True, ": "",
        },
    },
    "llm-inference": {
        "write-cached-generation": {
            "new = [token]": "new = new + [token]",
            "            break\n": "            made.pop()\n            break\n",
            "model(new, cache)": "model(new, None)",
        },
        "write-speculative-step": {
            "choose(rest, random)": "choose(p[at], random)",
            "random() * sum(weights)": "random()",
            "return [*made, choose(p[len(draft)], random)]": "return made",
            "return [*made, choose(rest, random)]": "made.append(choose(rest, random))\n            continue",
        },
        "write-top-p": {
            "np.searchsorted(total, p) + 1": "np.searchsorted(total, p, side='right')",
            " / probs[kept].sum()": "",
            "out[kept] = probs[kept]": "out[:len(kept)] = probs[kept]",
        },
    },
    "llm-training": {
        "write-minhash": {
            "min(hashed(s, x) for x in shingles)": "hashed(s, tuple(words[:n]))",
            'key = seed.to_bytes(8, "big")': 'key = id(shingle).to_bytes(8, "big")',
            "blake2b(text, key=key, digest_size=8).digest()": "hash((key, text))",
        },
        "write-label-mask": {
            "labels += body if learned": "labels += [*tokens, IGNORED] if learned",
            'role == "assistant"': "True",
            "[IGNORED] * len(heads[role])": "heads[role]",
        },
        "write-dpo-loss": {
            "logits[:, :-1], labels[:, 1:]": "logits, labels",
            "logp * kept": "logp",
            "-F.logsigmoid(beta * margin)": "-torch.sigmoid(beta * margin).log()",
            "(pc - rc) - (pr - rr)": "(pr - rr) - (pc - rc)",
        },
        "write-lora-layer": {
            "self.scale * self.b @ self.a": "self.b @ self.a",
            "alpha / r": "alpha",
            "torch.zeros(base.out_features, r)": "torch.ones(base.out_features, r)",
        },
    },
    "ml-screen": {
        "write-permutation-test": {
            "rng.permutation(both)": "rng.choice(both, len(both))",
            "abs(x[:n].mean() - x[n:].mean())": "x[:n].mean() - x[n:].mean()",
            "extreme = 1": "extreme = 0",
            " - 1e-12 * abs(both).max()": "",
        },
        "write-fair-coin": {
            "if first != second:\n            return first": "return first ^ second",
            "first, second = flip(), flip()": "first, second = flip(), 0",
        },
    },
    "coding-rounds": {
        "write-log-sum-exp": {
            "x.max(axis, keepdims=True)": "x.max()",
            "    top = np.where(np.isfinite(top), top, 0.0)\n": "",
            " + top": "",
        },
        "write-cosine-matrix": {", keepdims=True": "", "np.where(size == 0, 1, size)": "size", "unit(b)": "b"},
        "write-iou-matrix": {
            ".clamp(min=0).prod(-1)": ".prod(-1).clamp(min=0)",
            " - both)": ")",
            "high - low": "high - low + 1",
        },
        "write-running-variance": {
            "delta * (x - self.mean)": "delta ** 2",
            "return self.squares / self.n": "return self.squares / max(self.n - 1, 1)",
        },
        "write-reservoir": {"rng.randrange(i + 1)": "rng.randrange(i)", "kept[j] = x": "kept[i % k] = x"},
        "write-heavy-hitters": {
            "len(counts) < k - 1": "len(counts) < k",
            "{x: c for x, c in less if c}": "dict(less)",
            "counts[item] += 1": "counts[item] = 1",
            "(x, c - 1)": "(x, c // 2)",
        },
        "write-least-squares": {
            "np.ones((len(x), 1))": "np.zeros((len(x), 1))",
            "np.linalg.lstsq(design, y, rcond=None)[0]": "np.linalg.inv(design.T @ design) @ design.T @ y",
        },
        "write-logistic-regression": {
            "np.exp(-np.logaddexp(0, -z))": "1 / (1 + np.exp(-z))",
            "error.mean()": "0",
            " / len(y)": "",
        },
        "write-nearest-neighbours": {
            "(queries[:, None] - x) ** 2": "queries[:, None] - x",
            "[:, :k]": "[:, k - 1 : k]",
            "np.bincount(row).argmax()": "row[0]",
        },
        "write-kmeans": {
            "if (labels == j).any()": "if True",
            "np.array(centres, dtype=float)": "np.array(centres)",
            "x[labels == j].mean(0)": "np.median(x[labels == j], 0)",
        },
        "write-pca": {
            "x - x.mean(0)": "x",
            "s ** 2 / (s ** 2).sum()": "s / s.sum()",
            "vt[:k], share": "vt.T[:k], share",
        },
        "write-best-split": {
            "    cost[x[1:] == x[:-1]] = np.inf\n": "",
            "cost = left * p": "cost = n / 2 * p",
            "2 * cost[i] / n": "cost[i] / n",
        },
        "write-confusion-matrix": {
            ", minlength=classes ** 2": "",
            "np.asarray(truth, int)": "np.asarray(truth)",
            "counts.reshape(classes, classes)": "counts.reshape(classes, classes).T",
        },
        "write-train-by-hand": {
            "torch.randn(n, m) * (2 / n) ** 0.5": "torch.full((n, m), 0.1)",
            "p -= rate * g": "p = p - rate * g",
            "F.cross_entropy(model(x), y)": "F.cross_entropy(model(x).softmax(1), y)",
        },
        "write-padded-attention": {
            "np.where(real[:, None], scores, -np.inf)": "scores * real[:, None]",
            "-np.inf": "-1e9",
            " / np.sqrt(q.shape[-1])": "",
        },
        "write-group-policy-loss": {
            "torch.minimum(ratio * gain, bounded * gain)": "bounded * gain",
            "old.detach()": "old",
            "(terms * mask).sum() / mask.sum()": "((terms * mask).sum(1) / mask.sum(1)).mean()",
            "std(correction=0)": "std()",
            " + 1e-6": "",
        },
        "write-dropout": {
            "return g * self.mask": "return g * (self.rng.random(g.shape) >= self.p) / (1 - self.p)",
            "self.rng.random(x.shape)": "(self.rng.random((len(x), 1)) + np.zeros(x.shape))",
            "keep / (1 - self.p)": "keep",
        },
        "write-expert-router": {
            "scores.softmax(-1)": "(x @ gate).softmax(-1).gather(-1, chosen)",
            "weights[token, slot, None]": "weights[token, 0, None]",
            "expert(x[token])": "expert(x)[token]",
            "if len(token):": "if True:",
            "out = shared(x)": "out = torch.zeros_like(x)",
        },
        "write-convolution-loops": {
            "sum((1, 2, 3))": "sum((2, 3))[:, 0]",
            "x[:, a:a + k, b:b + k]": "x[:, a:a + k, b:b + k][:, ::-1, ::-1]",
            "i * stride, j * stride": "i, j",
        },
        "write-lru-cache": {
            "value\n        self.entries.move_to_end(key)": "value",
            "self.entries.move_to_end(key)\n        return": "return",
            "key not in self.entries": "not self.entries.get(key)",
        },
        "write-peak-of-lifetimes": {
            "sorted(changes)": "sorted(changes, key=lambda change: change[0])",
            "held = most = 0": "held, most = 0, max(size for _, _, size in buffers)",
        },
        "write-sparse-dot": {"        i += 1": "        i, j = i + 1, j + 1"},
        "write-top-k-of-stream": {"sorted(heap, reverse=True)": "heap[::-1]", "len(heap) < k": "True"},
        "write-token-bucket": {
            "min(self.burst, self.tokens + gained)": "self.tokens + gained",
            "self.rate * (now - self.last)": "int(self.rate * (now - self.last))",
            "        self.last = now\n": "",
            "        if self.tokens < cost:\n            return False\n        self.tokens -= cost": "        self.tokens -= cost\n        if self.tokens < 0:\n            return False",
        },
        "write-call-pool": {
            "                async with free:\n                    return await call(job)": "                return await call(job)",
            "range(1, tries + 1)": "range(tries)",
            "if failures < tries:\n                await pause(failures)": "await pause(failures)",
            "        return last": "        raise last",
        },
        "write-block-pool": {
            "length % self.size and self.users[table[-1]] > 1": "self.users[table[-1]] > 1 if table else False",
            "if more > len(self.unused)": "if more - len(copies) > len(self.unused)",
            "copies.append(table.pop())": "pass",
            "(block, fresh[0])": "(block, fresh[-1])",
            "self.tables.pop(seq)": "self.tables[seq]",
            "if not self.users[block]:": "if True:",
            "-(-(length + n) // self.size)": "(length + n) // self.size + 1",
            "self.users[block] += 1": "pass",
        },
        "write-loader": {
            "        self.rng.shuffle(order)\n": "        self.rng.__class__(0).shuffle(order)\n",
            "-(-len(self.data) // self.size)": "len(self.data) // self.size",
            "range(0, len(order), self.size)": "range(0, len(order) - self.size + 1, self.size)",
        },
        "write-edit-distance": {
            "list(range(len(b) + 1))": "[0] * (len(b) + 1)",
            "row = [i]": "row = [0]",
            "(x != y)": "2 * (x != y)",
        },
        "write-beam-search": {
            "max(done + alive, key": "max(alive or done, key",
            "if b[0][-1] != stop]": "]",
            "max(done + alive, key=lambda beam: beam[1])": "max(done + alive, key=lambda beam: beam[1] / len(beam[0]))",
        },
        "write-bpe-merges": {"counts[pair] += n": "counts[pair] += 1", "(-counts[p], p)": "-counts[p]"},
    },
    "llm-applications": {
        "write-top-k": {
            "best[np.argsort(-scores[best])]": "best",
            "np.argpartition(-scores, k - 1)[:k]": "np.argsort(-scores)[:k]",
            "docs @ query / safe": "docs @ query",
            "np.where(lengths > 0, lengths, 1.0)": "lengths",
        },
        "write-rank-fusion": {
            "start=1": "start=0",
            "1 / (k + rank)": "1 / (60 + rank)",
            "key=lambda doc: -scores[doc]": "key=lambda doc: (-scores[doc], doc)",
        },
        "write-diverse-choice": {
            "max((similarity[i][j] for j in chosen), default=0.0)": "sum(similarity[i][j] for j in chosen) / max(len(chosen), 1)",
            "for j in chosen)": "for j in chosen[-1:])",
        },
        "write-tool-loop": {
            '**step["arguments"]': '*step["arguments"].values()',
            "model(messages)": "model(messages[-1:])",
            "except Exception": "except KeyError",
            "for _ in range(limit)": "for _ in range(limit + 1)",
        },
    },
    "ml-system-design": {
        "write-team-draft": {
            " if r not in seen": "",
            'for team in "AB" if coin() else "BA"': 'for team in "AB"',
            " and len(shown) < n": "",
        },
    },
}  # fmt: skip
