# Copies HEADERS into the folder OUTPUT, all side by side, as <balnet/NAME.h> has them: what they include from each other
# loses its folder. Run at installation.
foreach(header IN LISTS HEADERS)
  get_filename_component(name ${header} NAME)
  file(READ ${header} text)
  string(REGEX REPLACE "#include \"(engine/[^\"]*|common)/([^\"/]+)\"" "#include \"\\2\"" text "${text}")
  file(WRITE ${OUTPUT}/${name} "${text}")
endforeach()
