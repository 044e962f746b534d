# Writes OUTPUT, a C file with the text of every .lua file below FOLDER and, for each but the top one, the function
# by which Lua's own loader finds it in balnet.so. Run by the build: cmake -DFOLDER=… -DOUTPUT=… -P
# Files in meta/ are annotations: their text is there to be read, and they are no modules.
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*.lua)
set(annotation_files ${files})
list(FILTER annotation_files INCLUDE REGEX "/meta/")
list(FILTER files EXCLUDE REGEX "/meta/")
set(arrays "")

# Appends the file's text to `arrays` and sets `row`, its line in a table, and `module`.
macro(embed file array)
  file(READ ${FOLDER}/${file} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(REGEX REPLACE "\\.lua$" "" module ${file})
  string(REPLACE "/" "." module ${module})
  string(APPEND arrays "static const unsigned char ${array}[] = {${bytes}0};\n")
  set(row "    {\"${module}\", \"=${file}\", (const char *)${array}, sizeof ${array} - 1},\n")
endmacro()

set(rows "")
set(openers "")
set(number 0)
foreach(file IN LISTS files)
  embed(${file} file_${number})
  string(APPEND rows "${row}")
  string(REPLACE "." "_" symbol ${module})
  if(NOT module STREQUAL "balnet")
    string(APPEND openers "BNL_OPENER(luaopen_${symbol}, ${number})\n")
  endif()
  math(EXPR number "${number} + 1")
endforeach()

set(annotations "")
set(number 0)
foreach(file IN LISTS annotation_files)
  embed(${file} annotation_${number})
  string(APPEND annotations "${row}")
  math(EXPR number "${number} + 1")
endforeach()

set(end "    {NULL, NULL, NULL, 0},\n};\n\n")
file(WRITE ${OUTPUT} "#include \"bindings/common/embedded.h\"\n\n${arrays}\n"
     "const bnl_embedded bnl_embedded_files[] = {\n${rows}${end}"
     "const bnl_embedded bnl_embedded_annotations[] = {\n${annotations}${end}${openers}")
