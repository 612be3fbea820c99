--[[
  How a pool stands; changes nothing.

  KEYS[1]  active
  KEYS[2]  pool

  ARGV[1]  now       empty, or a test's time
  ARGV[2]  activeMs
  ARGV[3]  threshold empty: see includes/policy
  ARGV[4]  reserve   empty: see includes/policy
  ARGV[5]  restedMs  a number is resting for this long after its link
  ARGV[6]  minutes   how many whole minutes the rates look back
  ARGV[7]  scope     empty: the provider's sessions are counted; else the site, whose own are

  Reply: { now, built, size, linked, liveBuckets, free, resting, activeSessions, threshold, reserve, mode,
  name, count, name, count … of what happened in those minutes }
]]
-- @include "clock"
-- @include "policy"
-- @include "pool"

local pool = KEYS[2]
local now = clock(ARGV[1])
local state = redis.call('HMGET', pool, 'built', 'size', 'buckets', 'mode:' .. ARGV[7])
local size = tonumber(state[2] or 0)
local threshold, reserve = limitsOf(size, ARGV[3], ARGV[4])
local free, resting = 0, 0
for _, country in ipairs(redis.call('SMEMBERS', pool .. ':countries')) do
  free = free + redis.call('ZCOUNT', freeKey(pool, country), '-inf', now - tonumber(ARGV[5]))
  resting = resting + redis.call('ZCOUNT', freeKey(pool, country), '(' .. string.format('%.0f', now - tonumber(ARGV[5])), '+inf')
end
local reply = {
  now, state[1] and 1 or 0, size, redis.call('ZCARD', pool .. ':live'), tonumber(state[3] or 0), free, resting,
  redis.call('ZCOUNT', activeKey(KEYS[1], ARGV[7]), now - tonumber(ARGV[2]), '+inf'), threshold, reserve, state[4] or '',
}
local totals = { started = 0 }
-- An answer with which a link began is counted once, for both.
local function add(name, times)
  local by = string.match(name, '^started:(.*)$')
  if by then totals.started = totals.started + times end
  totals[by or name] = (totals[by or name] or 0) + times
end
local minute = math.floor(now / 60000)
for m = minute - tonumber(ARGV[6]), minute - 1 do
  local rates = redis.call('HGETALL', pool .. ':rates:' .. m)
  for i = 1, #rates, 2 do add(rates[i], tonumber(rates[i + 1])) end
end
for name, total in pairs(totals) do
  reply[#reply + 1] = name
  reply[#reply + 1] = total
end
return reply
