"""What every Python peer shares: its job, the table in memory, the timed calls, the answer as one line of JSON."""

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
    """n, d, batchSize, epochs, learningRate, order, initial, variant as the harness wrote them, and the arrays."""

    def __init__(self):
        self.__dict__.update(json.loads(sys.argv[1]))
        self.x = np.fromfile(self.files["x"], "<f4").reshape(self.n, self.d)
        self.y = np.fromfile(self.files["y"], "<f4")
        path = self.files["order"]
        self.orders = np.fromfile(path, "<u4").astype(np.int64).reshape(self.epochs, self.n) if path else None
        self.initial = np.array(self.initial, np.float32)

    def orders_for(self, kind, shuffled):
        """One order an epoch: `shuffled()` where the run shuffles by itself, None where the rows stand in order."""
        for epoch in range(self.epochs):
            yield shuffled() if kind == "own" else None if kind == "in order" else self.orders[epoch]


def repeat(call, seconds, least):
    """Seconds of each call."""
    times = []
    begin = time.perf_counter()
    while True:
        start = time.perf_counter()
        call()
        end = time.perf_counter()
        times.append(end - start)
        if (len(times) >= least and end - begin >= seconds) or end - begin >= ENOUGH_SECONDS:
            return times


def measure(job, train, versions, batch_size=None):
    """`train(order, rows)` runs all epochs over the first `rows` rows of each order and gives weights, bias last."""
    check = train("given", job.n) if job.order == "own" else None
    repeat(lambda: train(job.order, min(job.n, WARM_ROWS)), WARM_SECONDS, 1)
    last = []
    times = repeat(lambda: last.__setitem__(slice(None), [train(job.order, job.n)]), TIMED_SECONDS, LEAST_CALLS)
    print(
        json.dumps(
            {
                "times": times,
                "check": None if check is None else [float(value) for value in check],
                "timed": [float(value) for value in last[0]],
                "batchSize": batch_size or job.batchSize,
                "versions": versions,
            }
        )
    )
