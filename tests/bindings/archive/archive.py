"""Archives seen by h5py: `archive.py dump FILE` prints everything in a file, a line each; `archive.py make FILE` writes
one as other programs do, `claim` one that claims more numbers than it has, `circle` one whose groups run in a circle, `matlab` one as MATLAB does;
`strange` one with what balnet can't read, `kinds` one with what is no array of numbers; `change FILE` changes an archive of balnet's."""
import os
import shutil
import sys

import h5py
import numpy


def dump_attributes(name, attributes):
    for key in attributes:
        value = attributes[key]
        print(f"{name} @{key} {type(value).__name__} {value!r}")


def dump(path):
    with h5py.File(path, "r") as file:
        dump_attributes("/", file.attrs)

        def show(name, item):
            if name == "balnet_seal":
                return
            if isinstance(item, h5py.Dataset):
                filters = f" {item.compression} shuffle={item.shuffle}" if item.chunks else ""
                print(f"/{name} {item.dtype} {item.shape}{filters} {item[()].tolist()!r}")
            dump_attributes("/" + name, item.attrs)

        file.visititems(show)


def make(path):
    with h5py.File(path, "w") as file:
        file.attrs["text"] = "Grüße"
        file.attrs["bytes"] = numpy.bytes_(b"fixed")
        file.attrs["number"] = numpy.float32(0.5)
        file.attrs["count"] = numpy.uint64(7)
        file.attrs["beyond"] = numpy.uint64(2**64 - 1)
        file.attrs["flag"] = numpy.bool_(True)
        file.attrs["list"] = [1.0, 2.0]
        file["half"] = numpy.array([0.5, -2], dtype="float16")
        file["big_endian"] = numpy.array([[1, 2, 3]], dtype=">i4")
        file["bytes"] = numpy.array([200, 255], dtype="uint8")
        file["inner/single"] = numpy.array([1.5], dtype="float32")
        file["inner"].attrs["unit"] = "1/tau"
        file["words"] = ["a", "b"]
        file.create_dataset("filtered", data=numpy.zeros(9), compression="lzf")
        file["link"] = h5py.SoftLink("/half")
        file["elsewhere"] = h5py.ExternalLink("/etc/passwd", "/x")
        for i in range(40):
            file[f"many/item{i:02}"] = numpy.full(3, i)
            file["many"].attrs[f"value{i:02}"] = i


def strange(path):
    with h5py.File(path, "w") as file:
        file["good"] = [1.0, 2.0]
        file["times"] = numpy.array([2**60, 1])
        file["identities"] = numpy.array([[2**60, 1]])
        file["flags"] = numpy.array([True, False])
        file["attributes"] = [1.0]
        file["inner/attributes/x"] = [1.0]
        file["words"] = ["a", "b"]
        file["complex"] = numpy.array([[1 + 2j], [-3j]])
        for real, imag in (("re", "im"), ("real", "imag"), ("Real", "Imaginary")):
            file[f"complex_{real}"] = numpy.array([(1, 2)], dtype=[(real, ">f4"), (imag, ">f4")])
        file["table"] = numpy.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")])
        file.create_dataset("reference", data=file["good"].ref)
        file["nine"] = numpy.zeros((1,) * 9)
        file["wide"] = numpy.zeros(1, dtype="longdouble")
        file["null"] = h5py.Empty("f8")
        file.create_dataset("filtered", data=numpy.zeros(9), compression="lzf")
        layout = h5py.VirtualLayout(shape=(2,), dtype="f8")
        layout[:] = h5py.VirtualSource(file["good"])
        file.create_virtual_dataset("virtual", layout)
        file.create_dataset("unwritten", shape=(2**20, 2**20), chunks=(1, 2**10), dtype="f8")
        file["link"] = h5py.SoftLink("/good")
        file["broken"] = h5py.SoftLink("/nowhere")
        file["round"] = h5py.SoftLink("/")
        file["elsewhere"] = h5py.ExternalLink("/etc/passwd", "/x")
        file["through"] = h5py.SoftLink("/elsewhere")
        file["type"] = numpy.dtype("f8")
        file.create_dataset("ragged", 2, dtype=h5py.vlen_dtype("f8"))
        layout = h5py.VirtualLayout(shape=(2,), dtype="f8")
        layout[:] = h5py.VirtualSource("other.h5", "x", shape=(2,))
        file.create_virtual_dataset("virtual_elsewhere", layout)
        file["unsigned"] = numpy.array([2**64 - 1, 1], dtype="u8")
        file["beyond_f64"] = numpy.array([numpy.longdouble("1e400")])


