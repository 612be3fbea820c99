--[[
  Forgets whose a session's numbers were: its live links end, and what they leave behind, for late calls, names nobody.

  KEYS[1]  active
  KEYS[2]  ledger
  KEYS[3]  pool

  ARGV[1]  now      empty, or a test's time
  ARGV[2]  session
  ARGV[3]  site
  ARGV[4…] endpoints of the site

  Reply: how many traces of the session there were.
]]
-- @include "clock"
-- @include "ending"

local active, ledger, pool = KEYS[1], KEYS[2], KEYS[3]
local session, site = ARGV[2], ARGV[3]
local now = clock(ARGV[1])
local member = site .. '|' .. session
local traces = redis.call('ZREM', active, member) + redis.call('ZREM', activeKey(active, site), member)

for i = 4, #ARGV do
  local combination = combinationOf('session', ARGV[i], site, session)
  local number = redis.call('HGET', pool .. ':combinations', combination)
  local link = number and readLink(pool, number)
  if link and link.combination == combination then
    if link.ended == 0 then endLink(pool, ledger, link, math.min(now, link.ends), 'left') end
    redis.call('HSET', numberKey(pool, number), 'combination', combinationOf('session', ARGV[i], site, ''))
  end
  traces = traces + redis.call('HDEL', pool .. ':combinations', combination)
end
return traces
