def heavy(stream, k):
    counts = {}
    for item in stream:
        if item in counts:
            counts[item] += 1
        elif len(counts) < k - 1:
            counts[item] = 1
        else:
            less = ((x, c // 2) for x, c in counts.items())
            counts = {x: c for x, c in less if c}
    return counts
assert set(heavy("abacada", 2)) == {"a"}
assert set(heavy("aaabcd" + "a", 2)) == {"a"}