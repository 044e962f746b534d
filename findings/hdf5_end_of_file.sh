#!/bin/sh
# HDF5 1.10.8 (Debian libhdf5-103-1): a file that is opened for writing and closed again, without anything having been written, loses
# what lies behind its last object, without an error: HDF5 cuts it to the length that its header names. Read-only nothing is
# changed, and what stands before the file, a user block, is kept by both.
#
# Here it matters to checksums of whole files: the library's stand inside its archives, in /balnet_seal, for programs open files for
# writing unasked (doc/files.md); files of the former format had theirs at the end.
# Run by hand; it needs apt-get, dpkg and python3 and works in a temporary folder. The versions are those of
# Debian 12's main suite on amd64; its security updates come beside them.
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
cat >open.py <<'END'
import ctypes, os

hdf5 = ctypes.CDLL(os.environ["LIBRARY"])
for name in ("H5Fcreate", "H5Fopen", "H5Pcreate"):
    getattr(hdf5, name).restype = ctypes.c_int64
wide = ctypes.c_int64
hdf5.H5open()
creation = wide(hdf5.H5Pcreate(wide(wide.in_dll(hdf5, "H5P_CLS_FILE_CREATE_ID_g").value)))
hdf5.H5Pset_userblock(creation, ctypes.c_uint64(512))
for label, flags in ("read-only", 0), ("for writing", 1):
    hdf5.H5Fclose(wide(hdf5.H5Fcreate(b"file.h5", 2, creation, wide(0))))
    with open("file.h5", "r+b") as file:
        file.write(b"before")
        file.seek(0, os.SEEK_END)
        file.write(b"a checksum, say")
    hdf5.H5Fclose(wide(hdf5.H5Fopen(b"file.h5", flags, wide(0))))
    content = open("file.h5", "rb").read()
    print(f"opened {label}:", "before" if content.startswith(b"before") else "-", "behind" if content.endswith(b"say") else "-")
END
python3 open.py | tee log
[ "$(cat log)" = "opened read-only: before behind
opened for writing: before -" ] || { echo "CHANGED: other bytes are kept"; exit 1; }
