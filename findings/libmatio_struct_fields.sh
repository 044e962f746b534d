#!/bin/sh
# libmatio 1.5.23 (Debian libmatio11 1.5.23-2+deb12u1): of a struct in a MAT-file of version 7.3 that has no attribute MATLAB_fields,
# as programs other than MATLAB write it, the first field alone is read, without an error; the others are there in the
# file. With the attribute all are read.
#
# Here it matters to balnet.mat, which says so; balnet.archive with { matlab = true } reads all members of such a struct.
# Run by hand; it needs apt-get, dpkg and python3 and works in a temporary folder. The versions are those of
# Debian 12's main suite on amd64; its security updates come beside them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq -o APT::Sandbox::User=root download libmatio11=1.5.23-2+deb12u1 libhdf5-103-1=1.10.8+repack1-1 libsz2=1.0.6-1+b1 libaec0=1.0.6-1+b1 \
    libcurl4=7.88.1-10+deb12u15 libnghttp2-14=1.52.0-1+deb12u3 libidn2-0=2.3.3-1+b1 librtmp1=2.4+20151223.gitfa8646d.1-2+b2 \
    libssh2-1=1.10.0-3+b1 libpsl5=0.21.2-1 libssl3=3.0.20-1~deb12u2 libgssapi-krb5-2=1.20.1-2+deb12u5 libldap-2.5-0=2.5.13+dfsg-5 \
    libzstd1=1.5.4+dfsg2-5 libbrotli1=1.0.9-2+b6 libunistring2=1.0-2 libgnutls30=3.7.9-2+deb12u7 libhogweed6=3.8.1-2 \
    libnettle8=3.8.1-2 libgmp10=2:6.2.1+dfsg1-1.1 libkrb5-3=1.20.1-2+deb12u5 libk5crypto3=1.20.1-2+deb12u5 \
    libcom-err2=1.47.0-2+b2 libkrb5support0=1.20.1-2+deb12u5 libkeyutils1=1.6.3-2 libsasl2-2=2.1.28+dfsg-10 \
    libp11-kit0=0.24.1-2 libtasn1-6=4.19.0-2+deb12u1 libffi8=3.4.4-1 zlib1g=1:1.2.13.dfsg-1
for package in *.deb; do dpkg-deb -x "$package" root; done
machine=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
export LD_LIBRARY_PATH="$folder/root/usr/lib/$machine:$folder/root/lib/$machine" LIBRARIES="$folder/root/usr/lib/$machine"
cat >fields.py <<'END'
import ctypes, os
from ctypes import byref, c_int64, c_size_t, c_uint64, c_void_p, string_at

hdf5 = ctypes.CDLL(os.environ["LIBRARIES"] + "/libhdf5_serial.so.103", mode=ctypes.RTLD_GLOBAL)
matio = ctypes.CDLL(os.environ["LIBRARIES"] + "/libmatio.so.11")
hdf5.H5open()


def call(name, *arguments):
    """A function of HDF5 whose result, and whose integers that are marked so, have 64 bits."""
    function = getattr(hdf5, name)
    function.restype = c_int64
    return c_int64(function(*arguments))


def constant(name):
    return c_int64(c_int64.in_dll(hdf5, name).value)


def mark(owner, kind):
    text = call("H5Tcopy", constant("H5T_C_S1_g"))
    call("H5Tset_size", text, c_size_t(len(kind)))
    attribute = call("H5Acreate2", owner, b"MATLAB_class", text, call("H5Screate", 0), c_int64(0), c_int64(0))
    call("H5Awrite", attribute, text, kind)
    call("H5Aclose", attribute)


def name_fields(owner, names):
    class Letters(ctypes.Structure):
        _fields_ = [("count", c_size_t), ("letters", ctypes.c_char_p)]

    letter = call("H5Tcopy", constant("H5T_C_S1_g"))
    word = call("H5Tvlen_create", letter)
    space = call("H5Screate_simple", 1, byref(c_uint64(len(names))), None)
    attribute = call("H5Acreate2", owner, b"MATLAB_fields", word, space, c_int64(0), c_int64(0))
    call("H5Awrite", attribute, word, (Letters * len(names))(*[(len(n), n) for n in names]))
    call("H5Aclose", attribute)


def write(path, named):
    creation = call("H5Pcreate", constant("H5P_CLS_FILE_CREATE_ID_g"))
    call("H5Pset_userblock", creation, c_uint64(512))
    file = call("H5Fcreate", path, 2, creation, c_int64(0))
    group = call("H5Gcreate2", file, b"info", c_int64(0), c_int64(0), c_int64(0))
    mark(group, b"struct")
    if named:
        name_fields(group, [b"a", b"b", b"c"])
    space = call("H5Screate_simple", 2, (c_uint64 * 2)(1, 1), None)
    for name in b"a", b"b", b"c":
        number = constant("H5T_NATIVE_DOUBLE_g")
        data = call("H5Dcreate2", group, name, number, space, c_int64(0), c_int64(0), c_int64(0))
        call("H5Dwrite", data, number, c_int64(0), c_int64(0), c_int64(0), byref(ctypes.c_double(1)))
        mark(data, b"double")
        call("H5Dclose", data)
    call("H5Gclose", group)
    call("H5Fclose", file)
    with open(path, "r+b") as block:
        block.write(b"MATLAB 7.3 MAT-file".ljust(116) + bytes(8) + b"\x00\x02IM")


def fields(path):
    matio.Mat_Open.restype = matio.Mat_VarReadNext.restype = matio.Mat_VarGetStructFieldnames.restype = c_void_p
    value = c_void_p(matio.Mat_VarReadNext(c_void_p(matio.Mat_Open(path, 0))))
    names = ctypes.cast(matio.Mat_VarGetStructFieldnames(value), ctypes.POINTER(c_void_p))
    return " ".join(string_at(names[i]).decode() for i in range(matio.Mat_VarGetNumberOfFields(value)))


for named in (True, False):
    path = b"named.mat" if named else b"bare.mat"
    write(path, named)
    print("with MATLAB_fields:" if named else "without it:", fields(path))
END
python3 fields.py 2>/dev/null | tee log
[ "$(cat log)" = "with MATLAB_fields: a b c
without it: a" ] || { echo "CHANGED: other fields were read"; exit 1; }
