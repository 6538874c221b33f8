"""The exported cases of write_exports.mjs, and cells as their columns mean them."""

import functools
import json
import math
import subprocess
import tempfile
from datetime import datetime, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# Texts the library reads as missing, in small letters.
MISSING = {"", "?", "na", "n/a", "nan", "null", "none", "#n/a", "+nan", "-nan"}


@functools.cache
def exported_cases():
    """All cases, each with its model as the bytes `onnx` and as `json`, its raw rows and what the library predicts."""
    with tempfile.TemporaryDirectory() as name:
        subprocess.run(["node", str(HERE / "write_exports.mjs"), name], check=True)
        folder = Path(name)
        cases = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
        return [{**case, "onnx": (folder / case["file"]).read_bytes()} for case in cases]


def is_missing(cell):
    return cell is None or (isinstance(cell, str) and cell.lower() in MISSING)


def days(text):
    """Days since 1970-01-01 of an ISO 8601 text, UTC where it names no zone."""
    moment = datetime.fromisoformat(text)
    return ((moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)) - EPOCH).total_seconds() / 86400


def number(cell):
    """A cell of a column of numbers or dates, NaN where it is missing."""
    if is_missing(cell):
        return math.nan
    return days(cell) if isinstance(cell, str) else cell


def text(cell):
    """A cell of a column of texts; it keeps its own mark of a missing cell."""
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)
