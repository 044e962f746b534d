"""Which kernels the OpenBLAS of this process runs, and on one thread. own_choice comes before numpy or torch are imported."""
import ctypes
import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"


def own_choice():
    """Lets the library choose its kernels itself, whatever the environment asks for."""
    for forced in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        os.environ.pop(forced, None)


def library():
    """The file that OpenBLAS was loaded from; None where it was not."""
    paths = {line.split()[-1] for line in open("/proc/self/maps") if "libopenblas" in line}
    return min(paths, default=None)


def kernels():
    path = library()
    for name in ("openblas_get_corename", "openblas_get_corename64_"):
        corename = path and getattr(ctypes.CDLL(path), name, None)
        if corename:
            corename.restype = ctypes.c_char_p
            return corename().decode()
    return "unknown"
