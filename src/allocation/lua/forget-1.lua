--[[
  Forgets retired numbers for good: a call to one finds nothing any more, and it may be put into any pool anew. One that
  is not retired is left.

  KEYS[1]  pool
  ARGV     numbers

  Reply: how many were forgotten.
]]
-- @include "pool"

local pool = KEYS[1]
local forgotten = 0
for _, number in ipairs(ARGV) do
  local link = readLink(pool, number)
  if redis.call('HGET', numberKey(pool, number), 'withdrawn') == 'retired' and not (link and link.ended == 0) then
    if link and redis.call('HGET', pool .. ':combinations', link.combination) == number then
      redis.call('HDEL', pool .. ':combinations', link.combination)
    end
    redis.call('UNLINK', numberKey(pool, number))
    forgotten = forgotten + 1
  end
end
return forgotten
