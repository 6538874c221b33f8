"""The model file as Python's own libraries read it: safetensors, NumPy and, where it is installed, PyTorch."""

import csv
import json
import subprocess
import tempfile
import unittest
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "fixtures/tables/diabetes.csv"
COMMAND = ["node", str(ROOT / "packages/cli/bin/minibatch.js")]


def minibatch(*arguments):
    """The command's JSON."""
    run = subprocess.run([*COMMAND, *map(str, arguments), "--json"], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def columns():
    """The table's columns by name, float64."""
    with TABLE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


class ModelFile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.path = Path(folder.name) / "model.safetensors"
        cls.trained = minibatch(
            "train", TABLE, "--target", "target", "--validation", "0.2", "--seed", "1", "--out", cls.path
        )
        cls.tensors = load_file(cls.path)
        with safe_open(cls.path, framework="numpy") as file:
            cls.metadata = json.loads(file.metadata()["minibatch"])
        table = columns()
        encoder = cls.metadata["encoder"]
        cls.target = encoder["target"]["regression"]
        cls.y = table[cls.target["name"]]
        scales = [(column["name"], column["encoding"]["number"]) for column in encoder["columns"]]
        cls.x = np.stack([(table[name] - s["mean"]) / s["scale"] for name, s in scales], axis=1).astype(np.float32)

    def in_own_units(self, raw):
        return raw.astype(np.float64) * self.target["scale"] + self.target["mean"]

    def test_tensors_have_pytorchs_names_and_shapes(self):
        shapes = {name: (tensor.shape, str(tensor.dtype)) for name, tensor in self.tensors.items()}
        expected = {"layers.0.weight": ((1, self.x.shape[1]), "float32"), "layers.0.bias": ((1,), "float32")}
        self.assertEqual(shapes, expected)
        self.assertEqual(self.metadata["weightsHash"], self.trained["weightsHash"])

    def test_evaluate_agrees_with_numpy(self):
        raw = self.x @ self.tensors["layers.0.weight"].T + self.tensors["layers.0.bias"]
        error = self.in_own_units(raw[:, 0]) - self.y
        expected = {
            "r2": 1 - np.sum(error**2) / np.sum((self.y - self.y.mean()) ** 2),
            "rmse": np.sqrt(np.mean(error**2)),
            "mae": np.mean(np.abs(error)),
        }
        found = minibatch("evaluate", self.path, TABLE)
        self.assertEqual(found["rows"], len(self.y))
        for name, value in expected.items():
            # float32 predictions, added in another order
            self.assertAlmostEqual(found["metrics"][name] / value, 1, delta=1e-5, msg=name)

    def test_pytorch_gives_the_same_predictions(self):
        try:
            import torch
        except ImportError:
            self.skipTest("PyTorch is not installed")
        layer = torch.nn.Linear(self.x.shape[1], 1)
        layer.load_state_dict(
            {name: torch.from_numpy(self.tensors[f"layers.0.{name}"]) for name in ("weight", "bias")}
        )
        with torch.no_grad():
            expected = self.in_own_units(layer(torch.from_numpy(self.x)).numpy()[:, 0])
        out = self.path.with_suffix(".csv")
        subprocess.run([*COMMAND, "predict", self.path, TABLE, "--out", out], check=True, capture_output=True)
        found = np.loadtxt(out, delimiter=",", skiprows=1)
        np.testing.assert_allclose(found, expected, rtol=1e-5)


class Perceptron(unittest.TestCase):
    """Hidden layers, classes, float64."""

    def test_numpy_predicts_what_the_command_predicts(self):
        table = ROOT / "fixtures/tables/iris.csv"
        with tempfile.TemporaryDirectory() as name:
            path, out = Path(name) / "model.safetensors", Path(name) / "predictions.csv"
            options = ["--target", "target", "--task", "classification", "--model", "mlp", "--hidden", "8,4"]
            minibatch("train", table, *options, "--activation", "tanh", "--dtype", "float64", "--seed", "1", "--out", path)
            subprocess.run([*COMMAND, "predict", path, table, "--out", out], check=True, capture_output=True)
            tensors = load_file(path)
            with safe_open(path, framework="numpy") as file:
                metadata = json.loads(file.metadata()["minibatch"])
            with out.open(newline="") as file:
                predicted = [row["prediction"] for row in csv.DictReader(file)]
        shapes = {key: tensor.shape for key, tensor in tensors.items()}
        expected = {
            "layers.0.weight": (8, 4), "layers.0.bias": (8,),
            "layers.1.weight": (4, 8), "layers.1.bias": (4,),
            "layers.2.weight": (3, 4), "layers.2.bias": (3,),
        }
        self.assertEqual(shapes, expected)
        self.assertEqual({str(tensor.dtype) for tensor in tensors.values()}, {"float64"})
        with table.open(newline="") as file:
            rows = list(csv.DictReader(file))
        encoder = metadata["encoder"]
        columns = [(column["name"], column["encoding"]["number"]) for column in encoder["columns"]]
        x = np.stack([[(float(row[name]) - s["mean"]) / s["scale"] for row in rows] for name, s in columns], axis=1)
        for i in range(3):
            z = x @ tensors[f"layers.{i}.weight"].T + tensors[f"layers.{i}.bias"]
            x = z if i == 2 else np.tanh(z)
        classes = encoder["target"]["classification"]["classes"]
        self.assertEqual([classes[at] for at in x.argmax(axis=1)], predicted)


if __name__ == "__main__":
    unittest.main()
