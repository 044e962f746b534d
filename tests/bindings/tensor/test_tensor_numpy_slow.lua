-- The random programs of test_tensor_numpy.lua, 3000 of them.
assert(loadfile(os.getenv "BALNET_SOURCE" .. "/tests/bindings/tensor/test_tensor_numpy.lua"))(3000)
