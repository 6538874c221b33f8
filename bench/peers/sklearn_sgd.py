"""scikit-learn's SGDRegressor. It knows no batches: each row is a step, so it takes batchSize times as many steps."""

import warnings

import sklearn
from sklearn.linear_model import SGDRegressor

from steady import Job, measure

warnings.filterwarnings("ignore")  # it warns of the convergence that a fixed number of epochs does not ask for
job = Job()


def model(epochs, shuffled, rate):
    return SGDRegressor(
        loss="squared_error",
        penalty=None,
        learning_rate="constant",
        eta0=rate,
        max_iter=epochs,
        tol=None,
        shuffle=shuffled,
        random_state=0,
    )


def train(order, rows, _optimizer, rate):
    """Its own shuffle inside the timed call; an order from outside only by permuted rows and a call an epoch."""
    w, b = job.initial[:-1], job.initial[-1:]
    if order != "given":
        fitted = model(job.epochs, order == "own", rate)
        fitted.fit(job.x[:rows], job.y[:rows], coef_init=w.copy(), intercept_init=b.copy())
        return [*fitted.coef_, *fitted.intercept_]
    for permutation in job.orders:
        fitted = model(1, False, rate)
        taken = permutation[:rows]
        fitted.fit(job.x[taken], job.y[taken], coef_init=w.copy(), intercept_init=b.copy())
        w, b = fitted.coef_, fitted.intercept_
    return [*w, *b]


if job.order == "given":
    job.order = "own"  # timed with its own shuffle and checked with the order given: permuting X is no part of the fit
measure(job, train, {"scikit-learn": sklearn.__version__}, batch_size=1)
