"""The JSON of a model, by its documentation alone: NumPy predicts by it what the library predicts."""

import math
import unittest

import numpy as np

from exported import exported_cases, number, text


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gelu_tanh(z):
    return 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))


ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "leakyRelu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "gelu": lambda z: z * 0.5 * (1 + np.vectorize(math.erf)(z / math.sqrt(2))),
    "geluTanh": gelu_tanh,
    "silu": lambda z: z * sigmoid(z),
    "softplus": lambda z: np.logaddexp(0, z),
}


def features(encoder, rows):
    """X (n,d), as the documentation of the encoder says."""
    columns = []
    for column in encoder["columns"]:
        cells = [row[column["name"]] for row in rows]
        if column["type"] == "text":
            texts = [text(cell) for cell in cells]
            columns += [[float(cell == level) for cell in texts] for level in column["levels"]]
            missing = [float(cell.lower() in encoder["missingMarks"]) for cell in texts]
        else:
            numbers = np.array([number(cell) for cell in cells])
            columns.append(np.where(np.isnan(numbers), 0, (numbers - column["mean"]) / column["scale"]))
            missing = np.isnan(numbers).astype(float)
        if column["missing"]:
            columns.append(missing)
    return np.array(columns).T


def raw_predictions(model, x):
    for layer in model["layers"]:
        z = x @ np.array(layer["weights"]).T + np.array(layer["bias"])
        x = ACTIVATIONS[layer["activation"]](z)
    return x


def probabilities(raw):
    if raw.shape[1] == 1:
        return np.hstack([sigmoid(-raw), sigmoid(raw)])
    powers = np.exp(raw - raw.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


class ModelJson(unittest.TestCase):
    def test_numpy_predicts_by_it_what_the_library_predicts(self):
        for case in exported_cases():
            with self.subTest(case["name"]):
                model = case["json"]
                self.assertEqual((model["format"], model["formatVersion"]), ("minibatch-model", 1))
                x = features(model["encoder"], case["rows"]) if "rows" in case else np.array(case["x"])
                raw = raw_predictions(model, x)
                tolerance = 1e-9 if model["dtype"] == "float64" else 1e-5
                if model["task"] == "regression":
                    self.check_numbers(model, raw, case["predictions"], tolerance)
                else:
                    self.check_classes(model, raw, case, tolerance)

    def check_numbers(self, model, raw, expected, tolerance):
        y = (np.exp(raw) if model["loss"]["name"] == "poisson" else raw).ravel()
        target = model["encoder"] and model["encoder"]["target"]
        if target:
            y = y * target["scale"] + target["mean"]
        size = np.abs(expected).max()
        np.testing.assert_allclose(y / size, np.array(expected) / size, rtol=0, atol=tolerance)

    def check_classes(self, model, raw, case, tolerance):
        index = (raw[:, 0] > 0).astype(int) if raw.shape[1] == 1 else raw.argmax(axis=1)
        self.assertEqual([model["classes"][at] for at in index], case["predictions"])
        likely = model["loss"]["name"] in ("binaryCrossEntropy", "crossEntropy")
        self.assertEqual(likely, case["probabilities"] is not None)
        if likely:
            np.testing.assert_allclose(probabilities(raw), case["probabilities"], rtol=0, atol=tolerance)


if __name__ == "__main__":
    unittest.main()
