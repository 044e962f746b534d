# What R's rhdf5 makes of a run: matrices are transposed; H5Fopen opens it for writing.
library(rhdf5)
path <- commandArgs(TRUE)[1]
stopifnot(dim(h5read(path, "weights/w_in")) == c(2, 12))
parameters <- h5readAttributes(path, "parameters")
stopifnot(parameters$dt == 0.2, parameters$zero_diagonal == 1)
stopifnot(h5read(path, "history/epoch") == c(1, 11, 21))
file <- H5Fopen(path)
H5Fclose(file)
cat("rhdf5: as written\n")
