#!/bin/sh
# LDoc 1.4.6 (Debian lua-ldoc 1.4.6-2): a documented entry whose comment is followed by `local NAME` without a value takes the next
# documented entry with it: of three functions that stand one after another only the first and the third are shown, and no
# warning is given, --fatalwarnings included. With `local NAME = nil` all three are shown.
#
# It mattered here while LDoc made the reference, whose entries were separated by `local _ = nil`.
# Run by hand; it needs apt-get and dpkg and works in a temporary folder.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq -o APT::Sandbox::User=root download lua-ldoc=1.4.6-2 lua-penlight=1.13.1-3 lua-filesystem=1.8.0-3 lua5.1=5.1.5-9 liblua5.1-0=5.1.5-9
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$folder/root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
ldoc() {
    LUA_PATH="$folder/root/usr/share/lua/5.1/?.lua;$folder/root/usr/share/lua/5.1/?/init.lua" \
        LUA_CPATH="$libraries/lua/5.1/?.so" LD_LIBRARY_PATH=$libraries root/usr/bin/lua5.1 root/usr/bin/ldoc "$@"
}
shown() { # the functions in the page made from three entries, separated by the argument
    rm -rf pages html
    mkdir pages
    {
        printf -- '--- A module.\n-- @module sample\n%s\n' "$1"
        for name in first second third; do printf -- '--- Entry %s.\n-- @function %s\n%s\n' $name $name "$1"; done
    } >pages/sample.lua
    ldoc --fatalwarnings -d html pages >log 2>&1 || { cat log; exit 1; }
    grep -oh '<a name = "[a-z]*"' html/index.html | sed 's/.*"\(.*\)"/\1/' | tr '\n' ' '
}
without=$(shown 'local _')
with=$(shown 'local _ = nil')
echo "local _       : $without"
echo "local _ = nil : $with"
[ "$with" = "first second third " ] || { echo "CHANGED: with a value not all entries are shown"; exit 1; }
[ "$without" != "$with" ] || { echo "CHANGED: all entries are shown without a value too"; exit 1; }
