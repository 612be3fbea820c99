--[[
  What a dialled number leads to, claimed for the call: whoever asks again for the same call gets the first answer.

  KEYS[1]  claim    string   the call's claim
  KEYS[2]  pool

  ARGV[1]  now      empty, or a test's time
  ARGV[2]  number   as dialled
  ARGV[3]  keepMs   how long the claim is kept

  Reply: { kind, at, link, by, key, endpoint, site }; kind is live, late or unlinked. nil, and no claim, while the pool
  is not whole: what is not known here may be known to the store.
]]
-- @include "clock"
-- @include "pool"

local claimed = redis.call('GET', KEYS[1])
if claimed then return cjson.decode(claimed) end

local now = clock(ARGV[1])
local link = readLink(KEYS[2], ARGV[2])
local reply
if link then
  local kind = link.ended == 0 and link.ends > now and 'live' or 'late'
  local by, endpoint, site, key = partsOf(link.combination)
  reply = { kind, now, link.id, by, key, endpoint, site }
elseif not redis.call('HGET', KEYS[2], 'built') then
  return nil
else
  reply = { 'unlinked', now, '', '', '', '', '' }
end
redis.call('SET', KEYS[1], cjson.encode(reply), 'PX', ARGV[3])
return reply
