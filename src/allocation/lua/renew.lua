--[[
  Renews a link. A session link knows its session. A link that sessions share is renewed by a session that it is shown to,
  so no client can invent one. A session that was silent for a hold must request a new allocation.

  Its keys, arguments and reply are declared in engine/link-scripts.ts. The reply is nil when the link has ended, for
  this session at least, and for pages of another site.
]]
-- @include "clock"
-- @include "rates"
-- @include "renewing"

local ledger, pool = KEYS.ledger, KEYS.pool
local number, session = ARGV.number, ARGV.session
local now = clock(ARGV.now)
local hold = tonumber(ARGV.holdMs)

local function reply(keyedBy, reason, id, ends)
  return {
    [REPLY.keyedBy] = keyedBy, [REPLY.reason] = reason, [REPLY.number] = number, [REPLY.link] = id,
    [REPLY.ends] = ends, [REPLY.now] = now,
  }
end

if isOverLimit(KEYS.callerRate, tonumber(ARGV.rateLimit)) then return reply(RUNG.none, REASON.rate_limited, '', 0) end
local link = readLink(pool, number)
if not link or link.id ~= ARGV.link or link.ended ~= 0 then return nil end
if link.ends <= now then
  endLink(pool, ledger, link, link.ends, CAUSE.expired)
  return nil
end

local _, _, site, key = partsOf(link.combination)
-- Empty: the client names no origin. Otherwise the sites whose origin it is.
if ARGV.sites ~= '' and not string.find(ARGV.sites, '|' .. site .. '|', 1, true) then return nil end
-- A page that names no session speaks for the link's own one.
if not link.isBucket and (session == '' or not link.isShared) then session = key end
if link.isShared then
  local shown = shownKey(pool, number)
  local seen = session ~= '' and redis.call('ZSCORE', shown, session)
  if session ~= '' and not (seen and tonumber(seen) > now - hold) then return nil end
  redis.call('ZADD', shown, now, session)
end
renewLink(pool, ledger, link, now, hold)
local active = activeKey(KEYS.active, scopeOf(ARGV.countedBy, site))
if session ~= '' then signOfLife(active, site, session, now, tonumber(ARGV.activeMs), true) end
return reply(link.isShared and RUNG.bucket or RUNG.session, link.reason, link.id, link.ends)
