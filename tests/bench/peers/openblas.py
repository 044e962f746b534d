"""Which kernels the OpenBLAS of this process runs. Imported before numpy or torch: the library then makes its own choice."""
import ctypes
import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"
for forced in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(forced, None)


def kernels():
    for line in open("/proc/self/maps"):
        path = line.split()[-1]
        if "openblas" in path:
            library = ctypes.CDLL(path)
            for name in ("openblas_get_corename", "openblas_get_corename64_"):
                if hasattr(library, name):
                    corename = getattr(library, name)
                    corename.restype = ctypes.c_char_p
                    return corename().decode()
    return "unknown"
