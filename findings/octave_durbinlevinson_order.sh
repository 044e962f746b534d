#!/bin/sh
# GNU Octave 7.3.0 (Debian octave 7.3.0-2): durbinlevinson gives the coefficients of an autoregressive process from the longest lag to
# the shortest, and takes them so, where textbooks and its own documentation of the covariances count from the shortest. The
# documentation names no order; coefficients given the other way round make others, without an error.
#
# Here it matters to the one correlation time of an Ornstein-Uhlenbeck process: exp(-dt/tau) stands last, behind zeros, and
# is the first coefficient of a least squares fit, as by balnet.linalg.lstsq.
# Run by hand; it needs apt-get and dpkg and works in a temporary folder. The versions are those of Debian 12's main suite on
# amd64; its security updates come beside them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq -o APT::Sandbox::User=root download \
    libaec0=1.0.6-1+b1 libamd2=1:5.12.0+dfsg-2 libaom3=3.6.0-1+deb12u2 libarpack2=3.8.0-3 libbrotli1=1.0.9-2+b6 libbsd0=0.11.7-2 \
    libbz2-1.0=1.0.8-5+b1 libcamd2=1:5.12.0+dfsg-2 libccolamd2=1:5.12.0+dfsg-2 libcholmod3=1:5.12.0+dfsg-2 libcolamd2=1:5.12.0+dfsg-2 \
    libcom-err2=1.47.0-2+b2 libcurl3-gnutls=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15 libcxsparse3=1:5.12.0+dfsg-2 \
    libdav1d6=1.0.0-2+deb12u1 libde265-0=1.0.11-1+deb12u2 libdeflate0=1.14-1 libexpat1=2.5.0-1+deb12u2 libffi8=3.4.4-1 \
    libfftw3-double3=3.3.10-1 libfftw3-single3=3.3.10-1 libfontconfig1=2.14.1-4 libfreetype6=2.12.1+dfsg-5+deb12u4 \
    libgfortran5=12.2.0-14+deb12u1 libgl1=1.6.0-1 libgl2ps1.4=1.4.2+dfsg1-2 libglu1-mesa=9.0.2-1.1 libglvnd0=1.6.0-1 libglx0=1.6.0-1 \
    libgmp10=2:6.2.1+dfsg1-1.1 libgnutls30=3.7.9-2+deb12u7 libgomp1=12.2.0-14+deb12u1 \
    libgraphicsmagick++-q16-12=1.4+really1.3.40-4+deb12u1 libgraphicsmagick-q16-3=1.4+really1.3.40-4+deb12u1 \
    libgssapi-krb5-2=1.20.1-2+deb12u5 libhdf5-103-1=1.10.8+repack1-1 libheif1=1.15.1-1+deb12u1 libhogweed6=3.8.1-2 \
    libhwy1=1.0.3-3+deb12u1 libicu72=72.1-3+deb12u1 libidn2-0=2.3.3-1+b1 libjbig0=2.1-6.1 libjpeg62-turbo=1:2.1.5-2 \
    libjxl0.7=0.7.0-10+deb12u1 libk5crypto3=1.20.1-2+deb12u5 libkeyutils1=1.6.3-2 libkrb5-3=1.20.1-2+deb12u5 \
    libkrb5support0=1.20.1-2+deb12u5 liblcms2-2=2.14-2+deb12u1 libldap-2.5-0=2.5.13+dfsg-5 liblerc4=4.0.0+ds-2 liblzma5=5.4.1-1+deb12u1 \
    libmd0=1.0.4-2 libmetis5=5.1.0.dfsg-7 libnettle8=3.8.1-2 libnghttp2-14=1.52.0-1+deb12u3 libnuma1=2.0.16-1 \
    libopenblas0-pthread=0.3.21+ds-4 libopengl0=1.6.0-1 libp11-kit0=0.24.1-2 libpcre3=2:8.39-15 libpng16-16=1.6.39-2+deb12u5 \
    libpsl5=0.21.2-1 libqrupdate1=1.1.2-4 libquadmath0=12.2.0-14+deb12u1 libreadline8=8.2-1.3 librtmp1=2.4+20151223.gitfa8646d.1-2+b2 \
    libsasl2-2=2.1.28+dfsg-10 libspqr2=1:5.12.0+dfsg-2 libssh2-1=1.10.0-3+b1 libssl3=3.0.20-1~deb12u2 \
    libsuitesparseconfig5=1:5.12.0+dfsg-2 libsz2=1.0.6-1+b1 libtasn1-6=4.19.0-2+deb12u1 libtiff6=4.5.0-6+deb12u4 libtinfo6=6.4-4 \
    libumfpack5=1:5.12.0+dfsg-2 libunistring2=1.0-2 libwebp7=1.2.4-0.2+deb12u1 libwebpmux3=1.2.4-0.2+deb12u1 \
    libwmflite-0.2-7=0.2.12-5.1 libx11-6=2:1.8.4-2+deb12u2 libx265-199=3.5-2+b1 libxau6=1:1.0.9-1 libxcb1=1.15-1 libxdmcp6=1:1.1.2-3 \
    libxext6=2:1.3.4-1+b1 libxml2=2.9.14+dfsg-1.3~deb12u6 libzstd1=1.5.4+dfsg2-5 octave=7.3.0-2 octave-common=7.3.0-2 zlib1g=1:1.2.13.dfsg-1
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$folder/root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
export OCTAVE_HOME="$folder/root/usr"
beside=$folder/root/usr/lib:$folder/root/lib/${libraries##*/}
export LD_LIBRARY_PATH="$libraries/octave/7.3.0:$libraries:$libraries/openblas-pthread:$beside"
root/usr/bin/octave-cli --no-gui --norc --no-history --eval '
  ou = 0.5 .^ (0:3);                                   % covariances of x(t) = 0.5 x(t-1) + noise
  printf("Ornstein-Uhlenbeck:%s\n", sprintf(" %.3f", abs(durbinlevinson(ou))));
  c = [1 0.8 0.7 0.5];                                 % of a process with another coefficient at each lag
  phi = toeplitz(c(1:2)) \ c(2:3)(:);                      % two lags, the shortest first
  error = 1 - c(2:3) * phi;
  printf("by the equations, shortest lag first:%s\n", sprintf(" %.3f", toeplitz(c(1:3)) \ c(2:4)(:)));
  printf("durbinlevinson:%s\n", sprintf(" %.3f", durbinlevinson(c)));
  printf("one step from two lags, shortest first:%s\n", sprintf(" %.3f", durbinlevinson(c, phi, error)));
  printf("one step from two lags, longest first:%s\n", sprintf(" %.3f", durbinlevinson(c, flipud(phi), error)));
  ' >log 2>errors || true
cat log
[ "$(cat log)" = "Ornstein-Uhlenbeck: 0.000 0.000 0.500
by the equations, shortest lag first: 0.714 0.357 -0.286
durbinlevinson: -0.286 0.357 0.714
one step from two lags, shortest first: -0.429 0.738 0.452
one step from two lags, longest first: -0.286 0.357 0.714" ] || { cat errors; echo "CHANGED: the coefficients are others"; exit 1; }
