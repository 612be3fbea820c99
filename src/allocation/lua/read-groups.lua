--[[
  Reads the groups of each country of a pool for a plan, and adopts numbers that the policy has not used yet: the next ones
  of the free numbers, so each is adopted after some plans.

  Its keys, arguments and reply are declared in engine/plan.ts.
]]
-- @include "clock"
-- @include "owners"

local ADOPTED = 500

local pool = KEYS.pool
local countries = {}
for _, country in ipairs(redis.call('SMEMBERS', pool .. ':countries')) do
  local groups = groupsKey(pool, country)
  local from = tonumber(redis.call('HGET', groups, 'adopted') or 0)
  local rested = redis.call('ZRANGE', freeKey(pool, country), from, from + ADOPTED - 1, 'WITHSCORES')
  for i = 1, #rested, 2 do
    if redis.call('HSETNX', numberKey(pool, rested[i]), 'owner', '') == 1 then
      redis.call('ZADD', restedKey(pool, '', country), rested[i + 1], rested[i])
    end
  end
  redis.call('HSET', groups, 'adopted', #rested == 2 * ADOPTED and from + ADOPTED or 0)
  countries[#countries + 1] = { country, redis.call('HGETALL', groups) }
end
return { [REPLY.now] = clock(ARGV.now), [REPLY.countries] = #countries == 0 and '[]' or cjson.encode(countries) }
