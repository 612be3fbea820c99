--[[
  Reads a pool's figures. It changes nothing.

  Its keys, arguments and reply are declared in engine/upkeep.ts.
]]
-- @include "clock"
-- @include "policy"
-- @include "pool"

local pool = KEYS.pool
local now = clock(ARGV.now)
local scope = scopeOf(ARGV.countedBy, ARGV.site)
local hysteresis = tonumber(ARGV.hysteresis)
local state = redis.call('HMGET', pool, 'built', 'size', 'buckets', 'mode:' .. scope)
local size = tonumber(state[2] or 0)
local threshold, reserve = limitsOf(size, ARGV.threshold, ARGV.otherNumbers, ARGV.reserve)
local activeSessions = redis.call('ZCOUNT', activeKey(KEYS.active, scope), now - tonumber(ARGV.activeMs), '+inf')
local isBucketNext = exceeds(activeSessions + 1, threshold, ARGV.boundary, hysteresis, state[4] == RUNG.bucket)

local free, resting = 0, 0
local rested = now - tonumber(ARGV.restedMs)
for _, country in ipairs(redis.call('SMEMBERS', pool .. ':countries')) do
  free = free + redis.call('ZCOUNT', freeKey(pool, country), '-inf', rested)
  resting = resting + redis.call('ZCOUNT', freeKey(pool, country), '(' .. string.format('%.0f', rested), '+inf')
end

local totals = { started = 0 }
-- Adds a count to the totals. A reply with which a link started is stored as one event and counts for both.
local function add(event, times)
  local keyedBy = string.match(event, '^started:(.*)$')
  if keyedBy then totals.started = totals.started + times end
  totals[keyedBy or event] = (totals[keyedBy or event] or 0) + times
end
local minute = math.floor(now / 60000)
for m = minute - tonumber(ARGV.minutes), minute - 1 do
  local rates = redis.call('HGETALL', pool .. ':rates:' .. m)
  for i = 1, #rates, 2 do add(rates[i], tonumber(rates[i + 1])) end
end

return {
  [REPLY.now] = now, [REPLY.isBuilt] = state[1] and 1 or 0, [REPLY.size] = size,
  [REPLY.linked] = redis.call('ZCARD', pool .. ':live'), [REPLY.liveBuckets] = tonumber(state[3] or 0),
  [REPLY.free] = free, [REPLY.resting] = resting, [REPLY.activeSessions] = activeSessions,
  [REPLY.threshold] = threshold, [REPLY.reserve] = reserve,
  [REPLY.nextKeyedBy] = isBucketNext and RUNG.bucket or RUNG.session, [REPLY.totals] = cjson.encode(totals),
}
