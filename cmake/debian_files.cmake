# What Debian's policy asks of a package beside its files; CPack runs this before it packs the trees.
file(READ ${CMAKE_CURRENT_LIST_DIR}/../LICENSE licence)
string(REGEX MATCH "Permission.*SOFTWARE[.]" licence "${licence}")
string(REGEX REPLACE "\n\n" "\n.\n" licence "${licence}")
string(REPLACE "\n" "\n " licence "${licence}")
set(copyright "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: balnet

Files: *
Copyright: 2026 The balnet authors
License: Expat
 ${licence}
Comment: A binary that links FFTW is, as a whole, under the GNU General Public
 License, version 2 or later; see /usr/share/common-licenses/GPL-2.
")
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)

file(GLOB trees LIST_DIRECTORIES true ${CPACK_TEMPORARY_DIRECTORY}/*)
foreach(tree IN LISTS trees)
  get_filename_component(component ${tree} NAME)
  string(TOUPPER ${component} upper)
  set(name ${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
  if(NOT name)
    continue()
  endif()
  set(folder ${tree}/usr/share/doc/${name})
  file(WRITE ${folder}/copyright "${copyright}")
  set(version ${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
  file(WRITE ${folder}/changelog.Debian
    "${name} (${version}) bookworm; urgency=medium\n\n  * See CHANGELOG.md of the sources.\n\n -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
  file(GLOB_RECURSE pages ${tree}/usr/share/man/*.1)
  execute_process(COMMAND gzip -9nf ${folder}/changelog.Debian ${pages} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
