--[[
  The part of an allocation that does not depend on the policy: the limits, the sweep, the active sessions, and the start of
  a link. The script that includes it has the arguments in `COMMON` of engine/link-scripts.ts.
]]
-- @include "clock"
-- @include "before"
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
local activeSessions, threshold = 0, 0

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
size = tonumber(size or 0)

-- A network that holds its share of the pool, or asks as often, adds no active sessions: it cannot move the threshold.
local cap = capOf(size, share)
local held = isGuarded and heldBy(pool, network) or 0
local isCounted = held < cap and requests <= cap

local activeMs = tonumber(ARGV.activeMs)
local areAllActive = false
if session ~= '' then
  areAllActive, isNewSession = signOfLife(active, site, session, now, activeMs, isCounted)
end
activeSessions = areAllActive and redis.call('ZCARD', active)
  or redis.call('ZCOUNT', active, text(now - activeMs), '+inf')

-- Starts a link on a free number. `popped` is the zone that popFree has taken the number from, `busy` the group whose
-- sessions may share it.
local function startLink(number, keyedBy, combination, reason, popped, busy, weight)
  local former, numberCountry, numberArea, numberOwner = readLink(pool, number)
  setTaken(pool, number, numberCountry, numberArea, popped, numberOwner)
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
  local guests = former and former.hasGuests and returned and former.visitor == owner and PAST or ''
  if former and lateMs > 0 then keepLink(pool, former, now - lateMs) end
  redis.call('HSET', numberKey(pool, number), 'link', id, 'combination', combination, 'until', endsText, 'seen', nowText,
    'ended', '0', 'reason', reason, 'told', nowText, 'visitor', owner, 'began', text(began), 'by', by,
    'busy', busy or '', 'weight', weight or '1', 'shared', guests)
  if by ~= '' then charge(pool, by, 1) end
  redis.call('ZADD', pool .. ':live', endsText, number)
  if busy then
    redis.call('ZADD', busyKey(pool, busy), weight, number)
    if not numberOwner then redis.call('HSET', numberKey(pool, number), 'owner', '') end
  end
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

-- Returns true when the live link is the combination's, or one that the combination's session shares.
local function isLinkOf(link, combination)
  return link.combination == combination
    or (link.isShared and redis.call('ZSCORE', guestsKey(pool, link.number), combination) ~= false)
end

-- Renews the live link for this page. A page that has shown no sign of life on it gets the first hold.
local function join(link)
  local isFirst = link.isShared and redis.call('ZADD', shownKey(pool, link.number), now, session) == 1
  renewLink(pool, ledger, link, now, hold, isFirst and firstHold)
  if isFirst and session ~= '' then
    load(pool, link, session, 1)
    redis.call('XADD', ledger, '*', 'type', ENTRY.shown, 'link', link.id, 'at', now, 'site', site,
      'session', session, 'facts', facts)
  end
  return link
end

-- Returns the answer to a page that gets no link: the overflow number, or none.
local function withoutLink()
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
end
