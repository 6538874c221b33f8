"""What every Python peer shares: its job, the table in memory, the timed calls, the answer: one line of JSON, and the
parameters in files of float64."""

import json
import sys
import time

import numpy as np

WARM_ROWS = 200_000
WARM_SECONDS = 0.2
TIMED_SECONDS = 0.25
LEAST_CALLS = 3
ENOUGH_SECONDS = 1.0  # a call this long is timed once a process


class Job:
    """n, d, batchSize, epochs, learningRate, order, variant and more as the harness wrote them, and the arrays."""

    def __init__(self):
        defaults = {"optimizer": "sgd", "hidden": [], "classes": None, "over": None}
        self.__dict__.update(defaults | json.loads(sys.argv[1]))
        self.x = np.fromfile(self.files["x"], "<f4").reshape(self.n, self.d)
        self.y = np.fromfile(self.files["y"], "<f4")
        path = self.files["order"]
        self.orders = np.fromfile(path, "<u4").astype(np.int64).reshape(self.epochs, self.n) if path else None
        self.initial = np.fromfile(self.files["initial"], "<f4")

    def orders_for(self, kind, shuffled):
        """One order an epoch: `shuffled()` where the run shuffles by itself, None where the rows stand in order."""
        for epoch in range(self.epochs):
            yield shuffled() if kind == "own" else None if kind == "in order" else self.orders[epoch]

    def layers(self):
        """Copies of the initial parameters: of each layer the weights (inputs, outputs) and the bias (outputs)."""
        widths = [self.d, *self.hidden, self.classes or 1]
        at = 0
        for inputs, outputs in zip(widths, widths[1:]):
            bias = at + inputs * outputs
            yield self.initial[at:bias].reshape(inputs, outputs).copy(), self.initial[bias : bias + outputs].copy()
            at = bias + outputs


def flat(layers):
    """Layers as (weights, bias) in one buffer, in logical order."""
    return np.concatenate([part.reshape(-1) for layer in layers for part in layer])


def repeat(calls, seconds, least):
    """Seconds of each call; of several calls in turn, a list each."""
    times = [[] for _ in calls]
    begin = time.perf_counter()
    while True:
        for call, taken in zip(calls, times):
            start = time.perf_counter()
            call()
            taken.append(time.perf_counter() - start)
        spent = time.perf_counter() - begin
        if (len(times[0]) >= least and spent >= seconds) or spent >= ENOUGH_SECONDS:
            return times


def measure(job, train, versions, batch_size=None):
    """Times `train(order, rows, optimizer, rate)`, which runs all epochs over the first `rows` rows of each order and
    gives the parameters in logical order. With `over` the same run by that optimizer takes turns with it."""
    by = (job.optimizer, job.learningRate)
    over = job.over and (job.over["optimizer"], job.over["learningRate"])

    def keep(name, trained):
        np.asarray(trained, "<f8").tofile(job.files[name])

    if job.order == "own":
        keep("check", train("given", job.n, *by))
    warm = min(job.n, WARM_ROWS)
    repeat([lambda by=by: train(job.order, warm, *by) for by in (by, over) if by], WARM_SECONDS, 1)
    last = []
    calls = [lambda: last.__setitem__(slice(None), [train(job.order, job.n, *by)])]
    if over:
        calls.append(lambda: train(job.order, job.n, *over))
    times, *base = repeat(calls, TIMED_SECONDS, LEAST_CALLS)
    keep("timed", last[0])
    answer = {"times": times, "batchSize": batch_size or job.batchSize, "versions": versions}
    print(json.dumps(answer | ({"base": base[0]} if base else {})))
