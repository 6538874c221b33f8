"""Compiles the GPU kernels by NVRTC, without a GPU, into packages/core-rs/src/cuda/kernels.bin.

    python kernels.py FOLDER          writes the file; FOLDER is where pip installed NVRTC (scripts/nvrtc-requirements.txt)
    python kernels.py FOLDER --check  compiles anew: the file must hold the same images, and all must keep to the budgets

The file: the length of a JSON index (8 bytes, little-endian), the index, then the images, each an xz stream of its own.
"""

import argparse
import ctypes
import hashlib
import json
import lzma
import multiprocessing
import pathlib
import re
import struct
import sys

CORE = pathlib.Path(__file__).resolve().parent.parent / "packages/core-rs/src/cuda"
SOURCES, FILE = CORE / "kernels", CORE / "kernels.bin"

# Machine code for each generation, which drivers of CUDA 12.0 and newer take, and PTX for what is newer than all of them.
ARCHITECTURES = ["sm_75", "sm_80", "sm_86", "sm_89", "sm_90", "sm_100", "sm_120", "compute_75"]
NUMERICS = {"strict": "false", "fast": "true"}

# Of a thread of each kernel: registers (65,536 / 2 blocks / 256 threads), bytes of stack, bytes that spill to memory and
# back in any one function (a called function's saved registers are counted among them), and of a block: shared memory.
BUDGETS = {
    "train_f32": {"registers": 128, "stack": 384, "spills": 256, "shared": 48 << 10},
    "train_f64": {"registers": 128, "stack": 512, "spills": 720, "shared": 48 << 10},
}


def sources():
    return {path.name: path.read_bytes() for path in sorted(SOURCES.iterdir()) if path.suffix in (".cu", ".cuh")}


def fingerprint():
    digest = hashlib.sha256()
    for name, text in sources().items():
        digest.update(name.encode() + b"\0" + text + b"\0")
    return digest.hexdigest()


class Nvrtc:
    """The few calls of NVRTC that are needed."""

    def __init__(self, folder):
        libraries = next(pathlib.Path(folder).glob("nvidia/cuda_nvrtc/lib"), None) or next(
            pathlib.Path(folder).glob("nvidia/cuda_nvrtc/bin")
        )
        for pattern in ("*nvrtc-builtins*12*", "*nvrtc*12*"):
            names = [p for p in sorted(libraries.glob(pattern)) if ".alt." not in p.name]
            self.library = ctypes.CDLL(str(names[-1]), mode=ctypes.RTLD_GLOBAL)

    def call(self, name, *arguments):
        return getattr(self.library, name)(*arguments)

    def must(self, name, *arguments):
        if (result := self.call(name, *arguments)) != 0:
            raise RuntimeError(f"{name} failed: NVRTC's error {result}")

    def text(self, program, what):
        size = ctypes.c_size_t()
        self.must(f"nvrtcGet{what}Size", program, ctypes.byref(size))
        buffer = ctypes.create_string_buffer(size.value)
        self.must(f"nvrtcGet{what}", program, buffer)
        return buffer.raw

    def compile(self, architecture, fuses):
        texts = sources()
        main = texts.pop("train.cu")
        headers = (ctypes.c_char_p * len(texts))(*texts.values())
        names = (ctypes.c_char_p * len(texts))(*[name.encode() for name in texts])
        program = ctypes.c_void_p()
        self.must("nvrtcCreateProgram", ctypes.byref(program), main, b"train.cu", len(texts), headers, names)
        options = [
            f"--gpu-architecture={architecture}",
            "--std=c++17",
            "--device-as-default-execution-space",  # generic lambdas have no place for __device__
            f"--fmad={fuses}",
            "--ftz=false",
            "--prec-div=true",
            "--prec-sqrt=true",
            "--ptxas-options=-v",
        ]
        result = self.call(
            "nvrtcCompileProgram", program, len(options), (ctypes.c_char_p * len(options))(*[o.encode() for o in options])
        )
        log = self.text(program, "ProgramLog").rstrip(b"\0").decode()
        if result != 0:
            raise SystemExit(f"{architecture}: {log}")
        image = self.text(program, "CUBIN" if architecture.startswith("sm_") else "PTX")
        return image, log


def compile_one(job):
    folder, architecture, numerics = job
    image, log = Nvrtc(folder).compile(architecture, NUMERICS[numerics])
    return {"architecture": architecture, "numerics": numerics, "image": image, "log": log}


