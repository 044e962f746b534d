# Writes OUTPUT, a C file with the text of every .lua file below FOLDER and, for each but the top one, the function
# by which Lua's own loader finds it in balnet.so. Run by the build: cmake -DFOLDER=… -DOUTPUT=… -P
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*.lua)
list(FILTER files EXCLUDE REGEX "/meta/") # annotations for editors, never loaded
set(arrays "")
set(rows "")
set(openers "")
set(number 0)
foreach(file IN LISTS files)
  file(READ ${FOLDER}/${file} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(REGEX REPLACE "\\.lua$" "" module ${file})
  string(REPLACE "/" "." module ${module})
  string(REPLACE "." "_" symbol ${module})
  string(APPEND arrays "static const unsigned char file_${number}[] = {${bytes}0};\n")
  string(APPEND rows "    {\"${module}\", \"=${file}\", (const char *)file_${number}, sizeof file_${number} - 1},\n")
  if(NOT module STREQUAL "balnet")
    string(APPEND openers "BNL_OPENER(luaopen_${symbol}, ${number})\n")
  endif()
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include \"bindings/common/embedded.h\"\n\n${arrays}\n"
     "const bnl_embedded bnl_embedded_files[] = {\n${rows}    {NULL, NULL, NULL, 0},\n};\n\n${openers}")
