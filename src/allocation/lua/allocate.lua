--[[
  Allocates a number to a page. One step counts the active sessions, selects session or bucket, walks down the ladder,
  links the number and adds the entry to the ledger.

  Its keys, arguments and reply are declared in engine/link-scripts.ts.
]]
-- @include "clock"
-- @include "before"
-- @include "brought"
-- @include "early"
-- @include "policy"
-- @include "renewing"

-- Before a page goes without a number, the script ends this many more links. One of them may have a fitting number.
local LAST_SWEEP = 200

local ledger, pool = KEYS.ledger, KEYS.pool
local site, session, visitor = ARGV.site, ARGV.session, ARGV.visitor
local country, area = ARGV.country, ARGV.area
local hold, firstHold = tonumber(ARGV.holdMs), tonumber(ARGV.firstHoldMs)
local network, share = ARGV.network, tonumber(ARGV.share)
local isGuarded = share > 0
local facts, overflow = ARGV.facts, ARGV.overflow
local lateMs = tonumber(ARGV.lateMs)
local rateLimit, siteLimit = tonumber(ARGV.rateLimit), tonumber(ARGV.siteLimit)
local scope = scopeOf(ARGV.countedBy, site)
local active = activeKey(KEYS.active, scope)
local now = clock(ARGV.now)

local requests, resetMs = 0, 0
local activeSessions, threshold, reserve = 0, 0, 0

local hasStarted, isNewSession = false, false

local function reply(keyedBy, reason, number, link, ends, began)
  count(pool, now, hasStarted and 'started:' .. keyedBy or keyedBy)
  if isNewSession and number ~= '' then addWaitingHit(KEYS.early, ledger, now, site, session) end
  -- Reports also count sessions whose pages keep their own number, unless the request is refused.
  if number == '' and session ~= '' and (reason == REASON.no_number_free or reason == REASON.rebuilding) then
    redis.call('XADD', ledger, '*', 'type', ENTRY.unshown, 'at', text(now), 'site', site, 'session', session, 'facts', facts)
  end
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

-- A network that holds its share of the pool, or asks as often, adds no active sessions: it cannot move the threshold.
local cap = capOf(tonumber(size or 0), share)
local held = isGuarded and heldBy(pool, network) or 0
local isCounted = held < cap and requests <= cap
local isBrought = not isGuarded or isBroughtByOthers(pool, ARGV.bucketCombination, network, now)

local activeMs = tonumber(ARGV.activeMs)
local areAllActive = false
if session ~= '' then
  areAllActive, isNewSession = signOfLife(active, site, session, now, activeMs, isCounted)
end
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
  local ends, nowText = now + firstHold, text(now)
  local began = math.max(now, former and former.began + 1 or 0)
  local endsText = text(ends)
  local id = ARGV.linkIdPrefix .. string.sub(number, 2)
  -- All networks share the site's shared bucket, so none is charged for it.
  local by = isGuarded and combination ~= ARGV.sharedCombination and network or ''
  if former and lateMs > 0 then keepLink(pool, former, now - lateMs) end
  redis.call('HSET', numberKey(pool, number), 'link', id, 'combination', combination, 'until', endsText, 'seen', nowText,
    'ended', '0', 'reason', reason, 'told', nowText, 'visitor', owner, 'began', text(began), 'by', by)
  if by ~= '' then charge(pool, by, 1) end
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

-- Renews the combination's live link for this page. A page that has shown no sign of life on it gets the first hold.
local function join(link, keyedBy)
  local isFirst = keyedBy == RUNG.bucket and redis.call('ZADD', shownKey(pool, link.number), now, session) == 1
  renewLink(pool, ledger, link, now, hold, isFirst and firstHold)
  if isFirst and session ~= '' then
    redis.call('XADD', ledger, '*', 'type', ENTRY.shown, 'link', link.id, 'at', now, 'site', site,
      'session', session, 'facts', facts)
  end
  return link
end

-- Returns true when the network may start a link. In a pool whose numbers are scarce, a bucket that no other network
-- has brought leaves them to the others.
local function mayStart(keyedBy, combination)
  if not isGuarded or combination == ARGV.sharedCombination then return true end
  if held >= cap then return false end
  return keyedBy == RUNG.session or isBrought or not isScarce(pool, tonumber(size), country)
end

-- Ends the link of the largest holder for this page and returns its number. Returns nil when no network holds more. For
-- the shared bucket any link gives way: all others then have its number.
local function makeWay(combination)
  if not isGuarded then return nil end
  local isForAll = combination == ARGV.sharedCombination and overflow == '' and tonumber(size) >= MIN_CAP
  local way = findWay(pool, country, network, isForAll and 1 or held + WAY_LINKS)
  if not way then return nil end
  endLink(pool, ledger, readLink(pool, way), now, CAUSE.displaced)
  return popFree(pool, country)
end

-- Returns the combination's link: its live one, or a new one on its last number or on the longest-rested number.
local function linkFor(keyedBy, combination, reason)
  local last = lastNumber(keyedBy, combination)
  local former = last and readLink(pool, last)
  if former and former.ended == 0 then
    if former.ends <= now then
      endLink(pool, ledger, former, former.ends, CAUSE.expired)
    elseif former.combination == combination then
      return join(former, keyedBy)
    end
  end
  if not mayStart(keyedBy, combination) then return nil end

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
    number = number or makeWay(combination)
  end
  return number and startLink(number, keyedBy, combination, reason, popped)
end

-- Returns the combination of a rung. The shared bucket's is that of the bucket without values.
local function combinationOf(rung)
  if rung.keyedBy == RUNG.session then return ARGV.sessionCombination end
  return rung.reason == REASON.shared_bucket and ARGV.sharedCombination or ARGV.bucketCombination
end

local isBucket = selectsBucket(pool, scope, activeSessions, threshold, ARGV.boundary, tonumber(ARGV.hysteresis))
for _, rung in ipairs(rungs(isBucket, session, isGuarded, held >= cap)) do
  local link = linkFor(rung.keyedBy, combinationOf(rung), rung.reason)
  if link then return reply(rung.keyedBy, rung.reason, link.number, link.id, link.ends, link.began) end
end
if overflow == '' then return reply(RUNG.none, REASON.no_number_free, '', '', 0) end
if session ~= '' then
  local shown = shownKey(pool, overflow)
  redis.call('ZADD', shown, now, session)
  redis.call('ZREMRANGEBYSCORE', shown, '-inf', text(now - hold))
  redis.call('PEXPIRE', shown, hold)
  redis.call('XADD', ledger, '*', 'type', ENTRY.overflow, 'number', overflow, 'at', now,
    'combination', ARGV.sessionCombination, 'active', activeSessions, 'threshold', threshold, 'session', session,
    'facts', facts)
end
return reply(RUNG.overflow, REASON.no_number_free, overflow, '', now + hold)
