"""The event files of `train --tensorboard` as TensorBoard's own reader takes them."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

ROOT = Path(__file__).resolve().parents[2]
TRAIN = ["node", str(ROOT / "packages/cli/bin/minibatch.js"), "train", str(ROOT / "fixtures/tables/diabetes.csv")]
OPTIONS = ["--target", "target", "--validation", "0.2", "--epochs", "30", "--quiet"]


def train(folder, *more):
    """Trains in a folder, with its events in `run` and its log in `run.jsonl`; gives the epochs of the log."""
    files = ["--tensorboard", "run", "--log", "run.jsonl"]
    subprocess.run([*TRAIN, *OPTIONS, *files, *more], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    lines = (Path(folder) / "run.jsonl").read_text(encoding="utf-8").splitlines()
    return [record for record in map(json.loads, lines) if record["type"] == "epoch"]


def events(folder):
    """All points that TensorBoard keeps, none left out."""
    accumulator = EventAccumulator(str(Path(folder) / "run"), size_guidance={"scalars": 0, "tensors": 0})
    accumulator.Reload()
    return accumulator


class TensorBoard(unittest.TestCase):
    def test_points_are_those_of_the_log(self):
        with tempfile.TemporaryDirectory() as folder:
            epochs = train(folder)
            found = events(folder)
            self.assertEqual(len(epochs), 30)
            for tag, value in (
                ("loss/train", lambda epoch: epoch["loss"]),
                ("loss/validation", lambda epoch: epoch["validation"]["loss"]),
                ("learning_rate", lambda epoch: epoch["learningRate"]),
                ("gradient_norm", lambda epoch: epoch["gradientNorm"]),
            ):
                points = found.Scalars(tag)
                self.assertEqual([point.step for point in points], [epoch["number"] for epoch in epochs])
                for point, epoch in zip(points, epochs):
                    self.assertAlmostEqual(point.value, value(epoch), delta=1e-6 * abs(value(epoch)))

    def test_metrics_and_options_are_there(self):
        with tempfile.TemporaryDirectory() as folder:
            train(folder)
            found = events(folder)
            self.assertEqual([point.step for point in found.Scalars("r2/validation")], [30])
            (options,) = found.Tensors("options")
            self.assertIn(b'"batchSize": 64', options.tensor_proto.string_val[0])
            self.assertEqual(found.SummaryMetadata("options").plugin_data.plugin_name, "text")

    def test_a_later_run_takes_the_place_of_an_earlier_one(self):
        with tempfile.TemporaryDirectory() as folder:
            train(folder)
            epochs = train(folder, "--seed", "1")
            points = events(folder).Scalars("loss/train")
            self.assertEqual([point.step for point in points], [epoch["number"] for epoch in epochs])
            self.assertAlmostEqual(points[-1].value, epochs[-1]["loss"], delta=1e-6)


if __name__ == "__main__":
    unittest.main()
