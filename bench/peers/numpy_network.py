"""A classifier in NumPy by hand, relu layers and softmax: float32 throughout, each batch's rows taken into one small
buffer, every result written into an array that is there already."""

import numpy as np

from blas import version
from steady import Job, flat, measure

job = Job()
labels_all = job.y.astype(np.int64)
widths = [job.d, *job.hidden, job.classes]


class Sgd:
    def __init__(self, parameters, rate):
        self.parameters, self.rate = parameters, np.float32(rate)

    def step(self, gradients):
        for parameter, gradient in zip(self.parameters, gradients):
            gradient *= self.rate
            parameter -= gradient


class Adam:
    """Kingma and Ba (2015) with PyTorch's defaults."""

    def __init__(self, parameters, rate):
        self.parameters, self.rate, self.t = parameters, rate, 0
        self.first, self.second, self.room = ([np.zeros_like(p) for p in parameters] for _ in range(3))

    def step(self, gradients):
        self.t += 1
        rate = np.float32(self.rate / (1 - 0.9**self.t))
        unbias = np.float32(1 / np.sqrt(1 - 0.999**self.t))
        for parameter, gradient, first, second, room in zip(
            self.parameters, gradients, self.first, self.second, self.room
        ):
            first *= np.float32(0.9)
            np.multiply(gradient, np.float32(0.1), out=room)
            first += room
            second *= np.float32(0.999)
            np.multiply(gradient, gradient, out=room)
            room *= np.float32(0.001)
            second += room
            np.sqrt(second, out=room)
            room *= unbias
            room += np.float32(1e-8)
            np.divide(first, room, out=room)
            room *= rate
            parameter -= room


class Network:
    """Parameters, and room for what a batch of at most `batchSize` rows gives in each layer."""

    def __init__(self):
        self.layers = list(job.layers())
        self.gradients = [(np.empty_like(w), np.empty_like(b)) for w, b in self.layers]
        self.given = [np.empty((job.batchSize, width), np.float32) for width in widths]
        self.delta = [np.empty((job.batchSize, width), np.float32) for width in widths]

    def take(self, rows):
        """The batch's rows into the first buffer; where they stand in order they are only seen."""
        if isinstance(rows, slice):
            return job.x[rows]
        return np.take(job.x, rows, axis=0, out=self.given[0][: len(rows)], mode="clip")

    def forward(self, x):
        given = [x, *(buffer[: len(x)] for buffer in self.given[1:])]
        for (w, b), left, out in zip(self.layers, given, given[1:]):
            np.matmul(left, w, out=out)
            out += b
            if out is not given[-1]:
                np.maximum(out, 0, out=out)
        return given

    def backward(self, given, labels):
        m = len(labels)
        probabilities = given[-1]
        probabilities -= probabilities.max(axis=1, keepdims=True)
        np.exp(probabilities, out=probabilities)
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        probabilities[np.arange(m), labels] -= 1
        probabilities /= np.float32(m)
        delta = probabilities
        for index in reversed(range(len(self.layers))):
            dw, db = self.gradients[index]
            np.matmul(given[index].T, delta, out=dw)
            delta.sum(axis=0, out=db)
            if index > 0:
                before = np.matmul(delta, self.layers[index][0].T, out=self.delta[index][:m])
                before *= given[index] > 0
                delta = before


def train(order, rows, optimizer, rate):
    network = Network()
    parameters = [part for layer in network.layers for part in layer]
    gradients = [part for layer in network.gradients for part in layer]
    update = {"sgd": Sgd, "adam": Adam}[optimizer](parameters, rate)
    for permutation in job.orders_for(order, None):
        for begin in range(0, rows, job.batchSize):
            batch = slice(begin, min(rows, begin + job.batchSize))
            if permutation is not None:
                batch = permutation[batch]
            network.backward(network.forward(network.take(batch)), labels_all[batch])
            update.step(gradients)
    return flat(network.layers)


measure(job, train, {"numpy": version()})
