--[[
  A sign of life on a link.

  KEYS[1]  active
  KEYS[2]  ledger
  KEYS[3]  pool

  ARGV[1]  now       empty, or a test's time
  ARGV[2]  link
  ARGV[3]  number    of the link
  ARGV[4]  session   who is alive; may be empty. A session link knows its own. A bucket link lives on for one that it is
                     shown to, so that nobody can invent one; another, such as one that was silent for too long, is to
                     ask anew.
  ARGV[5]  activeMs
  ARGV[6]  holdMs
  ARGV[7]  perSite   1: active sessions are counted by site; else 0

  Reply: { keyedBy, reason, number, link, ends, now }, or nil when the link has ended, for this session at least.
]]
-- @include "clock"
-- @include "renewing"

local ledger, pool = KEYS[2], KEYS[3]
local number, session = ARGV[3], ARGV[4]
local now = clock(ARGV[1])
local hold = tonumber(ARGV[6])

local link = readLink(pool, number)
if not link or link.id ~= ARGV[2] or link.ended ~= 0 then return nil end
if link.ends <= now then
  endLink(pool, ledger, link, link.ends, 'expired')
  return nil
end

local by, _, site, key = partsOf(link.combination)
if by == 'session' then
  session = key
else
  local shown = shownKey(pool, number)
  local seen = session ~= '' and redis.call('ZSCORE', shown, session)
  if session ~= '' and not (seen and tonumber(seen) > now - hold) then return nil end
  redis.call('ZADD', shown, now, session)
end
renewLink(pool, ledger, link, now, hold)
local active = activeKey(KEYS[1], ARGV[7] == '1' and site or '')
if session ~= '' then signOfLife(active, site .. '|' .. session, now, tonumber(ARGV[5])) end
return { by, link.reason, number, link.id, link.ends, now }
