"""Files as other programs write them: `writers.py pytables|pandas|netcdf4|xarray FILE`."""
import sys
import warnings

import numpy

warnings.simplefilter("ignore")


def pytables(path):
    import tables

    class Row(tables.IsDescription):
        name = tables.StringCol(8)
        number = tables.Int64Col()
        x = tables.Float32Col(shape=(2,))
        on = tables.BoolCol()
        at = tables.Time64Col()
        z = tables.ComplexCol(itemsize=16)
        colour = tables.EnumCol(["red", "green"], "red", base="uint8")

    with tables.open_file(path, "w") as file:
        file.create_array("/", "matrix", numpy.arange(6.0).reshape(2, 3))
        file.create_array("/", "texts", [b"one", b"three"])
        file.create_array("/", "text", b"hello")
        file.create_array("/", "flags", numpy.array([True, False]))
        file.create_array("/", "z", numpy.array([1 + 2j, 3 - 1j]))
        file.create_array("/", "z32", numpy.array([1 + 2j], dtype="complex64"))
        file.create_carray("/", "zlib", obj=numpy.arange(4.0), filters=tables.Filters(5, "zlib", fletcher32=True))
        file.create_carray("/", "blosc", obj=numpy.arange(4.0), filters=tables.Filters(5, "blosc"))
        file.create_carray("/", "times", tables.Time64Atom(), (3,))
        file.create_earray("/", "empty", tables.Float32Atom(), (0, 3))
        file.create_vlarray("/", "ragged", tables.Int32Atom()).append([1, 2])
        row = file.create_table("/", "table", Row).row
        for i in range(2):
            row["name"], row["number"], row["x"], row["on"] = f"n{i}", 2**60 + i, (i, i + 0.5), i == 1
            row["at"], row["z"], row["colour"] = 1.5, i + 1j, i
            row.append()
        file.create_soft_link("/", "soft", "/matrix")
        file.create_hard_link("/", "hard", "/matrix")
        file.create_external_link("/", "elsewhere", "other.h5:/x")
        attributes = file.root.matrix.attrs
        attributes.flag, attributes.z, attributes.unit, attributes.list = numpy.bool_(True), 1 + 2j, "V", numpy.arange(3.0)


def pandas(path):
    import pandas

    frame = pandas.DataFrame({"i": [1, 2, 3], "f": [0.5, 1.5, numpy.nan], "s": ["a", "bb", "c"], "b": [True, False, True],
                              "t": pandas.date_range("2020-01-01", periods=3)})
    with pandas.HDFStore(path, "w") as store:
        store.put("fixed", frame)
        store.put("table", frame.assign(c=pandas.Categorical(["u", "v", "u"])), format="table", data_columns=True)
        store.put("series", pandas.Series([1.0, 2.0], index=["x", "y"]))
        store.put("packed", frame[["f"]], format="table", complevel=9, complib="blosc")


def netcdf4(path):
    import netCDF4

    with netCDF4.Dataset(path, "w") as file:
        file.createDimension("t", None)
        file.createDimension("x", 3)
        file.createDimension("letter", 5)
        file.createVariable("t", "f8", ("t",))[:] = [0, 1]
        u = file.createVariable("u", "f4", ("t", "x"), zlib=True, fill_value=-9.0)
        u[:] = numpy.ma.masked_less(numpy.arange(6).reshape(2, 3), 2)
        u.unit = "V"
        file.createVariable("words", str, ("x",))[:] = numpy.array(["a", "ö", ""], object)
        file.createVariable("letters", "S1", ("x", "letter"))[:] = netCDF4.stringtochar(numpy.array(["ab", "cde", "f"], "S5"))
        file.createVariable("count", "i4", ())[...] = 7
        file.names, file.trials = ["a", "b"], numpy.int32(3)
        group = file.createGroup("inner")
        group.createVariable("large", "u8", ("x",))[:] = [1, 2, 2**63 + 5]
        pair = numpy.dtype([("a", "f4"), ("b", "i2", (2,))])
        group.createVariable("pairs", group.createCompoundType(pair, "pair"), ("x",))[:] = numpy.ones(3, pair)
        sky = group.createEnumType("u1", "sky", {"clear": 0, "cloud": 1})
        group.createVariable("sky_seen", sky, ("x",), fill_value=1)[:] = [0, 1, 1]
        lists = group.createVariable("lists", group.createVLType("i4", "list"), ("x",))
        lists[0] = numpy.array([1, 2], "i4")


def xarray(path):
    import pandas
    import xarray

    trial = "trial"
    xarray.Dataset(
        {"rate": ((trial, "time"), numpy.arange(6.0).reshape(2, 3)), "flag": (trial, [True, False]), "name": (trial, ["l", "r"]),
         "when": ("time", pandas.date_range("2021", periods=3))},
        coords={"time": [0.0, 0.1, 0.2], "animal": "M7"}, attrs={"n": 3, "list": [1, 2]}).to_netcdf(path, engine="netcdf4")


{"pytables": pytables, "pandas": pandas, "netcdf4": netcdf4, "xarray": xarray}[sys.argv[1]](sys.argv[2])
