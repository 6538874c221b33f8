"""NumPy's version with the kernels its BLAS has chosen on this machine, where threadpoolctl can say so."""

import numpy as np


def version():
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return np.__version__
    found = [f"{entry['internal_api']} {entry['version']} {entry.get('architecture')}" for entry in threadpool_info() if entry["user_api"] == "blas"]
    return f"{np.__version__} ({found[0]})" if found else np.__version__
