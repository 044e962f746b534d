# What R's ncdf4 makes of a run: matrices are transposed, dimensions have their names.
library(ncdf4)
file <- nc_open(commandArgs(TRUE)[1])
J <- file$var[["weights/J"]]
stopifnot(dim(ncvar_get(file, "weights/w_in")) == c(2, 12), J$dim[[1]]$name == "from_neuron", J$dim[[2]]$name == "neuron")
stopifnot(ncvar_get(file, "history/epoch") == c(1, 11, 21), ncvar_get(file, "parameters/zero_diagonal") == 1)
nc_close(file)
cat("ncdf4: as written\n")
