"""The tutorial's loop in NumPy: no Python per row, float32, no copy that can be avoided.

Variant `permuted` permutes the whole table once an epoch, as the tutorial does; `taken` takes each batch's rows into
one small buffer, which is better for a table that the caches do not hold.
"""

import numpy as np

from blas import version
from steady import Job, measure

job = Job()
random = np.random.default_rng(0)
taken_x = np.empty((job.batchSize, job.d), np.float32)
taken_y = np.empty(job.batchSize, np.float32)


def batches(order, rows):
    x, y = job.x, job.y
    if order is not None and job.variant == "permuted":
        x, y, order = x[order[:rows]], y[order[:rows]], None
    for begin in range(0, rows, job.batchSize):
        end = min(rows, begin + job.batchSize)
        if order is None:
            yield x[begin:end], y[begin:end]
        else:
            index = order[begin:end]
            m = end - begin
            np.take(x, index, axis=0, out=taken_x[:m], mode="clip")
            np.take(y, index, out=taken_y[:m], mode="clip")
            yield taken_x[:m], taken_y[:m]


def train_one(order, rows, _optimizer, rate):
    """One feature: w and b are plain numbers and a batch is two short vectors."""
    w, b = job.initial
    for permutation in job.orders_for(order, lambda: random.permutation(job.n)):
        for x, y in batches(permutation, rows):
            x = x[:, 0]
            error = w * x + (b - y)
            scale = np.float32(rate / len(y))
            w -= scale * error.dot(x)
            b -= scale * error.sum()
    return [w, b]


def train_many(order, rows, _optimizer, rate):
    w, b = job.initial[:-1].copy(), job.initial[-1]
    for permutation in job.orders_for(order, lambda: random.permutation(job.n)):
        for x, y in batches(permutation, rows):
            error = x @ w
            error += b
            error -= y
            scale = np.float32(rate / len(y))
            w -= scale * (error @ x)
            b -= scale * error.sum()
    return [*w, b]


measure(job, train_one if job.d == 1 else train_many, {"numpy": version()})
