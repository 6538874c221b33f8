"""The kernels on a GPU: proof, then times beside PyTorch.

    python bench/cuda.py --build FOLDER   here, with Rust: puts the test and timing binaries into FOLDER (Linux, x86-64)
    python bench/cuda.py FOLDER           on a machine with an NVIDIA GPU and PyTorch, and nothing else

The second writes bench/results/cuda/<card>.json (or the file of --out), anew after each part, and ends with 0 where all
proofs hold, 1 where one fails or does not end or times of ours are missing, 3 where there is no GPU.
"""

import argparse
import datetime
import functools
import json
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARIES = ["cuda_device", "cuda_times"]

# name: rows, features, hidden units, classes (0 for numbers), batch; as examples/cuda_times.rs has them.
WORKLOADS = {
    "mlp64": (64_000, 784, [128], 10, 64),
    "mlp8192": (65_536, 784, [128], 10, 8_192),
    "deep1024": (16_384, 1_024, [1_024, 1_024], 10, 1_024),
    "linear64": (1_000_000, 100, [], 0, 64),
    "linear8192": (1_000_000, 100, [], 0, 8_192),
    "linear65536": (1_048_576, 1_000, [], 0, 65_536),
}


def build(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for what in (["--test", "cuda_device"], ["--example", "cuda_times"]):
        command = ["cargo", "test", "--no-run", "--release", "--locked", "-p", "minibatch-core", "--features", "cuda"]
        if what[0] == "--example":
            command = ["cargo", "build", "--release", "--locked", "-p", "minibatch-core", "--features", "cuda"]
        output = subprocess.run(command + what + ["--message-format=json"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
        made = [json.loads(line) for line in output.stdout.splitlines()]
        paths = [m["executable"] for m in made if m.get("executable") and m["target"]["name"] == what[1]]
        shutil.copy(paths[-1], folder / what[1])
        subprocess.run(["strip", str(folder / what[1])], check=False)
    print(f"{', '.join(BINARIES)} are in {folder}")


def prove(folder, wrapper=(), names=(), limit=300):
    """Runs the tests for so many seconds at most; gives how many passed and failed, and the end of what they say."""
    command = [*wrapper, str(folder / "cuda_device"), "--ignored", "--test-threads=1", *names]
    try:
        ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=limit)
    except subprocess.TimeoutExpired as stopped:
        said = (stopped.stdout or b"").decode(errors="replace")
        return {"holds": False, "unfinished": f"stopped after {limit} seconds", "output": said[-4000:]}
    count = lambda word: sum(int(n) for n in re.findall(rf"(\d+) {word}", ended.stdout))
    found = {"passed": count("passed"), "failed": count("failed"), "exit": ended.returncode}
    # A name that no test has would pass as well.
    found["holds"] = ended.returncode == 0 and found["passed"] > 0
    if not found["holds"]:
        found["output"] = ended.stdout[-4000:]
    return found


def sanitize(folder):
    """Races in shared memory, and memory that nobody allocated, by NVIDIA's sanitizer over one run of everything."""
    tool = shutil.which("compute-sanitizer") or "/usr/local/cuda/bin/compute-sanitizer"
    if not pathlib.Path(tool).exists():
        return {"skipped": "compute-sanitizer is not on this machine"}
    names = ["a_run_goes_on"]
    return {
        check: prove(folder, [tool, "--tool", check, "--error-exitcode", "9"], names, limit=120)
        for check in ("racecheck", "memcheck")
    }


class Ours:
    """The timing binary, which measures once for each line it is sent."""

    def __init__(self, folder, name):
        command = [str(folder / "cuda_times"), name]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def measure(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"cuda_times ended with {self.process.wait()}: its reason stands above")
        self.said = json.loads(line)
        return self.said["microseconds"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Torch:
    """The same step by PyTorch: eager, compiled, and as one CUDA graph."""

    def __init__(self, torch, name):
        rows, features, hidden, classes, batch = WORKLOADS[name]
        self.torch, self.batch, self.rows = torch, batch, rows
        self.x = torch.rand(rows, features, device="cuda") - 0.5
        self.y = torch.arange(rows, device="cuda") % classes if classes else self.x[:, :1].clone()
        sizes = [features, *hidden, classes or 1]
        layers = []
        for inputs, units in zip(sizes, sizes[1:]):
            layers += [torch.nn.Linear(inputs, units), torch.nn.ReLU()]
        self.net = torch.nn.Sequential(*layers[:-1]).cuda()
        self.loss = torch.nn.CrossEntropyLoss() if classes else torch.nn.MSELoss()
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=1e-3)
        self.place = torch.zeros(batch, dtype=torch.long, device="cuda")
        self.order = torch.randperm(rows, device="cuda")
        self.forward = lambda rows: self.loss(self.net(self.x[rows]), self.y[rows])
        self.compiled = torch.compile(self.forward, mode="reduce-overhead")
        self.graph = None

    def step(self, forward):
        self.optimizer.zero_grad(set_to_none=False)
        forward(self.place).backward()
        self.optimizer.step()

    def capture(self):
        torch = self.torch
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self.step(self.forward)
        torch.cuda.current_stream().wait_stream(side)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.step(self.forward)

    def take(self, way):
        if way == "graph":
            self.graph.replay()
        else:
            self.step(self.compiled if way == "compile" else self.forward)

    def measure(self, way):
        if way == "graph" and self.graph is None:
            self.capture()
        steps, seconds = 0, 0.0
        batches = self.rows // self.batch
        self.take(way)
        self.torch.cuda.synchronize()
        while seconds < 0.3:
            started = time.perf_counter()
            for i in range(min(64, batches)):
                first = (steps + i) % batches * self.batch
                self.place.copy_(self.order[first : first + self.batch])
                self.take(way)
            self.torch.cuda.synchronize()
            seconds += time.perf_counter() - started
            steps += min(64, batches)
        return seconds * 1e6 / steps


def bandwidth(torch):
    """Bytes a second that a copy on the device reads and writes."""
    a = torch.rand(1 << 28, device="cuda")
    b = torch.empty_like(a)
    best = 0.0
    for _ in range(8):
        torch.cuda.synchronize()
        started = time.perf_counter()
        b.copy_(a)
        torch.cuda.synchronize()
        best = max(best, 2 * a.numel() * 4 / (time.perf_counter() - started))
    return best


def spread(values):
    ordered = sorted(values)
    return {"median": statistics.median(ordered), "low": ordered[0], "high": ordered[-1], "rounds": len(ordered)}


def rounds_of(ways, rounds):
    """Each way in turn, round after round; gives the times of each, and why one has none."""
    times, absent = {way: [] for way in ways}, {}
    for round_number in range(rounds + 1):
        for way, measure in ways.items():
            if way in absent:
                continue
            try:
                microseconds = measure()
            except Exception as error:  # torch.compile wants a C compiler, a large model memory: the others go on
                absent[way] = " ".join(str(error).split())[:300] or repr(error)
                continue
            # The first round warms up.
            if round_number > 0:
                times[way].append(microseconds)
    return {way: values for way, values in times.items() if way not in absent}, absent


def measure_one(torch, folder, rounds, name):
    ours = Ours(folder, name)
    try:
        theirs = Torch(torch, name)
        ways = {way: functools.partial(theirs.measure, way) for way in ("eager", "compile", "graph")}
        times, absent = rounds_of({"minibatch": ours.measure, **ways}, rounds)
    finally:
        ours.close()
    rows, features, hidden, classes, batch = WORKLOADS[name]
    found = {
        "rows": rows,
        "features": features,
        "hidden": hidden,
        "classes": classes,
        "batch": batch,
        "microsecondsPerStep": {way: spread(values) for way, values in times.items()},
        "absent": absent,
    }
    if mine := times.pop("minibatch", None):
        found["timesFaster"] = {way: spread([b / a for a, b in zip(mine, values)]) for way, values in times.items()}
        found["openSeconds"] = ours.said["openSeconds"]
        found["firstStepSeconds"] = ours.said["firstStepSeconds"]
        found["bytesOfRowsPerStep"] = batch * (features + 1) * 4
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path, help="where the binaries are")
    parser.add_argument("--build", action="store_true", help="build them, nothing else")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--workloads", default=",".join(WORKLOADS))
    parser.add_argument("--out", type=pathlib.Path)
    options = parser.parse_args()
    if options.build:
        return build(options.folder)
    try:
        import torch
    except ImportError:
        print("PyTorch is needed for the times: install it, or run the tests alone (cuda_device --ignored)")
        sys.exit(3)
    if not torch.cuda.is_available():
        print("There is no NVIDIA GPU on this machine that PyTorch can use")
        sys.exit(3)
    sys.exit(0 if run(torch, options) else 1)


def run(torch, options):
    """Proofs and times; what is known is written after each part. Gives whether all holds and nothing of ours is missing."""
    card = torch.cuda.get_device_name(0)
    name = re.sub(r"[^a-z0-9]+", "-", card.lower()).strip("-")
    out = options.out or ROOT / f"bench/results/cuda/{name}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    result = {
        "date": datetime.date.today().isoformat(),
        "card": card,
        "torch": torch.__version__,
        "system": platform.platform(),
        "proofs": {},
        "workloads": {},
    }

    def keep(part, key, value):
        part[key] = value
        print(key, json.dumps(value), flush=True)
        out.write_text(json.dumps(result, indent=1) + "\n")

    proofs, workloads = result["proofs"], result["workloads"]
    keep(proofs, "tests", prove(options.folder))
    keep(result, "bytesPerSecondOfACopy", bandwidth(torch))
    for workload in options.workloads.split(","):
        found = measure_one(torch, options.folder, options.rounds, workload)
        if "bytesOfRowsPerStep" in found:
            seconds = found["microsecondsPerStep"]["minibatch"]["median"] / 1e6
            found["shareOfBandwidth"] = found["bytesOfRowsPerStep"] / seconds / result["bytesPerSecondOfACopy"]
        keep(workloads, workload, found)
        torch.cuda.empty_cache()
    # Last, as it may be slow: what is known by then is kept.
    keep(proofs, "sanitizer", sanitize(options.folder))
    print(f"written to {out}")
    checks = [check for check in proofs["sanitizer"].values() if isinstance(check, dict)]
    complete = all("timesFaster" in found for found in workloads.values())
    return complete and all(check["holds"] for check in [proofs["tests"], *checks])


if __name__ == "__main__":
    main()
