#!/usr/bin/env bash
# Installs the module by luarocks into a folder of its own; stock Lua and busted load it from there. Needs Debian's
# packages luarocks and lua-busted; takes as long as a build.
set -eu
cd "$(dirname "$0")/../.."
place=$(mktemp -d)
trap 'rm -rf "$place" build.luarocks' EXIT
luarocks --lua-version 5.4 --tree "$place/tree" make balnet-*.rockspec >"$place/log" 2>&1 || { cat "$place/log"; exit 1; }

cat >"$place/balnet_spec.lua" <<'SPEC'
describe("balnet", function()
  it("multiplies", function()
    local balnet = require "balnet"
    assert.are.equal(2, (balnet.ones(1, 2) * balnet.ones(1, 2)):sum())
  end)
end)
SPEC
export LUA_CPATH="$place/tree/lib/lua/5.4/?.so;;"
lua5.4 -e 'local balnet = require "balnet"; print(balnet.trainer { neurons = 20 }:measure().test_error)'
busted --lua=/usr/bin/lua5.4 "$place/balnet_spec.lua"
"$place/tree/bin/balnet" --selftest | tail -n 1
