-- @include "ending"

-- A live link adds an entry to the ledger at most this often. An entry for each renewal would flood the ledger.
local REPORT_EVERY_MS = 300000

-- Renews a live link for `hold` milliseconds from now, or for `firstHold` where a page asks for it for the first time.
-- Another page may have renewed it for longer.
local function renewLink(pool, ledger, link, now, hold, firstHold)
  link.seen = now
  link.ends = math.max(link.ends, now + (firstHold or hold))
  local ends = text(link.ends)
  redis.call('HSET', numberKey(pool, link.number), 'seen', text(now), 'until', ends)
  redis.call('ZADD', pool .. ':live', ends, link.number)
  if now - link.reported >= REPORT_EVERY_MS then
    redis.call('HSET', numberKey(pool, link.number), 'told', now)
    redis.call('XADD', ledger, '*', 'type', ENTRY.seen, 'link', link.id, 'at', now)
  end
  if link.isShared then dropSilent(pool, ledger, link, now - hold) end
end

-- Records a session's sign of life in the set of active sessions and removes a few silent ones. With `isCounted` false
-- a session that is not in the set stays out. Returns true when the set holds active sessions only, and whether the
-- session is new in it.
local function signOfLife(active, site, session, now, activeMs, isCounted)
  local member = activeMember(site, session)
  local added = isCounted and redis.call('ZADD', active, text(now), member)
    or redis.call('ZADD', active, 'XX', text(now), member)
  local silent = redis.call('ZRANGEBYSCORE', active, '-inf', text(now - activeMs - 1), 'LIMIT', '0', text(SWEEP))
  if #silent > 0 then redis.call('ZREM', active, unpack(silent)) end
  return #silent < SWEEP, added == 1
end
