#!/bin/sh
# netCDF-C 4.9.0 (Debian libnetcdf19 1:4.9.0-3+b1): one soft or external link that leads nowhere, in any group of an HDF5 file, makes
# the whole file "NetCDF: HDF error"; none of its arrays can be read by ncdump, nor by xarray and R, which use the library.
# HDF5 itself allows such links, and h5py and h5dump read what is beside them.
#
# Here it matters to files that gather runs by links to theirs: a sweep of the library copies the numbers (doc/files.md).
# Run by hand; it needs apt-get, dpkg and python3 and works in a temporary folder. The versions are those of Debian 12's
# main suite on amd64; its security updates come beside them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq -o APT::Sandbox::User=root download \
    libaec0=1.0.6-1+b1 libbrotli1=1.0.9-2+b6 libcom-err2=1.47.0-2+b2 libcurl3-gnutls=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15 \
    libffi8=3.4.4-1 libgmp10=2:6.2.1+dfsg1-1.1 libgnutls30=3.7.9-2+deb12u7 libgssapi-krb5-2=1.20.1-2+deb12u5 \
    libhdf5-103-1=1.10.8+repack1-1 libhdf5-hl-100=1.10.8+repack1-1 libhogweed6=3.8.1-2 libicu72=72.1-3+deb12u1 libidn2-0=2.3.3-1+b1 \
    libk5crypto3=1.20.1-2+deb12u5 libkeyutils1=1.6.3-2 libkrb5-3=1.20.1-2+deb12u5 libkrb5support0=1.20.1-2+deb12u5 \
    libldap-2.5-0=2.5.13+dfsg-5 liblzma5=5.4.1-1+deb12u1 libnetcdf19=1:4.9.0-3+b1 libnettle8=3.8.1-2 libnghttp2-14=1.52.0-1+deb12u3 \
    libp11-kit0=0.24.1-2 libpsl5=0.21.2-1 librtmp1=2.4+20151223.gitfa8646d.1-2+b2 libsasl2-2=2.1.28+dfsg-10 libssh2-1=1.10.0-3+b1 \
    libssl3=3.0.20-1~deb12u2 libsz2=1.0.6-1+b1 libtasn1-6=4.19.0-2+deb12u1 libunistring2=1.0-2 libxml2=2.9.14+dfsg-1.3~deb12u6 \
    libzstd1=1.5.4+dfsg2-5 netcdf-bin=1:4.9.0-3+b1 zlib1g=1:1.2.13.dfsg-1
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$folder/root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
export LD_LIBRARY_PATH="$libraries:$folder/root/lib/${libraries##*/}" LIBRARY="$libraries/libhdf5_serial.so.103"
cat >write.py <<'END'
import ctypes, os, sys
from ctypes import byref, c_double, c_int64

hdf5 = ctypes.CDLL(os.environ["LIBRARY"])
hdf5.H5open()


def call(name, *arguments):
    function = getattr(hdf5, name)
    function.restype = c_int64
    return c_int64(function(*arguments))


none, double = c_int64(0), c_int64(c_int64.in_dll(hdf5, "H5T_NATIVE_DOUBLE_g").value)
for kind in "whole", "soft", "external":
    file = call("H5Fcreate", kind.encode() + b".h5", 2, none, none)
    data = call("H5Dcreate2", file, b"error", double, call("H5Screate", 0), none, none, none)
    call("H5Dwrite", data, double, none, none, none, byref(c_double(0.5)))
    call("H5Dclose", data)
    group = call("H5Gcreate2", file, b"runs", none, none, none)
    if kind == "whole":
        call("H5Lcreate_soft", b"/error", group, b"first", none, none)
    if kind == "soft":
        call("H5Lcreate_soft", b"/gone", group, b"first", none, none)
    if kind == "external":
        call("H5Lcreate_external", b"gone.h5", b"/error", group, b"first", none, none)
    call("H5Gclose", group)
    call("H5Fclose", file)
END
python3 write.py
for kind in whole soft external; do
    echo "$kind: $(root/usr/bin/ncdump -v error $kind.h5 2>&1 | grep -o 'error = .*;\|NetCDF: .*' | head -n 1)"
done | tee log
[ "$(cat log)" = "whole: error = 0.5 ;
soft: NetCDF: HDF error
external: NetCDF: HDF error" ] || { echo "CHANGED: other files were read"; exit 1; }
