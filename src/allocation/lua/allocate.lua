--[[
  Allocates a number to a page. One step counts the active sessions, selects session or bucket, walks down the ladder,
  links the number and adds the entry to the ledger.

  Its keys, arguments and reply are declared in engine/link-scripts.ts.
]]
-- @include "clock"
-- @include "policy"
-- @include "renewing"

-- Before a page goes without a number, the script ends this many more links. One of them may have a fitting number.
local LAST_SWEEP = 200

local ledger, pool = KEYS.ledger, KEYS.pool
local site, session, visitor = ARGV.site, ARGV.session, ARGV.visitor
local country, area = ARGV.country, ARGV.area
local hold = tonumber(ARGV.holdMs)
local facts, overflow = ARGV.facts, ARGV.overflow
local rateLimit, siteLimit = tonumber(ARGV.rateLimit), tonumber(ARGV.siteLimit)
local scope = scopeOf(ARGV.countedBy, site)
local active = activeKey(KEYS.active, scope)
local now = clock(ARGV.now)

local requests, resetMs = 0, 0
local activeSessions, threshold, reserve = 0, 0, 0

local hasStarted = false

local function reply(keyedBy, reason, number, link, ends, began)
  count(pool, now, hasStarted and 'started:' .. keyedBy or keyedBy)
  return {
    [REPLY.keyedBy] = keyedBy, [REPLY.reason] = reason, [REPLY.number] = number, [REPLY.link] = link,
    [REPLY.ends] = ends, [REPLY.began] = began or 0, [REPLY.now] = now, [REPLY.activeSessions] = activeSessions, [REPLY.threshold] = threshold,
    [REPLY.requests] = requests, [REPLY.resetMs] = resetMs,
  }
end

if rateLimit > 0 then
  requests, resetMs = countRequest(KEYS.callerRate)
  if requests > rateLimit then return reply(RUNG.none, REASON.rate_limited, '', '', 0) end
end
if siteLimit > 0 then
  local siteRequests, siteResetMs = countRequest(KEYS.siteRate)
  if siteRequests > siteLimit then
    resetMs = siteResetMs
    return reply(RUNG.none, REASON.site_rate_limited, '', '', 0)
  end
end

sweep(pool, ledger, now, SWEEP)
local built, size, liveBuckets = unpack(redis.call('HMGET', pool, 'built', 'size', 'buckets'))
if not built then return reply(RUNG.none, REASON.rebuilding, '', '', 0) end
threshold, reserve = limitsOf(tonumber(size or 0), ARGV.threshold, ARGV.otherNumbers, ARGV.reserve)

local activeMs = tonumber(ARGV.activeMs)
local areAllActive = session ~= '' and signOfLife(active, site, session, now, activeMs)
activeSessions = areAllActive and redis.call('ZCARD', active)
  or redis.call('ZCOUNT', active, text(now - activeMs), '+inf')

local function startLink(number, keyedBy, combination, reason, popped)
  local former, numberCountry, numberArea = readLink(pool, number)
  setTaken(pool, number, numberCountry, numberArea, popped)
  local returned = former and former.combination == combination
  local owner = keyedBy == RUNG.session and visitor or ''
  if former and not (returned and former.visitor == owner) then forgetLink(pool, former) end
  if owner == '' then
    redis.call('HSET', pool .. ':combinations', combination, number)
  else
    redis.call('HSET', pool .. ':combinations', combination, number, owner, number)
  end
  local ends, nowText = now + hold, text(now)
  local began = math.max(now, former and former.began + 1 or 0)
  local endsText = text(ends)
  local id = ARGV.linkIdPrefix .. string.sub(number, 2)
  redis.call('HSET', numberKey(pool, number), 'link', id, 'combination', combination, 'until', endsText, 'seen', nowText,
    'ended', '0', 'reason', reason, 'told', nowText, 'visitor', owner, 'began', text(began))
  redis.call('ZADD', pool .. ':live', endsText, number)
  if keyedBy == RUNG.bucket then
    redis.call('HINCRBY', pool, 'buckets', 1)
    redis.call('ZADD', shownKey(pool, number), now, session)
  end
  hasStarted = true
  redis.call('XADD', ledger, '*', 'type', ENTRY.start, 'link', id, 'at', nowText, 'combination', combination,
    'reason', reason, 'former', former and former.id or '', 'returned', returned and '1' or '0',
    'active', text(activeSessions), 'threshold', text(threshold), 'session', session, 'facts', facts)
  local _, endpoint = partsOf(combination)
  redis.call('PUBLISH', CHANNEL.links, pool .. ' ' .. number .. ' ' .. id .. ' ' .. endpoint .. ' ' .. text(began))
  return { id = id, number = number, ends = ends, began = began }
