--[[
  Something a session did on a page.

  KEYS[1]  active
  KEYS[2]  ledger
  KEYS[3]  rate     counter of the caller's hits in this minute

  ARGV[1]  now      empty, or a test's time
  ARGV[2]  site
  ARGV[3]  session
  ARGV[4]  hit      page or tap
  ARGV[5]  page     its address; may be empty
  ARGV[6]  rateLimit  hits a minute for the caller; 0: no limit
  ARGV[7]  scope      empty: the provider's sessions are counted; else the site, whose own are

  Only a session that has asked for a number counts as active: a made-up one cannot raise the count.
  Reply: 1 when taken, 0 when the caller has had its share.
]]
-- @include "clock"
-- @include "pool"
-- @include "rates"

local now = clock(ARGV[1])
local rateLimit = tonumber(ARGV[6])
if rateLimit > 0 and countRequest(KEYS[3]) > rateLimit then return 0 end
redis.call('ZADD', activeKey(KEYS[1], ARGV[7]), 'XX', now, ARGV[2] .. '|' .. ARGV[3])
redis.call('XADD', KEYS[2], '*', 'type', 'hit', 'at', now, 'site', ARGV[2], 'session', ARGV[3], 'hit', ARGV[4], 'page', ARGV[5])
return 1
