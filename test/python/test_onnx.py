"""Exported models as ONNX's own checker and runtime take them: from raw rows to the library's predictions."""

import unittest

import numpy as np
import onnx
import onnxruntime

from exported import exported_cases, number, text

TYPES = {"tensor(float)": np.float32, "tensor(double)": np.float64}


def feeds(session, case):
    """One column an input, shape (N,1); plain arrays whole."""
    if "x" in case:
        (port,) = session.get_inputs()
        return {"x": np.array(case["x"], TYPES[port.type])}
    found = {}
    for port in session.get_inputs():
        cells = [row[port.name] for row in case["rows"]]
        if port.type == "tensor(string)":
            found[port.name] = np.array([[text(cell)] for cell in cells], object)
        else:
            found[port.name] = np.array([[number(cell)] for cell in cells], TYPES[port.type])
    return found


def outputs(case):
    """What the runtime gives, by the names of the outputs."""
    model = onnx.load_model_from_string(case["onnx"])
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(case["onnx"], providers=["CPUExecutionProvider"])
    # An underscore follows where a column has the name.
    names = [port.name.rstrip("_") for port in session.get_outputs()]
    return dict(zip(names, session.run(None, feeds(session, case))))


class Onnx(unittest.TestCase):
    def test_predictions_are_those_of_the_library(self):
        self.assertGreater(len(exported_cases()), 50)
        for case in exported_cases():
            with self.subTest(case["name"]):
                found = outputs(case)
                self.assertEqual("probabilities" in found, case["probabilities"] is not None)
                if case["probabilities"] is not None:
                    np.testing.assert_allclose(found["probabilities"], case["probabilities"], rtol=0, atol=1e-5)
                if "label" in found:
                    self.assertEqual(found["label"].tolist(), case["predictions"])
                    continue
                expected = np.array(case["predictions"])
                # Relative to the size of the predictions: float32 has seven digits.
                size = np.abs(expected).max()
                np.testing.assert_allclose(found["variable"].ravel() / size, expected / size, rtol=0, atol=1e-5)

    def test_float64_keeps_its_digits(self):
        """But for gelu, whose error function runtimes have in float32 alone."""
        dtype = [case for case in exported_cases() if case["json"]["dtype"] == "float64"]
        exact = [case for case in dtype if case["json"]["layers"][0]["activation"] != "gelu"]
        self.assertGreater(len(exact), 15)
        for case in exact:
            with self.subTest(case["name"]):
                found = outputs(case)
                if "variable" in found:
                    np.testing.assert_allclose(found["variable"].ravel(), case["predictions"], rtol=1e-9)
                else:
                    np.testing.assert_allclose(found["probabilities"], case["probabilities"], rtol=0, atol=1e-9)

    def test_the_names_and_shapes_are_those_of_other_converters(self):
        for case in exported_cases():
            with self.subTest(case["name"]):
                graph = onnx.load_model_from_string(case["onnx"]).graph
                columns = [column["name"] for column in case["json"]["encoder"]["columns"]] if "rows" in case else ["x"]
                self.assertEqual([port.name for port in graph.input], columns)
                names = [port.name.rstrip("_") for port in graph.output]
                self.assertIn(names, (["variable"], ["label"], ["label", "probabilities"]))
                for port in [*graph.input, *graph.output]:
                    self.assertEqual(port.type.tensor_type.shape.dim[0].dim_param, "N")


if __name__ == "__main__":
    unittest.main()
