-- The Lua module from a checkout: `luarocks --lua-version 5.4 make`. Needs the libraries of packages.txt.
rockspec_format = "3.0"
package = "balnet"
version = "0.1.0-1"
source = { url = "git+file://." }
description = {
  summary = "Training and theory of balanced recurrent rate networks",
  detailed = [[
Tensors, linear algebra, signals and statistics, recurrent rate networks and their training, mean-field theory, and
publication figures; an engine in C.]],
  license = "MIT",
}
supported_platforms = { "linux" }
dependencies = { "lua ~> 5.4" }
build = {
  type = "cmake",
  variables = {
    CMAKE_BUILD_TYPE = "Release",
    CMAKE_INSTALL_PREFIX = "$(PREFIX)",
    BUILD_TESTING = "OFF",
    BALNET_ROCK = "ON",
    CMAKE_INSTALL_LIBDIR = "library", -- lib is for modules alone
  },
}
