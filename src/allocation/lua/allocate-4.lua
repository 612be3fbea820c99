--[[
  Gives a session a number: the choice between session and bucket, the ladder, and the ledger's entry, in one step.

  KEYS[1]  active     zset   <site>|<session> -> last sign of life, of the whole provider
  KEYS[2]  ledger     stream of the provider
  KEYS[3]  pool       the pool's key, see includes/pool
  KEYS[4]  rate       counter of the caller in this minute

  ARGV[1]  now        empty, or a test's time
  ARGV[2]  endpoint
  ARGV[3]  site
  ARGV[4]  session
  ARGV[5]  bucket     the bucket's identifier
  ARGV[6]  country    of the numbers that will do
  ARGV[7]  area       of the numbers that are preferred; may be empty
  ARGV[8]  activeMs
  ARGV[9]  holdMs
  ARGV[10] threshold  empty: the pool's size less the reserve
  ARGV[11] reserve    empty: a fifth of the pool and at least one, or none when a threshold is given
  ARGV[12] overflow   the pool's shared number; may be empty
  ARGV[13] linkTail   what makes a new link's identifier unguessable
  ARGV[14] facts      what the page told of the session, as JSON; for the ledger
  ARGV[15] rateLimit  requests a minute for the caller; 0: no limit

  Reply: { keyedBy, reason, number, link, ends, now, activeSessions, threshold, requests of the caller this minute }
  keyedBy: session, bucket, overflow or none.
]]
-- @include "clock"
-- @include "renewing"

local active, ledger, pool, rate = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local endpoint, site, session, bucket = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local country, area = ARGV[6], ARGV[7]
local activeMs, hold = tonumber(ARGV[8]), tonumber(ARGV[9])
local overflow, linkTail, facts = ARGV[12], ARGV[13], ARGV[14]
local rateLimit = tonumber(ARGV[15])
local now = clock(ARGV[1])

local requests = 0
if rateLimit > 0 then
  requests = redis.call('INCR', rate)
  if requests == 1 then redis.call('PEXPIRE', rate, 60000) end
  if requests > rateLimit then return { 'none', 'rate_limited', '', '', 0, now, 0, 0, requests } end
end

signOfLife(active, site .. '|' .. session, now, activeMs)
sweep(pool, ledger, now, SWEEP)

local counts = redis.call('HMGET', pool, 'size', 'buckets')
local size, liveBuckets = tonumber(counts[1] or 0), tonumber(counts[2] or 0)
local reserve = tonumber(ARGV[11]) or (ARGV[10] == '' and math.max(1, math.floor(size / 5)) or 0)
local threshold = tonumber(ARGV[10]) or math.max(0, size - reserve)
local activeSessions = redis.call('ZCOUNT', active, now - activeMs, '+inf')

-- A combination loses its claim to a number that goes to another, unless it has got a new one meanwhile.
local function forget(former)
  local combination = combinationOf(former.by, former.endpoint, former.site, former.key)
  if redis.call('HGET', pool .. ':combinations', combination) == former.number then
    redis.call('HDEL', pool .. ':combinations', combination)
  end
end

local function begin(number, by, key, combination, reason, former)
  local record = redis.call('HMGET', numberKey(pool, number), 'country', 'area')
  setTaken(pool, number, record[1], record[2])
  if former then forget(former) end
  redis.call('HSET', pool .. ':combinations', combination, number)
  local ends = now + hold
  local id = 'lnk_' .. linkTail .. '_' .. string.sub(number, 2)
  redis.call('HSET', numberKey(pool, number), 'link', id, 'by', by, 'endpoint', endpoint, 'site', site, 'key', key,
    'since', now, 'until', ends, 'seen', now, 'ended', 0, 'reason', reason)
  redis.call('ZADD', pool .. ':live', ends, number)
  if by == 'bucket' then
    redis.call('HINCRBY', pool, 'buckets', 1)
    redis.call('ZADD', shownKey(pool, number), now, session)
  end
  redis.call('XADD', ledger, '*', 'type', 'start', 'link', id, 'at', now, 'number', number, 'pool', pool,
    'site', site, 'endpoint', endpoint, 'by', by, 'key', key, 'reason', reason,
    'active', activeSessions, 'threshold', threshold, 'session', session, 'facts', facts)
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
      if by == 'bucket' and redis.call('ZADD', shownKey(pool, last), now, session) == 1 then
        redis.call('XADD', ledger, '*', 'type', 'shown', 'link', former.id, 'at', now, 'site', site, 'session', session, 'facts', facts)
      end
      return former
    end
    endLink(pool, ledger, former, former.ends, 'expired')
  end

  if by == 'session' then
    local keptForBuckets = math.max(0, reserve - liveBuckets)
    if redis.call('ZCARD', freeKey(pool, country)) <= keptForBuckets then return nil end
  end
  if former and former.country == country and redis.call('ZSCORE', freeKey(pool, country), last) then
    return begin(last, by, key, combination, reason, nil)
  end
  local number = area ~= '' and redis.call('ZRANGE', freeKey(pool, area), 0, 0)[1]
  number = number or redis.call('ZRANGE', freeKey(pool, country), 0, 0)[1]
  if not number then return nil end
  return begin(number, by, key, combination, reason, (readLink(pool, number)))
end

local function reply(keyedBy, reason, number, link, ends)
  return { keyedBy, reason, number, link, ends, now, activeSessions, threshold, requests }
end

-- US10205702B1, claim 1: a count that exceeds the threshold selects the bucket, else the session.
local bySession = activeSessions <= threshold
if bySession then
  local link = numberFor('session', session, 'within_threshold')
  if link then return reply('session', 'within_threshold', link.number, link.id, link.ends) end
end
local reason = bySession and 'no_number_for_session' or 'over_threshold'
local link = numberFor('bucket', bucket, reason)
if link then return reply('bucket', reason, link.number, link.id, link.ends) end
if overflow ~= '' then return reply('overflow', 'no_number_free', overflow, '', now + hold) end
return reply('none', 'no_number_free', '', '', 0)
