-- @include "clock"
-- @include "pool"

-- A page may report itself a moment before it asks for its number. Its hit waits this long.
local EARLY_MS = 60000
-- The hits of sessions without a number that wait in a minute. More are dropped.
local MAX_EARLY = 1000

local function earlyKey(early, minute) return early .. ':' .. text(minute) end

local function addHit(ledger, at, site, session, hit, page)
  redis.call('XADD', ledger, '*', 'type', ENTRY.hit, 'at', at, 'site', site, 'session', session, 'hit', hit,
    'page', page)
end

-- Keeps a page's hit until its session is shown a number. Only the session's last one is kept.
local function waitForNumber(early, now, site, session, page)
  local key = earlyKey(early, now / EARLY_MS)
  if redis.call('HLEN', key) >= MAX_EARLY then return end
  redis.call('HSET', key, activeMember(site, session), cjson.encode({ at = now, page = page }))
  redis.call('PEXPIRE', key, text(2 * EARLY_MS))
end

-- Adds the hit that has waited for the session's first number to the ledger.
local function addWaitingHit(early, ledger, now, site, session)
  local member = activeMember(site, session)
  for minute = now / EARLY_MS, now / EARLY_MS - 1, -1 do
    local key = earlyKey(early, minute)
    local waiting = redis.call('HGET', key, member)
    if waiting then
      local hit = cjson.decode(waiting)
      redis.call('HDEL', key, member)
      addHit(ledger, text(hit.at), site, session, 'page', hit.page)
    end
  end
end