def kinds(path):
    """What this field keeps beside arrays of numbers."""
    with h5py.File(path, "w", userblock_size=512) as file:
        file["text"] = "Grüße"
        file["texts"] = [["a", "b"], ["c", ""]]
        file["fixed"] = numpy.array([b"one", b"three"])
        file["flags"] = numpy.array([True, False])
        row = numpy.dtype([("id", "i8"), ("label", h5py.string_dtype()), ("at", [("x", "f4"), ("y", "f4", 2)]),
                           ("z", "c16"), ("code", "S3"), ("on", "?")])
        table = numpy.empty(2, dtype=row)
        table[0] = (2**60, "first", (1, (2, 3)), 4 + 5j, b"ab", True)
        table[1] = (7, "second", (6, (7, 8)), 9j, b"c", False)
        file["table"] = table
        file["table"].attrs["unit"] = "s"
        file["record"] = numpy.array((1, 2.5), dtype=[("a", "i4"), ("b", "f8")])
        file["group/x"] = [1.0, 2.0]
        file["group/x"].attrs.update({"unit": "V", "conversion": 1e-6, "range": [-1.0, 1.0], "names": ["a", "b"],
                                      "shape": numpy.array([3]), "times": numpy.array([2**60, 1]), "_FillValue": numpy.float32("nan")})
        file.create_dataset("references", data=numpy.array([file["group/x"].ref, file["group"].ref, None], dtype=h5py.ref_dtype))
        file["wide"] = numpy.array([numpy.longdouble("1.5"), numpy.longdouble("nan")])
        file.attrs["wide"] = numpy.longdouble("0.25")
        file["hidden"] = numpy.array([2**53 + 1, -(2**53)])
        file["matrix"] = numpy.array([[2**60, 1], [2, 3]])
        file["scalar"] = numpy.int64(2**60)
        layout = h5py.VirtualLayout(shape=(2, 2), dtype="f8")
        layout[0] = h5py.VirtualSource(file["group/x"])
        file.create_virtual_dataset("virtual", layout, fillvalue=-1)
        file["column_major"] = numpy.array([[1.0, 2, 3], [4, 5, 6]]).T


def matlab(path):
    """What MATLAB's `save -v7.3` writes, as it is known of its files: classes by an attribute, dimensions in reverse, chars as
    UTF-16, cells as references to the group #refs#, arrays without elements as their extents."""
    with h5py.File(path, "w", userblock_size=512) as file:
        refs = file.create_group("#refs#")

        def put(name, data, kind, where=file, **marks):
            where[name] = data
            where[name].attrs.update({"MATLAB_class": numpy.bytes_(kind), **marks})
            return where[name].ref

        def codes(text):
            return numpy.frombuffer(text.encode("utf-16-le"), "u2")[:, None]

        def text(name, text, where=file):
            return put(name, codes(text), "char", where, MATLAB_int_decode=numpy.int32(2))

        def empty(name, kind, where=file, extents=(0, 0)):
            return put(name, numpy.array(extents, "u8"), kind, where, MATLAB_empty=numpy.uint8(1))

        def references(*rows):
            return numpy.array(rows, dtype=h5py.ref_dtype).T

        def struct(name, where=file):
            group = where.create_group(name)
            group.attrs["MATLAB_class"] = numpy.bytes_("struct")
            return group

        put("x", numpy.arange(6.0).reshape(3, 2), "double")
        put("flags", numpy.array([[1], [0]], "u1"), "logical", MATLAB_int_decode=numpy.int32(1))
        text("text", "gr\u00fcn \U0001d11e")
        put("rows", numpy.hstack([codes("ab"), codes("cd")]), "char", MATLAB_int_decode=numpy.int32(2))
        for kind in ("double", "single", "cell", "char", "struct"):
            empty("no_" + kind, kind)
        empty("no_rows", "double", extents=(0, 3))
        number = put("a", numpy.array([[1.0], [2.0]]), "double", refs)
        word = text("b", "left", refs)
        inner = put("c", references([word]), "cell", refs)
        animal = struct("d", refs)
        text("name", "M7", animal)
        put("cell", references([number, word, inner, animal.ref, empty("e", "double", refs)]), "cell")
        put("column", references([word], [number]), "cell")
        put("grid", references([word, number], [number, word]), "cell")
        info = struct("info")
        text("name", "M7", info)
        put("ids", references([word, word]), "cell", info)
        put("rate", numpy.array([[2.5]]), "double", struct("deep", info))
        trials = struct("trials")
        trials["name"], trials["rate"] = references([word, text("f", "right", refs)]), references([number, number])
        put("words", numpy.array([[0xDD000000, 2, 1, 1, 1, 1]], "u4"), "string", MATLAB_object_decode=numpy.int32(3))
        put("objects", references([word, put("g", [[1]], "table", refs)]), "cell")
        circle = refs.create_dataset("h", (1, 1), h5py.ref_dtype)
        circle.attrs["MATLAB_class"] = numpy.bytes_("cell")
        circle[0, 0] = circle.ref
        put("circle", references([circle.ref]), "cell")


