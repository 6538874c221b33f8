"""What the defaults of `train` reach on the diabetes table, beside the exact solution on the same rows."""

import csv
import json
import subprocess
import tempfile
import unittest
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
COMMAND = ["node", str(ROOT / "packages/cli/bin/minibatch.js")]
SEEDS = 20
MARGIN = 0.02


def read_table(path):
    """Names and rows; the target is the last column."""
    with path.open(newline="") as file:
        names, *rows = csv.reader(file)
    return names, np.array(rows, dtype=np.float64)


def write_table(path, names, rows):
    """A table of numbers; repr() keeps every bit."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([repr(float(value)) for value in row] for row in rows)


def r2_of_least_squares(train, validation):
    """R2 on the validation rows of the least-squares solution of the training rows."""
    def with_bias(rows):
        return np.column_stack([rows[:, :-1], np.ones(len(rows))])

    solution = np.linalg.lstsq(with_bias(train), train[:, -1], rcond=None)[0]
    y = validation[:, -1]
    return 1 - np.sum((with_bias(validation) @ solution - y) ** 2) / np.sum((y - y.mean()) ** 2)


def r2_of_train(folder, seed):
    """R2 on the validation rows that `train` prints."""
    options = ["--target", "target", "--validation", folder / "validation.csv", "--seed", seed, "--json", "--quiet"]
    arguments = [*COMMAND, "train", folder / "train.csv", *options]
    run = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)["metrics"]["validation"]["r2"]


class LeastSquares(unittest.TestCase):
    def test_r2_of_the_defaults_is_near_on_every_split(self):
        names, rows = read_table(ROOT / "fixtures/tables/diabetes.csv")
        self.assertEqual(names[-1], "target")
        for seed in range(SEEDS):
            order = np.random.default_rng(seed).permutation(len(rows))
            validation, train = np.split(rows[order], [len(rows) // 5])
            with tempfile.TemporaryDirectory() as name, self.subTest(seed=seed):
                folder = Path(name)
                write_table(folder / "train.csv", names, train)
                write_table(folder / "validation.csv", names, validation)
                self.assertGreater(r2_of_train(folder, seed), r2_of_least_squares(train, validation) - MARGIN)


if __name__ == "__main__":
    unittest.main()
