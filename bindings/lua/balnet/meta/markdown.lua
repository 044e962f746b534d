---@meta balnet.meta.markdown
-- luacheck: ignore 212 241

---@class balnet.native.markdown
local markdown = {}

---Makes HTML of Markdown (CommonMark and tables). HTML within the text, and addresses that run scripts, are left out.
---@param text string UTF-8
---@return string
function markdown.html(text) end
