--[[
  Takes numbers out of a pool: a live link ends, and what was known stays for late calls.

  KEYS[1]  ledger
  KEYS[2]  pool
  ARGV[1]  now      empty, or a test's time
  ARGV[2…] numbers

  Reply: how many were withdrawn.
]]
-- @include "clock"
-- @include "ending"

local ledger, pool = KEYS[1], KEYS[2]
local now = clock(ARGV[1])
local withdrawn = 0
for i = 2, #ARGV do
  local number = ARGV[i]
  local link, country, area = readLink(pool, number)
  if country and not redis.call('HGET', numberKey(pool, number), 'withdrawn') then
    if link and link.ended == 0 then endLink(pool, ledger, link, math.min(now, link.ends), 'retired') end
    setTaken(pool, number, country, area)
    redis.call('HSET', numberKey(pool, number), 'withdrawn', 1)
    redis.call('HINCRBY', pool, 'size', -1)
    withdrawn = withdrawn + 1
  end
end
return withdrawn
