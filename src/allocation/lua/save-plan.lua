--[[
  Saves the plan of a country's numbers: the quotas of buckets, and who has more numbers than its quota. Replies 0 when
  another plan was saved since the groups were read.

  Its keys, arguments and reply are declared in engine/plan.ts.
]]
-- @include "clock"
-- @include "owners"

local pool, country = KEYS.pool, ARGV.country
local groups, surplus = groupsKey(pool, country), surplusKey(pool, country)
if (redis.call('HGET', groups, 'plans') or '') ~= ARGV.plans then return 0 end
redis.call('HINCRBY', groups, 'plans', '1')
redis.call('HSET', groups, 'planned', text(clock(ARGV.now)), 'size', ARGV.numbers)

local function save(field, value)
  if value > 0 then redis.call('HSET', groups, field, value) else redis.call('HDEL', groups, field) end
end

redis.call('UNLINK', surplus)
local missing = 0
for _, bucket in ipairs(cjson.decode(ARGV.buckets)) do
  save('quota|' .. bucket.id, bucket.quota)
  save('mean|' .. bucket.id, bucket.mean)
  -- Sessions that came since the groups were read belong to the next plan.
  save('arrived|' .. bucket.id, redis.call('HINCRBY', groups, 'arrived|' .. bucket.id, text(-bucket.arrived)))
  local owned = tonumber(redis.call('HGET', groups, 'owned|' .. bucket.id) or 0)
  save('owned|' .. bucket.id, owned)
  if owned > bucket.quota then redis.call('ZADD', surplus, owned - bucket.quota, bucket.id) end
  missing = missing + bucket.quota - owned
end
-- The common group has what the buckets lack, beside what they have too many.
if missing > 0 then redis.call('ZADD', surplus, missing, '') end
for intent, weight in pairs(cjson.decode(ARGV.intents)) do redis.call('HSET', groups, 'intent|' .. intent, weight) end
return 1
