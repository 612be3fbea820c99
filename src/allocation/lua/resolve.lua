--[[
  Resolves a dialled number and claims the answer for the call. A repeat for the same call gets the first answer.

  Its keys, arguments and reply are declared in engine/resolution.ts. The claim is the JSON of the reply, so its members
  keep their order. The reply adds the start of the link: 0 without a link, nil for a repeat.
  Both are nil, and there is no claim, while Redis has lost the pool: the store may know the link.
]]
-- @include "claims"
-- @include "clock"
-- @include "live"
-- @include "pool"

local claim = redis.call('GET', KEYS.claim)
if claim then return { cjson.decode(claim), false } end

local now = clock(ARGV.now)
local link = readLink(KEYS.pool, ARGV.number)
local kind, id, keyedBy, endpoint, site, key = KIND.unlinked, '', '', '', '', ''
if link then
  kind, id = isLive(link, now) and KIND.live or KIND.late, link.id
  keyedBy, endpoint, site, key = partsOf(link.combination)
elseif not redis.call('HGET', KEYS.pool, 'built') then
  return { false, false }
end
local claimed = {
  [REPLY.kind] = kind, [REPLY.at] = now, [REPLY.link] = id, [REPLY.keyedBy] = keyedBy, [REPLY.key] = key,
  [REPLY.endpoint] = endpoint, [REPLY.site] = site,
}
saveClaim(KEYS.claim, cjson.encode(claimed), ARGV.claimMs)
return { claimed, link and link.began or 0 }
