--[[
  Gives a session a number: the choice between session and bucket, the ladder, and the ledger's entry, in one step.

  KEYS[1]  active     zset   <site>|<session> -> last sign of life, of the provider; with `:<site>` behind it, of a site
  KEYS[2]  ledger     stream of the provider
  KEYS[3]  pool       the pool's key, see includes/pool
  KEYS[4]  rate       counter of the caller in this minute
  KEYS[5]  siteRate   counter of the site in this minute

  ARGV[1]  now        empty, or a test's time
  ARGV[2]  endpoint
  ARGV[3]  site
  ARGV[4]  session    empty: the visitor has not agreed to be told from others
  ARGV[5]  bucket     the bucket's identifier
  ARGV[6]  country    of the numbers that will do
  ARGV[7]  area       of the numbers that are preferred; may be empty
  ARGV[8]  activeMs
  ARGV[9]  holdMs
  ARGV[10] threshold  empty: see includes/policy
  ARGV[11] reserve    empty: see includes/policy
  ARGV[12] overflow   the pool's shared number; may be empty
  ARGV[13] linkTail   what makes a new link's identifier unguessable
  ARGV[14] facts      what the page told of the session, as JSON; for the ledger
  ARGV[15] rateLimit  requests a minute for the caller; 0: no limit
  ARGV[16] siteLimit  requests a minute for the site; 0: no limit
  ARGV[17] scope      empty: the provider's sessions are counted; else the site, whose own are
  ARGV[18] boundary   above or reaching
  ARGV[19] hysteresis

  Reply: { keyedBy, reason, number, link, ends, now, activeSessions, threshold, caller's requests this minute, ms until
  they are forgotten }. keyedBy: session, bucket, overflow or none.
]]
-- @include "clock"
-- @include "policy"
-- @include "renewing"

-- Before a request goes without a number, it ends this many more links: one of them may have what it needs.
local LAST_SWEEP = 200

local ledger, pool = KEYS[2], KEYS[3]
local endpoint, site, session, bucket = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local country, area = ARGV[6], ARGV[7]
local activeMs, hold = tonumber(ARGV[8]), tonumber(ARGV[9])
local linkTail, facts = ARGV[13], ARGV[14]
local rateLimit, siteLimit = tonumber(ARGV[15]), tonumber(ARGV[16])
local active = activeKey(KEYS[1], ARGV[17])
local now = clock(ARGV[1])

local requests, resetMs = 0, 0
local activeSessions, threshold, reserve = 0, 0, 0

local hasBegun = false

local function reply(keyedBy, reason, number, link, ends)
  count(pool, now, hasBegun and 'started:' .. keyedBy or keyedBy)
  return { keyedBy, reason, number, link, ends, now, activeSessions, threshold, requests, resetMs }
end

if rateLimit > 0 then
  requests, resetMs = countRequest(KEYS[4])
  if requests > rateLimit then return reply('none', 'rate_limited', '', '', 0) end
end
if siteLimit > 0 then
  local ofSite, siteResetMs = countRequest(KEYS[5])
  if ofSite > siteLimit then
    resetMs = siteResetMs
    return reply('none', 'site_rate_limited', '', '', 0)
  end
end

sweep(pool, ledger, now, SWEEP)
local built, size, liveBuckets = unpack(redis.call('HMGET', pool, 'built', 'size', 'buckets'))
if not built then return reply('none', 'rebuilding', '', '', 0) end
threshold, reserve = limitsOf(tonumber(size or 0), ARGV[10], ARGV[11])

local areAllActive = session ~= '' and signOfLife(active, site .. '|' .. session, now, activeMs)
activeSessions = areAllActive and redis.call('ZCARD', active)
  or redis.call('ZCOUNT', active, text(now - activeMs), '+inf')

