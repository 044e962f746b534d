# What xarray makes of a run and of a sweep: dimensions with names and values, and matrices that stay matrices.
import sys

import xarray

run, swept, single = sys.argv[1:]
weights, initial = xarray.open_dataset(run, group="weights"), xarray.open_dataset(run, group="initial")
assert (weights.J - initial.J).shape == (12, 12) and (weights.J - initial.J).dims == ("neuron", "from_neuron")
assert xarray.open_dataset(run).entry.values.tolist() == [1, 11, 21]
assert xarray.open_dataset(run, group="history").test_error.dims == ("entry",)
parameters = xarray.open_dataset(run, group="parameters")
assert parameters.attrs["zero_diagonal"] == 1 and parameters.seed.dtype == "int64"
history, root = xarray.open_dataset(swept, group="history"), xarray.open_dataset(swept)
assert history.test_error.dims == ("seed", "entry") and root.seed.values.tolist() == [1, 2]
assert root.entry.values.tolist() == [1, 11, 21]
for name in "weights", "history", "parameters", "tracking", "clusters", "state", "/":  # of one stimulus as well
    for engine in "netcdf4", "h5netcdf":
        xarray.open_dataset(single, engine=engine, group=name).load()
        xarray.open_dataset(run, engine=engine, group=name).load()
assert xarray.open_dataset(single, group="weights", engine="h5netcdf").w_in.dims == ("neuron", "stimulus")
for _ in range(20):  # texts without a zero at their end were now and then longer, or no texts
    texts = xarray.open_dataset(run, group="parameters")
    assert [str(texts[name].values) for name in ("activation", "structure", "schedule")] == ["relu", "random", "constant"]
    assert str(xarray.open_dataset(run).balnet_seal.values).startswith("\nbalnet seal")
print("xarray: as written")