end

-- Returns the number of the combination's link or last link. A session without one has the number of the last session
-- of its visitor. The number may be in use, or shown to somebody else by now.
local function lastNumber(keyedBy, combination)
  if keyedBy == RUNG.bucket or visitor == '' then return redis.call('HGET', pool .. ':combinations', combination) end
  local found = redis.call('HMGET', pool .. ':combinations', combination, visitor)
  return found[1] or found[2]
end

-- Returns the combination's link: its live one, or a new one on its last number or on the longest-rested number.
local function linkFor(keyedBy, combination, reason)
  local last = lastNumber(keyedBy, combination)
  local former = last and readLink(pool, last)
  if former and former.ended == 0 then
    if former.ends <= now then
      endLink(pool, ledger, former, former.ends, CAUSE.expired)
    elseif former.combination == combination then
      renewLink(pool, ledger, former, now, hold)
      if keyedBy == RUNG.bucket and redis.call('ZADD', shownKey(pool, last), now, session) == 1 and session ~= '' then
        redis.call('XADD', ledger, '*', 'type', ENTRY.shown, 'link', former.id, 'at', now, 'site', site,
          'session', session, 'facts', facts)
      end
      return former
    end
  end

  -- A session leaves the reserve to buckets. Expired links that no request has ended yet count as free numbers.
  if keyedBy == RUNG.session and reserve > 0 then
    local reserved = math.max(0, reserve - tonumber(liveBuckets or 0))
    local missing = reserved - redis.call('ZCARD', freeKey(pool, country))
    if missing >= 0 and redis.call('ZCOUNT', pool .. ':live', '-inf', now) <= missing then return nil end
  end
  if former and former.country == country and redis.call('ZSCORE', freeKey(pool, country), last) then
    return startLink(last, keyedBy, combination, reason)
  end
  local popped, number = area, area ~= '' and popFree(pool, area)
  if not number then
    popped, number = country, popFree(pool, country)
    if not number and sweep(pool, ledger, now, LAST_SWEEP) > 0 then number = popFree(pool, country) end
  end
  return number and startLink(number, keyedBy, combination, reason, popped)
end

local isBucket = selectsBucket(pool, scope, activeSessions, threshold, ARGV.boundary, tonumber(ARGV.hysteresis))
for _, rung in ipairs(rungs(isBucket, session)) do
  local combination = rung.keyedBy == RUNG.session and ARGV.sessionCombination or ARGV.bucketCombination
  local link = linkFor(rung.keyedBy, combination, rung.reason)
  if link then return reply(rung.keyedBy, rung.reason, link.number, link.id, link.ends, link.began) end
end
if overflow == '' then return reply(RUNG.none, REASON.no_number_free, '', '', 0) end
if session ~= '' then
  redis.call('XADD', ledger, '*', 'type', ENTRY.overflow, 'number', overflow, 'at', now,
    'combination', ARGV.sessionCombination, 'active', activeSessions, 'threshold', threshold, 'session', session,
    'facts', facts)
end
return reply(RUNG.overflow, REASON.no_number_free, overflow, '', now + hold)