-- A combination loses its claim to a number that goes to another, unless it has got a new one meanwhile.
local function forget(former)
  if redis.call('HGET', pool .. ':combinations', former.combination) == former.number then
    redis.call('HDEL', pool .. ':combinations', former.combination)
  end
end

local function begin(number, by, combination, reason, popped)
  local former, numberCountry, numberArea = readLink(pool, number)
  setTaken(pool, number, numberCountry, numberArea, popped)
  local returned = former and former.combination == combination
  if former and not returned then forget(former) end
  redis.call('HSET', pool .. ':combinations', combination, number)
  local ends, nowText = now + hold, text(now)
  local endsText = text(ends)
  local id = 'lnk_' .. linkTail .. '_' .. string.sub(number, 2)
  redis.call('HSET', numberKey(pool, number), 'link', id, 'combination', combination, 'until', endsText, 'seen', nowText,
    'ended', '0', 'reason', reason, 'told', nowText)
  redis.call('ZADD', pool .. ':live', endsText, number)
  if by == 'bucket' then
    redis.call('HINCRBY', pool, 'buckets', 1)
    redis.call('ZADD', shownKey(pool, number), now, session)
  end
  hasBegun = true
  redis.call('XADD', ledger, '*', 'type', 'start', 'link', id, 'at', nowText, 'combination', combination,
    'reason', reason, 'former', former and former.id or '', 'returned', returned and '1' or '0',
    'active', text(activeSessions), 'threshold', text(threshold), 'session', session, 'facts', facts)
  return { id = id, number = number, ends = ends }
end

-- The combination's number: that of its live link, else the one it had last, else the longest rested.
local function numberFor(by, key, reason)
  local combination = combinationOf(by, endpoint, site, key)
  local last = redis.call('HGET', pool .. ':combinations', combination)
  local former = last and readLink(pool, last)
  if former and former.ended == 0 then
    if former.ends > now then
      renewLink(pool, ledger, former, now, hold)
      if by == 'bucket' and redis.call('ZADD', shownKey(pool, last), now, session) == 1 and session ~= '' then
        redis.call('XADD', ledger, '*', 'type', 'shown', 'link', former.id, 'at', now, 'site', site,
          'session', session, 'facts', facts)
      end
      return former
    end
    endLink(pool, ledger, former, former.ends, 'expired')
  end

  if by == 'session' and reserve > 0 then
    local keptForBuckets = math.max(0, reserve - tonumber(liveBuckets or 0))
    local missing = keptForBuckets - redis.call('ZCARD', freeKey(pool, country))
    if missing >= 0 and redis.call('ZCOUNT', pool .. ':live', '-inf', now) <= missing then return nil end
  end
  if former and former.country == country and redis.call('ZSCORE', freeKey(pool, country), last) then
    return begin(last, by, combination, reason)
  end
  local popped, number = area, area ~= '' and popFree(pool, area)
  if not number then
    popped, number = country, popFree(pool, country)
    if not number and sweep(pool, ledger, now, LAST_SWEEP) > 0 then number = popFree(pool, country) end
  end
  return number and begin(number, by, combination, reason, popped)
end

local isBucket = selectsBucket(pool, ARGV[17], activeSessions, threshold, ARGV[18], tonumber(ARGV[19]))
for _, rung in ipairs(rungs(isBucket, session)) do
  local key = rung.by == 'session' and session or bucket
  local link = numberFor(rung.by, key, rung.reason)
  if link then return reply(rung.by, rung.reason, link.number, link.id, link.ends) end
end
if ARGV[12] ~= '' then
  if session ~= '' then
    redis.call('XADD', ledger, '*', 'type', 'overflow', 'number', ARGV[12], 'at', now, 'combination',
      combinationOf('session', endpoint, site, session), 'active', activeSessions, 'threshold', threshold,
      'session', session, 'facts', facts)
  end
  return reply('overflow', 'no_number_free', ARGV[12], '', now + hold)
end
return reply('none', 'no_number_free', '', '', 0)
