--[[
  A pool's keys, all with the provider's hash tag. `pool` is the pool's own key and the prefix of the others.

    <pool>                  hash    built: set when the pool is complete; size: numbers that are linked or free;
                                    buckets: live bucket links; added: a count of all numbers ever added;
                                    mode:<scope>: the key that the hysteresis holds to
    <pool>:live             zset    number -> the end of its link without a renewal
    <pool>:combinations     hash    combination -> its number, or its last one; and the key of a visitor -> the number
                                    of the visitor's last session
    <pool>:free:<zone>      zset    free numbers of a country or an area -> the start of their rest
    <pool>:number:<number>  hash    the number's zone, its link or last link, and withdrawn: paused or retired;
                                    began: the start of that link. It is higher with each link of the number.
                                    by: the network that started a live link
                                    before: the latest links before it
    <pool>:shown:<number>   zset    of a bucket link: session -> its last sign of life. The empty session stands for all
                                    visitors who have declined consent.
    <pool>:countries        set     the countries of the pool's numbers
    <pool>:holders          zset    network -> the live links that it has started
    <pool>:brought          hash    bucket's combination -> the network that brought it, or * for several
    <pool>:brought:since    zset    bucket's combination -> the time since which it is remembered
    <pool>:rates:<minute>   hash    event -> its count in that minute

  A number that was never linked has a score below any time, so it counts as the longest rested.
]]
local function numberKey(pool, number) return pool .. ':number:' .. number end
local function shownKey(pool, number) return pool .. ':shown:' .. number end
local function freeKey(pool, zone) return pool .. ':free:' .. zone end

-- Returns the scope in which active sessions count: the site, or the whole provider, whose scope is empty.
local function scopeOf(countedBy, site) return countedBy == COUNTED_BY.site and site or '' end

local function activeKey(active, scope) return scope == '' and active or active .. ':' .. scope end

-- Returns a session's member in the set of active sessions. A site's id holds no bar.
local function activeMember(site, session) return site .. '|' .. session end

-- Returns a combination's keyedBy, endpoint, site and key.
local function partsOf(combination) return string.match(combination, COMBINATION.pattern) end

-- Returns a number's link or last link. Returns false when it has had no link or is not in the pool. The second and
-- third value are the number's country and area.
local function readLink(pool, number)
  local f = redis.call('HMGET', numberKey(pool, number), 'country', 'area', 'link', 'combination', 'until', 'seen',
    'ended', 'reason', 'told', 'withdrawn', 'visitor', 'began', 'by')
  if not f[3] then return false, f[1], f[2] end
  return {
    id = f[3], number = number, combination = f[4],
    isBucket = string.sub(f[4], 1, #COMBINATION.bucketPrefix) == COMBINATION.bucketPrefix,
    ends = tonumber(f[5]), seen = tonumber(f[6]), ended = tonumber(f[7]), reason = f[8], reported = tonumber(f[9]),
    country = f[1], area = f[2], withdrawn = f[10], visitor = f[11] or '', began = tonumber(f[12] or 0),
    by = f[13] ~= '' and f[13],
  }, f[1], f[2]
end

local function setFree(pool, number, country, area, since)
  redis.call('ZADD', freeKey(pool, country), since, number)
  if area ~= '' then redis.call('ZADD', freeKey(pool, area), since, number) end
end

-- Takes the longest-rested number of a country or an area and returns it. Returns nil when there is no free number.
local function popFree(pool, zone) return redis.call('ZPOPMIN', freeKey(pool, zone))[1] end

-- Removes what the number's link is found by: its combination and its visitor, unless they have another number by now.
local function forgetLink(pool, link)
  local found = redis.call('HMGET', pool .. ':combinations', link.combination, link.visitor)
  if found[1] == link.number then redis.call('HDEL', pool .. ':combinations', link.combination) end
  if found[2] == link.number then redis.call('HDEL', pool .. ':combinations', link.visitor) end
end

-- Removes a number from the free ones. `popped` is the zone that popFree has already taken it from, or nil.
local function setTaken(pool, number, country, area, popped)
  if popped ~= country then redis.call('ZREM', freeKey(pool, country), number) end
  if area ~= '' and popped ~= area then redis.call('ZREM', freeKey(pool, area), number) end
end
