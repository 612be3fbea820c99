--[[
  The policy `affinity`. Buckets own numbers on a slow clock, and a session gets one of its own bucket on a fast clock. A late
  call to a number that was shown again then still lands in the right bucket. Numbers change their owner only while they are
  free. Sessions share a number only within their bucket, and only when it has none left.
]]
-- @include "ladder"
-- @include "owners"

-- The buckets of which arrivals are counted between two plans. Those of more buckets are not counted.
local MAX_GROUPS = 20000
-- A request looks at this many numbers that have rested longest, that are least shared, or owners with the largest surplus.
local MAX_LOOKS = 4
-- The share of calls that come after the page was left, and the price of showing another bucket's number.
local LATE, BORROWED = 0.35, 0.1
-- Calls after the page are spread evenly on the logarithm of time from two seconds to a week.
local FIRST_MS, WEEK_MS = 2000, 604800000
-- A session's number stays known for this long while others share it.
local GUEST_MS = 14400000

local groups = groupsKey(pool, country)
local bucket = ARGV.bucketCombination
local _, endpoint = partsOf(bucket)
local common = 'common|' .. endpoint .. '|' .. site
-- The owner whose numbers the session gets, empty for the common group. The group whose numbers it may share.
local group, sharing
local missing, numbers, weight = 0, nil, 1

-- Counts the session as an arrival, and reads how many numbers its bucket owns and should own.
local function arrive()
  local field = 'arrived|' .. bucket
  if isCounted and redis.call('HINCRBY', groups, field, '1') == 1 and redis.call('HLEN', groups) > MAX_GROUPS then
    redis.call('HDEL', groups, field)
  end
  local known = redis.call('HMGET', groups, 'quota|' .. bucket, 'owned|' .. bucket, 'size', 'intent|' .. ARGV.intent)
  local quota, owned = tonumber(known[1] or 0), tonumber(known[2] or 0)
  missing, numbers, weight = quota - owned, tonumber(known[3]), tonumber(known[4] or 1)
  local isOwner = quota > 0 or owned > 0
  group, sharing = isOwner and bucket or '', isOwner and bucket or common
end

-- Returns the owner's free number with the least hazard, of those that have rested longest in each class. Under this law
-- of delays the hazard is the weight over the time since the number's link ended.
local function leastLikely(owner)
  local key, from, best, least = restedKey(pool, owner, country), '-inf', nil, math.huge
  for _ = 1, CLASSES do
    local found = redis.call('ZRANGEBYSCORE', key, from, '+inf', 'WITHSCORES', 'LIMIT', '0', '1')
    if not found[1] then break end
    local class = math.floor(tonumber(found[2]) / CLASS_STEP)
    local hazard = 8 ^ (class / 2) / math.max(1, now - tonumber(found[2]) + class * CLASS_STEP)
    if hazard < least then best, least = found[1], hazard end
    -- Numbers of the last class come last, and one that was never linked has no hazard to speak of.
    if class == CLASSES - 1 or class == 0 then break end
    from = text((class + 1) * CLASS_STEP)
  end
  if owner ~= '' then return best end
  -- A number that this policy has not used yet has no owner, and rests in no queue.
  local head = redis.call('ZRANGE', freeKey(pool, country), '0', '0', 'WITHSCORES')
  if head[1] and head[1] ~= best and not redis.call('HGET', numberKey(pool, head[1]), 'owner') then
    if 64 / math.max(1, now - tonumber(head[2])) < least then return head[1] end
  end
  return best
end

-- Gives a free number of the owner to the session's bucket.
local function give(number, owner)
  local key, from = numberKey(pool, number), restedKey(pool, owner, country)
  local score = redis.call('ZSCORE', from, number) or redis.call('ZSCORE', freeKey(pool, country), number)
  redis.call('ZREM', from, number)
  redis.call('ZADD', restedKey(pool, bucket, country), score, number)
  redis.call('HSET', key, 'owner', bucket)
  redis.call('HINCRBY', groups, 'owned|' .. bucket, '1')
  if owner ~= '' then redis.call('HINCRBY', groups, 'owned|' .. owner, '-1') end
  redis.call('ZINCRBY', surplusKey(pool, country), '-1', owner)
