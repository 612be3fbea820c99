--[[
  Withdraws numbers from a pool. A paused number's live link lives until its end. A retired number's link ends now. The
  last link stays known for late calls.

  Its keys and arguments are declared in engine/numbers.ts. The reply is how many numbers were not withdrawn until now.
]]
-- @include "clock"
-- @include "ending"

local ledger, pool, state = KEYS.ledger, KEYS.pool, ARGV.state
local now = clock(ARGV.now)
local withdrawn = 0
for _, number in ipairs(cjson.decode(ARGV.numbers)) do
  local link, country, area, owner = readLink(pool, number)
  local former = country and redis.call('HGET', numberKey(pool, number), 'withdrawn')
  if country then redis.call('HSET', numberKey(pool, number), 'withdrawn', state) end
  local isLinked = link and link.ended == 0
  if isLinked and state == WITHDRAWN.retired then
    link.withdrawn = state
    endLink(pool, ledger, link, math.min(now, link.ends), CAUSE.retired)
  elseif country and not former and not isLinked then
    setTaken(pool, number, country, area, nil, owner)
    disown(pool, number, country, owner)
    redis.call('HINCRBY', pool, 'size', -1)
  end
  if country and not former then withdrawn = withdrawn + 1 end
end
return withdrawn
