#!/bin/sh
# h5wasm 0.10.3 (npm): an array that is compressed by a filter which it does not have, as h5py's compression="lzf", is read without an
# error: value and to_array give as many numbers as there are, which are none of the file's. HDF5's own complaint goes to stderr,
# in a browser to the console. activate_throwing_error_handler() of what h5wasm.ready gives, which its manual does not name,
# makes it an error.
#
# Here it matters to files that h5py packs or adds to (doc/files.md); the library compresses by deflate, which h5wasm has.
# Run by hand; it needs apt-get, dpkg, npm, node and python3 and works in a temporary folder. The versions of Debian's packages are
# those of Debian 12's main suite on amd64; its security updates come beside them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq -o APT::Sandbox::User=root download libhdf5-103-1=1.10.8+repack1-1 libsz2=1.0.6-1+b1 libaec0=1.0.6-1+b1 \
    libcurl4=7.88.1-10+deb12u15 libnghttp2-14=1.52.0-1+deb12u3 libidn2-0=2.3.3-1+b1 librtmp1=2.4+20151223.gitfa8646d.1-2+b2 \
    libssh2-1=1.10.0-3+b1 libpsl5=0.21.2-1 libssl3=3.0.20-1~deb12u2 libgssapi-krb5-2=1.20.1-2+deb12u5 libldap-2.5-0=2.5.13+dfsg-5 \
    libzstd1=1.5.4+dfsg2-5 libbrotli1=1.0.9-2+b6 libunistring2=1.0-2 libgnutls30=3.7.9-2+deb12u7 libhogweed6=3.8.1-2 \
    libnettle8=3.8.1-2 libgmp10=2:6.2.1+dfsg1-1.1 libkrb5-3=1.20.1-2+deb12u5 libk5crypto3=1.20.1-2+deb12u5 \
    libcom-err2=1.47.0-2+b2 libkrb5support0=1.20.1-2+deb12u5 libkeyutils1=1.6.3-2 libsasl2-2=2.1.28+dfsg-10 \
    libp11-kit0=0.24.1-2 libtasn1-6=4.19.0-2+deb12u1 libffi8=3.4.4-1 zlib1g=1:1.2.13.dfsg-1
for package in *.deb; do dpkg-deb -x "$package" root; done
machine=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
export LD_LIBRARY_PATH="$folder/root/usr/lib/$machine:$folder/root/lib/$machine" LIBRARY="$folder/root/usr/lib/$machine/libhdf5_serial.so.103"
npm install --silent --no-audit --no-fund --ignore-scripts h5wasm@0.10.3 >log 2>&1 || { cat log; exit 1; }
cat >write.py <<'END'
import ctypes, os, struct
from ctypes import byref, c_int64, c_size_t, c_uint, c_uint64

hdf5 = ctypes.CDLL(os.environ["LIBRARY"])
hdf5.H5open()


def call(name, *arguments):
    function = getattr(hdf5, name)
    function.restype = c_int64
    return c_int64(function(*arguments))


none, double = c_int64(0), c_int64(c_int64.in_dll(hdf5, "H5T_NATIVE_DOUBLE_g").value)
numbers = struct.pack("<8d", *range(1, 9))
lzf = b"".join(b"\x1f" + numbers[i:i + 32] for i in (0, 32))  # two runs of 32 bytes as they are
file = call("H5Fcreate", b"packed.h5", 2, none, none)
for name, number in (b"deflated", 1), (b"lzf", 32000):
    creation = call("H5Pcreate", c_int64(c_int64.in_dll(hdf5, "H5P_CLS_DATASET_CREATE_ID_g").value))
    call("H5Pset_chunk", creation, 1, byref(c_uint64(8)))
    if number == 1:
        call("H5Pset_deflate", creation, c_uint(6))
    else:
        call("H5Pset_filter", creation, c_int64(number), c_uint(1), c_size_t(3), (c_uint * 3)(4, 261, 64))
    data = call("H5Dcreate2", file, name, double, call("H5Screate_simple", 1, byref(c_uint64(8)), None), none, creation, none)
    if number == 1:
        call("H5Dwrite", data, double, none, none, none, numbers)
    else:
        call("H5Dwrite_chunk", data, none, c_uint(0), byref(c_uint64(0)), c_size_t(len(lzf)), lzf)
    call("H5Dclose", data)
call("H5Fclose", file)
END
python3 write.py
cat >read.mjs <<'END'
import h5wasm from "h5wasm/node"
const module = await h5wasm.ready
const file = new h5wasm.File("packed.h5", "r")
for (const name of ["deflated", "lzf"]) {
  const value = Array.from(file.get(name).value)
  console.log(`${name}: ${value.length} numbers, ${value.filter((x, i) => x === i + 1).length} of them right`)
}
module.activate_throwing_error_handler()
try { file.get("lzf").value; console.log("asked to: read") } catch (error) { console.log("asked to: an error") }
END
node read.mjs 2>errors | tee log
[ "$(cat log)" = "deflated: 8 numbers, 8 of them right
lzf: 8 numbers, 0 of them right
asked to: an error" ] || { echo "CHANGED: other numbers, or an error"; exit 1; }
