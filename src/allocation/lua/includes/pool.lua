--[[
  A pool's keys, all with the provider's hash tag. `pool` is the pool's own key, the prefix of the others.

    <pool>                  hash    built: the pool is whole; size: numbers in use or free; buckets: live bucket
                                    links; added: numbers ever; mode:<scope>: for the hysteresis
    <pool>:live             zset    number -> when its link ends unless renewed
    <pool>:combinations     hash    combination -> the number it has, or had last
    <pool>:free:<zone>      zset    free numbers of a country or an area, scored by when their rest began
    <pool>:number:<number>  hash    the number's zone, its link or last link, and withdrawn: paused or retired
    <pool>:shown:<number>   zset    for a bucket link: session -> last sign of life; an empty one stands for all
                                    visitors who have not agreed to be told from others
    <pool>:countries        set     the countries that there are numbers of
    <pool>:rates:<minute>   hash    what happened in that minute, by name

  A never-linked number has a score below any time, so it counts as the longest rested.
]]
local function numberKey(pool, number) return pool .. ':number:' .. number end
local function shownKey(pool, number) return pool .. ':shown:' .. number end
local function freeKey(pool, zone) return pool .. ':free:' .. zone end

local function activeKey(active, scope) return scope == '' and active or active .. ':' .. scope end

local function combinationOf(by, endpoint, site, key)
  return by .. '|' .. endpoint .. '|' .. site .. '|' .. key
end

-- A combination's by, endpoint, site and key. Only a key may hold a bar.
local function partsOf(combination)
  return string.match(combination, '^([^|]*)|([^|]*)|([^|]*)|(.*)$')
end

-- The link or last link of a number; false when it was never linked or is none of the pool's.
local function readLink(pool, number)
  local f = redis.call('HMGET', numberKey(pool, number), 'country', 'area', 'link', 'combination', 'until', 'seen',
    'ended', 'reason', 'told', 'withdrawn')
  if not f[3] then return false, f[1], f[2] end
  return {
    id = f[3], number = number, combination = f[4], isBucket = string.sub(f[4], 1, 7) == 'bucket|',
    ends = tonumber(f[5]), seen = tonumber(f[6]), ended = tonumber(f[7]), reason = f[8], told = tonumber(f[9]),
    country = f[1], area = f[2], withdrawn = f[10],
  }, f[1], f[2]
end

local function setFree(pool, number, country, area, since)
  redis.call('ZADD', freeKey(pool, country), since, number)
  if area ~= '' then redis.call('ZADD', freeKey(pool, area), since, number) end
end

-- The longest rested number of a country or an area, no longer free in it; nil when there is none.
local function popFree(pool, zone) return redis.call('ZPOPMIN', freeKey(pool, zone))[1] end

-- `popped`: the zone that the number was popped from, if it was.
local function setTaken(pool, number, country, area, popped)
  if popped ~= country then redis.call('ZREM', freeKey(pool, country), number) end
  if area ~= '' and popped ~= area then redis.call('ZREM', freeKey(pool, area), number) end
end