def repack(path, **storage):
    """As h5repack does: every object anew, in another file."""
    with h5py.File(path, "r") as old, h5py.File(path + ".new", "w") as new:
        new.attrs.update(old.attrs)

        def copy(name, item):
            if isinstance(item, h5py.Group):
                new.create_group(name)
            elif storage and item.shape:
                new.create_dataset(name, data=item[()], **storage)
            else:
                old.copy(item, new, name=name)
            new[name].attrs.update({k: v for k, v in item.attrs.items() if not k.isupper()})

        old.visititems(copy)
    os.replace(path + ".new", path)


CHANGES = {
    "open": lambda file: None,
    "comment": lambda file: file.attrs.create("comment", "changed"),
    "byte": lambda file: file["history"].attrs.create("x", 1, dtype="int8"),
    "on_array": lambda file: file["history/error"].attrs.create("unit", "1"),
    "array": lambda file: file.create_dataset("history/note", data=[1.0, 2.0]),
    "value": lambda file: file["history/error"].__setitem__(1, 7.0),
    "bit": lambda file: file["history/J"].__setitem__((1, 1), numpy.nextafter(numpy.float32(4), numpy.float32(5))),
    "attribute": lambda file: file.attrs.__setitem__("seed", numpy.int64(4)),
    "flag": lambda file: file.attrs.modify("finished", numpy.int8(0)),
    "text": lambda file: file.attrs.__setitem__("script", "zwei Stimuli, τ = 2"),
    "less": lambda file: file.__delitem__("history/error"),
    "renamed": lambda file: file.move("history/error", "history/errors"),
    "seal": lambda file: file.__delitem__("balnet_seal"),
}


def change(path):
    """Writes FILE.HOW for each way to change it; "less_and_longer" has another length, too."""
    for how in (*CHANGES, "repack", "repack_compressed", "less_and_longer"):
        changed = f"{path}.{how}"
        shutil.copy(path, changed)
        if how.startswith("repack"):
            repack(changed, **({"compression": "gzip", "shuffle": True} if how == "repack_compressed" else {}))
            continue
        with h5py.File(changed, "r+") as file:
            for name in how.split("_and_"):
                CHANGES[{"longer": "comment"}.get(name, name)](file)


def claim(path):
    with h5py.File(path, "w") as file:
        file.create_dataset("inner/huge", shape=(2**20, 2**20), chunks=(1, 2**10), dtype="f8")


def circle(path):
    with h5py.File(path, "w") as file:
        file["a/b"] = file["/"]


verbs = {"claim": claim, "circle": circle, "dump": dump, "kinds": kinds, "make": make, "matlab": matlab, "strange": strange, "change": change}
verbs[sys.argv[1]](*sys.argv[2:])
