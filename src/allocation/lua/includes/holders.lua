-- @include "pool"

-- A small pool has no cap, and a network may hold this many numbers of any pool.
local MIN_CAP = 10
-- A network that holds this many links less than another one does not make it give way.
local WAY_LINKS = 2
-- The script looks for the link that gives way among this many, those that end first.
local MAX_WAY = 100

local function holdersKey(pool) return pool .. ':holders' end

-- Returns how many live links the network has started.
local function heldBy(pool, network) return tonumber(redis.call('ZSCORE', holdersKey(pool), network) or 0) end

-- Adds links to those that the network holds. A link that nobody is charged for has no network.
local function charge(pool, network, links)
  if not network then return end
  if tonumber(redis.call('ZINCRBY', holdersKey(pool), links, network)) <= 0 then
    redis.call('ZREM', holdersKey(pool), network)
  end
end

-- Returns how many links one network may hold. `share` is a percentage of the pool, and 0 means any number.
local function capOf(size, share)
  return share == 0 and math.huge or math.max(MIN_CAP, math.floor(size * share / 100))
end

-- Returns true when fewer numbers are free than linked. A small pool is not guarded by this.
local function isScarce(pool, size, country)
  return size >= MIN_CAP and redis.call('ZCARD', freeKey(pool, country)) < redis.call('ZCARD', pool .. ':live')
end

-- Returns the country's number that gives way: a link of the largest holder, with at least `least` links. Returns nil
-- when all hold fewer. Of several it is the one that ends first: a page that is open has renewed its link.
local function findWay(pool, country, network, least)
  local largest = redis.call('ZREVRANGE', holdersKey(pool), '0', '0', 'WITHSCORES')[2]
  if not largest or tonumber(largest) < least then return nil end
  local way, most, known = nil, least - 1, { [network] = 0 }
  for _, number in ipairs(redis.call('ZRANGE', pool .. ':live', '0', MAX_WAY - 1)) do
    local record = redis.call('HMGET', numberKey(pool, number), 'by', 'country', 'withdrawn')
    local by = record[1]
    if by and by ~= '' and record[2] == country and not record[3] then
      known[by] = known[by] or heldBy(pool, by)
      if known[by] > most then way, most = number, known[by] end
    end
  end
  return way
end
