--[[
  Takes numbers out of a pool. A paused number's live link goes on until it ends; a retired one's ends now. What was
  known stays for late calls.

  KEYS[1]  ledger
  KEYS[2]  pool
  ARGV[1]  now      empty, or a test's time
  ARGV[2]  state    paused or retired
  ARGV[3…] numbers

  Reply: how many numbers are not given out any more that were until now.
]]
-- @include "clock"
-- @include "ending"

local ledger, pool, state = KEYS[1], KEYS[2], ARGV[2]
local now = clock(ARGV[1])
local withdrawn = 0
for i = 3, #ARGV do
  local number = ARGV[i]
  local link, country, area = readLink(pool, number)
  local former = country and redis.call('HGET', numberKey(pool, number), 'withdrawn')
  if country then redis.call('HSET', numberKey(pool, number), 'withdrawn', state) end
  local isLive = link and link.ended == 0
  if isLive and state == 'retired' then
    link.withdrawn = state
    endLink(pool, ledger, link, math.min(now, link.ends), 'retired')
  elseif country and not former and not isLive then
    setTaken(pool, number, country, area)
    redis.call('HINCRBY', pool, 'size', -1)
  end
  if country and not former then withdrawn = withdrawn + 1 end
end
return withdrawn
