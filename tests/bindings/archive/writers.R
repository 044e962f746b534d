# Files as R writes them: Rscript writers.R hdf5r|rhdf5 FILE. R has the first dimension last in the file.
given <- commandArgs(TRUE)
matrix_of <- matrix(c(1.5, 2, 3, 4, 5, 6), 2)
frame <- data.frame(a = 1:3, b = c(0.5, NA, 2), c = c("x", "y", "z"), stringsAsFactors = FALSE)
if (given[1] == "hdf5r") {
  suppressMessages(library(hdf5r))
  file <- H5File$new(given[2], mode = "w")
  file[["matrix"]] <- matrix_of
  file[["flags"]] <- c(TRUE, FALSE, NA)
  file[["texts"]] <- c("a", "\u00f6x")
  file[["factor"]] <- factor(c("u", "v", "u"))
  file[["frame"]] <- frame
  file[["pairs"]] <- data.frame(a = 1:2, z = complex(real = 1:2, imaginary = c(0, 0)))
  z <- H5T_COMPLEX$new()
  file$create_dataset("z", dtype = z, space = H5S$new("simple", dims = 3), chunk_dims = NULL)
  file[["nothing"]] <- numeric(0)
  h5attr(file[["matrix"]], "unit") <- "V"
  h5attr(file[["matrix"]], "flag") <- TRUE
  file$close_all()
} else {
  suppressMessages(library(rhdf5))
  invisible(h5createFile(given[2]))
  write <- function(name, x) h5write(x, given[2], name)
  write("matrix", matrix_of)
  write("flags", c(TRUE, FALSE))
  write("texts", c("a", "\u00f6x"))
  write("frame", frame)
  write("list", list(a = 1:2, b = "q", c = list(d = 3)))
  write("cube", array(1:24, c(2, 3, 4)))
  h5closeAll()
}
