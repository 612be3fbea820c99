--[[
  Resolves a dialled number and claims the answer for the call. A repeat for the same call gets the first answer.

  Its keys, arguments and reply are declared in engine/resolution.ts. The claim is the JSON of the reply, so its members
  keep their order. A number that was shown for several endpoints has one member more: the facts by which
  domain/shown-endpoint.ts selects one of them. So every process reads the same endpoint from the claim.
  The reply adds the start of the link: 0 without a link, nil for a repeat.
  Both are nil, and there is no claim, while Redis has lost the pool: the store may know the link.
]]
-- @include "before"
-- @include "claims"
-- @include "clock"
-- @include "live"
-- @include "pool"

local claim = redis.call('GET', KEYS.claim)
if claim then return { cjson.decode(claim), false } end

local now = clock(ARGV.now)
local lateMs = tonumber(ARGV.lateMs)

-- Returns how this caller last reached an endpoint through this number, or an empty text.
local function reachedSince(since)
  local reached = ARGV.caller ~= '' and redis.call('HGET', KEYS.reached, ARGV.number) or ''
  local endpoint, at = string.match(reached, '^%S+ (%S+) %S+ (%d+)$')
  if not endpoint or tonumber(at) < since then return '', nil end
  return reached, endpoint
end

-- Returns the facts of a number that was shown for several endpoints. Returns nil for any other number.
local function contestOf(link, endpoint)
  local since = now - lateMs
  local before = linksSince(redis.call('HGET', numberKey(KEYS.pool, link.number), 'before') or '', since, MAX_BEFORE)
  local reached, reachedEndpoint = reachedSince(since)
  if reachedEndpoint == endpoint or not (reachedEndpoint or areForOthers(before, endpoint)) then return nil end
  return { ARGV.sureAt, reached, linkText(link, endpoint) .. before }
end

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
if link and lateMs > 0 then claimed[#claimed + 1] = contestOf(link, endpoint) end
saveClaim(KEYS.claim, cjson.encode(claimed), ARGV.claimMs)
return { claimed, link and link.began or 0 }
