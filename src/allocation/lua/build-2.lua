--[[
  Makes a pool whole again from what the store knows, some numbers at a time. A number that is there already is left
  as it is, so that builders may overlap and begin again.

  KEYS[1]  ledger
  KEYS[2]  pool

  ARGV[1]  now     empty, or a test's time
  ARGV[2]  holdMs
  ARGV[3]  whole   how many numbers the pool has, when these are the last of them; else empty
  ARGV[4…] for each number a JSON object: number, country, area; withdrawn, if it is; and, if it was ever linked, link,
           combination, seen, ended, reason. `ended` 0 is a link whose end the store does not know.

  A link without an end may have a page that is still open: it lives for a hold from now, in which a page that lives
  renews it. So no number is given out that is still shown.

  Of a bucket link we do not know who still looks at it: somebody does until its hold has run out.

  Reply: how many numbers were put in, or nil when these were the last and yet some are missing: Redis was lost again
  meanwhile, and the building is to begin anew.
]]
-- @include "clock"
-- @include "pool"

local pool = KEYS[2]
local now, hold = clock(ARGV[1]), tonumber(ARGV[2])

local function put(n)
  local key = numberKey(pool, n.number)
  redis.call('HSET', key, 'country', n.country, 'area', n.area)
  redis.call('SADD', pool .. ':countries', n.country)
  local order = redis.call('HINCRBY', pool, 'added', 1)
  local isLive = n.link and n.ended == 0
  if n.link then
    redis.call('HSET', key, 'link', n.link, 'combination', n.combination, 'until', isLive and now + hold or n.ended,
      'seen', n.seen, 'ended', n.ended, 'reason', n.reason, 'told', n.seen)
    redis.call('HSET', pool .. ':combinations', n.combination, n.number)
  end
  if n.withdrawn then redis.call('HSET', key, 'withdrawn', n.withdrawn) end
  if isLive then
    redis.call('ZADD', pool .. ':live', now + hold, n.number)
    if string.sub(n.combination, 1, 7) == 'bucket|' then
      redis.call('HINCRBY', pool, 'buckets', 1)
      redis.call('ZADD', shownKey(pool, n.number), now, '')
    end
  elseif not n.withdrawn then
    setFree(pool, n.number, n.country, n.area, n.link and n.ended or order)
  end
  if isLive or not n.withdrawn then redis.call('HINCRBY', pool, 'size', 1) end
end

local built = 0
for i = 4, #ARGV do
  local n = cjson.decode(ARGV[i])
  if redis.call('EXISTS', numberKey(pool, n.number)) == 0 then
    put(n)
    built = built + 1
  end
end
if ARGV[3] ~= '' then
  if tonumber(redis.call('HGET', pool, 'added') or 0) < tonumber(ARGV[3]) then return nil end
  redis.call('HSET', pool, 'built', now)
end
return built
