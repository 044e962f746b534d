"""Archives seen by h5py: `archive.py dump FILE` prints everything in a file, a line each; `archive.py make FILE` writes
one as other programs do, `claim` one that claims more numbers than it has, `circle` one whose groups run in a circle;
`strange` one with what balnet can't read; `touch` changes an archive of balnet's."""
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
        file.attrs["list"] = [1.0, 2.0]


def touch(path):
    with h5py.File(path, "a") as file:
        file.attrs["comment"] = "changed"


def claim(path):
    with h5py.File(path, "w") as file:
        file.create_dataset("inner/huge", shape=(2**20, 2**20), chunks=(1, 2**10), dtype="f8")


def circle(path):
    with h5py.File(path, "w") as file:
        file["a/b"] = file["/"]


{"claim": claim, "circle": circle, "dump": dump, "make": make, "strange": strange, "touch": touch}[sys.argv[1]](sys.argv[2])
