--[[
  Records a hit of a session that is shown a number. A page's hit of any other session waits for its number. A tap counts
  while the session's link lives, and shortly after. It is a sign of life: it renews the link.

  Its keys and arguments are declared in engine/link-scripts.ts. The reply is 1, or 0 when the hit was not recorded.
]]
-- @include "clock"
-- @include "early"
-- @include "live"
-- @include "rates"
-- @include "renewing"

-- A tap and the page's goodbye may arrive in either order.
local GRACE_MS = 2000

local ledger, pool = KEYS.ledger, KEYS.pool
local site, session = ARGV.site, ARGV.session
local now, hold = clock(ARGV.now), tonumber(ARGV.holdMs)
if isOverLimit(KEYS.callerRate, tonumber(ARGV.rateLimit)) then return 0 end

-- Returns true when the link is shown to the session, or was until a moment ago.
local function isShown(link)
  local _, _, linkSite, key = partsOf(link.combination)
  local ends = link.ended == 0 and link.ends or link.ended
  if linkSite ~= site or ends <= now - GRACE_MS then return false end
  if link.isShared then return redis.call('ZSCORE', shownKey(pool, link.number), session) ~= false end
  return key == session
end

-- Returns the session's link: the one that the hit names, or its own link to an endpoint of the site.
local function findLink()
  if ARGV.number ~= '' then
    local link = readLink(pool, ARGV.number)
    return link and link.id == ARGV.link and isShown(link) and link
  end
  for _, combination in ipairs(cjson.decode(ARGV.combinations)) do
    local number = redis.call('HGET', pool .. ':combinations', combination)
    local link = number and readLink(pool, number)
    if link and (link.combination == combination or link.isShared) and isShown(link) then return link end
  end
  return false
end

local function sawOverflow()
  local seen = ARGV.overflow ~= '' and redis.call('ZSCORE', shownKey(pool, ARGV.overflow), session)
  return seen and tonumber(seen) > now - hold
end

local function hadNumber()
  for _, combination in ipairs(cjson.decode(ARGV.combinations)) do
    if redis.call('HEXISTS', pool .. ':combinations', combination) == 1 then return true end
  end
  return sawOverflow()
end

local active = activeKey(KEYS.active, scopeOf(ARGV.countedBy, site))
local member = activeMember(site, session)
if ARGV.hit == 'tap' then
  local link = findLink()
  if not link and not sawOverflow() then return 0 end
  if isLive(link, now) then
    if link.isShared then redis.call('ZADD', shownKey(pool, link.number), now, session) end
    renewLink(pool, ledger, link, now, hold)
  end
elseif not redis.call('ZSCORE', active, member) and not hadNumber() then
  waitForNumber(KEYS.early, now, site, session, ARGV.page)
  return 0
end
redis.call('ZADD', active, 'XX', now, member)
addHit(ledger, now, site, session, ARGV.hit, ARGV.page)
return 1
