--[[
  Returns the last link of each number that has one, as JSON: number, link, endpoint and the start of the link.

  Its keys and arguments are declared in engine/last-links.ts.
]]
-- @include "pool"

local found = {}
for _, number in ipairs(cjson.decode(ARGV.numbers)) do
  local link = readLink(KEYS.pool, number)
  if link then
    local _, endpoint = partsOf(link.combination)
    found[#found + 1] = { number = number, link = link.id, endpoint = endpoint, began = link.began }
  end
end
return #found == 0 and '[]' or cjson.encode(found)
