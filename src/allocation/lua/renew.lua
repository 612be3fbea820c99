--[[
  Renews a link. A session link knows its session. A bucket link is renewed by a session that it is shown to, so no
  client can invent one. A session that was silent for a hold must request a new allocation.

  Its keys, arguments and reply are declared in engine/link-scripts.ts. The reply is nil when the link has ended, for
  this session at least.
]]
-- @include "clock"
-- @include "renewing"

local ledger, pool = KEYS.ledger, KEYS.pool
local number, session = ARGV.number, ARGV.session
local now = clock(ARGV.now)
local hold = tonumber(ARGV.holdMs)

local link = readLink(pool, number)
if not link or link.id ~= ARGV.link or link.ended ~= 0 then return nil end
if link.ends <= now then
  endLink(pool, ledger, link, link.ends, CAUSE.expired)
  return nil
end

local keyedBy, _, site, key = partsOf(link.combination)
if keyedBy == RUNG.session then
  session = key
else
  local shown = shownKey(pool, number)
  local seen = session ~= '' and redis.call('ZSCORE', shown, session)
  if session ~= '' and not (seen and tonumber(seen) > now - hold) then return nil end
  redis.call('ZADD', shown, now, session)
end
renewLink(pool, ledger, link, now, hold)
local active = activeKey(KEYS.active, scopeOf(ARGV.countedBy, site))
if session ~= '' then signOfLife(active, site, session, now, tonumber(ARGV.activeMs)) end
return {
  [REPLY.keyedBy] = keyedBy, [REPLY.reason] = link.reason, [REPLY.number] = number, [REPLY.link] = link.id,
  [REPLY.ends] = link.ends, [REPLY.now] = now,
}
