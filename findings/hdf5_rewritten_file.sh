#!/bin/sh
# HDF5 1.10.8 (Debian libhdf5-103-1): a process that has a file open, and opens it once more after another program has
# written it anew in place, is given what it looked up before, without an error: HDF5 knows files by device and inode alone and
# takes the second for the one it has. After the first is closed the new content is there.
#
# Here it matters to balnet.archive, which leaves the files of other programs open while it reads: it closes them before
# it returns, by an error too.
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
cat >reopen.py <<'END'
import ctypes, os, subprocess, sys

hdf5 = ctypes.CDLL(os.environ["LIBRARY"])
for name in ("H5Fcreate", "H5Fopen", "H5Gcreate2"):
    getattr(hdf5, name).restype = ctypes.c_int64
wide = ctypes.c_int64
path = b"file.h5"


def write(group):
    file = hdf5.H5Fcreate(path, 2, wide(0), wide(0))
    hdf5.H5Gclose(wide(hdf5.H5Gcreate2(wide(file), group, wide(0), wide(0), wide(0))))
    hdf5.H5Fclose(wide(file))


def has(file, group):
    return hdf5.H5Lexists(wide(file), group, wide(0)) > 0


if len(sys.argv) > 1:
    write(b"new")
    sys.exit()
write(b"old")
os.environ["HDF5_USE_FILE_LOCKING"] = "FALSE"  # the other program does not care for locks
first = hdf5.H5Fopen(path, 0, wide(0))
has(first, b"old")  # what has been looked up is kept
subprocess.run([sys.executable, __file__, "again"], check=True)
second = hdf5.H5Fopen(path, 0, wide(0))
print("opened beside the first:", "old" if has(second, b"old") else "", "new" if has(second, b"new") else "")
hdf5.H5Fclose(wide(second))
hdf5.H5Fclose(wide(first))
third = hdf5.H5Fopen(path, 0, wide(0))
print("opened after it:", "old" if has(third, b"old") else "", "new" if has(third, b"new") else "")
END
python3 reopen.py | tee log
[ "$(tr -s ' ' <log)" = "opened beside the first: old 
opened after it: new" ] || { echo "CHANGED: another content was seen"; exit 1; }