def compile_all(folder):
    jobs = [(folder, architecture, numerics) for architecture in ARCHITECTURES for numerics in NUMERICS]
    with multiprocessing.Pool() as pool:
        return pool.map(compile_one, jobs, chunksize=1)


def usage(log):
    """What the assembler says of each kernel and the functions it calls: registers, stack, spills, shared memory."""
    found, kernel = {}, None
    for line in log.splitlines():
        if entry := re.search(r"Compiling entry function '(\w+)'", line):
            kernel = found.setdefault(entry[1], {"registers": 0, "stack": 0, "spills": 0, "shared": 0})
        if kernel is None:
            continue
        if spills := re.search(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", line):
            kernel["spills"] = max(kernel["spills"], int(spills[2]) + int(spills[3]))
        if used := re.search(r"Used (\d+) registers", line):
            kernel["registers"] = int(used[1])
        if stack := re.search(r"(\d+) bytes cumulative stack", line):
            kernel["stack"] = int(stack[1])
        if shared := re.search(r"(\d+) bytes smem", line):
            kernel["shared"] = int(shared[1])
    return found


def faults(compiled):
    """Where budgets are not kept to, kernels are missing, or strict code has fused operations."""
    for made in compiled:
        name = f"{made['architecture']} {made['numerics']}"
        if made["architecture"].startswith("compute_"):
            # Without .rn the assembler may fuse; approximations and flushed denormals are in no result at all.
            fused = re.findall(rb"\b(?:fma|mad)(?:\.rn)?\.f\d|\b(?:mul|add|sub)\.f\d", made["image"])
            if (made["numerics"] == "strict") == bool(fused):
                yield f"{name}: {len(fused)} operations in PTX that are fused or may be"
            if loose := re.findall(rb"\.approx\b|\.ftz\b", made["image"]):
                yield f"{name}: {len(loose)} operations in PTX that are not rounded as the CPU's"
            continue
        used = usage(made["log"])
        for kernel, budget in BUDGETS.items():
            if kernel not in used:
                yield f"{name}: {kernel} is missing"
            for what, most in budget.items():
                if used.get(kernel, {}).get(what, 0) > most:
                    yield f"{name} {kernel}: {used[kernel][what]} {what}, at most {most}"


def write(compiled):
    images, streams, offset = [], [], 0
    for made in compiled:
        stream = lzma.compress(made["image"], preset=9 | lzma.PRESET_EXTREME)
        images.append(
            {
                "architecture": made["architecture"],
                "numerics": made["numerics"],
                "offset": offset,
                "length": len(stream),
                "bytes": len(made["image"]),
            }
        )
        streams.append(stream)
        offset += len(stream)
    index = json.dumps({"sources": fingerprint(), "images": images}).encode()
    FILE.write_bytes(struct.pack("<Q", len(index)) + index + b"".join(streams))


def read():
    """The source's fingerprint and the images that the file holds."""
    content = FILE.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    index, streams = json.loads(content[8 : 8 + length]), content[8 + length :]
    cut = lambda image: lzma.decompress(streams[image["offset"] : image["offset"] + image["length"]])
    return index["sources"], {(i["architecture"], i["numerics"]): cut(i) for i in index["images"]}


def check(compiled):
    held_sources, held = read()
    if held_sources != fingerprint():
        yield "kernels.bin was made of other sources: run npm run kernels"
    for made in compiled:
        if held.get((made["architecture"], made["numerics"])) != made["image"]:
            yield f"kernels.bin holds another image for {made['architecture']} {made['numerics']}: run npm run kernels"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="where NVRTC is installed")
    parser.add_argument("--check", action="store_true", help="prove the file instead of writing it")
    options = parser.parse_args()
    compiled = compile_all(options.folder)
    for made in compiled:
        for kernel, used in usage(made["log"]).items():
            numbers = ", ".join(f"{what} {number}" for what, number in used.items())
            print(f"{made['architecture']:>6} {made['numerics']:<6} {kernel}: {numbers}")
    wrong = list(faults(compiled))
    if options.check:
        wrong += check(compiled)
    elif not wrong:
        write(compiled)
    print("\n".join(wrong) or f"{len(compiled)} images, {FILE.stat().st_size} bytes")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
