"""scikit-learn's MLPClassifier, no shuffle, no penalty, no momentum. It takes no order: each epoch is a call on rows that
were permuted before the clock started."""

import copy
import warnings

import sklearn
from sklearn.neural_network import MLPClassifier

from steady import Job, flat, measure

warnings.filterwarnings("ignore")  # of the batch larger than the one row that shapes the network
job = Job()
rows_by_epoch = [slice(None) if order is None else order for order in job.orders_for(job.order, None)]
tables = [(job.x[rows], job.y[rows]) for rows in rows_by_epoch]


def start():
    """A network with the initial parameters; only a call on a row shapes it, and that leaves its optimizer behind."""
    model = MLPClassifier(
        hidden_layer_sizes=tuple(job.hidden),
        activation="relu",
        solver="sgd",
        alpha=0,
        batch_size=job.batchSize,
        learning_rate="constant",
        learning_rate_init=job.learningRate,
        shuffle=False,
        momentum=0,
        nesterovs_momentum=False,
    )
    model.partial_fit(job.x[:1], job.y[:1], classes=range(job.classes))
    del model._optimizer
    model.coefs_, model.intercepts_ = (list(parts) for parts in zip(*job.layers()))
    return model


started = start()


def train(_order, rows, _optimizer, _rate):
    model = copy.deepcopy(started)
    for x, y in tables:
        model.partial_fit(x[:rows], y[:rows])
    return flat(zip(model.coefs_, model.intercepts_))


measure(job, train, {"scikit-learn": sklearn.__version__})
