---@meta balnet.meta.pdf
-- luacheck: ignore 212 241

--- What PDF files hold beside their drawing: the module of its own that `balnet.program.figure_file` opens, where
--- balnet was built with qpdf.

---@class balnet.native.pdf
local pdf = {}

---@class balnet.native.pdf.figure
---@field name string the path under which it was included; empty for the file itself
---@field information table<string, string> its document information, in UTF-8
---@field picture string what is drawn: the same for the same drawing, however it is numbered and compressed

---The figures in a PDF file: the file itself, then those that pdfTeX or LuaTeX has included in it.
---@param path string
---@return balnet.native.pdf.figure[]|nil # nil when it can't be read or is damaged
---@return string|nil fault
function pdf.figures(path) end
