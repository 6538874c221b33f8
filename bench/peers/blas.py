"""NumPy's version with the kernels its BLAS has chosen on this machine, where threadpoolctl can say so."""

import numpy as np


def version():
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return np.__version__
    for library in threadpool_info():
        if library["user_api"] == "blas":
            return f"{np.__version__} ({library['internal_api']}, kernels for {library.get('architecture')})"
    return np.__version__