end

-- Returns the number of the area that has rested longest, if its owner is one that the session may take it from.
local function ofArea(isOwner)
  local number = area ~= '' and redis.call('ZRANGE', freeKey(pool, area), '0', '0')[1]
  if not number then return nil end
  local owner = redis.call('HGET', numberKey(pool, number), 'owner') or ''
  if isOwner(owner) then return number, owner end
end

local function hasSurplus(owner)
  return tonumber(redis.call('ZSCORE', surplusKey(pool, country), owner) or 0) > 0
end

-- Gives the bucket a number of the group with the largest surplus.
local function grow()
  local number, owner = ofArea(function(of) return of ~= bucket and hasSurplus(of) end)
  if number then return give(number, owner) end
  local owners = redis.call('ZREVRANGEBYSCORE', surplusKey(pool, country), '+inf', '1', 'LIMIT', '0', MAX_LOOKS)
  for _, rich in ipairs(owners) do
    local found = rich ~= bucket and leastLikely(rich)
    if found then return give(found, rich) end
  end
end

local function isCommon(owner) return owner == '' end

-- Returns a free number of the session's group.
local function ownNumber()
  if missing > 0 then grow() end
  return group == '' and ofArea(isCommon) or leastLikely(group)
end

-- Returns a free number of any group whose last visitors will hardly call, while most numbers are free.
local function borrow()
  if not numbers or redis.call('ZCARD', freeKey(pool, country)) * 2 <= numbers then return nil end
  local load = redis.call('ZRANGE', busyKey(pool, sharing), '0', '0', 'WITHSCORES')[2]
  local best, least = nil, math.min(weight, tonumber(load or math.huge)) / 2
  local rested = redis.call('ZRANGE', freeKey(pool, country), '0', MAX_LOOKS - 1, 'WITHSCORES')
  for i = 1, #rested, 2 do
    local idle = math.max(FIRST_MS, now - tonumber(rested[i + 1]))
    local late = math.max(0, 1 - math.log(idle / FIRST_MS) / math.log(WEEK_MS / FIRST_MS))
    local carried = tonumber(redis.call('HGET', numberKey(pool, rested[i]), 'weight') or 0)
    local cost = carried * LATE * late + BORROWED * weight
    if cost < least then best, least = rested[i], cost end
  end
  return best
end

-- Adds the session to those of a live session link. The link's own session is the first of them.
local function shareLink(link)
  local number, shown, guests = link.number, shownKey(pool, link.number), guestsKey(pool, link.number)
  local key = numberKey(pool, number)
  if not link.isShared then
    local _, _, _, first = partsOf(link.combination)
    redis.call('ZADD', shown, text(link.seen), first)
    redis.call('HSET', key, 'shared', SHARED)
    if link.weight ~= 1 then redis.call('HSET', weightsKey(pool, number), first, link.weight) end
    link.isShared = true
  end
  if weight ~= 1 then redis.call('HSET', weightsKey(pool, number), ARGV.session, weight) end
  redis.call('ZADD', guests, text(now), ARGV.sessionCombination)
  local former = redis.call('ZRANGEBYSCORE', guests, '-inf', text(now - GUEST_MS), 'LIMIT', '0', text(SWEEP))
  for _, combination in ipairs(former) do
    redis.call('ZREM', guests, combination)
    if redis.call('HGET', pool .. ':combinations', combination) == number then
      redis.call('HDEL', pool .. ':combinations', combination)
    end
  end
  redis.call('HSET', pool .. ':combinations', ARGV.sessionCombination, number)
  redis.call('HINCRBYFLOAT', key, 'weight', weight)
  return join(link)
end

-- Returns the least shared live link that is shown to sessions of the group.
local function leastShared(of)
  for _, number in ipairs(redis.call('ZRANGE', busyKey(pool, of), '0', MAX_LOOKS - 1)) do
    local link = readLink(pool, number)
    if link.ends > now and not link.withdrawn then return link end
  end
end
