--[[
  A page said goodbye: its session link ends at once; a bucket link when its last session has gone.

  KEYS[1]  ledger
  KEYS[2]  pool

  ARGV[1]  now      empty, or a test's time
  ARGV[2]  session
  ARGV[3]  link     empty: every session link of the session on the site
  ARGV[4]  number   of the link
  ARGV[5]  site
  ARGV[6…] endpoints of the site

  Reply: how many links ended.
]]
-- @include "clock"
-- @include "ending"

local ledger, pool = KEYS[1], KEYS[2]
local session, site = ARGV[2], ARGV[5]
local now = clock(ARGV[1])

local function isLive(link) return link and link.ended == 0 and link.ends > now end

local function leaveBucket(link)
  local key = shownKey(pool, link.number)
  local seen = redis.call('ZSCORE', key, session)
  if not seen then return 0 end
  redis.call('ZREM', key, session)
  -- Its goodbye is its last sign of life.
  sessionGone(ledger, link.id, session, now)
  local latest = redis.call('ZREVRANGE', key, 0, 0, 'WITHSCORES')
  local ends = #latest > 0 and math.min(link.ends, tonumber(latest[2]) + link.ends - link.seen) or now
  if ends > now then
    redis.call('HSET', numberKey(pool, link.number), 'until', ends, 'seen', latest[2])
    redis.call('ZADD', pool .. ':live', ends, link.number)
    return 0
  end
  endLink(pool, ledger, link, now, 'left')
  return 1
end

if ARGV[3] ~= '' then
  local link = readLink(pool, ARGV[4])
  if not isLive(link) or link.id ~= ARGV[3] then return 0 end
  if link.isBucket then return leaveBucket(link) end
  local _, _, _, key = partsOf(link.combination)
  if key ~= session then return 0 end
  endLink(pool, ledger, link, now, 'left')
  return 1
end

local left = 0
for i = 6, #ARGV do
  local number = redis.call('HGET', pool .. ':combinations', combinationOf('session', ARGV[i], site, session))
  local link = number and readLink(pool, number)
  if isLive(link) then
    endLink(pool, ledger, link, now, 'left')
    left = left + 1
  end
end
return left
