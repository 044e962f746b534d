% What Octave's load makes of a run: it sees no attributes, but the arrays of parameters; matrices are transposed.
s = load(argv(){end});
assert(size(s.weights.w_in), [2, 12]);
assert(s.parameters.dt, 0.2);
assert(s.parameters.zero_diagonal == 1);
assert(class(s.parameters.seed), "int64");
assert(s.parameters.activation, "relu");
assert(double(s.history.epoch(:)'), [1, 11, 21]);
disp("octave: as written");
