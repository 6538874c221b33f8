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


if __name__ == "__main__":
    unittest.main()
