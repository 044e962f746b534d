-- The modules of the reference by subject, for its index.
return {
  { "Tensors", "tensor", "array", "random" },
  { "Linear algebra, transforms and signals", "linalg", "fft", "signal", "spectrum" },
  { "Statistics and fits", "stats", "reduce", "cluster", "fit", "learn" },
  { "Networks and training", "network", "activation_table", "stimulus", "trainer", "force", "experiment", "tasks", "load", "sweep",
    "figures" },
  { "Theory and analysis", "meanfield", "meanfield.gaussian", "information", "lyapunov", "dynamics", "fixed_points", "geometry",
    "simulate" },
  { "Files", "archive", "npy", "mat", "csv", "json" },
  { "Figures and studies", "plot", "caption", "study", "paper" },
  { "The program", "help", "system" },
}
