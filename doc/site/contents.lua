-- The chapters of the manual and their pages, in the order in which they are read. A page is doc/NAME.md, unless it is made.
return {
  { "Tutorial", "first_figure", "experiments", "own_task", "sweeps", "trained_networks", "theory" },
  { "How to", "install", "training", "figures", "gallery", "clusters", "data_analysis", "files", "coming_from" },
  { "Behind it", "paper", "literature", "inside", "extending" },
}
