--[[
  Forgets retired numbers, so a call to one finds no link and any pool can take it as a new number. It leaves numbers
  that are not retired.

  Its keys and arguments are declared in engine/numbers.ts. The reply is how many numbers it forgot.
]]
-- @include "pool"

local pool = KEYS.pool
local forgotten = 0
for _, number in ipairs(cjson.decode(ARGV.numbers)) do
  local link = readLink(pool, number)
  local state = redis.call('HGET', numberKey(pool, number), 'withdrawn')
  if state == WITHDRAWN.retired and not (link and link.ended == 0) then
    if link then forgetLink(pool, link) end
    redis.call('UNLINK', numberKey(pool, number))
    forgotten = forgotten + 1
  end
end
return forgotten
