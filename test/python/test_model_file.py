"""A saved model, read by Python's own libraries: NumPy and safetensors must come to what our commands print.

Run by `npm test`, or alone: python -m unittest discover -v -s test/python
"""

import csv
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file

try:
    import torch
except ImportError:
    torch = None

ROOT = Path(__file__).resolve().parents[2]
COMMAND = ROOT / "packages/cli/bin/minibatch.js"
TABLE = ROOT / "fixtures/tables/diabetes.csv"
TARGET = "target"


def minibatch(*arguments):
    """The command's stdout; a failure shows what it said."""
    done = subprocess.run(["node", COMMAND, *arguments, "--quiet"], capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"minibatch {arguments} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def read_table(path):
    """Names, features (n, d) and target (n) of a table of numbers."""
    with open(path, newline="") as file:
        names, *rows = csv.reader(file)
    values = np.array(rows, dtype=np.float64)
    at = names.index(TARGET)
    return names, np.delete(values, at, axis=1), values[:, at]


def write_table(path, names, x, y):
    """A table of numbers, its target in the last column; repr() keeps every bit."""
    features = [name for name in names if name != TARGET]
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*features, TARGET])
        writer.writerows([*map(repr, map(float, row)), repr(float(value))] for row, value in zip(x, y))


def r2(predictions, y):
    return 1 - np.sum((predictions - y) ** 2) / np.sum((y - y.mean()) ** 2)


class ModelFile(unittest.TestCase):
    """One trained model for each element type."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = {}
        for dtype in ("float32", "float64"):
            cls.path[dtype] = os.path.join(cls.folder.name, f"{dtype}.safetensors")
            options = ["--target", TARGET, "--seed", "1", "--dtype", dtype, "--out", cls.path[dtype]]
            minibatch("train", TABLE, *options)
        cls.names, cls.x, cls.y = read_table(TABLE)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def metadata(self, dtype):
        with safe_open(self.path[dtype], framework="numpy") as file:
            return json.loads(file.metadata()["minibatch"])

    def encoded(self, dtype):
        """The rows as the file says they are encoded, in the model's element type."""
        columns = self.metadata(dtype)["encoder"]["columns"]
        self.assertEqual([column["name"] for column in columns], [n for n in self.names if n != TARGET])
        mean = np.array([column["mean"] for column in columns])
        scale = np.array([column["scale"] for column in columns])
        return ((self.x - mean) / scale).astype(dtype)

    def in_own_units(self, dtype, raw):
        target = self.metadata(dtype)["encoder"]["target"]
        return raw.astype(np.float64) * target["scale"] + target["mean"]

    def numpy_predictions(self, dtype):
        tensors = load_file(self.path[dtype])
        raw = self.encoded(dtype) @ tensors["layers.0.weight"].T + tensors["layers.0.bias"]
        return self.in_own_units(dtype, raw[:, 0])

    def printed_predictions(self, dtype):
        header, *lines = minibatch("predict", self.path[dtype], TABLE).split()
        self.assertEqual(header, "prediction")
        return np.array(lines, dtype=np.float64)

    def test_safetensors_reads_the_tensors(self):
        for dtype in self.path:
            tensors = load_file(self.path[dtype])
            self.assertEqual({name: t.shape for name, t in tensors.items()}, {
                "layers.0.weight": (1, self.x.shape[1]),
                "layers.0.bias": (1,),
            })
            self.assertEqual({str(t.dtype) for t in tensors.values()}, {dtype})

    def test_statistics_are_numpys(self):
        for column, values in zip(self.metadata("float64")["encoder"]["columns"], self.x.T):
            np.testing.assert_allclose([column["mean"], column["scale"]], [values.mean(), values.std()], rtol=1e-12)

    def test_predictions_are_numpys(self):
        for dtype, tolerance in (("float32", 1e-5), ("float64", 1e-12)):
            np.testing.assert_allclose(self.printed_predictions(dtype), self.numpy_predictions(dtype), rtol=tolerance)

    def test_evaluate_agrees_with_numpy(self):
        for dtype, tolerance in (("float32", 1e-5), ("float64", 1e-12)):
            metrics = json.loads(minibatch("evaluate", self.path[dtype], TABLE, "--json"))["metrics"]
            residual = self.numpy_predictions(dtype) - self.y
            expected = {
                "r2": r2(self.numpy_predictions(dtype), self.y),
                "rmse": np.sqrt(np.mean(residual**2)),
                "mae": np.mean(np.abs(residual)),
            }
            self.assertEqual(set(metrics), set(expected))
            for name in expected:
                np.testing.assert_allclose(metrics[name], expected[name], rtol=tolerance, err_msg=name)

    @unittest.skipIf(torch is None, "PyTorch is not installed in this Python")
    def test_weights_load_into_a_torch_linear(self):
        from safetensors.torch import load_file as load_torch

        tensors = load_torch(self.path["float32"])
        layer = torch.nn.Linear(self.x.shape[1], 1)
        layer.load_state_dict({"weight": tensors["layers.0.weight"], "bias": tensors["layers.0.bias"]})
        with torch.no_grad():
            raw = layer(torch.from_numpy(self.encoded("float32")))[:, 0].numpy()
        np.testing.assert_allclose(
            self.in_own_units("float32", raw), self.printed_predictions("float32"), rtol=1e-5
        )


class LeastSquares(unittest.TestCase):
    """What the defaults of `train` reach, beside the exact solution on the same rows."""

    def test_r2_is_within_two_hundredths_for_20_splits(self):
        names, x, y = read_table(TABLE)
        for seed in range(20):
            order = np.random.default_rng(seed).permutation(len(y))
            held, kept = order[: len(y) // 5], order[len(y) // 5 :]
            with tempfile.TemporaryDirectory() as folder, self.subTest(seed=seed):
                train, validation = os.path.join(folder, "train.csv"), os.path.join(folder, "validation.csv")
                write_table(train, names, x[kept], y[kept])
                write_table(validation, names, x[held], y[held])
                options = ["--target", TARGET, "--validation", validation, "--seed", str(seed), "--json"]
                reached = json.loads(minibatch("train", train, *options))["metrics"]["validation"]["r2"]
                with_bias = lambda rows: np.column_stack([rows, np.ones(len(rows))])
                solution = np.linalg.lstsq(with_bias(x[kept]), y[kept], rcond=None)[0]
                self.assertGreater(reached, r2(with_bias(x[held]) @ solution, y[held]) - 0.02)


if __name__ == "__main__":
    unittest.main()
