# What R's hdf5r makes of a run: matrices are transposed.
library(hdf5r)
file <- H5File$new(commandArgs(TRUE)[1], "r")
stopifnot(dim(file[["weights/w_in"]][, ]) == c(2, 12))
stopifnot(h5attr(file[["parameters"]], "dt") == 0.2, h5attr(file[["parameters"]], "zero_diagonal") == 1)
stopifnot(file[["parameters/activation"]][] == "relu", file[["history/epoch"]][] == c(1, 11, 21))
file$close_all()
cat("hdf5r: as written\n")
