# What PyTables makes of a run.
import sys

import tables

with tables.open_file(sys.argv[1]) as file:
    assert file.root.weights.J.shape == (12, 12)
    assert file.root.parameters._v_attrs.zero_diagonal == 1 and file.root.parameters._v_attrs.dt == 0.2
    assert file.root.parameters.seed.read() == 1
print("tables: as written")
