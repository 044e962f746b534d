# Debian packages, by `cmake --build --preset release --target package`: one for each component that is installed.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "The balnet authors")
set(CPACK_PACKAGE_CONTACT "The balnet authors <balnet@example.org>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_COMPONENTS_ALL program module library doc)
if(TARGET balnet_mpi)
  list(APPEND CPACK_COMPONENTS_ALL mpi)
endif()
if(TARGET balnet_live)
  list(APPEND CPACK_COMPONENTS_ALL live)
endif()
if(TARGET balnet_pdf)
  list(APPEND CPACK_COMPONENTS_ALL pdf)
endif()
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian_files.cmake)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(same_version "(= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")

# balnet_package(COMPONENT NAME SECTION DEPENDS TITLE TEXT): the package that a component becomes.
function(balnet_package component name section depends title text)
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${name} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS "${depends}" PARENT_SCOPE)
  set(CPACK_COMPONENT_${upper}_DESCRIPTION "${title}\n${text}" PARENT_SCOPE)
endfunction()

set(library_depends "libopenblas-dev, libhdf5-dev, libzip-dev, libmatio-dev, libjansson-dev")
if(BALNET_WITH_FFTW)
  string(APPEND library_depends ", libfftw3-dev")
endif()

balnet_package(program balnet science "lua-balnet ${same_version}"
  "recurrent rate networks: training, theory and figures, scripted in Lua"
  "Trains recurrent networks of rate units to track signals in time, analyses
them beside their mean-field theory, and draws the figures. Experiments are
scripts in Lua, which this program runs as lua does, with a prompt, sweeps of
parameters, and results in HDF5.")
balnet_package(module lua-balnet interpreters "fonts-dejavu-core"
  "recurrent rate networks, tensors and figures for Lua 5.4"
  "The library behind the program balnet as a module that stock Lua 5.4 loads:
tensors, linear algebra, signals and statistics, networks and their training,
mean-field theory, publication figures.")
balnet_package(mpi lua-balnet-mpi interpreters "lua-balnet ${same_version}"
  "runs and sweeps of balnet under mpirun"
  "A module that balnet loads under mpirun to share the trials of a run among
the ranks, or to hand out to them the runs of a sweep of parameters.")
balnet_package(pdf lua-balnet-pdf interpreters "lua-balnet ${same_version}"
  "recipes of balnet in PDF files that other programs have written"
  "A module that balnet loads to read the recipes of figures in PDF files that
were linearized, compressed or made by TeX of several figures.")
balnet_package(live lua-balnet-live interpreters "lua-balnet ${same_version}"
  "live page of balnet for a browser"
  "A module that balnet loads to serve the page of --live, on which a browser
of the same machine shows training as it goes.")
balnet_package(library libbalnet-dev libdevel
  "${library_depends}"
  "recurrent rate networks, static library and headers for C"
  "The engine of balnet for programs in C: tensors, random streams, networks and
their training, simulation, mean-field theory, spectra, archives. Found by
pkg-config and by CMake.")
balnet_package(doc balnet-doc doc ""
  "manual of balnet"
  "A site for a browser: tutorial, how-to pages, a gallery of figures with their
code, and the reference of all functions by subject, with examples.")
set(CPACK_DEBIAN_DOC_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_DOC_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "lua-balnet-mpi, lua-balnet-pdf, lua-balnet-live, balnet-doc, ffmpeg")
include(CPack)
