#!/bin/sh
# netCDF-C 4.9.0 (Debian libnetcdf19 1:4.9.0-3+b1): an HDF5 matrix whose rows have a dimension scale and whose columns have none is
# "Invalid dimension ID or name", and the file can't be read by ncdump, nor by xarray, which uses the library. One whose columns have
# a scale and whose rows have none is read. HDF5's specification of scales leaves it open which dimensions have some, and h5py's
# dims[0].attach_scale makes such a file.
#
# Here it matters to results that name their dimensions: a run of one stimulus had no scale for that dimension, and xarray opened
# none of its groups. A tensor of the library now refers to scales for all of its dimensions or for none.
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
export LD_LIBRARY_PATH="$libraries:$folder/root/lib/${libraries##*/}" LIBRARIES="$libraries"
cat >write.py <<'END'
import ctypes, os
from ctypes import c_int64, c_uint64

# The first needs the second, which is loaded so that it finds it.
hdf5 = ctypes.CDLL(os.environ["LIBRARIES"] + "/libhdf5_serial.so.103", ctypes.RTLD_GLOBAL)
scales = ctypes.CDLL(os.environ["LIBRARIES"] + "/libhdf5_serial_hl.so.100")
hdf5.H5open()
none, double = c_int64(0), c_int64(c_int64.in_dll(hdf5, "H5T_NATIVE_DOUBLE_g").value)


def call(library, name, *arguments):
    function = getattr(library, name)
    function.restype = c_int64
    result = function(*arguments)
    assert result >= 0, name
    return c_int64(result)


def data(file, name, *shape):
    space = call(hdf5, "H5Screate_simple", len(shape), (c_uint64 * len(shape))(*shape), None)
    return call(hdf5, "H5Dcreate2", file, name, double, space, none, none, none)


for kind, scaled in ("none", ()), ("rows", (0,)), ("columns", (1,)), ("both", (0, 1)):
    file = call(hdf5, "H5Fcreate", kind.encode() + b".h5", 2, none, none)
    rates = data(file, b"rates", 2, 3)
    for dimension in scaled:
        name = (b"trial", b"time")[dimension]
        scale = data(file, name, (2, 3)[dimension])
        call(scales, "H5DSset_scale", scale, name)
        call(scales, "H5DSattach_scale", rates, scale, dimension)
        call(hdf5, "H5Dclose", scale)
    call(hdf5, "H5Dclose", rates)
    call(hdf5, "H5Fclose", file)
END
python3 write.py
for kind in none rows columns both; do
    echo "$kind: $(root/usr/bin/ncdump -h $kind.h5 2>&1 | grep -o 'rates(.*;\|NetCDF: .*' | head -n 1)"
done | tee log
[ "$(cat log)" = "none: rates(phony_dim_0, phony_dim_1) ;
rows: NetCDF: Invalid dimension ID or name
columns: rates(phony_dim_1, time) ;
both: rates(trial, time) ;" ] || { echo "CHANGED: other files were read"; exit 1; }
