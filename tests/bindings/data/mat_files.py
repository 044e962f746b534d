"""MATLAB's files: `make FILE MORE` writes two as SciPy does, of which the second is compressed, `matlab FILE` one of
version 7.3 as MATLAB lays it out; `show FILE ...` prints what SciPy reads from each."""
import sys

import h5py
import numpy
import scipy.io
import scipy.sparse


def make(path, compressed):
    numbers = numpy.arange(6).reshape(2, 3)
    variables = {"n_" + name: numbers.astype(name) for name in "i1 u1 i2 u2 i4 u4 i8 u8 f4 f8".split()}
    cell = numpy.empty((1, 4), dtype=object)
    cell[0, :] = [numpy.array([[1.0, 2.0]]), "x", {"a": 1.5}, numpy.array([[2**60]])]
    square = numpy.empty((2, 2), dtype=object)
    square[:] = [["a", "b"], ["c", "d"]]
    variables.update(
        negative=numpy.array([[-128, 127]], dtype="i1"), logical=numpy.array([[True, False]]),
        z=numpy.array([[1 + 2j, 3 - 4j]]), text="grün €", texts=numpy.array(["ab", "ü "]), nothing="", cell=cell,
        square=square, info={"a": 1.0, "b": {"c": "deep"}},
        records=numpy.array([(1, "a"), (2, "b")], dtype=[("n", "f8"), ("s", object)]),
        sparse=scipy.sparse.csc_matrix(numpy.array([[0, 2.5, 0], [1, 0, 0]])),
        sparse_z=scipy.sparse.csc_matrix(numpy.array([[0, 2.5 - 1j]])),
        cube=numpy.arange(24.0).reshape(2, 3, 4), none=numpy.zeros((0, 3)), large=numpy.array([[2**60, 1]]),
        scalar=7.5)
    scipy.io.savemat(path, variables)
    scipy.io.savemat(compressed, variables, do_compression=True)


def matlab(path):
    """What MATLAB's `save -v7.3` writes, by its attributes: dimensions in reverse, chars as uint16, cells as references.
    The class is a text of H5T_STR_NULLTERM without room for the zero, which h5py writes by its own type alone."""
    def mark(where, kind):
        text = h5py.h5t.C_S1.copy()
        text.set_size(len(kind))
        text.set_strpad(h5py.h5t.STR_NULLTERM)
        h5py.h5a.create(where.id, b"MATLAB_class", text, h5py.h5s.create(h5py.h5s.SCALAR)).write(
            numpy.array(kind.encode()), mtype=text)

    with h5py.File(path, "w", userblock_size=512) as file:
        def put(where, name, data, kind, **more):
            where[name] = data
            mark(where[name], kind)
            for key, value in more.items():
                where[name].attrs[key] = value
            return where[name].ref

        refs = file.create_group("#refs#")
        text = numpy.array([[ord(c)] for c in "grün"], dtype="u2")
        put(file, "x", numpy.arange(6.0).reshape(3, 2), "double")
        put(file, "flags", numpy.array([[1], [0]], dtype="u1"), "logical", MATLAB_int_decode=numpy.int32(1))
        put(file, "text", text, "char", MATLAB_int_decode=numpy.int32(2))
        first = put(refs, "a", numpy.array([[1.0], [2.0]]), "double")
        second = put(refs, "b", text, "char", MATLAB_int_decode=numpy.int32(2))
        put(file, "cell", numpy.array([[first], [second]], dtype=h5py.ref_dtype), "cell")
        info = file.create_group("info")
        mark(info, "struct")
        fields = numpy.empty(2, dtype=object)
        fields[:] = [numpy.array(list(name), dtype="S1") for name in ("rate", "name")]
        info.attrs.create("MATLAB_fields", fields, dtype=h5py.vlen_dtype(numpy.dtype("S1")))
        put(info, "rate", numpy.array([[2.5]]), "double")
        put(info, "name", text, "char", MATLAB_int_decode=numpy.int32(2))
    with open(path, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file".ljust(116) + bytes(8) + b"\x00\x02IM")


def show(*paths):
    def text(value):
        if isinstance(value, numpy.ndarray) and value.dtype == object:
            return "[" + ", ".join(text(v) for v in value.ravel()) + "]"
        if isinstance(value, numpy.ndarray) and value.dtype.names:
            return "; ".join(f"{n} {text(value[n])}" for n in value.dtype.names)
        if scipy.sparse.issparse(value):
            return f"sparse {value.nnz} {value.toarray().tolist()}"
        return f"{value.dtype.str[1:]} {value.tolist()}"

    for path in paths:
        for name, value in sorted(scipy.io.loadmat(path).items()):
            if name[0] != "_":
                print(name, text(value))


{"make": make, "matlab": matlab, "show": show}[sys.argv[1]](*sys.argv[2:])
