"""Arrays in NumPy's own files: `numpy_files.py make FOLDER` writes them as NumPy does, `bundle FOLDER`
several in one file; `show FILE` prints what NumPy
reads from one."""
import sys

import numpy


def make(folder):
    numbers = numpy.arange(6.0).reshape(2, 3)
    for name in "<f2 <f4 <f8 >f4 >f8 <i1 <i2 >i4 <i8 >u2 <u8".split():
        numpy.save(f"{folder}/{name[0].replace('<', 'l').replace('>', 'b')}{name[1:]}.npy", numbers.astype(name))
    numpy.save(f"{folder}/negative.npy", numpy.array([-1, -128], dtype="i1"))
    numpy.save(f"{folder}/halves.npy", numpy.array([2.0**-24, -1.5, 65504, numpy.inf, -0.0], dtype="f2"))
    numpy.save(f"{folder}/flags.npy", numpy.array([True, False]))
    numpy.save(f"{folder}/complex.npy", numpy.array([1 + 2j, -3j]))
    numpy.save(f"{folder}/fortran.npy", numpy.asfortranarray(numbers))
    numpy.save(f"{folder}/scalar.npy", numpy.float64(2.5))
    numpy.save(f"{folder}/none.npy", numpy.zeros((0, 3)))
    for version in (2, 3):
        with open(f"{folder}/version{version}.npy", "wb") as file:
            numpy.lib.format.write_array(file, numbers, version=(version, 0))
    numpy.save(f"{folder}/objects.npy", numpy.array([None, "a"], dtype=object), allow_pickle=True)
    numpy.save(f"{folder}/texts.npy", numpy.array(["ab"]))
    numpy.save(f"{folder}/records.npy", numpy.zeros(2, dtype=[("a", "f8"), ("b", "i4")]))
    numpy.save(f"{folder}/wide.npy", numpy.zeros(2, dtype="longdouble"))
    numpy.save(f"{folder}/large.npy", numpy.array([1, -(2**60)]))


def bundle(folder):
    numpy.savez(f"{folder}/stored.npz", numpy.array([1 + 2j]), x=numpy.arange(6.0).reshape(2, 3), words=numpy.array(["a"]))
    numpy.savez_compressed(f"{folder}/deflated.npz", x=numpy.zeros((100, 100), dtype="f4"))


def show(path):
    array = numpy.load(path)
    if path.endswith("z"):
        for name in sorted(array):
            print(name, array[name].dtype.str, array[name].shape, array[name].sum())
        return
    print(array.dtype.str, array.shape, array.tolist())


{"bundle": bundle, "make": make, "show": show}[sys.argv[1]](sys.argv[2])
