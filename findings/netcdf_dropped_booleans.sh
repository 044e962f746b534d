#!/bin/sh
# netCDF-C 4.9.0 (Debian libnetcdf19 1:4.9.0-3+b1): what h5py writes for booleans (an enumeration of FALSE and TRUE) and for complex
# numbers (a compound of r and i) is not there for ncdump, nor for xarray, which uses the library: the arrays and attributes are left
# out without a word, and the status is 0. The booleans are read once the file also has their type under a name (H5Tcommit).
#
# Here it matters to masks of trials and units and to spectra: the library writes booleans as integers and complex numbers as
# two arrays, and doc/files.md says what to do with those added by h5py.
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
from ctypes import byref, c_char, c_int64

hdf5 = ctypes.CDLL(os.environ["LIBRARIES"] + "/libhdf5_serial.so.103")
hdf5.H5open()
none = c_int64(0)


def call(name, *arguments):
    function = getattr(hdf5, name)
    function.restype = c_int64
    result = function(*arguments)
    assert result >= 0, name
    return c_int64(result)


def constant(name):
    return c_int64(c_int64.in_dll(hdf5, name).value)


def boolean():
    kind = call("H5Tenum_create", constant("H5T_STD_I8LE_g"))
    for value, name in enumerate((b"FALSE", b"TRUE")):
        call("H5Tenum_insert", kind, name, byref(c_char(value)))
    return kind


double, numbers = constant("H5T_NATIVE_DOUBLE_g"), call("H5Tcreate", 6, ctypes.c_size_t(16))
call("H5Tinsert", numbers, b"r", ctypes.c_size_t(0), double)
call("H5Tinsert", numbers, b"i", ctypes.c_size_t(8), double)
space, scalar = call("H5Screate_simple", 1, byref(c_int64(4)), None), call("H5Screate", 0)
for path in b"plain.h5", b"named.h5":
    file = call("H5Fcreate", path, 2, none, none)
    if path == b"named.h5":
        call("H5Tcommit2", file, b"boolean", boolean(), none, none, none)
    for name, kind in (b"rates", double), (b"valid", boolean()), (b"spectrum", numbers):
        data = call("H5Dcreate2", file, name, kind, space, none, none, none)
        call("H5Acreate2", data, b"is_spiking", boolean(), scalar, none, none)
        call("H5Dclose", data)
    call("H5Fclose", file)
END
python3 write.py
for kind in plain named; do
    root/usr/bin/ncdump -h $kind.h5 >said 2>&1
    echo "$kind: status $?, $(grep -o '[a-z]*(phony_dim_0)\|[a-z]*:is_spiking' said | tr '\n' ' ' | sed 's| $||')"
done | tee log
[ "$(cat log)" = "plain: status 0, rates(phony_dim_0)
named: status 0, rates(phony_dim_0) rates:is_spiking valid(phony_dim_0) valid:is_spiking" ] ||
    { echo "CHANGED: other arrays were read"; exit 1; }
