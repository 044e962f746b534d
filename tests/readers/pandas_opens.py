# pandas opens a file for writing unless it is told otherwise.
import sys

import pandas

with pandas.HDFStore(sys.argv[1]) as store:
    assert store.is_open
print("pandas: opened")
