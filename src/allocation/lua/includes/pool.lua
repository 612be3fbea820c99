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
                                    owner: the bucket that owns the number, empty for the common group; busy: the group
                                    whose sessions it is shown to; weight: the sessions of its last link; shared: 1
                                    while several sessions share a session link, and past afterwards
    <pool>:shown:<number>   zset    of a link that sessions share: session -> its last sign of life. The empty session
                                    stands for all visitors who have declined consent.
    <pool>:guests:<number>  zset    combination of a session that shares or shared the number -> the time of its request
    <pool>:weights:<number> hash    session that shares the number -> its weight, where that is not 1
    <pool>:rested:<owner>   zset    free numbers of an owner -> class of their weight and start of their rest
    <pool>:busy:<group>     zset    numbers that sessions of a group are shown -> the sum of the sessions' weights
    <pool>:groups:<country> hash    of the policy affinity: see owners.lua
    <pool>:surplus:<country> zset   owner -> how many numbers it has above its quota
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
local function guestsKey(pool, number) return pool .. ':guests:' .. number end
local function weightsKey(pool, number) return pool .. ':weights:' .. number end
local function busyKey(pool, group) return pool .. ':busy:' .. group end

-- The common group of a country has the country's name.
local function restedKey(pool, owner, country) return pool .. ':rested:' .. (owner ~= '' and owner or country) end

-- Numbers of one class have about the same weight. The class is above any time in a score.
local CLASSES = 7
local CLASS_STEP = 8796093022208

-- Returns the class of a weight, which is a number of sessions of mean intent.
local function classOf(weight)
  if weight < 0.003 then return 0 end
  return math.max(1, math.min(CLASSES - 1, math.floor(math.log(weight * 10) / math.log(2) / 1.5 + 2)))
end

-- Returns the scope in which active sessions count: the site, or the whole provider, whose scope is empty.
local function scopeOf(countedBy, site) return countedBy == COUNTED_BY.site and site or '' end

local function activeKey(active, scope) return scope == '' and active or active .. ':' .. scope end

-- Returns a session's member in the set of active sessions. A site's id holds no bar.
local function activeMember(site, session) return site .. '|' .. session end

-- Returns a combination's keyedBy, endpoint, site and key.
local function partsOf(combination) return string.match(combination, COMBINATION.pattern) end

-- The states of a session link that other sessions share, and of a number whose guests are still known.
local SHARED, PAST = '1', 'past'

-- Returns a number's link or last link. Returns false when it has had no link or is not in the pool. The other values are
-- the number's country, area and owner.
local function readLink(pool, number)
  local f = redis.call('HMGET', numberKey(pool, number), 'country', 'area', 'link', 'combination', 'until', 'seen',
    'ended', 'reason', 'told', 'withdrawn', 'visitor', 'began', 'by', 'owner', 'busy', 'weight', 'shared')
  if not f[3] then return false, f[1], f[2], f[14] end
  local isBucket = string.sub(f[4], 1, #COMBINATION.bucketPrefix) == COMBINATION.bucketPrefix
  return {
    id = f[3], number = number, combination = f[4],
    isBucket = isBucket, isShared = isBucket or f[17] == SHARED, hasGuests = f[17] and f[17] ~= '',
    ends = tonumber(f[5]), seen = tonumber(f[6]), ended = tonumber(f[7]),
    reason = f[17] == SHARED and REASON.number_shared or f[8], reported = tonumber(f[9]),
    country = f[1], area = f[2], withdrawn = f[10], visitor = f[11] or '', began = tonumber(f[12] or 0),
    by = f[13] ~= '' and f[13], owner = f[14], busy = f[15] ~= '' and f[15], weight = tonumber(f[16] or 0),
  }, f[1], f[2], f[14]
end

-- Adds a number to the free ones. `owner` is false for a number that the policy `affinity` has not used yet.
local function setFree(pool, number, country, area, since, owner, weight)
  redis.call('ZADD', freeKey(pool, country), since, number)
  if area ~= '' then redis.call('ZADD', freeKey(pool, area), since, number) end
  if owner then
    local score = classOf(weight) * CLASS_STEP + since
    redis.call('ZADD', restedKey(pool, owner, country), string.format('%d', score), number)
  end
end

-- Takes the longest-rested number of a country or an area and returns it. Returns nil when there is no free number.
local function popFree(pool, zone) return redis.call('ZPOPMIN', freeKey(pool, zone))[1] end

-- Removes what the number's link is found by: its combination and its visitor, unless they have another number by now.
local function forgetLink(pool, link)
  local found = redis.call('HMGET', pool .. ':combinations', link.combination, link.visitor)
  if found[1] == link.number then redis.call('HDEL', pool .. ':combinations', link.combination) end
  if found[2] == link.number then redis.call('HDEL', pool .. ':combinations', link.visitor) end
  if link.hasGuests then
    local guests = redis.call('ZRANGE', guestsKey(pool, link.number), 0, -1)
    for _, guest in ipairs(guests) do
      if redis.call('HGET', pool .. ':combinations', guest) == link.number then
        redis.call('HDEL', pool .. ':combinations', guest)
      end
    end
    redis.call('UNLINK', guestsKey(pool, link.number))
  end
end

-- Removes a number from the free ones. `popped` is the zone that popFree has already taken it from, or nil.
local function setTaken(pool, number, country, area, popped, owner)
  if popped ~= country then redis.call('ZREM', freeKey(pool, country), number) end
  if area ~= '' and popped ~= area then redis.call('ZREM', freeKey(pool, area), number) end
  if owner then redis.call('ZREM', restedKey(pool, owner, country), number) end
end
